"""The logs of a job: a tab per attempt, the parsed cause above the lines, and another log beside them on demand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from app.farm.files import translated, write_durably
from app.ui.controllers.queue_logs import QueueLogs
from app.ui.formats import number_text
from app.ui.models.log_model import raw_text
from app.ui.services import Services
from app.ui.tasks import Task
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.log_tools import LogTabs, LogTools, attempt_number, source_text
from app.ui.widgets.log_view import LogView
from app.ui.widgets.parts import column, label


class LogPanel(QWidget):
    """A view of `QueueLogs`."""

    def __init__(self, services: Services, logs: QueueLogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._logs = services, logs
        self._views = [LogView(tail.model, services.theme) for tail in logs.tails]
        for side, view in enumerate(self._views):
            view.setObjectName(f"log-{side}")
        self._tabs = LogTabs(logs, services.icons)
        self._cause = label("", wrap=True, selectable=True)
        self._error = ErrorCard(closable=True)
        self._empty = label("", "hint", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._other = QComboBox()
        self._other.setAccessibleName(self.tr("Log to compare with"))
        self._beside = QWidget()
        self._beside.setLayout(column(self._other, self._views[1], gap=4))
        self._body = QStackedLayout()
        self._actions = {
            name: services.commands.action(f"log.{name}", self, run)
            for name, run in (
                ("find", self._focus_find),
                ("next", self.find_next),
                ("previous", partial(self.find_next, step=-1)),
                ("next_error", self.next_error),
                ("copy", self._copy),
                ("save", self._save),
            )
        }
        self._tools = LogTools(self._actions, services.icons)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show which logs there are and which one is read."""
        self._tabs.refresh()
        self._say_other()
        self._say_cause()
        count = self._logs.tails[0].model.buffer.count
        self._empty.setText(self._empty_text())
        self._body.setCurrentIndex(1 if count else 0)
        self._tools.show_following(offered=not self._views[0].following and bool(count))

    def find_next(self, *, step: int = 1) -> None:
        """Go to the next line that contains what is looked for; `step` 0: from this one on, -1: backwards."""
        text = self._tools.text
        self._views[0].mark(text)
        if text:
            buffer = self._logs.tails[0].model.buffer
            start = max(0, self._views[0].place()) + step
            self._search(lambda: buffer.find(text, start, backwards=step < 0), self.tr("Not found"))

    def next_error(self) -> None:
        """Go to the next line that is an error."""
        buffer = self._logs.tails[0].model.buffer
        start = self._views[0].place() + 1
        self._search(lambda: buffer.next_error(start), self.tr("No errors"))

    def save_to(self, path: Path) -> None:
        """Write all lines of the log to a file, secrets masked."""
        buffer = self._logs.tails[0].model.buffer

        def work(_task: Task) -> int:
            text = "\n".join(raw_text(buffer.line(number)) for number in range(buffer.total))
            with translated("write", path):
                write_durably(path, f"{text}\n".encode())
            return buffer.total

        def done(count: int) -> None:
            self._services.notices.say(self.tr("%n lines were saved.", "", count))

        self._services.tasks.start("queue/save log", work, owner=self, done=done, failed=self._error.show_error)

    def focus_log(self) -> None:
        """The keys go to the lines."""
        self._views[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape leaves the find box, and what was looked for with it."""
        if event.key() == Qt.Key.Key_Escape and self._tools.text:
            self._tools.clear_find()
            self.focus_log()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._views[0])
        split.addWidget(self._beside)
        split.setChildrenCollapsible(False)
        body = QWidget()
        body.setLayout(self._body)
        self._body.addWidget(self._empty)
        self._body.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        for part in (self._tabs, self._cause, self._error, self._tools):
            layout.addWidget(part)
        layout.addWidget(body, 1)

    def _connect(self) -> None:
        self._logs.changed.connect(self.refresh)
        self._logs.failed.connect(self._error.show_error)
        for tail in self._logs.tails:
            tail.model.replaced.connect(self.refresh)
            tail.model.rowsInserted.connect(self._came)
        self._tabs.wanted.connect(self._logs.choose)
        self._other.activated.connect(self._other_chosen)
        self._views[0].following_changed.connect(self.refresh)
        tools = self._tools
        tools.levels_chosen.connect(self._set_levels)
        tools.find_typed.connect(lambda _text: self.find_next(step=0))
        tools.find_entered.connect(self.find_next)
        tools.raw_switched.connect(self._set_raw)
        tools.compare_switched.connect(self._logs.compare)
        tools.follow_wanted.connect(self._views[0].follow)

    def _say_other(self) -> None:
        names = [one.source for one in self._logs.sources if one.source != self._logs.tails[0].source]
        comparing = self._logs.comparing and bool(names)
        self._tools.show_comparing(possible=bool(names), comparing=comparing)
        self._beside.setVisible(comparing)
        if comparing:
            self._other.clear()
            for name in names:
                self._other.addItem(source_text(name, self._logs.attempts.get(attempt_number(name))), name)
            self._other.setCurrentIndex(max(0, self._other.findData(self._logs.tails[1].source)))

    def _say_cause(self) -> None:
        attempt = self._logs.attempts.get(attempt_number(self._logs.tails[0].source))
        error = attempt.error if attempt is not None else None
        if error is None and self._logs.view is not None:
            error = self._logs.view.error
        text = " ".join(part for part in (error.title, error.cause) if part) if error is not None else ""
        self._cause.setText(text)
        self._cause.setVisible(bool(text))

    def _empty_text(self) -> str:
        tail = self._logs.tails[0]
        if self._logs.view is None:
            return self.tr("Choose a job to read its log.")
        if self._logs.listed and not self._logs.sources:
            return self.tr("Nothing was logged for this job yet.")
        if tail.read_once and tail.model.buffer.total:
            return self.tr("No line of this kind among %1.").replace("%1", number_text(tail.model.buffer.total))
        return self.tr("Nothing was logged here.") if tail.read_once else self.tr("Reading the log…")

    def _search(self, search: Callable[[], int], nothing: str) -> None:
        """Search in the background: a log may have many lines."""

        def found(place: int) -> None:
            self._tools.say(nothing if place < 0 else "")
            if place >= 0:
                self._views[0].show_line(place)

        self._services.tasks.start("queue/find", lambda _task: search(), owner=self, done=found)

    def _focus_find(self) -> None:
        self._tools.focus_find()

    def _other_chosen(self, number: int) -> None:
        self._logs.choose(self._other.itemData(number), 1)

    def _set_levels(self, levels: frozenset[str] | None) -> None:
        for tail in self._logs.tails:
            tail.model.set_levels(levels)

    def _set_raw(self, raw: bool) -> None:
        for tail in self._logs.tails:
            tail.model.set_raw(raw=raw)

    def _came(self) -> None:
        if self._body.currentIndex() == 0:
            self.refresh()

    def _copy(self) -> None:
        count = self._views[0].copy()
        self._services.notices.say(self.tr("%n lines were copied.", "", count))

    def _save(self) -> None:
        view = self._logs.view
        if view is None:
            return
        dialog = QFileDialog(self.window(), self.tr("Save log"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("log")
        dialog.selectFile(f"{view.name} {self._logs.tails[0].source}.log")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()
