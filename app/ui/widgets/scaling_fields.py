"""The fields of a scaling policy: each with what it was before it was edited, and what is wrong with it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QDateTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDateTimeEdit,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.fleet import Schedule
from app.farm.scaling.schedules import overlapping, shifted
from app.ui.icons import Icons
from app.ui.models.scaling_words import day_name, offset_minutes, schedule_text, zone_text
from app.ui.widgets.figure_box import FigureBox, TimeBox
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, card, column, icon_button, label, row, set_property

_HOUR = 3600


class ValueBox(Protocol):
    """What is in a field: it shows a value, and gives what it was edited to; None where that makes no sense."""

    def show_value(self, value: object) -> None:
        """Show it; nobody is told."""
        ...

    def read_value(self) -> object | None:
        """What it says now."""
        ...


class FigureValue(QWidget):
    """A number with its unit."""

    edited = Signal()

    def __init__(self, unit: str = "", *, decimals: int = 0, empty: float | None = None, dollars: bool = False) -> None:
        super().__init__()
        self.box = FigureBox(decimals=decimals, empty=empty)
        self._whole = not decimals
        parts = [label("$")] if dollars else []
        across = row(*parts, self.box, gap=4)
        after = label(unit, "hint")
        # Boxes with and without a unit end at the same place.
        after.setMinimumWidth(after.fontMetrics().horizontalAdvance(self.tr("min")) + 4)
        across.addWidget(after)
        self.setLayout(across)
        self.setFocusProxy(self.box)
        self.box.edited.connect(self.edited)

    def show_value(self, value: object) -> None:
        """Show a number."""
        assert isinstance(value, (int, float))
        self.box.set_value(value)

    def read_value(self) -> object | None:
        """The number; None where there is none."""
        value = self.box.value
        return int(value) if value is not None and self._whole else value


class DeadlineValue(QWidget):
    """A moment in local time, or none."""

    edited = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._value = 0.0
        self.box = QDateTimeEdit()
        self.box.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.box.setCalendarPopup(True)
        self.box.setAccessibleName(name)
        self.box.setVisible(False)
        self.set_none = button(self.tr("Clear"), self._clear, "link")
        self.set_none.setVisible(False)
        self.add = button(self.tr("Set…"), self._begin, "link")
        self.add.setAccessibleName(self.tr("Set a deadline"))
        self.setLayout(row(self.box, self.set_none, self.add, gap=4))
        self.box.dateTimeChanged.connect(self._typed)

    def show_value(self, value: object) -> None:
        """Show seconds since the epoch; 0: none."""
        assert isinstance(value, (int, float))
        self._value = float(value)
        for one in (self.box, self.set_none):
            one.setVisible(bool(value))
        self.add.setVisible(not value)
        if value and self._shown() != int(value):
            self.box.blockSignals(True)
            self.box.setDateTime(QDateTime.fromSecsSinceEpoch(int(value)))
            self.box.blockSignals(False)

    def read_value(self) -> object | None:
        """Seconds since the epoch; 0: none."""
        return self._value

    def _shown(self) -> int:
        return int(self.box.dateTime().toSecsSinceEpoch())

    def _begin(self) -> None:
        now = QDateTime.currentSecsSinceEpoch()
        self.show_value(now - now % _HOUR + 2 * _HOUR)
        self.box.setFocus()
        self.edited.emit()

    def _clear(self) -> None:
        self.show_value(0)
        self.add.setFocus()
        self.edited.emit()

    def _typed(self, _moment: QDateTime) -> None:
        self._value = float(self._shown())
        self.edited.emit()


class SwitchValue(QWidget):
    """On or off."""

    edited = Signal()

    def __init__(self, text: str, tooltip: str) -> None:
        super().__init__()
        self.box = QCheckBox(text)
        self.box.setToolTip(tooltip)
        self.setLayout(row(self.box))
        self.setFocusProxy(self.box)
        self.box.clicked.connect(lambda _on: self.edited.emit())

    def show_value(self, value: object) -> None:
        """Show whether it is on."""
        self.box.setChecked(bool(value))

    def read_value(self) -> object | None:
        """Whether it is on."""
        return self.box.isChecked()


class ScheduleEditor(QWidget):
    """One schedule in local time, while it is edited."""

    done = Signal(object)
    """A `Schedule`, in UTC."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._days: list[QToolButton] = []
        days = QWidget()
        flow = FlowLayout(days, gap=4)
        for day in range(7):
            one = QToolButton()
            one.setText(day_name(day))
            one.setCheckable(True)
            one.setProperty("kind", "chip")
            one.setObjectName(f"day-{day}")
            one.toggled.connect(self._check)
            self._days.append(one)
            flow.addWidget(one)
        self.start, self.stop = TimeBox(), TimeBox()
        for box, name in ((self.start, self.tr("From")), (self.stop, self.tr("To"))):
            box.setAccessibleName(name)
            box.edited.connect(self._check)
        self.minimum = FigureBox()
        self.minimum.setAccessibleName(self.tr("At least so many machines"))
        self.minimum.edited.connect(self._check)
        self._problem = label("", "problem", wrap=True)
        self._ok = button(self.tr("Use schedule"), self._finish, name="schedule-use")
        cancel = button(self.tr("Cancel"), self.cancelled.emit, "link")
        times = row(self.start, label("–"), self.stop, gap=4)
        times.addStretch(1)
        least = row(label(self.tr("At least")), self.minimum, label(self.tr("machines"), "hint"), gap=4)
        least.addStretch(1)
        ends = row(self._ok, cancel, gap=4)
        ends.addStretch(1)
        self.setLayout(column(card(days, times, least, self._problem, ends, margin=8)))

    def edit(self, schedule: Schedule | None) -> None:
        """Begin with a schedule, or with working hours."""
        local = (
            shifted(schedule, offset_minutes())
            if schedule is not None
            else Schedule(days=(0, 1, 2, 3, 4), start=8 * 60, stop=18 * 60, minimum=1)
        )
        for day, one in enumerate(self._days):
            one.setChecked(day in local.days)
        for box, minute in ((self.start, local.start), (self.stop, local.stop)):
            box.set_value(minute)
        self.minimum.set_value(local.minimum)
        self._check()
        self._days[0].setFocus()

    def _read(self) -> Schedule | None:
        days = tuple(day for day, one in enumerate(self._days) if one.isChecked())
        start, stop, minimum = self.start.value, self.stop.value, self.minimum.value
        if not days or start is None or stop is None or minimum is None or minimum < 1:
            return None
        return shifted(Schedule(days=days, start=start, stop=stop, minimum=int(minimum)), -offset_minutes())

    def _check(self, *_news: object) -> None:
        text = self.tr("Give a number of machines, 1 or more.")
        if not any(one.isChecked() for one in self._days):
            text = self.tr("Choose at least one day.")
        elif self.start.value is None or self.stop.value is None:
            text = self.tr("Give times as 08:00.")
        is_fine = self._read() is not None
        self._problem.setText("" if is_fine else text)
        self._problem.setVisible(not is_fine)
        self._ok.setEnabled(is_fine)
        self._ok.setToolTip("" if is_fine else text)

    def _finish(self) -> None:
        found = self._read()
        if found is not None:
            self.done.emit(found)


class SchedulesValue(QWidget):
    """Schedules in local time, one a line; they are kept in UTC."""

    edited = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._value: tuple[Schedule, ...] = ()
        self._place = 0
        self._shown: tuple[Schedule, ...] | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._editor = ScheduleEditor()
        self._editor.setVisible(False)
        self._editor.done.connect(self._take)
        self._editor.cancelled.connect(lambda: self._open(visible=False))
        self._add = button(
            self.tr("Add a schedule…"), lambda: self._edit(len(self._value)), "link", name="schedule-add"
        )
        self._zone = label("", "hint", wrap=True)
        self._zone.setToolTip(
            self.tr("They are kept in UTC: when the clocks here are changed, they are an hour earlier or later.")
        )
        self._overlap = label(self.tr("Where schedules overlap, the larger number counts."), "hint", wrap=True)
        below = row(self._add)
        below.addStretch(1)
        self.setLayout(column(self._lines, self._overlap, self._editor, below, self._zone, gap=4))

    def show_value(self, value: object) -> None:
        """Show schedules."""
        assert isinstance(value, tuple)
        self._value = value
        if self._shown == value:
            return
        self._shown = value
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, one in enumerate(value):
            self._lines.addWidget(self._line(place, one))
        self._zone.setText(self.tr("Times of %1").replace("%1", zone_text()))
        self._zone.setVisible(bool(value))
        self._overlap.setVisible(overlapping(value))
        self._open(visible=False)

    def read_value(self) -> object | None:
        """The schedules."""
        return self._value

    def _line(self, place: int, schedule: Schedule) -> QWidget:
        text = schedule_text(schedule)
        edit = icon_button(self._icons.icon("pencil-simple"), self.tr("Edit “%1”").replace("%1", text))
        drop = icon_button(self._icons.icon("trash"), self.tr("Remove “%1”").replace("%1", text))
        edit.clicked.connect(lambda _checked=False: self._edit(place))
        drop.clicked.connect(lambda _checked=False: self._drop(place))
        made = QWidget()
        across = row(label(text, wrap=True), edit, drop, gap=0)
        across.setStretch(0, 1)
        made.setLayout(across)
        return made

    def _edit(self, place: int) -> None:
        self._place = place
        self._open(visible=True)
        self._editor.edit(self._value[place] if place < len(self._value) else None)

    def _open(self, *, visible: bool) -> None:
        self._editor.setVisible(visible)
        self._add.setVisible(not visible)
        self._zone.setVisible(visible or bool(self._value))
        self._zone.setText(self.tr("Times of %1").replace("%1", zone_text()))

    def _take(self, schedule: Schedule) -> None:
        self.show_value((*self._value[: self._place], schedule, *self._value[self._place + 1 :]))
        self._open(visible=False)
        self._add.setFocus()
        self.edited.emit()

    def _drop(self, place: int) -> None:
        self.show_value((*self._value[:place], *self._value[place + 1 :]))
        self._add.setFocus()
        self.edited.emit()


class PolicyField(QWidget):
    """A value with its title, what it was before it was edited, and what is wrong with it."""

    def __init__(self, title: str, value: QWidget, *, tooltip: str = "", titled: bool = True) -> None:
        super().__init__()
        self.value = value
        self.title = title
        self._title = label(title, wrap=True)
        self._was = label("", "hint", wrap=True)
        self._problem = label("", "problem", wrap=True)
        self._note = label("", "hint", wrap=True)
        self.setToolTip(tooltip)
        parts: list[QWidget | QHBoxLayout] = [value]
        if titled:
            across = row(self._title, value, gap=8)
            across.setStretch(0, 1)
            parts = [across]
        self.setLayout(column(*parts, self._was, self._problem, self._note, gap=4))
        for one in (self._was, self._problem, self._note):
            one.setVisible(False)
        box = value.focusProxy()
        if box is not None:
            box.setAccessibleName(title)

    @property
    def box(self) -> ValueBox:
        """What shows the value and reads it."""
        assert isinstance(self.value, (FigureValue, DeadlineValue, SwitchValue, SchedulesValue))
        return self.value

    @property
    def problem(self) -> str:
        """What is said to be wrong; empty where nothing is."""
        return self._problem.text()

    @property
    def was(self) -> str:
        """What is said of the value before; empty where nothing was edited."""
        return self._was.text()

    def mark(self, was: str, problem: str, note: str) -> None:
        """Say what it was before, what is wrong, and what else is worth knowing; all may be empty."""
        for part, text in ((self._was, was), (self._problem, problem), (self._note, note)):
            part.setText(text)
            part.setVisible(bool(text))
        set_property(self._title, "kind", "strong" if was else "")
        box = self.value.focusProxy()
        if box is not None:
            box.setAccessibleDescription(" ".join(filter(None, (was, problem, note))))
            set_property(box, "problem", bool(problem))
