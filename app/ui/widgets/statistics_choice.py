"""Which span of time statistics are shown for, and what they are summed up for."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QButtonGroup, QComboBox, QDateTimeEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.controllers.farm_statistics import RANGES, FarmStatistics
from app.ui.models.statistics_words import GROUPS
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, label, row
from app.ui.words import translate

_GROUPS: Final = tuple(GROUPS)


class StatisticsChoice(QWidget):
    """A view of what `FarmStatistics` is asked for."""

    def __init__(self, controller: FarmStatistics, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._ranges = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._since, self._until = self._end(self.tr("From")), self._end(self.tr("To"))
        self._show = button(self.tr("Show this time"), self._chosen_between, name="stats-between-show")
        self._ends = QWidget()
        self._range, self._is_open = "", False
        self._groups = QComboBox()
        self._groups.setObjectName("stats-by")
        self._groups.setAccessibleName(self.tr("Sums for each"))
        self._groups.setToolTip(self.tr("What the table and the chart tell apart"))
        for by in _GROUPS:
            self._groups.addItem(translate("Statistics", GROUPS[by]))
        self._groups.setCurrentIndex(_GROUPS.index(controller.by))
        self._lay_out()
        self._groups.activated.connect(self._group)
        controller.changed.connect(self._refresh)
        self._refresh()

    @property
    def last(self) -> QWidget:
        """The last part that keys go to."""
        return self._show

    def hold(self, why: str) -> None:
        """Let nothing be chosen, and say why; empty: let it again."""
        self.setEnabled(not why)
        self.setToolTip(why)

    def _lay_out(self) -> None:
        texts = {
            "hour": self.tr("Last hour"),
            "day": self.tr("24 hours"),
            "week": self.tr("7 days"),
            "month": self.tr("30 days"),
            "year": self.tr("Year"),
        }
        holder = QWidget()
        flow = FlowLayout(holder, gap=8)
        for name in RANGES:
            flow.addWidget(self._checkable(name, texts[name], partial(self._choose, name)))
        flow.addWidget(self._checkable("", self.tr("From–to…"), self._open_ends))
        by = QWidget()
        words = label(self.tr("Sums for each"), "hint")
        words.setBuddy(self._groups)
        by.setLayout(row(words, self._groups, gap=8))
        flow.addWidget(by)
        between = (label(self.tr("From"), "hint"), self._since, label(self.tr("To"), "hint"), self._until, self._show)
        ends = row(*between)
        ends.addStretch(1)
        self._ends.setLayout(ends)
        self._ends.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(holder)
        layout.addWidget(self._ends)

    def _checkable(self, name: str, text: str, run: Callable[[], object]) -> QPushButton:
        made = button(text, run, name=f"stats-range-{name or 'between'}")
        made.setCheckable(True)
        self._ranges.addButton(made)
        self._buttons[name] = made
        return made

    def _end(self, name: str) -> QDateTimeEdit:
        made = QDateTimeEdit()
        made.setCalendarPopup(True)
        made.setAccessibleName(name)
        made.setLocale(QLocale())
        made.setDisplayFormat("yyyy-MM-dd HH:mm")
        made.setMaximumDateTime(QDateTime.currentDateTime().addDays(1))
        return made

    def _open_ends(self) -> None:
        """Both ends, as they are shown now, for people to change."""
        report, now = self._controller.report, time.time()
        since, until = (report.span.since, report.span.until) if report is not None else (now - RANGES["week"], now)
        self._put_ends(since, until)
        self._is_open = True
        self._ends.setVisible(True)
        self._since.setFocus()

    def _put_ends(self, since: float, until: float) -> None:
        for box, moment in ((self._since, since), (self._until, until)):
            box.setMaximumDateTime(QDateTime.currentDateTime().addDays(1))
            box.setDateTime(QDateTime.fromSecsSinceEpoch(int(moment)))

    def _choose(self, name: str) -> None:
        self._is_open = False
        self._controller.choose(name)

    def _chosen_between(self) -> None:
        ends = [box.dateTime().toSecsSinceEpoch() for box in (self._since, self._until)]
        self._controller.choose_between(float(ends[0]), float(ends[1]))

    def _group(self, place: int) -> None:
        self._controller.group(_GROUPS[place])

    def _refresh(self) -> None:
        shown = self._controller.range
        if shown != self._range:
            self._range, self._is_open = shown, not shown
            if self._controller.between is not None:
                self._put_ends(*self._controller.between)
        # Whoever has opened both ends has not said yet which they are to be.
        self._buttons["" if self._is_open else shown].setChecked(True)
        self._ends.setVisible(self._is_open)
        self._groups.setCurrentIndex(_GROUPS.index(self._controller.by))
