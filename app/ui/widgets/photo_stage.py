"""The photo in the editor: the part that shows is bright, the rest dimmed; drag the focal point or the crop."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.slots import Fit, MediaFill, Slot
from app.farm.photo_crop import Crop, dragged, largest_crop, moved, resized
from app.template.photos import shown_part
from app.ui.theme import Theme

GRIP: Final = 10
"""Pixels around a corner of the crop that take hold of it."""

STEP, LARGE_STEP = 0.01, 0.1
"""Parts of the photo that an arrow key moves, without and with Shift."""

SIZE_STEP: Final = 1.05
CORNERS: Final = ((0, 0), (1, 0), (1, 1), (0, 1))
ARROWS: Final = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class PhotoStage(QWidget):
    """Shows a photo with the way in which it fills its slot, and lets people change that."""

    changed = Signal(object)
    """The `MediaFill` as it is now."""

    def __init__(
        self, theme: Theme, slot: Slot, media: MediaFill, size: tuple[int, int], parent: QWidget | None = None
    ) -> None:
        """`size` is the photo's, upright, in pixels."""
        super().__init__(parent)
        self._theme = theme
        self._slot = (max(1, slot.width), max(1, slot.height))
        self._whole_slot = slot
        self._media = media
        self._image = QImage()
        self._photo = (max(1, size[0]), max(1, size[1]))
        self._corner: tuple[int, int] | None = None
        self._last: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 200)
        self.setAccessibleName(self.tr("Photo: arrow keys move what is shown, plus and minus change a crop's size"))
        self.setObjectName("photoStage")

    @property
    def media(self) -> MediaFill:
        """The photo as people want it shown."""
        return self._media

    def show_photo(self, image: QImage) -> None:
        """The photo's picture, of any size."""
        self._image = image
        self.update()

    def set_fit(self, fit: Fit) -> None:
        """Fill, fit or crop."""
        crop = self._media.crop
        if fit is Fit.CROP and crop is None:
            crop = largest_crop(self._slot, self._photo, self._media.focal)
        self._change(fit=fit, crop=crop if fit is Fit.CROP else None)

    def begin_anew(self) -> None:
        """The middle of the photo, as large as possible."""
        crop = largest_crop(self._slot, self._photo) if self._media.fit is Fit.CROP else None
        self._change(focal=(0.5, 0.5), crop=crop)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Large enough to see what one does."""
        return QSize(560, 420)

    def photo_area(self) -> QRectF:
        """Where the photo lies in the widget."""
        size = QSize(*self._photo).scaled(self.size() - QSize(2 * GRIP, 2 * GRIP), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(
            (self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height()
        )

    def shown_area(self) -> QRectF:
        """Where the part that shows lies in the widget."""
        part = shown_part(self._whole_slot, self._media, *self._photo)
        area = self.photo_area()
        return QRectF(
            area.left() + part.left * area.width(),
            area.top() + part.top * area.height(),
            (part.right - part.left) * area.width(),
            (part.bottom - part.top) * area.height(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Photo, dimmed where it does not show; the focal point, or the crop's corners."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("bg.surround"))
            if not self._image.isNull():
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                area, shown = self.photo_area(), self.shown_area()
                painter.drawImage(area, self._image)
                outside = QPainterPath()
                outside.addRect(area)
                outside.addRect(shown)
                painter.fillPath(outside, self._theme.color("overlay.dark"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                for token, width in (("overlay.dark", 4), ("accent", 2)):
                    painter.setPen(QPen(self._theme.color(token), width))
                    painter.drawRect(shown)
                    if self._media.fit is Fit.COVER:
                        self._paint_focal(painter, area)
                if self._media.fit is Fit.CROP:
                    painter.setBrush(self._theme.color("accent"))
                    for corner in self._corners(shown):
                        painter.drawRect(QRectF(corner.x() - 4, corner.y() - 4, 8, 8))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self._theme.color("accent"), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of a corner, of the crop, or put the focal point here."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._last = event.position()
        self._corner = None
        if self._media.fit is Fit.CROP:
            corners = zip(CORNERS, self._corners(self.shown_area()), strict=True)
            near = (corner for corner, at in corners if (at - event.position()).manhattanLength() <= 2 * GRIP)
            self._corner = next(near, None)
        elif self._media.fit is Fit.COVER:
            self._change(focal=self._bounded(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag what was taken hold of."""
        if self._last is None:
            return
        area, crop = self.photo_area(), self._media.crop
        by = event.position() - self._last
        self._last = event.position()
        if self._media.fit is Fit.COVER:
            self._change(focal=self._bounded(event.position()))
        elif self._media.fit is Fit.CROP and crop is not None and self._corner is not None:
            self._change(crop=dragged(crop, self._corner, self._bounded(event.position()), self._slot, self._photo))
        elif self._media.fit is Fit.CROP and crop is not None:
            self._change(crop=moved(crop, by.x() / max(1.0, area.width()), by.y() / max(1.0, area.height())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        del event
        self._last = self._corner = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows move, plus and minus change the crop's size."""
        crop, key = self._media.crop, event.key()
        by = LARGE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        if key in ARROWS:
            x, y = (by * part for part in ARROWS[Qt.Key(key)])
            if self._media.fit is Fit.CROP and crop is not None:
                self._change(crop=moved(crop, x, y))
            elif self._media.fit is Fit.COVER:
                left, top = self._media.focal
                self._change(focal=(min(1.0, max(0.0, left + x)), min(1.0, max(0.0, top + y))))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and crop is not None:
            factor = 1 / SIZE_STEP if key == Qt.Key.Key_Minus else SIZE_STEP
            self._change(crop=resized(crop, factor, self._slot, self._photo))
        else:
            super().keyPressEvent(event)

    def _paint_focal(self, painter: QPainter, area: QRectF) -> None:
        left, top = self._media.focal
        point = QPointF(area.left() + left * area.width(), area.top() + top * area.height())
        painter.drawEllipse(point, 8, 8)
        painter.drawLine(point - QPointF(14, 0), point + QPointF(14, 0))
        painter.drawLine(point - QPointF(0, 14), point + QPointF(0, 14))

    def _bounded(self, position: QPointF) -> tuple[float, float]:
        area = self.photo_area()
        x = (position.x() - area.left()) / max(1.0, area.width())
        y = (position.y() - area.top()) / max(1.0, area.height())
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    def _change(
        self, *, fit: Fit | None = None, focal: tuple[float, float] | None = None, crop: Crop | None = None
    ) -> None:
        media = self._media
        wanted = fit or media.fit
        self._media = replace(
            media,
            fit=wanted,
            focal=focal or media.focal,
            crop=(crop or media.crop) if wanted is Fit.CROP else None,
        )
        self.update()
        self.changed.emit(self._media)

    @staticmethod
    def _corners(shown: QRectF) -> tuple[QPointF, ...]:
        return shown.topLeft(), shown.topRight(), shown.bottomRight(), shown.bottomLeft()
