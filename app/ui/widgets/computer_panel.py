"""This computer as a place to render on: what its workers draw, how busy that keeps it, and a way to hold it."""

from __future__ import annotations

import time
from functools import partial
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.settings import Settings
from app.ui.controllers.farm import FarmState
from app.ui.controllers.machine import MachineController, WorkerNow
from app.ui.formats import duration_text, number_text, range_text, size_text
from app.ui.models.jobs_columns import natural
from app.ui.services import Services
from app.ui.widgets.bottom_bar import counts_text
from app.ui.widgets.elided import ElidedLabel
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.parts import button, card, column, label, row
from app.ui.widgets.tile import Tile
from app.ui.words import translate, worker_name


class ComputerPanel(QScrollArea):
    """A view of `MachineController` and of the jobs on this computer."""

    def __init__(self, services: Services, controller: MachineController) -> None:
        super().__init__()
        self._services, self._controller = services, controller
        self._state = label("", wrap=True)
        self._state.setObjectName("machine-state")
        self._hold = button("", self._hold_or_go_on, name="hold")
        self._usable = QCheckBox(self.tr("Keep this computer usable"))
        self._usable.setObjectName("keep-usable")
        self._usable.setToolTip(self.tr("Renders give way to other programs, and leave one core to them."))
        self._usable.clicked.connect(self._set_usable)
        self._problem = ErrorCard(closable=True)
        self._cpu, self._memory, self._disk = (
            Tile(self.tr("Processor")),
            Tile(self.tr("Memory")),
            Tile(self.tr("Disk for films")),
        )
        self._workers = WorkerTable(services)
        self._lay_out()
        controller.changed.connect(self._show)
        services.farm.jobs_changed.connect(self._show)
        services.preferences.changed.connect(self._settings_changed)
        self._show()

    def _lay_out(self) -> None:
        settings = partial(self._services.navigator.settings_wanted.emit, "rendering")
        head = row(self._state, self._hold, gap=12)
        head.setStretch(0, 1)
        options = row(self._usable, button(self.tr("Rendering settings"), settings, "link"), gap=16)
        options.addStretch(1)
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for tile in (self._cpu, self._memory, self._disk):
            tiles.addWidget(tile, 1)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 4, 12, 24)
        layout.setSpacing(16)
        layout.addLayout(head)
        layout.addWidget(self._problem)
        layout.addLayout(options)
        layout.addLayout(tiles)
        layout.addWidget(self._workers)
        layout.addWidget(self._invitation())
        layout.addStretch(1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def _invitation(self) -> QWidget:
        """The way to more computers, and how long it takes."""
        text = self.tr("You render on this computer. Connect a farm to use more machines.")
        hint = self.tr("It takes about two minutes with the address and the password from the farm’s admin.")
        wanted = partial(self._services.navigator.farm_dialog_wanted.emit, "")
        connect = button(self.tr("Connect a farm…"), wanted, name="connect-farm")
        words = column(label(text, wrap=True), label(hint, "hint", wrap=True), gap=4)
        across = row(connect, gap=12)
        across.insertLayout(0, words, 1)
        return card(across)

    def _show(self, *_news: object) -> None:
        farm = self._services.farm
        running, queued = farm.tally.running, farm.tally.queued
        self._state.setText(self._sentence(running, queued))
        self._hold.setText(self.tr("Resume rendering") if farm.paused else self.tr("Pause rendering"))
        self._hold.setEnabled(farm.paused or bool(running + queued))
        self._hold.setToolTip("" if self._hold.isEnabled() else self.tr("There is nothing to render."))
        self._usable.setChecked(self._services.settings.keep_usable)
        self._usable.setEnabled(not self._services.settings_store.fixed_by("keep_usable"))
        now = self._controller.now
        self._workers.show_workers(now.drawing if now is not None else (), self._controller.workers)
        if now is not None:
            load = now.load
            percent = "–" if load.cpu_percent is None else f"{number_text(load.cpu_percent)} %"
            self._cpu.say(percent, self.tr("of %n core(s)", "", load.cores))
            used = self.tr("of %1 in use").replace("%1", size_text(load.memory_total))
            self._memory.say(size_text(load.memory_used), used)
            self._disk.say(size_text(load.disk_free), self.tr("free"))

    def _sentence(self, running: int, queued: int) -> str:
        farm = self._services.farm
        if farm.state is FarmState.FAILED:
            return self.tr("Rendering on this computer could not be started.")
        if farm.paused:
            return self.tr("Rendering is paused. What is queued waits until you resume it.")
        if running or queued:
            return counts_text(running, queued)
        return self.tr("Nothing is being rendered. Films that you queue are rendered here.")

    def _hold_or_go_on(self) -> None:
        farm = self._services.farm
        self._hold.setEnabled(False)
        if farm.paused:
            farm.resume_all(self._refused)
        else:
            farm.pause_all(self._refused)

    def _set_usable(self, wanted: bool) -> None:
        store = self._services.settings_store
        self._services.tasks.start(
            "machine/usable", lambda _task: store.set("keep_usable", wanted), owner=self, failed=self._refused
        )

    def _refused(self, error: ErrorInfo) -> None:
        self._problem.show_error(error)
        self._show()

    def _settings_changed(self, _before: Settings, _now: Settings) -> None:
        self._show()


class WorkerTable(QFrame):
    """One line per worker: what it draws, or that it is idle."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("workers")
        self.setProperty("kind", "card")
        self._services = services
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 12, 12, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, ...]] = []
        for place, text in enumerate((self.tr("Worker"), self.tr("Draws"), self.tr("For"))):
            align = Qt.AlignmentFlag.AlignTrailing if place == 2 else Qt.AlignmentFlag.AlignLeading
            self._grid.addWidget(label(text, "hint"), 0, place, align)

    def show_workers(self, drawing: tuple[WorkerNow, ...], count: int) -> None:
        """Show workers that draw, and the others up to `count` as idle."""
        wanted = max(count, len(drawing))
        by_name = {one.worker: one for one in drawing}
        idle = (name for number in range(1, wanted + 1) if (name := f"local-{number}") not in by_name)
        names = sorted([*by_name, *islice(idle, wanted - len(by_name))], key=natural)
        while len(self._lines) < wanted:
            line: tuple[QLabel, ...] = (label(""), ElidedLabel(""), label(""))
            for place, part in enumerate(line):
                align = Qt.AlignmentFlag.AlignTrailing if place == 2 else Qt.AlignmentFlag(0)
                self._grid.addWidget(part, len(self._lines) + 1, place, align)
            self._lines.append(line)
        for number, parts in enumerate(self._lines):
            for part in parts:
                part.setVisible(number < wanted)
            if number >= wanted:
                continue
            worker = by_name.get(names[number])
            parts[0].setText(worker_name(names[number]))
            parts[1].setText(self.tr("Idle") if worker is None else worker_text(worker))
            parts[2].setText("" if worker is None else duration_text(time.time() - worker.since))


def worker_text(worker: WorkerNow) -> str:
    """What a worker draws."""
    frames = translate("Farm", "frames %1").replace("%1", range_text(worker.first, worker.last))
    return f"{worker.job_name} · {frames}"
