"""A contact sheet as a file: stills with captions on pages, as PDF or as PNG pictures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.core.errors import UsageError
from app.core.model import Struct
from app.template.files import write_atomic

COLUMNS: Final = 4
ROWS: Final = 5
PER_PAGE: Final = COLUMNS * ROWS
PAGE: Final = QSize(1684, 1190)
"""An A4 page, lying, at 144 dots per inch."""

MARGIN, GAP, TITLE, CAPTION = 48, 24, 44, 26


class Still(Struct, frozen=True):
    """A picture as the bytes of a JPEG file, and what stands below it."""

    caption: str
    picture: bytes


class ContactSheet:
    """A sheet that is being made: for each page `place`, then `paint`; after all of them `finish`.

    `paint` belongs into the window's thread, as Qt's fonts do not go with Python's background threads: while one of
    them has the fonts and waits for Python, the window's thread has Python and waits for the fonts. The others are
    slow and belong into the background, one at a time.
    """

    def __init__(self, path: Path, title: str, stills: Sequence[Still]) -> None:
        """Raises `UsageError` for another ending than .pdf and .png, or when there is no still."""
        if not stills:
            raise UsageError("There is no still to save yet.", next_step="Wait until some are drawn.")
        if path.suffix.lower() not in (".pdf", ".png"):
            step = "Let its name end with .pdf or .png."
            raise UsageError(f"“{path.name}” is neither a PDF nor a PNG file.", next_step=step)
        self._path, self._title = path, title
        self._pages = [stills[start : start + PER_PAGE] for start in range(0, len(stills), PER_PAGE)]
        self._painted = 0
        self._placed: list[_Placed] = []
        self._unwritten: QImage | None = None
        self._written: list[Path] = []
        self._pdf = _Pdf(title) if path.suffix.lower() == ".pdf" else None

    @property
    def complete(self) -> bool:
        """Whether all pages are painted."""
        return self._painted == len(self._pages)

    def place(self) -> None:
        """Write the page that was painted last, and read the pictures of the next one.

        Raises `StorageError` when a file cannot be written.
        """
        self._write_page()
        self._placed = [_place(number, still) for number, still in enumerate(self._pages[self._painted])]

    def paint(self) -> None:
        """Paint the page that was placed."""
        title = self._title
        if self._pdf is None or len(self._pages) > 1:
            title = f"{title} · {self._painted + 1} / {len(self._pages)}"
        if self._pdf is not None:
            self._pdf.add(title, self._placed)
        else:
            self._unwritten = QImage(PAGE, QImage.Format.Format_RGB32)
            self._unwritten.fill(QColor(Qt.GlobalColor.white))
            with QPainter(self._unwritten) as painter:
                _paint_page(painter, title, self._placed)
        self._painted += 1
        if self.complete and self._pdf is not None:
            self._pdf.end()

    def finish(self) -> tuple[Path, ...]:
        """Write what is not written yet: one PDF file, or a PNG file per page, the second called “name 2.png”.

        The paths of all files. Raises `StorageError` when a file cannot be written.
        """
        if self._pdf is not None:
            write_atomic(self._pdf.content(), self._path)
            return (self._path,)
        self._write_page()
        return tuple(self._written)

    def _write_page(self) -> None:
        if self._unwritten is None:
            return
        name = self._path.name if not self._written else f"{self._path.stem} {self._painted}{self._path.suffix}"
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self._unwritten.save(buffer, "PNG")  # type: ignore[call-overload]
        write_atomic(bytes(buffer.data().data()), self._path.with_name(name))
        self._written.append(self._path.with_name(name))
        self._unwritten = None


class _Placed(Struct, frozen=True):
    """A still on its page: where its picture and its caption go, in pixels."""

    picture: QImage
    room: QRectF
    below: QRectF
    caption: str


class _Pdf:
    """The pages of a PDF file."""

    def __init__(self, title: str) -> None:
        self._buffer = QBuffer()
        self._buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setTitle(title)
        self._writer.setResolution(144)
        size = QPageSize(QPageSize.PageSizeId.A4)
        self._writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)))
        self._ending = ExitStack()
        self._painter: QPainter | None = None

    def add(self, title: str, placed: Sequence[_Placed]) -> None:
        """Paint one more page."""
        if self._painter is None:
            self._painter = self._ending.enter_context(QPainter(self._writer))
        else:
            self._writer.newPage()
        _paint_page(self._painter, title, placed)

    def end(self) -> None:
        """No page follows."""
        self._ending.close()

    def content(self) -> bytes:
        """The file."""
        return bytes(self._buffer.data().data())


def _place(number: int, still: Still) -> _Placed:
    width = (PAGE.width() - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
    height = (PAGE.height() - 2 * MARGIN - TITLE - (ROWS - 1) * GAP) / ROWS
    x = MARGIN + number % COLUMNS * (width + GAP)
    y = MARGIN + TITLE + number // COLUMNS * (height + GAP)
    picture = QImage.fromData(still.picture)
    size = QSizeF(picture.size()).scaled(QSizeF(width, height - CAPTION), Qt.AspectRatioMode.KeepAspectRatio)
    room = QRectF(x, y, size.width(), size.height())
    return _Placed(picture, room, QRectF(x, y + height - CAPTION, width, CAPTION), still.caption)


def _paint_page(painter: QPainter, title: str, placed: Sequence[_Placed]) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(QColor(Qt.GlobalColor.black))
    painter.setFont(_font(22, bold=True))
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRectF(MARGIN, MARGIN, PAGE.width() - 2 * MARGIN, TITLE - 12), int(left), title)
    painter.setFont(_font(15))
    for one in placed:
        painter.drawImage(one.room, one.picture)
        below = int(one.below.width())
        caption = painter.fontMetrics().elidedText(one.caption, Qt.TextElideMode.ElideRight, below)
        painter.drawText(one.below, int(left), caption)


def _font(pixels: int, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font
