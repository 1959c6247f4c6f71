"""Vector footage: the first page of PDF files, and of Illustrator files that were saved with PDF inside, as pixels.

A page's point is a pixel at full size (72 dots an inch), its paper is transparent. PDFium draws, without the computer's
fonts, so that all computers draw the same. Pages with fonts that are not in the file are refused: what PDFium draws
instead changes with what it drew before (measured); only PDF's 14 standard fonts, which it brings along, do not.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, Final

import numpy as np

from app.core.model import Footage
from app.render.surface import MAX_PIXELS, MAX_SIDE, Pixels, premultiply
from app.render.video import UnreadableError

PDF_SUFFIXES: Final = frozenset({".ai", ".pdf"})
"""Files that may hold PDF; encapsulated and plain PostScript need an interpreter, SVG is no kind of After Effects."""

MAX_FILE_BYTES: Final = 256 * 2**20
MOST_ENLARGED: Final = 24_000_000
"""Most pixels of a page that is drawn larger than the item, so that a few of them still fit a cache."""

STEPS_PER_DOUBLING: Final = 4
"""Enlarged pages are drawn in sizes a fourth of an octave apart, so that slow zooms use each several times."""

_DEEPEST_OBJECT = 30
_HEAD_BYTES = 1024
_NO_PDF_INSIDE = "saved without PDF Content"
"""What the only page of an Illustrator file says that was saved without PDF inside."""

_PDFIUM_IS_BUSY = threading.Lock()
"""PDFium is not made for threads: one call at a time per process."""


def not_drawn_as_vector(item: Footage) -> str:
    """Why vector footage of that name is never drawn; empty when it may be."""
    suffix = PurePosixPath(item.path.replace("\\", "/")).suffix.lower()
    return "" if suffix in PDF_SUFFIXES else f"vector footage of the kind {suffix.lstrip('.').upper()} is not drawn"


def approximate_vector(item: Footage) -> str:
    """What of vector footage is drawn otherwise than designed, in words for people; empty when nothing is."""
    named = item.photoshop_layer
    return f"the whole page is drawn instead of its layer “{named}”" if named else ""


def drawing_scale(item: Footage, shown: float) -> float:
    """How much larger than the item a page is drawn to be shown `shown` times as large, from 1 on."""
    area = max(1, item.width * item.height)
    largest = min(math.sqrt(MOST_ENLARGED / area), MAX_SIDE / max(1, item.width, item.height))
    if not shown > 1.0 or largest <= 1.0:
        return 1.0
    step = math.ceil(STEPS_PER_DOUBLING * math.log2(min(shown, largest)) - 1e-6) / STEPS_PER_DOUBLING
    return min(float(2.0**step), largest)


def read_vector(path: Path, item: Footage, scale: float = 1.0) -> Pixels:
    """The first page as premultiplied RGBA of the item's size times `scale`; its own size where the item has none.

    Raises `UnreadableError` when the file holds no PDF or is damaged, protected or too large, and `OSError`.
    """
    with path.open("rb") as file:
        if b"%PDF-" not in file.read(_HEAD_BYTES):
            raise UnreadableError("it holds no PDF; save it with PDF compatibility")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise UnreadableError("it is larger than 256 MB")
    with _PDFIUM_IS_BUSY, _first_page(path) as page:
        points = page.get_size()
        whole = (item.width, item.height) if item.width > 0 and item.height > 0 else points
        width, height = (max(1, math.ceil(side * scale - 1e-6)) for side in whole)
        if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
            raise UnreadableError(f"{width} × {height} pixels are too many")
        _check_fonts(page)
        return premultiply(_draw(page, width, height))


@contextmanager
def _first_page(path: Path) -> Iterator[Any]:
    pdfium = _pdfium()
    try:
        # Read, not opened by PDFium: Windows does not let go of an open file, and job folders are to be cleaned up.
        document = pdfium.PdfDocument(path.read_bytes())
    except pdfium.PdfiumError as error:
        raise UnreadableError("damaged, or protected by a password") from error
    try:
        page = document[0]
        if _NO_PDF_INSIDE in page.get_textpage().get_text_bounded():
            raise UnreadableError("it was saved without PDF compatibility")
        yield page
    except (pdfium.PdfiumError, IndexError) as error:
        raise UnreadableError("damaged, or without pages") from error
    finally:
        document.close()


def _check_fonts(page: Any) -> None:
    pdfium = _pdfium()
    for text in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT], max_depth=_DEEPEST_OBJECT):
        font = text.get_font()
        if not font.is_embedded and font.get_base_name() not in pdfium.PdfFont.STANDARD_FONTS:
            raise UnreadableError(f"its font {font.get_base_name()} is not in the file; save it with its fonts")


def _draw(page: Any, width: int, height: int) -> Pixels:
    """The page stretched to this size, as straight RGBA."""
    raw = _pdfium().raw
    pixels: Pixels = np.zeros((height, width, 4), np.uint8)
    pointer = pixels.ctypes.data_as(raw.ctypes.POINTER(raw.ctypes.c_ubyte))
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRA, pointer, width * 4)
    if not bitmap:
        raise UnreadableError("there is not enough memory for it")
    try:
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, raw.FPDF_REVERSE_BYTE_ORDER)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return pixels


def _pdfium() -> ModuleType:
    return _loaded_pdfium()[0]


@lru_cache(maxsize=1)
def _loaded_pdfium() -> tuple[ModuleType, object]:
    """PDFium, loaded when the first page is drawn, and its source of fonts, which must live as long as it does."""
    import pypdfium2

    # A source without functions has no fonts.
    no_fonts = pypdfium2.raw.FPDF_SYSFONTINFO(version=1)
    pypdfium2.raw.FPDF_SetSystemFontInfo(no_fonts)
    return pypdfium2, no_fonts
