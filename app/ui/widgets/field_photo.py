"""A field for a photo: its small picture, where to drop another, how it is fitted, and its size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.core.slots import Fit, MediaFill, Slot
from app.farm.photo_facts import OwnPicture, PhotoFacts, SmallPicture
from app.template.locate import stored_name
from app.ui.dropping import dropped_paths, is_photo
from app.ui.icons import Icons
from app.ui.services import Services
from app.ui.widgets.field import Field
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import breakable, button, column, label
from app.ui.widgets.pictures import image_of

SIDE = 88


class PhotoBox(QWidget):
    """The small picture; click or press it to choose a photo."""

    pressed = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._image = QImage()
        self._aimed = False
        self.setFixedSize(QSize(SIDE, SIDE))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_picture(self, picture: SmallPicture | None) -> None:
        """Show a picture, or that there is none."""
        self._image = image_of(picture) if picture is not None else QImage()
        self.update()

    @property
    def image(self) -> QImage:
        """What is shown."""
        return self._image

    def set_aimed(self, *, aimed: bool) -> None:
        """Whether a photo that is dragged would be dropped here."""
        self._aimed = aimed
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The picture, whole, in a dashed frame."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            palette = self.palette()
            painter.fillRect(self.rect(), palette.base())
            if self._image.isNull():
                side = self._icons.pixels(24)
                pixmap = self._icons.pixmap("image", "text.muted", 24, self.devicePixelRatioF())
                painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, pixmap)
            else:
                size = self._image.size().scaled(self.size() - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio)
                area = QRectF(
                    (self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height()
                )
                painter.drawImage(area, self._image)
            strong = self._aimed or self.hasFocus()
            pen = QPen(palette.accent() if strong else palette.placeholderText(), 2 if strong else 1)
            pen.setStyle(Qt.PenStyle.SolidLine if strong else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1) if strong else self.rect().adjusted(0, 0, -1, -1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click chooses a photo."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter chooses a photo."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class PhotoField(Field):
    """Photo of a slot. The whole field takes photos that are dropped on it."""

    choose_wanted = Signal(str)
    fit_wanted = Signal(str, object)
    """The slot's key and the `Fit`."""

    edit_wanted = Signal(str)

    def __init__(self, slot: Slot, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(slot, services, parent)
        self.setAcceptDrops(True)
        self.box = PhotoBox(self.icons)
        self.box.setAccessibleName(self.tr("Photo for %1").replace("%1", slot.label))
        self.box.setToolTip(self.tr("Click to choose a photo, or drop one here"))
        self.setFocusProxy(self.box)
        self._file = label("", wrap=True)
        self._size = label("", "hint", wrap=True)
        self._choose = button(self.tr("Choose…"), self._on_choose, name=f"choose {slot.key}")
        self._edit = button(self.tr("Adjust…"), self._on_edit, name=f"adjust {slot.key}")
        self._fits = QButtonGroup(self)
        self._fit_buttons = {
            Fit.COVER: self._fit_button(Fit.COVER, self.tr("Fill"), self.tr("Fill the place and cut the rest")),
            Fit.CONTAIN: self._fit_button(Fit.CONTAIN, self.tr("Fit"), self.tr("Show the whole photo")),
            Fit.CROP: self._fit_button(Fit.CROP, self.tr("Crop"), self.tr("Show a part of the photo")),
        }
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=4)
        for part in (self._choose, self._edit):
            flow.addWidget(part)
        fits = QWidget()
        fit_flow = FlowLayout(fits, gap=4)
        for choice in self._fit_buttons.values():
            fit_flow.addWidget(choice)
        beside = QWidget()
        line = QHBoxLayout(beside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column(self._file, self._size, buttons, fits, gap=4), 1)
        self.add_content(beside)
        self.watch_focus(self.box, self._choose, self._edit, *self._fit_buttons.values())
        self.box.pressed.connect(self._on_choose)

    def show_photo(self, media: MediaFill | None, facts: PhotoFacts | None, own: OwnPicture) -> None:
        """What the field holds, what is known of it, and the template's own picture where nothing was put in."""
        picture = facts.picture if facts is not None else own.picture if media is None else None
        self.box.show_picture(picture)
        name = Path(media.path).name if media is not None else stored_name(self.slot.default)
        self._file.setText(breakable(name))
        self._file.setVisible(name != self.slot.label)
        self._file.setToolTip(media.path if media is not None else "")
        place = self.tr("Place: %1 × %2 px")
        place = place.replace("%1", str(self.slot.width)).replace("%2", str(self.slot.height))
        if media is None:
            whose = self.tr("The template’s own picture is missing.") if own.missing else self.tr("The template’s own.")
            self._size.setText(f"{whose}\n{place}")
        elif facts is not None:
            photo = self.tr("Photo: %1 × %2 px")
            photo = photo.replace("%1", str(facts.width)).replace("%2", str(facts.height))
            self._size.setText(f"{photo}\n{place}")
        else:
            self._size.setText(place)
        self.set_remark(" ".join(one.what for one in facts.warnings) if facts is not None and media is not None else "")
        self._edit.setEnabled(media is not None and facts is not None)
        for fit, one in self._fit_buttons.items():
            one.setEnabled(media is not None)
            one.setChecked(media is not None and media.fit is fit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take photos."""
        if any(map(is_photo, dropped_paths(event.mimeData()))):
            event.acceptProposedAction()
            self.box.set_aimed(aimed=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """It is dragged elsewhere."""
        del event
        self.box.set_aimed(aimed=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Here it is."""
        self.box.set_aimed(aimed=False)
        photos = [path for path in dropped_paths(event.mimeData()) if is_photo(path)]
        if photos:
            event.acceptProposedAction()
            self.photo_given.emit(self.slot.key, photos[0])

    def _fit_button(self, fit: Fit, text: str, tip: str) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setToolTip(tip)
        made.setAccessibleName(f"{text}: {tip}")
        made.setCheckable(True)
        made.setProperty("kind", "chip")
        made.setObjectName(f"{fit} {self.slot.key}")
        made.clicked.connect(lambda _checked=False: self.fit_wanted.emit(self.slot.key, fit))
        self._fits.addButton(made)
        return made

    def _on_choose(self) -> None:
        self.choose_wanted.emit(self.slot.key)

    def _on_edit(self) -> None:
        self.edit_wanted.emit(self.slot.key)
