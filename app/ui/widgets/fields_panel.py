"""All fields of a composition: grouped, in the order of the timeline, with a filter where there are many."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.core.slots import Fit, MediaFill, SlotKind
from app.core.slots import Slot as SlotInfo
from app.farm.compose_fields import FieldGroup
from app.farm.preview.protocol import Findings
from app.template.names import plain_name
from app.ui.controllers.compose_values import ComposeValues
from app.ui.services import Services
from app.ui.widgets.field import Field
from app.ui.widgets.field_photo import PhotoField
from app.ui.widgets.field_text import TextField
from app.ui.widgets.parts import column, label
from app.ui.widgets.tall_area import TallArea

MANY: Final = 8
"""Above so many fields there is a filter."""

GROUP_GAP: Final = 16

PORTION_MILLISECONDS: Final = 25
"""Fields are built for so long at a time, so that a template with many does not hold up the window."""


class FieldsPanel(QWidget):
    """Shows `values` field by field. Text goes into `values` by itself; what else people want is signalled."""

    focused = Signal(str)
    show_wanted = Signal(str)
    choose_wanted = Signal(str)
    edit_wanted = Signal(str)
    comp_wanted = Signal(int)

    def __init__(self, values: ComposeValues, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = values
        self._services = services
        self._fields: dict[str, Field] = {}
        self._groups: list[tuple[QLabel, list[Field]]] = []
        self._waiting: list[tuple[FieldGroup, SlotInfo, bool]] = []
        self._grouped = False
        self._headed: list[bool] = []
        self._current = ""
        self._findings: Findings | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._build_more)
        self.setObjectName("fieldsPanel")
        self._comps = QComboBox()
        self._comps.setObjectName("compChoice")
        self._comps.setAccessibleName(self.tr("Composition"))
        self._comps.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._comps.setMinimumContentsLength(12)
        self._comps.activated.connect(self._on_comp)
        self._filter = QLineEdit()
        self._filter.setObjectName("fieldFilter")
        self._filter.setPlaceholderText(self.tr("Filter fields"))
        self._filter.setAccessibleName(self.tr("Filter fields"))
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._on_filter)
        self._last_stop: QWidget = self._filter
        self._nothing = label("", "hint", wrap=True)
        self._scroll = TallArea(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 0, 0)
        layout.setSpacing(8)
        top = column(self._comps, self._filter, self._nothing)
        top.setContentsMargins(0, 0, 12, 0)
        layout.addLayout(top)
        layout.addWidget(self._scroll, 1)
        values.field_changed.connect(self.show_field)

    @property
    def keys(self) -> tuple[str, ...]:
        """The slots that have a field here, in order."""
        return (*self._fields, *(slot.key for _, slot, _ in self._waiting))

    def field(self, key: str) -> Field | None:
        """The field of a slot."""
        if key in self.keys:
            while key not in self._fields:
                self._build_next()
        return self._fields.get(key)

    def set_comps(self, names: list[tuple[int, str]], current: int) -> None:
        """The compositions that a film can be made of, by id and name."""
        self._comps.clear()
        for comp_id, name in names:
            self._comps.addItem(name, comp_id)
        self._comps.setCurrentIndex(max(0, self._comps.findData(current)))
        self._comps.setVisible(len(names) > 1)

    def set_groups(self, groups: tuple[FieldGroup, ...]) -> None:
        """Show the fields of another composition: the first at once, the others bit by bit."""
        self._fields.clear()
        self._groups.clear()
        inside = QWidget(self._scroll.viewport())
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 12, 12)
        self._column.setSpacing(GROUP_GAP)
        self._column.addStretch(1)
        self._scroll.setWidget(inside)
        self._waiting = [(group, slot, slot is group.slots[0]) for group in groups for slot in group.slots]
        self._grouped = len(groups) > 1
        self._headed.clear()
        self._last_stop = self._filter
        self._current = ""
        self._filter.setVisible(len(self._waiting) > MANY)
        self._filter.clear()
        self._say_nothing()
        self._build_more()

    @Slot()
    def _build_more(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._waiting and clock.elapsed() < PORTION_MILLISECONDS:
            self._build_next()
        if self._waiting:
            self._soon.start()

    def _build_next(self) -> None:
        group, slot, first = self._waiting.pop(0)
        inside = self._scroll.widget()
        if first:
            head = label(group.comp.name, "hint", wrap=True)
            head.setParent(inside)
            self._column.insertWidget(self._column.count() - 1, head)
            self._headed.append(self._needs_head(group))
            head.setVisible(self._headed[-1])
            self._groups.append((head, []))
        field = self._make(slot, inside)
        for stop in field.stops:
            QWidget.setTabOrder(self._last_stop, stop)
            self._last_stop = stop
        self._column.insertWidget(self._column.count() - 1, field)
        self._groups[-1][1].append(field)
        self.show_field(slot.key)
        self._show_findings_of(slot.key, field)
        if self._filter.text():
            self._on_filter(self._filter.text())

    def _needs_head(self, group: FieldGroup) -> bool:
        """The box above says already which composition is chosen."""
        return self._grouped and (self._comps.isHidden() or group.comp.id != self._comps.currentData())

    def show_field(self, key: str) -> None:
        """Show what `values` say of a field now."""
        field = self._fields.get(key)
        if field is None:
            return
        entry = self._values.entry(key)
        field.set_filled(filled=entry is not None)
        field.set_problem(self._values.problem(key))
        if isinstance(field, TextField):
            field.show_text(self._values.text(key))
        elif isinstance(field, PhotoField):
            media = entry if isinstance(entry, MediaFill) else None
            field.show_photo(media, self._values.facts(key), self._values.own_picture(key))

    def show_findings(self, findings: Findings | None) -> None:
        """What is known from drawing: the fonts in use, texts that do not fit."""
        self._findings = findings
        for key, field in self._fields.items():
            self._show_findings_of(key, field)

    def _show_findings_of(self, key: str, field: Field) -> None:
        findings = self._findings
        if isinstance(field, TextField):
            field.set_fonts(findings.fonts.get(key, ()) if findings is not None else ())
            overflow = findings.overflow.get(key) if findings is not None else None
            field.set_remark(f"{overflow.what[:1].upper()}{overflow.what[1:]}." if overflow is not None else "")

    def go_to(self, key: str) -> None:
        """Give a field the focus and bring it into sight."""
        field = self.field(key)
        if field is not None:
            if field.isHidden():
                self._filter.clear()
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(field, 0, GROUP_GAP)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow; the splitter decides."""
        return QSize(240, 200)

    def _make(self, slot: SlotInfo, parent: QWidget | None) -> Field:
        kind = TextField if slot.kind is SlotKind.TEXT else PhotoField
        field = kind(slot, self._services, parent)
        field.focused.connect(self._on_focused)
        field.show_wanted.connect(self.show_wanted)
        field.reset_wanted.connect(self._values.reset)
        if isinstance(field, TextField):
            field.edited.connect(self._values.set_text)
        elif isinstance(field, PhotoField):
            field.photo_given.connect(self._values.set_photo)
            field.choose_wanted.connect(self.choose_wanted)
            field.edit_wanted.connect(self.edit_wanted)
            field.fit_wanted.connect(self._on_fit)
        self._fields[slot.key] = field
        return field

    @property
    def current(self) -> str:
        """The key of the field that had the focus last; empty before any had it."""
        return self._current

    def _on_focused(self, key: str) -> None:
        self._current = key
        self._values.end_typing()
        self.focused.emit(key)

    def _on_comp(self, index: int) -> None:
        self.comp_wanted.emit(self._comps.itemData(index))

    def _on_fit(self, key: str, fit: Fit) -> None:
        self._values.set_fit(key, fit)

    def _on_filter(self, text: str) -> None:
        wanted = plain_name(text)
        for (head, fields), headed in zip(self._groups, self._headed, strict=True):
            shown = 0
            for field in fields:
                names = (field.slot.label, *field.slot.aliases, self._values.text(field.slot.key))
                fits = any(wanted in plain_name(name) for name in names)
                field.setVisible(fits)
                shown += fits
            head.setVisible(shown > 0 and headed)
        self._say_nothing()

    def _say_nothing(self) -> None:
        text = ""
        if not self._fields and not self._waiting:
            text = self.tr("This composition has no text and no photo to fill in. It is rendered as it is.")
        elif self._filter.text() and all(field.isHidden() for field in self._fields.values()):
            text = self.tr("No field matches “%1”.").replace("%1", self._filter.text())
        self._nothing.setText(text)
        self._nothing.setVisible(bool(text))
