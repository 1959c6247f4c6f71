"""A farm's workers and what can be done with them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.ui.controllers.farm_workers import FarmWorkers
from app.ui.dialogs.confirm import ask, named
from app.ui.models.workers_model import COLUMNS, SPARK_MINUTES, WorkersModel, rows_of
from app.ui.services import Services
from app.ui.widgets.columns_menu import ColumnsMenu
from app.ui.widgets.parts import button, column, icon_button, label, row
from app.ui.widgets.workers_table import WorkersTable
from app.ui.words import worker_name


class WorkersPanel(QWidget):
    """A view of `FarmWorkers`, told when to look at it. `steered` says that workers are told something now."""

    steered = Signal()

    def __init__(self, services: Services, workers: FarmWorkers) -> None:
        super().__init__()
        self._services, self._workers = services, workers
        self._model = WorkersModel(self)
        self.table = WorkersTable(self._model, services.theme, services.icons)
        self._count = label("", "hint")
        self._drain = button(self.tr("Drain…"), self._ask_to_drain, name="drain-workers")
        self._ping = button(self.tr("Ping"), partial(self._steer, "ping"), name="ping-workers")
        self._copy = button(self.tr("Copy name"), self._copy_names, name="copy-workers")
        ids = [column.id for column in COLUMNS]
        self.columns = ColumnsMenu(self.table, self.table.fit, ids, services.state, "farm/workers/columns")
        shown = icon_button(services.icons.icon("columns"), self.tr("Columns"))
        shown.setObjectName("worker-columns")
        shown.clicked.connect(partial(self.columns.show_below, shown))
        actions = row(label(self.tr("Workers"), "strong"), self._count, shown, self._ping, self._drain, self._copy)
        actions.insertStretch(2, 1)
        layout = column(actions, self.table)
        layout.setContentsMargins(12, 0, 12, 8)
        self.setLayout(layout)
        # The table's head and two rows: a chart beside it is to keep its room.
        self.table.setMinimumHeight(96)
        # It takes what is left: its own wish would be at the cost of the buttons.
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.menu_wanted.connect(self._menu)
        self.table.selectionModel().selectionChanged.connect(self.offer)

    def show_now(self) -> None:
        """Show the workers as they were seen last."""
        now = self._workers.now
        if now is not None:
            recent = self._workers.throughput.between(now.at, SPARK_MINUTES)
            sparks = {name: tuple(map(float, recent.rates[n])) for n, name in enumerate(recent.workers)}
            self._model.show(rows_of(now, self._services.farm.jobs, sparks))
        else:
            self._model.show(())
        self._count.setText(self.tr("%n worker(s)", "", self._model.rowCount()))
        self.offer()

    def offer(self, *_changed: object) -> None:
        """What can be done with the chosen workers, and why not; what may be out of date is greyed."""
        chosen, lost = self.table.chosen(), self._services.farm.link.error is not None
        self.table.fade(faded=lost)
        why = "" if chosen else self.tr("Choose workers in the table first.")
        if lost:
            why = self.tr("The farm does not answer. What you see is not up to date.")
        for one in (self._drain, self._ping):
            one.setEnabled(not why)
            one.setToolTip(why or self.tr("Admins of the farm may do this."))
        self._copy.setEnabled(bool(chosen))
        self._copy.setToolTip("" if chosen else self.tr("Choose workers in the table first."))

    def _menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in (self._ping, self._drain, self._copy):
            action = menu.addAction(one.text())
            action.setEnabled(one.isEnabled())
            action.setToolTip(one.toolTip())
            action.triggered.connect(one.click)
        menu.addSeparator()
        menu.addMenu(self.columns.menu(menu))
        menu.setToolTipsVisible(True)
        menu.popup(point)

    def _steer(self, action: str) -> None:
        self.steered.emit()
        self._workers.steer(action, self.table.chosen())

    def _ask_to_drain(self) -> None:
        chosen = self.table.chosen()
        names = named([worker_name(name) for name in chosen])
        text = self.tr(
            "%1 – each finishes what it holds, loses nothing, and ends. It comes back when its agent is started."
        )
        ask(
            self,
            self.tr("Drain %n worker(s)?", "", len(chosen)),
            text.replace("%1", names),
            safe=self.tr("Keep rendering"),
            verb=self.tr("Drain %n worker(s)", "", len(chosen)),
            answered=partial(self._steer, "drain"),
        )

    def _copy_names(self) -> None:
        names = self.table.chosen()
        QGuiApplication.clipboard().setText("\n".join(names))
        self._services.notices.say(self.tr("%n name(s) were copied.", "", len(names)))
