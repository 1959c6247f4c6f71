"""What was dropped: local files, by the kind of thing that Farmhand can do with them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData

TEMPLATE_ENDINGS: Final = frozenset({".aep", ".aepx", ".aet", ".zip"})
SHEET_ENDINGS: Final = frozenset({".csv", ".tsv", ".txt"})
WORKBOOK_ENDINGS: Final = frozenset({".xlsx", ".xls", ".xlsm", ".ods", ".numbers"})
PHOTO_ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif"})


def dropped_paths(data: QMimeData) -> tuple[Path, ...]:
    """The local files and folders among what is dragged."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


def is_template(path: Path) -> bool:
    """Whether it can be a template: a file of such a name, or a folder, which may hold one."""
    with suppress(OSError):
        return is_template_file(path) or path.is_dir()
    # The system cannot even look it up: it is too long, say.
    return False


def is_template_file(path: Path) -> bool:
    """Whether the file's name is that of a template, or of an archive that may hold one."""
    return path.suffix.lower() in TEMPLATE_ENDINGS


def is_sheet(path: Path) -> bool:
    """Whether the file's name is that of a spreadsheet."""
    return path.suffix.lower() in SHEET_ENDINGS


def is_workbook(path: Path) -> bool:
    """Whether the file's name is that of a spreadsheet program's own kind, which is not read."""
    return path.suffix.lower() in WORKBOOK_ENDINGS


def is_photo(path: Path) -> bool:
    """Whether the file's name is that of a picture."""
    return path.suffix.lower() in PHOTO_ENDINGS
