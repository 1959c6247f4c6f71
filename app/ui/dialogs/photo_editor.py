"""The editor for how a photo fills its place: fill with a focal point, fit, or crop."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QToolButton, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.slots import Fit, MediaFill, Slot
from app.farm.photo_facts import SmallPicture, small_photo
from app.ui.services import Services
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.parts import button, label, row
from app.ui.widgets.photo_stage import PhotoStage
from app.ui.widgets.pictures import image_of

SIDE: Final = 1600
"""Longer side of the picture to edit on, in pixels."""

LOADING: Final = "compose/editor"


class PhotoEditor(QDialog):
    """Window-modal; `edited` is emitted when people are content, and nothing when they are not."""

    edited = Signal(str, object)
    """The slot's key and the `MediaFill`."""

    def __init__(
        self, services: Services, slot: Slot, media: MediaFill, size: tuple[int, int], parent: QWidget
    ) -> None:
        """`size` is the photo's, upright, in pixels."""
        super().__init__(parent)
        self._slot = slot
        self.setWindowTitle(self.tr("Photo for %1").replace("%1", slot.label))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.stage = PhotoStage(services.theme, slot, media, size)
        self._error = ErrorCard()
        self._hint = label("", "hint", wrap=True)
        self._group = QButtonGroup(self)
        self._buttons = {
            Fit.COVER: self._fit(Fit.COVER, self.tr("Fill")),
            Fit.CONTAIN: self._fit(Fit.CONTAIN, self.tr("Fit")),
            Fit.CROP: self._fit(Fit.CROP, self.tr("Crop")),
        }
        use = button(self.tr("Use"), self.accept, "primary", name="use")
        use.setDefault(True)
        cancel = button(self.tr("Cancel"), self.reject, name="cancel")
        anew = button(self.tr("Start over"), self.stage.begin_anew, name="startOver")
        for one in (cancel, anew):
            one.setAutoDefault(False)
        choices = row(*self._buttons.values())
        choices.addStretch(1)
        choices.addWidget(anew)
        answers = row(cancel, use)
        answers.insertStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(choices)
        layout.addWidget(self.stage, 1)
        layout.addWidget(self._error)
        layout.addWidget(self._hint)
        layout.addLayout(answers)
        self.stage.changed.connect(self._on_changed)
        self.accepted.connect(self._on_accepted)
        self._on_changed(media)
        services.tasks.start(
            LOADING,
            lambda _task: small_photo(Path(media.path), side=SIDE),
            owner=self,
            done=self._loaded,
            failed=self._failed,
            lane="pictures",
        )
        self.stage.setFocus()

    def _fit(self, fit: Fit, text: str) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setCheckable(True)
        made.setProperty("kind", "chip")
        made.setObjectName(f"editor-{fit}")
        made.clicked.connect(lambda _checked=False: self.stage.set_fit(fit))
        self._group.addButton(made)
        return made

    def _loaded(self, found: tuple[int, int, SmallPicture]) -> None:
        self.stage.show_photo(image_of(found[2]))

    def _failed(self, error: ErrorInfo) -> None:
        self._error.show_error(error)

    def _on_changed(self, media: MediaFill) -> None:
        self._buttons[media.fit].setChecked(True)
        hints = {
            Fit.COVER: self.tr("Drag the point that must stay in sight, or move it with the arrow keys."),
            Fit.CONTAIN: self.tr("The whole photo shows; what is left of its place stays transparent."),
            Fit.CROP: self.tr("Drag the frame or its corners. Arrow keys move it, plus and minus change its size."),
        }
        self._hint.setText(hints[media.fit])

    def _on_accepted(self) -> None:
        self.edited.emit(self._slot.key, self.stage.media)
