"""The preview that answers to mouse, keys and drops: click a slot, pan, zoom, move the wipe, drop a photo."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.ui.dropping import dropped_paths, is_photo
from app.ui.preview.canvas import Compare, PreviewCanvas
from app.ui.preview.geometry import bounded_pan, slot_at
from app.ui.theme import Theme

ZOOM_STEP: Final = 1.25
WIPE_GRIP: Final = 6
"""Pixels beside the wipe's line that take hold of it."""

ARROWS: Final = {
    Qt.Key.Key_Left: (40, 0),
    Qt.Key.Key_Right: (-40, 0),
    Qt.Key.Key_Up: (0, 40),
    Qt.Key.Key_Down: (0, -40),
}


class PreviewView(PreviewCanvas):
    """The preview's picture as people handle it."""

    slot_clicked = Signal(str)
    photo_dropped = Signal(str, Path)
    """The slot that a photo was dropped on (empty: beside all), and the photo."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setObjectName("previewView")
        self._droppable: frozenset[str] = frozenset()
        self._grabbed: QPoint | None = None
        self._wiping = False
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_droppable(self, keys: frozenset[str]) -> None:
        """The slots that take a photo."""
        self._droppable = keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Outline what is below the mouse, pan, or move the wipe."""
        position = event.position()
        if self._wiping:
            target = self.target()
            self._wipe = min(1.0, max(0.0, (position.x() - target.left()) / max(1.0, target.width())))
            self.update()
        elif self._grabbed is not None:
            moved = event.position().toPoint() - self._grabbed
            self._grabbed = event.position().toPoint()
            self._set_pan(self._pan + QPointF(moved))
        else:
            self._hover(position)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of the wipe, a slot, or the picture."""
        if event.button() is Qt.MouseButton.LeftButton and self._over_wipe(event.position()):
            self._wiping = True
        elif event.button() is Qt.MouseButton.LeftButton and (key := self.slot_at(event.position())):
            self.slot_clicked.emit(key)
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed = event.position().toPoint()
            if self._zoom is not None:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        self._grabbed, self._wiping = None, False
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is below the mouse any more."""
        del event
        self._hovered = ""
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom at the mouse with Ctrl, else move a picture that is zoomed."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP, event.position())
        elif self._zoom is not None:
            delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
            self._set_pan(self._pan + QPointF(delta))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom with plus and minus, fit with 0, move with the arrows."""
        key = event.key()
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.set_zoom(None)
        elif self._zoom is not None and key in ARROWS:
            self._set_pan(self._pan + QPointF(*ARROWS[Qt.Key(key)]))
        else:
            super().keyPressEvent(event)

    def zoom_by(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom by a factor, keeping the point `around` (the middle, if not given) where it is."""
        fixed = around if around is not None else QPointF(self.width() / 2, self.height() / 2)
        old = self.placement()
        point = old.to_comp(fixed.x(), fixed.y())
        self._zoom = old.zoom * self.devicePixelRatioF() * factor
        self._pan = QPointF(0, 0)
        now = self.placement().to_view(*point)
        self._set_pan(QPointF(fixed.x() - now[0], fixed.y() - now[1]))
        self.zoom_changed.emit()

    def slot_at(self, position: QPointF) -> str:
        """The slot at a point of the view; empty: none."""
        return slot_at(self._outlines, *self.placement().to_comp(position.x(), position.y())) or ""

    def _hover(self, position: QPointF) -> None:
        hovered = self.slot_at(position)
        if self._over_wipe(position):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif hovered:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._zoom is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def _over_wipe(self, position: QPointF) -> bool:
        if self._compare is not Compare.WIPE:
            return False
        target = self.target()
        return abs(position.x() - (target.left() + target.width() * self._wipe)) <= WIPE_GRIP

    def _set_pan(self, pan: QPointF) -> None:
        size = (self._comp.width(), self._comp.height())
        scale = (self._zoom or 1.0) / self.devicePixelRatioF()
        self._pan = QPointF(*bounded_pan(size, (self.width(), self.height()), scale, (pan.x(), pan.y())))
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Photos may be dropped on the picture."""
        if self._dragged_photo(event) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Outline the slot that would take the photo."""
        if self._dragged_photo(event) is not None:
            self._hovered = self._drop_slot(event.position())
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is dragged here any more."""
        del event
        self._hovered = ""
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """A photo was dropped on a slot, or beside all."""
        photo = self._dragged_photo(event)
        if photo is not None:
            event.acceptProposedAction()
            self.photo_dropped.emit(self._drop_slot(event.position()), photo)
        self._hovered = ""
        self.update()

    def _drop_slot(self, position: QPointF) -> str:
        point = self.placement().to_comp(position.x(), position.y())
        return slot_at([one for one in self._outlines if one.key in self._droppable], *point) or ""

    @staticmethod
    def _dragged_photo(event: QDropEvent) -> Path | None:
        photos = [path for path in dropped_paths(event.mimeData()) if is_photo(path)]
        return photos[0] if photos else None
