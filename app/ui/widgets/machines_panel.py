"""A farm's machines: which run, what they draw and cost, and what admins do with them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import ErrorInfo, FleetError
from app.core.messages import FleetAction, FleetPart, ScalingChange
from app.ui.controllers.farm import FarmState
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.farm_workers import FarmWorkers
from app.ui.dialogs.confirm import ask, named
from app.ui.dialogs.machine_tags import MachineTagsDialog
from app.ui.models.machines_actions import (
    KILL,
    START,
    STOP,
    MachineQuestion,
    addresses,
    asked_text,
    gone_wrong,
    kill_question,
    offers,
    start_question,
    startable,
    stop_question,
    stoppable,
    wrong_title,
)
from app.ui.models.machines_model import (
    EC2,
    MachineRow,
    console_address,
    count_text,
    gaps_text,
    rows_of,
    sum_text,
    title_of,
)
from app.ui.models.machines_table_model import COLUMN_IDS, MachinesTableModel
from app.ui.services import Services
from app.ui.widgets.columns_menu import ColumnsMenu
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.machines_actions_bar import MachinesActionsBar
from app.ui.widgets.machines_table import MachinesTable
from app.ui.widgets.parts import label
from app.ui.widgets.tall_area import TallArea
from app.ui.words import filled

LEAST_WIDTH, LEAST_HEIGHT = 240, 96


class MachinesPanel(QWidget):
    """A view of `FarmFleet`, with the workers of `FarmWorkers` on their machines. In a low place it scrolls."""

    def __init__(self, services: Services, workers: FarmWorkers, fleet: FarmFleet) -> None:
        super().__init__()
        self._services, self._workers, self._fleet = services, workers, fleet
        self._told: int | None = None
        self._count = label("", "strong", wrap=True)
        self._count.setObjectName("machines-count")
        self._sum = label("", "hint", wrap=True)
        self._sum.setObjectName("machines-sum")
        self._gaps = label("", "hint", wrap=True, selectable=True)
        self._gaps.setObjectName("machines-unpriced")
        self._bar = MachinesActionsBar(services.icons, self.run)
        self._problem = ErrorCard()
        self._refused = ErrorCard(closable=True)
        self._model = MachinesTableModel(self)
        self.table = MachinesTable(self._model, services.theme, services.icons)
        self.columns = ColumnsMenu(self.table, self.table.fit, COLUMN_IDS, services.state, "farm/machines/columns")
        self._empty = EmptyState("")
        self._lay_out()
        self.table.menu_wanted.connect(self._menu)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        fleet.changed.connect(self.show_now)
        fleet.accepted.connect(self._accepted)
        fleet.refused.connect(self._not_taken)
        workers.changed.connect(self._show_rows)
        services.farm.state_changed.connect(self.show_now)
        services.farm.place_changed.connect(self._other_farm)
        self.show_now()

    def show_now(self) -> None:
        """Show what was seen last."""
        part = self._fleet.now
        self._show_rows()
        self._say_empty(part)
        there = part is not None and bool(part.instances)
        for one in (self._count, self._sum, self._bar, self.table):
            one.setVisible(there)
        self._empty.setVisible(not there)
        gaps = gaps_text(part) if part is not None else ""
        self._gaps.setText(gaps)
        self._gaps.setVisible(bool(gaps))
        if part is not None:
            self._count.setText(count_text(part))
            self._sum.setText(sum_text(part))
        problem = self._fleet.error or (part.problem if part is not None else None)
        if problem is not None:
            self._problem.show_error(problem, level="warn")
        else:
            self._problem.clear()
        old = bool(self._hindrance())
        self.table.fade(faded=old)
        for said in (self._count, self._sum, self._gaps):
            said.setEnabled(not old)
        self._tell_outcomes()

    def run(self, name: str) -> None:
        """Do an action by its name, with the chosen machines."""
        part, rows = self._fleet.now, self.table.chosen()
        if part is None or not rows:
            return
        match name:
            case "start" if chosen := startable(rows):
                self._ask(start_question(part, chosen), partial(self._order, START, chosen))
            case "stop" if chosen := stoppable(rows):
                self._ask(stop_question(chosen), partial(self._order, STOP, chosen))
            case "kill" if chosen := stoppable(rows):
                self._ask(kill_question(chosen), partial(self._order, KILL, chosen))
            case "name":
                self._copy(tuple(title_of(row.instance) for row in rows))
            case "address":
                self._copy(addresses(rows))
            case "console":
                QDesktopServices.openUrl(QUrl(console_address(part, rows[0].instance)))
            case "tags":
                MachineTagsDialog(rows[0].instance, self).open()

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self._count)
        layout.addWidget(self._sum)
        layout.addWidget(self._gaps)
        for part in (self._problem, self._refused, self._bar):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._empty, 1)
        area = TallArea()
        area.setWidget(inside)
        area.setMinimumSize(1, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)

    def _show_rows(self) -> None:
        part, seen = self._fleet.now, self._workers.now
        workers = seen.workers if seen is not None else None
        self._model.show(rows_of(part, workers, self._services.farm.jobs) if part is not None else ())
        self._offer()

    def _say_empty(self, part: FleetPart | None) -> None:
        if part is None:
            if self._hindrance() or self._fleet.error is not None:
                self._empty.say(self.tr("The farm's machines are not known"), self._hindrance())
            else:
                self._empty.say(self.tr("Looking at the farm's machines…"))
        elif not part.provider:
            self._empty.say(
                self.tr("The farm has no machines that can be started and stopped"),
                self.tr(
                    "An admin can change that: the setting fleet of the farm's manager says who provides machines "
                    "(ec2 or local)."
                ),
            )
        elif not part.as_of:
            self._empty.say(self.tr("The farm has not seen its machines yet"))
        elif part.provider == EC2:
            self._empty.say(
                self.tr("No machines were found"),
                self.tr(
                    "EC2 instances are the farm's when their tag farmhand:farm is what the setting fleet_farm of its "
                    "manager says."
                ),
            )
        else:
            self._empty.say(
                self.tr("No machines were found"),
                self.tr("The setting fleet_machines of the farm's manager names them."),
            )

    def _hindrance(self) -> str:
        """Why nothing can be asked of the farm; empty where it can."""
        farm = self._services.farm
        if farm.link.error is None and farm.state is not FarmState.FAILED:
            return ""
        return self.tr("The farm does not answer. What you see is not up to date.")

    def _offer(self, *_changed: object) -> None:
        self._bar.offer(offers(self._fleet.now, self.table.chosen(), self._hindrance()))

    def _menu(self, point: QPoint) -> None:
        menu = self._bar.menu()
        menu.addSeparator()
        menu.addMenu(self.columns.menu(menu))
        menu.popup(point)

    def _ask(self, question: MachineQuestion | None, answered: partial[None]) -> None:
        if question is None:
            answered()
            return
        ask(
            self,
            question.title,
            question.text,
            safe=question.safe,
            verb=question.verb,
            answered=answered,
            danger=question.danger,
        )

    def _order(self, action: str, rows: tuple[MachineRow, ...]) -> None:
        self._refused.clear()
        if self._told is None:
            # What went wrong before is no news.
            self._told = self._fleet.activities[-1].number if self._fleet.activities else 0
        ids = tuple(row.instance.instance_id for row in rows)
        if action == START:
            self._fleet.start(ids)
        else:
            self._fleet.stop(ids, at_once=action == KILL)

    def _copy(self, texts: tuple[str, ...]) -> None:
        QGuiApplication.clipboard().setText("\n".join(texts))
        self._services.notices.say(filled(self.tr("Copied: %1"), named(texts)))

    def _accepted(self, order: FleetAction | ScalingChange) -> None:
        if isinstance(order, FleetAction):
            self._services.notices.say(asked_text(order))

    def _not_taken(self, order: FleetAction | ScalingChange, error: ErrorInfo) -> None:
        if isinstance(order, FleetAction):
            self._refused.show_error(error)

    def _tell_outcomes(self) -> None:
        """What was asked for here may turn out later not to be possible: there may be no room for a machine."""
        if self._told is None:
            return
        for activity in gone_wrong(self._fleet.activities, self._services.farm.owner, self._told):
            self._told = activity.number
            again = self.tr("Do what it says, then try again. The list of activities tells more.")
            self._refused.show_error(
                ErrorInfo(
                    kind=FleetError.__name__, title=wrong_title(activity), cause=activity.outcome, next_step=again
                )
            )

    def _other_farm(self) -> None:
        self._refused.clear()
        self._told = None
        self.show_now()
