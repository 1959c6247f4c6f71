"""Above a log: which of its lines are shown, what is looked for in them, and what can be done with them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QTabBar, QToolButton, QWidget

from app.core.log_lines import LogLevel
from app.core.messages import AttemptView
from app.ui.controllers.queue_logs import QueueLogs
from app.ui.formats import number_text
from app.ui.icons import Icons
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import action_button, button, label
from app.ui.words import translate, worker_name

FIND_MILLISECONDS: Final = 150

LEVELS: Final[tuple[frozenset[str] | None, ...]] = (
    None,
    frozenset({LogLevel.WARNING, LogLevel.ERROR}),
    frozenset({LogLevel.ERROR}),
)


class LogTabs(QTabBar):
    """A tab per log of the job; `wanted` names the log that people want to read."""

    wanted = Signal(str)

    def __init__(self, logs: QueueLogs, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logs, self._icons = logs, icons
        self._names: list[str] = []
        self.setObjectName("logTabs")
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setAccessibleName(self.tr("Logs of this job"))
        self.currentChanged.connect(self._chosen)

    def refresh(self) -> None:
        """Show which logs there are, and mark the one that is read."""
        names = [one.source for one in self._logs.sources]
        self.blockSignals(True)
        if names != self._names:
            while self.count():
                self.removeTab(0)
            for _ in names:
                self.addTab("")
            self._names = names
        for number, name in enumerate(names):
            attempt = self._logs.attempts.get(attempt_number(name))
            failed = attempt is not None and attempt.error is not None
            icon = ("octagon-x", "state.failed") if failed else ("file-text", "text.muted")
            self.setTabText(number, source_text(name, attempt))
            self.setTabIcon(number, self._icons.icon(*icon))
        chosen = self._logs.tails[0].source
        if chosen in names:
            self.setCurrentIndex(names.index(chosen))
        self.blockSignals(False)
        self.setVisible(bool(names))

    def _chosen(self, number: int) -> None:
        if 0 <= number < len(self._names):
            self.wanted.emit(self._names[number])


class LogTools(QWidget):
    """The tools; `actions` are those of the log's commands by their names."""

    levels_chosen = Signal(object)
    find_typed = Signal(str)
    find_entered = Signal()
    raw_switched = Signal(bool)
    compare_switched = Signal(bool)
    follow_wanted = Signal()

    def __init__(self, actions: dict[str, QAction], icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = QComboBox()
        self._levels.addItems([self.tr("All lines"), self.tr("Warnings and errors"), self.tr("Errors")])
        self._levels.setAccessibleName(self.tr("Lines to show"))
        self._levels.setObjectName("logLevels")
        self._find = QLineEdit()
        self._find.setPlaceholderText(self.tr("Find"))
        self._find.setAccessibleName(self.tr("Find in log"))
        self._find.setClearButtonEnabled(True)
        self._find.setObjectName("logFind")
        self._find.setMinimumWidth(160)
        self._said = label("", "hint")
        self._raw = _switch(self.tr("Raw"), self.tr("Show lines as they are stored"))
        self._compare = _switch(self.tr("Compare"), self.tr("Show another log beside this one"))
        self._follow = button(self.tr("Follow"), self.follow_wanted.emit, name="follow")
        shapes = {
            "previous": "caret-up",
            "next": "caret-down",
            "next_error": "octagon-x",
            "copy": "copy",
            "save": "floppy-disk",
        }
        flow = FlowLayout(self, gap=4)
        flow.addWidget(self._levels)
        flow.addWidget(self._find)
        for name, shape in shapes.items():
            flow.addWidget(action_button(actions[name], icons.icon(shape)))
        for part in (self._raw, self._compare, self._follow, self._said):
            flow.addWidget(part)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FIND_MILLISECONDS)
        self._timer.timeout.connect(self._tell_typed)
        self._levels.currentIndexChanged.connect(self._tell_levels)
        self._find.textChanged.connect(self._typed)
        self._find.returnPressed.connect(self.find_entered)
        self._raw.toggled.connect(self.raw_switched)
        self._compare.toggled.connect(self.compare_switched)

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._find.text()

    def focus_find(self) -> None:
        """The keys go to the find box."""
        self._find.setFocus()
        self._find.selectAll()

    def clear_find(self) -> None:
        """Look for nothing any more."""
        self._find.clear()

    def say(self, text: str) -> None:
        """A word about what was looked for."""
        self._said.setText(text)

    def show_following(self, *, offered: bool) -> None:
        """Whether people are offered to follow the end again."""
        self._follow.setVisible(offered)

    def show_comparing(self, *, possible: bool, comparing: bool) -> None:
        """Whether there is another log to compare with, and whether it is shown."""
        self._compare.blockSignals(True)
        self._compare.setEnabled(possible)
        self._compare.setChecked(comparing)
        self._compare.blockSignals(False)

    def _typed(self, text: str) -> None:
        self._said.setText("")
        if text:
            self._timer.start()
        else:
            self._timer.stop()
            self.find_typed.emit("")

    def _tell_typed(self) -> None:
        self.find_typed.emit(self._find.text())

    def _tell_levels(self, number: int) -> None:
        self.levels_chosen.emit(LEVELS[number])


def _switch(text: str, tooltip: str) -> QToolButton:
    made = QToolButton()
    made.setText(text)
    made.setToolTip(tooltip)
    made.setCheckable(True)
    made.setProperty("kind", "chip")
    return made


def source_text(source: str, attempt: AttemptView | None) -> str:
    """What people read for a log: whose it is."""
    kind, _, number = source.rpartition("-")
    plain = int(number) if number.isdecimal() else 0
    if kind == "attempt":
        text = translate("LogTools", "Attempt %1").replace("%1", number_text(plain))
        return f"{text} · {worker_name(attempt.worker)}" if attempt is not None else text
    word = {
        "prepare": translate("LogTools", "Preparing"),
        "join": translate("LogTools", "Joining"),
        "publish": translate("LogTools", "Handing over"),
    }.get(kind, source)
    return word if plain < 2 else translate("LogTools", "%1, try %2").replace("%1", word).replace("%2", str(plain))


def attempt_number(source: str) -> int:
    """The attempt whose log that is; -1 for the log of a task."""
    number = source.removeprefix("attempt-")
    return int(number) if source.startswith("attempt-") and number.isdecimal() else -1
