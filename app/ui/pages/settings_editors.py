"""Editors of single settings, one per kind. Each tells of a value when a person has given it, not while they type."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from app.core.settings import SettingInfo
from app.core.settings_kinds import LONGEST_TEXT, SettingKind, SettingValue
from app.ui.widgets.parts import button
from app.ui.words import translate

EDITOR_WIDTH = 260


class Editor(QWidget):
    """Base of all editors. `given` is emitted with a value of the setting's kind."""

    given = Signal(object)

    def set_value(self, value: SettingValue) -> None:
        """Show a value, without telling of it."""
        raise NotImplementedError

    def field(self) -> QWidget:
        """The widget that takes the focus."""
        raise NotImplementedError

    def _given(self, value: SettingValue) -> None:
        self.given.emit(value)

    def _fill(self, *parts: QWidget) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in parts:
            layout.addWidget(part, 1 if part is parts[0] else 0)
        self.setFocusProxy(parts[0])


class SwitchEditor(Editor):
    """A switch."""

    def __init__(self, info: SettingInfo) -> None:
        super().__init__()
        self._box = QCheckBox(self.tr("On"))
        self._box.setAccessibleName(translate("Settings", info.title))
        self._box.clicked.connect(self._given)
        self._fill(self._box)

    def set_value(self, value: SettingValue) -> None:
        """Show a value."""
        self._box.setChecked(bool(value))

    def field(self) -> QWidget:
        """The box."""
        return self._box


class ChoiceEditor(Editor):
    """One of several values."""

    def __init__(self, info: SettingInfo) -> None:
        super().__init__()
        self._box = _Choices()
        self._box.setAccessibleName(translate("Settings", info.title))
        for choice in info.choices:
            self._box.addItem(translate("Settings", choice.title), choice.value)
        self._box.activated.connect(self._chosen)
        self._fill(self._box)

    def set_value(self, value: SettingValue) -> None:
        """Show a value."""
        self._box.setCurrentIndex(self._box.findData(value))

    def field(self) -> QWidget:
        """The box."""
        return self._box

    def _chosen(self, index: int) -> None:
        self.given.emit(self._box.itemData(index))


class NumberEditor(Editor):
    """A number in its range, whole where the setting counts."""

    def __init__(self, info: SettingInfo) -> None:
        super().__init__()
        self._whole = info.kind is SettingKind.COUNT
        unit = f" {translate('Settings', info.unit)}" if info.unit else ""
        low, high = info.lowest or 0, info.highest or 0
        self._box: QSpinBox | QDoubleSpinBox
        if self._whole:
            self._box = _Whole()
            self._box.setRange(int(low), int(high))
        else:
            self._box = _Fraction()
            self._box.setDecimals(2)
            self._box.setRange(low, high)
        self._box.setSuffix(unit)
        self._box.setAccessibleName(translate("Settings", info.title))
        self._box.setKeyboardTracking(False)
        self._box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._box.valueChanged.connect(self._given)
        self._fill(self._box)

    def say_least(self, text: str) -> None:
        """Show this in place of the smallest number."""
        self._box.setSpecialValueText(text)

    def set_value(self, value: SettingValue) -> None:
        """Show a value."""
        self._box.blockSignals(True)
        if isinstance(self._box, QSpinBox):
            self._box.setValue(int(value))
        else:
            self._box.setValue(float(value))
        self._box.blockSignals(False)

    def field(self) -> QWidget:
        """The box."""
        return self._box


class TextEditor(Editor):
    """A line of text, or a path with a button to choose it."""

    def __init__(self, info: SettingInfo) -> None:
        super().__init__()
        self._info = info
        self._known = ""
        self._line = QLineEdit()
        self._line.setMaxLength(LONGEST_TEXT)
        self._line.setAccessibleName(translate("Settings", info.title))
        self._line.editingFinished.connect(self._finished)
        parts: list[QWidget] = [self._line]
        if info.kind in (SettingKind.FILE, SettingKind.FOLDER):
            self._line.setPlaceholderText(self.tr("Automatic"))
            choose = button(self.tr("Choose…"), self._choose)
            choose.setAccessibleName(self.tr("Choose %1").replace("%1", translate("Settings", info.title)))
            parts.append(choose)
        self._fill(*parts)

    def set_value(self, value: SettingValue) -> None:
        """Show a value; not in the middle of typing another."""
        if not (self._line.hasFocus() and self._line.isModified()):
            self._known = str(value)
            self._line.setText(self._known)
            self._line.setCursorPosition(0)

    def field(self) -> QWidget:
        """The line."""
        return self._line

    def _finished(self) -> None:
        self._line.setModified(False)
        if self._line.text() != self._known:
            self._known = self._line.text()
            self.given.emit(self._known)

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), translate("Settings", self._info.title))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        folder = self._info.kind is SettingKind.FOLDER
        dialog.setFileMode(QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile)
        if self._known:
            dialog.setDirectory(self._known if folder else str(Path(self._known).parent))
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self._line.setText(path)
        self._finished()


def editor_for(info: SettingInfo) -> Editor:
    """The editor of a setting."""
    if info.kind is SettingKind.SWITCH:
        return SwitchEditor(info)
    if info.kind is SettingKind.CHOICE:
        return ChoiceEditor(info)
    if info.kind in (SettingKind.NUMBER, SettingKind.COUNT):
        return NumberEditor(info)
    return TextEditor(info)


# The wheel scrolls the page; it must not change a setting that happens to be below the pointer.


class _Choices(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Left to the page."""
        event.ignore()


class _Whole(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Left to the page."""
        event.ignore()


class _Fraction(QDoubleSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Left to the page."""
        event.ignore()
