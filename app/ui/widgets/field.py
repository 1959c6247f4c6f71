"""One field of a template: its name, what it is for, its content, what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.slots import Slot
from app.ui.icons import Icons
from app.ui.models.error_words import sentences
from app.ui.services import Services
from app.ui.widgets.parts import breakable, icon_button, label


class Field(QFrame):
    """Base of text and photo fields. Shows what it is told; what people do is signalled."""

    focused = Signal(str)
    show_wanted = Signal(str)
    reset_wanted = Signal(str)
    photo_given = Signal(str, Path)
    """A photo was dropped here, or chosen."""

    def __init__(self, slot: Slot, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slot = slot
        self.icons = icons = services.icons
        self.setObjectName(f"field {slot.key}")
        self._name = label(breakable(slot.label), "strong", wrap=True)
        self._show = icon_button(icons.icon("eye"), "", self._on_show, size=24)
        self._reset = icon_button(icons.icon("arrow-counter-clockwise"), "", self._on_reset, size=24)
        self._show.setToolTip(_tip(services, self.tr("Show in preview"), "compose.show_field"))
        self._reset.setToolTip(_tip(services, self.tr("Reset to template"), "compose.reset_field"))
        self._show.setAccessibleName(self.tr("Show %1 in preview").replace("%1", slot.label))
        self._reset.setAccessibleName(self.tr("Reset %1 to template").replace("%1", slot.label))
        # Tab leads to the next field; keys do what these two do.
        for one in (self._show, self._reset):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stops: list[QWidget] = []
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._name, 1)
        head.addWidget(self._show)
        head.addWidget(self._reset)
        self._problem: _Remark | None = None
        self._remark: _Remark | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addLayout(head)
        for sentence in self._about():
            self._layout.addWidget(label(sentence, "hint", wrap=True))

    def add_content(self, *parts: QWidget) -> None:
        """Put the field's own widgets below its name."""
        for part in parts:
            self._layout.addWidget(part)

    def watch_focus(self, *parts: QWidget) -> None:
        """Widgets of the field that get the focus, in order: when they have it, the field has it."""
        self._stops.extend(parts)
        for part in parts:
            part.installEventFilter(self)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The widgets that Tab stops at, in order."""
        return tuple(self._stops)

    def set_filled(self, *, filled: bool) -> None:
        """Whether there is anything to reset."""
        self._reset.setEnabled(filled)

    def set_problem(self, error: ErrorInfo | None) -> None:
        """What is wrong with what was put in."""
        text = sentences(error) if error is not None else ""
        if text and self._problem is None:
            self._problem = self._add_remark("state.failed", "warning-octagon")
        if self._problem is not None:
            self._problem.say(text)

    def set_remark(self, text: str) -> None:
        """What is worth knowing, but no obstacle."""
        if text and self._remark is None:
            self._remark = self._add_remark("state.attention", "warning")
        if self._remark is not None:
            self._remark.say(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Notice the focus."""
        if event.type() is QEvent.Type.FocusIn:
            self.focused.emit(self.slot.key)
        return super().eventFilter(watched, event)

    def _add_remark(self, token: str, icon: str) -> _Remark:
        made = _Remark(token, icon, self.icons, self)
        self._layout.addWidget(made)
        return made

    def _about(self) -> list[str]:
        sentences = [self.slot.description] if self.slot.description else []
        if self.slot.driven:
            sentences.append(self.tr("An expression in the template decides this text, so what you type may not show."))
        return sentences

    def _on_show(self) -> None:
        self.show_wanted.emit(self.slot.key)

    def _on_reset(self) -> None:
        self.reset_wanted.emit(self.slot.key)


def _tip(services: Services, text: str, command: str) -> str:
    keys = services.commands.keys(command)
    return f"{text} ({keys[0]})" if keys else text


class _Remark(QFrame):
    """An icon and a sentence in one colour; hidden while there is nothing to say."""

    def __init__(self, token: str, icon: str, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._token, self._name, self._icons = token, icon, icons
        self._text = label("", "hint", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        self.setVisible(False)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Another theme, or another text size, with which icons grow."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and not self._icon.pixmap().isNull():
            self._dress()

    def _dress(self) -> None:
        self._icon.setPixmap(self._icons.pixmap(self._name, self._token, 16, self.devicePixelRatioF()))

    def say(self, text: str) -> None:
        self._dress()
        self._text.setText(breakable(text))
        self.setAccessibleName(text)
        self.setVisible(bool(text))
