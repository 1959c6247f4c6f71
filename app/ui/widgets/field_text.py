"""A field for a text: a box of several lines, how long the text is, and the font that it is really drawn with."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from app.core.errors import ErrorInfo
from app.core.slots import Slot
from app.farm.preview.protocol import SlotFont
from app.ui.services import Services
from app.ui.widgets.field import Field
from app.ui.widgets.parts import breakable, label, set_property

BORDER: Final = 12
"""Height of the box's border and padding, above and below together, as the style sheet has it."""

BY_KEY: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
"""How the focus comes by Tab, and by choosing the field elsewhere."""

MOST_LINES: Final = 6
"""A box grows with its text up to so many lines; then it scrolls."""


class TextBox(QPlainTextEdit):
    """A text box whose edits are undone by the page, not by itself. Tab goes on to the next field."""

    def __init__(self, *, least_lines: int) -> None:
        super().__init__()
        self._least = least_lines
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)
        self._fit()

    def plain_text(self) -> str:
        """The text with line feeds, and with every other character as it is."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def show_text(self, text: str) -> None:
        """Show a text without telling anybody, keeping the cursor where that is possible."""
        if text == self.plain_text():
            return
        position = self.textCursor().position()
        blocked = self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(blocked)
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Leave Undo and Redo to the page."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
        ):
            event.ignore()
            return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Who comes by key has the whole text selected, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in BY_KEY:
            self.selectAll()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's name
        """Take text only: files that are dropped here are meant for the page."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Another font, another height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Another width, other lines."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = max(self._least, round(self.document().size().height()))
        never, when_needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(when_needed if needed > MOST_LINES else never)
        lines = min(MOST_LINES, needed) * self.fontMetrics().lineSpacing()
        wanted = lines + round(2 * self.document().documentMargin()) + BORDER
        if self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)


class TextField(Field):
    """Text of a slot."""

    edited = Signal(str, str)
    """The slot's key and the text as typed."""

    def __init__(self, slot: Slot, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(slot, services, parent)
        self.box = TextBox(least_lines=2 if slot.multi_line else 1)
        self.box.setAccessibleName(slot.label)
        self.box.setAccessibleDescription(slot.description)
        self.box.setObjectName(f"text {slot.key}")
        self.setFocusProxy(self.box)
        self._count = label("", "hint")
        self._font = label("", "hint", wrap=True)
        below = QWidget()
        line = QHBoxLayout(below)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._font, 1)
        line.addWidget(self._count)
        self.add_content(self.box, below)
        self.watch_focus(self.box)
        self.box.textChanged.connect(self._on_typed)

    def show_text(self, text: str) -> None:
        """What the field holds."""
        self.box.show_text(text)
        self._say_count(text)

    def set_problem(self, error: ErrorInfo | None) -> None:
        """As in `Field`, with the box outlined."""
        super().set_problem(error)
        set_property(self.box, "problem", "true" if error is not None else "false")

    def set_fonts(self, fonts: tuple[SlotFont, ...]) -> None:
        """The fonts that the text is drawn with."""
        missing = [one for one in fonts if one.stand_in]
        if missing:
            text = self.tr("%1 is missing; drawn with %2")
            text = text.replace("%1", missing[0].font).replace("%2", missing[0].title)
            self._font.setText(breakable(text))
        else:
            self._font.setText(", ".join(dict.fromkeys(one.title for one in fonts)))

    def _on_typed(self) -> None:
        text = self.box.plain_text()
        self._say_count(text)
        self.edited.emit(self.slot.key, text)

    def _say_count(self, text: str) -> None:
        if self.slot.max_length:
            self._count.setText(f"{len(text)} / {self.slot.max_length}")
            self._count.setAccessibleName(
                self.tr("%1 of at most %n characters", "", self.slot.max_length).replace("%1", str(len(text)))
            )
        else:
            self._count.setText(str(len(text)))
            self._count.setAccessibleName(self.tr("%n character(s)", "", len(text)))
        self._count.setToolTip(self._count.accessibleName())
