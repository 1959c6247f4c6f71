"""Pictures of a job: one large, and a strip of small ones from all over it, each of which can be made the large one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.controllers.queue_pictures import JobPicture
from app.ui.formats import number_text
from app.ui.theme import Theme
from app.ui.words import translate

GAP: Final = 4
STRIP_HEIGHT: Final = 64


class PictureView(QWidget):
    """A picture as large as there is room, on a neutral ground; a sentence where there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 96)

    def show_picture(self, picture: JobPicture | None, text: str) -> None:
        """Show a picture, or else the sentence."""
        self._image = picture.image if picture is not None else None
        self._text = text
        if picture is not None:
            text = translate("Filmstrip", "Frame %1").replace("%1", number_text(picture.frame))
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A small television."""
        return QSize(384, 216)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The picture in its own shape, in the middle."""
        del event
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("bg.surround"))
            if self._image is None:
                painter.setPen(self._theme.color("text"))
                flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
                painter.drawText(self.rect().adjusted(12, 12, -12, -12), flags, self._text)
                return
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, 0, 0)
            target.setSize(size)
            painter.drawImage(target, self._image)


class Filmstrip(QWidget):
    """`chosen` gives the place of the picture that people want to see large."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filmstrip")
        self._theme = theme
        self._pictures: tuple[JobPicture, ...] = ()
        self._marked = -1
        self.setFixedHeight(STRIP_HEIGHT)
        self._cell = QSize(0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("Filmstrip", "Frames from all over the film"))

    def show_pictures(self, pictures: tuple[JobPicture, ...], marked: int) -> None:
        """Show these; the one at `marked` is the large one (-1: none)."""
        self._pictures, self._marked = pictures, marked
        self.setVisible(bool(pictures))
        self._measure()
        frame = pictures[marked].frame if 0 <= marked < len(pictures) else None
        text = "" if frame is None else translate("Filmstrip", "Frame %1").replace("%1", number_text(frame))
        self.setAccessibleDescription(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The pictures side by side, as many as there is room for."""
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            for number, rect in enumerate(self._places()):
                painter.fillRect(rect, self._theme.color("bg.surround"))
                image = self._pictures[number].image
                size = image.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
                target = QRect(rect.topLeft(), size)
                target.moveCenter(rect.center())
                painter.drawImage(target, image)
                if number == self._marked:
                    token = "accent" if self.hasFocus() else "border.control"
                    painter.setPen(self._theme.color(token))
                    painter.drawRect(rect.adjusted(0, 0, -1, -1))
                    painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click makes a picture the large one."""
        for number, rect in enumerate(self._places()):
            if rect.contains(event.position().toPoint()):
                self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows go to the next picture."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if not step or not self._pictures:
            super().keyPressEvent(event)
            return
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            step = -step
        last = len(self._places()) - 1
        self.chosen.emit(min(max(0, self._marked + step), last))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The ring is seen."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The ring is not seen."""
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """There is another amount of room for the pictures."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        """All pictures have one size, in the shape of the first, and the strip is as high as they are."""
        count = len(self._pictures)
        if count:
            shape = self._pictures[0].image.size()
            width = max(24, (self.width() - GAP * (count - 1)) // count)
            self._cell = shape.scaled(width, STRIP_HEIGHT, Qt.AspectRatioMode.KeepAspectRatio)
            self.setFixedHeight(max(24, self._cell.height()))

    def _places(self) -> list[QRect]:
        """Where the pictures are."""
        width, height = self._cell.width(), self.height()
        rects = [QRect(number * (width + GAP), 0, width, height) for number in range(len(self._pictures))]
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            rects = [QRect(self.width() - one.right() - 1, 0, width, height) for one in rects]
        return rects
