"""A small picture from a file: read and scaled in the background, on the neutral surround."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.services import Services
from app.ui.tasks import Task

FindFile = Callable[[], Path | None]
"""Finds the picture's file, or makes it; called in a background thread."""


class Picture(QWidget):
    """A frame of fixed size that shows an icon until its picture is there, and where there is none."""

    def __init__(self, services: Services, size: QSize, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._icon = icon
        self._image: QImage | None = None
        self.setFixedSize(size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def image(self) -> QImage | None:
        """What is shown, once it is there."""
        return self._image

    def load(self, find: FindFile) -> None:
        """Show the picture of the file that `find` finds."""
        pixels = self.size() * self.devicePixelRatioF()

        def work(_task: Task) -> QImage | None:
            path = find()
            return read_picture(path, pixels) if path is not None else None

        self._services.tasks.start("", work, owner=self, done=self._take, failed=lambda _error: None, lane="pictures")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The picture in the middle of the surround, or the icon."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._services.theme.color("bg.surround"))
            if self._image is not None:
                fitted = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
                place = QRect(0, 0, fitted.width(), fitted.height())
                place.moveCenter(self.rect().center())
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(place, self._image)
            else:
                token = "text.disabled"  # noqa: S105 - a colour
                pixmap = self._services.icons.pixmap(self._icon, token, 24, self.devicePixelRatioF())
                half = self._services.icons.pixels(24) // 2
                painter.drawPixmap(self.rect().center().x() - half, self.rect().center().y() - half, pixmap)

    def _take(self, image: QImage | None) -> None:
        if image is not None:
            self._image = image
            self.update()


def read_picture(path: Path, box: QSize) -> QImage | None:
    """A picture scaled into a box (never up), as its camera was held; None where it cannot be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and (size.width() > box.width() or size.height() > box.height()):
        reader.setScaledSize(size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
