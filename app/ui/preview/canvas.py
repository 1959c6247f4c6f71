"""The part of the preview that paints: a picture in a surround, outlines, safe areas, a comparison."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.settings_choices import PreviewSurround
from app.render.slot_outline import SlotOutline
from app.ui.preview.geometry import ACTION_SAFE, TITLE_SAFE, Placement, place
from app.ui.theme import Theme

SURROUND_TOKENS: Final = {PreviewSurround.BLACK: "surround.black", PreviewSurround.GREY: "surround.grey"}
CHECKER_SIDE: Final = 8


class Compare(StrEnum):
    """How the template as it is shows beside the filled one."""

    OFF = "off"
    WIPE = "wipe"
    BEFORE = "before"


class PreviewCanvas(QWidget):
    """Paints what it is given. Coordinates of outlines are composition pixels at full size."""

    zoom_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._comp = QSize(16, 9)
        self._image = QImage()
        self._before = QImage()
        self._outlines: tuple[SlotOutline, ...] = ()
        self._hovered = self._selected = ""
        self._compare = Compare.OFF
        self._wipe = 0.5
        self._safe_areas = False
        self._surround = PreviewSurround.NEUTRAL
        self._zoom: float | None = None
        self._pan = QPointF(0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("Preview"))
        theme.changed.connect(self.update)

    def set_comp_size(self, width: int, height: int) -> None:
        """The composition's size in pixels, whatever size its pictures have."""
        self._comp = QSize(max(1, width), max(1, height))
        self.update()

    def set_picture(self, image: QImage, outlines: tuple[SlotOutline, ...] = ()) -> None:
        """The frame to show."""
        self._image, self._outlines = image, outlines
        self.update()

    @property
    def image(self) -> QImage:
        """The frame that is shown."""
        return self._image

    @property
    def outlines(self) -> tuple[SlotOutline, ...]:
        """The outlines of the frame that is shown."""
        return self._outlines

    def clear(self) -> None:
        """Show nothing but the surround, until there is another picture."""
        self._image = self._before = QImage()
        self._outlines = ()
        self._hovered = self._selected = ""
        self.update()

    def set_before(self, image: QImage | None) -> None:
        """The same frame of the template as it is, for comparing; None while there is none."""
        self._before = image if image is not None else QImage()
        self.update()

    @property
    def before(self) -> QImage:
        """The same frame of the template as it is; null while there is none."""
        return self._before

    @property
    def compare(self) -> Compare:
        """How the template as it is shows."""
        return self._compare

    def set_compare(self, compare: Compare) -> None:
        """How the template as it is shows."""
        self._compare = compare
        self.update()

    def set_selected(self, key: str) -> None:
        """Outline a slot; empty: none."""
        self._selected = key
        self.update()

    @property
    def selected(self) -> str:
        """The slot that is outlined."""
        return self._selected

    def set_safe_areas(self, *, on: bool) -> None:
        """Show the action-safe and title-safe areas."""
        self._safe_areas = on
        self.update()

    def set_surround(self, surround: PreviewSurround) -> None:
        """What is around the picture and behind its transparent parts."""
        self._surround = surround
        self.update()

    @property
    def zoom(self) -> float | None:
        """Device pixels per composition pixel; None: fitted in."""
        return self._zoom

    def set_zoom(self, zoom: float | None) -> None:
        """Zoom; None fits the whole picture in."""
        self._zoom, self._pan = zoom, QPointF(0, 0)
        self.zoom_changed.emit()
        self.update()

    def placement(self) -> Placement:
        """Where the picture lies now."""
        return place(
            (self._comp.width(), self._comp.height()),
            (self.width(), self.height()),
            zoom=self._zoom,
            pan=(self._pan.x(), self._pan.y()),
            ratio=self.devicePixelRatioF(),
        )

    def target(self, placement: Placement | None = None) -> QRectF:
        """The picture's rectangle in the view."""
        at = placement or self.placement()
        return QRectF(at.left, at.top, self._comp.width() * at.zoom, self._comp.height() * at.zoom)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Large: the picture is what the page is about."""
        return QSize(640, 360)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Surround, picture, comparison, safe areas, outlines."""
        with QPainter(self) as painter:
            self._paint_surround(painter, QRectF(self.rect()))
            if not self._image.isNull():
                placement = self.placement()
                target = self.target(placement)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, placement.zoom < 4)
                if self._image.hasAlphaChannel() and self._surround is PreviewSurround.CHECKERBOARD:
                    self._paint_checkers(painter, target)
                self._paint_picture(painter, target)
                if self._safe_areas:
                    self._paint_safe_areas(painter, target)
                self._paint_outlines(painter, placement)
            if self.hasFocus():
                painter.setPen(QPen(self._theme.color("accent"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_surround(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area, self._theme.color(SURROUND_TOKENS.get(self._surround, "bg.surround")))

    def _paint_checkers(self, painter: QPainter, area: QRectF) -> None:
        tile = QPixmap(2 * CHECKER_SIDE, 2 * CHECKER_SIDE)
        tile.fill(self._theme.color("surround.checker"))
        with QPainter(tile) as squares:
            for x, y in ((0, 0), (CHECKER_SIDE, CHECKER_SIDE)):
                squares.fillRect(x, y, CHECKER_SIDE, CHECKER_SIDE, self._theme.color("surround.checker.alt"))
        painter.drawTiledPixmap(area, tile)

    def _paint_picture(self, painter: QPainter, target: QRectF) -> None:
        before = self._before if not self._before.isNull() else self._image
        if self._compare is Compare.BEFORE:
            painter.drawImage(target, before)
            return
        painter.drawImage(target, self._image)
        if self._compare is Compare.WIPE:
            left = QRectF(target.left(), target.top(), target.width() * self._wipe, target.height())
            painter.save()
            painter.setClipRect(left)
            if self._image.hasAlphaChannel():
                self._paint_surround(painter, target)
            painter.drawImage(target, before)
            painter.restore()
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawLine(left.topRight(), left.bottomRight())

    def _paint_safe_areas(self, painter: QPainter, target: QRectF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in (ACTION_SAFE, TITLE_SAFE):
            inset_x, inset_y = target.width() * (1 - part) / 2, target.height() * (1 - part) / 2
            area = target.adjusted(inset_x, inset_y, -inset_x, -inset_y)
            for token, width in (("overlay.dark", 3), ("overlay.light", 1)):
                painter.setPen(QPen(self._theme.color(token), width))
                painter.drawRect(area)

    def _paint_outlines(self, painter: QPainter, placement: Placement) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for outline in self._outlines:
            if outline.key not in (self._hovered, self._selected) or not outline.visible:
                continue
            corners = QPolygonF([QPointF(*placement.to_view(*corner)) for corner in outline.polygon])
            painter.setPen(QPen(self._theme.color("overlay.dark"), 4))
            painter.drawPolygon(corners)
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawPolygon(corners)
