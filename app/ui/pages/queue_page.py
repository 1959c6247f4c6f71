"""Queue: all jobs in a table, what can be done with them, and everything about the one that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu, QStackedLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.ui.controllers.farm import FarmState
from app.ui.controllers.queue import QueueController
from app.ui.formats import clock_time
from app.ui.layouts import Layouts
from app.ui.pages.page import Page
from app.ui.services import Services
from app.ui.widgets.docks import BELOW, BESIDE, Arrangement, Docks, Shipped
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.job_facts import OutputPanel, SettingsPanel
from app.ui.widgets.job_overview import JobOverview
from app.ui.widgets.jobs_columns_menu import JobsColumns
from app.ui.widgets.jobs_table import JobsTable
from app.ui.widgets.log_panel import LogPanel
from app.ui.widgets.parts import column, icon_button
from app.ui.widgets.pieces_table import PiecesTable
from app.ui.widgets.queue_actions_bar import QueueActionsBar
from app.ui.widgets.queue_filter import QueueFilter
from app.ui.widgets.state_chips import CHIPS


class QueuePage(Page):
    """A view of `QueueController`."""

    key = "queue"

    def __init__(self, services: Services, controller: QueueController) -> None:
        super().__init__()
        self._services, self._controller = services, controller
        self._shapes: dict[QToolButton, str] = {}
        self._card = ErrorCard()
        self._refused = ErrorCard(closable=True)
        self._actions = QueueActionsBar(services, controller.actions, self)
        self._filter = QueueFilter(services, controller)
        self.table = JobsTable(controller.model, services.theme, services.icons)
        self.columns = JobsColumns(self.table, services.theme, services.state, self)
        self._no_match = EmptyState("", actions=[(self.tr("Clear filter"), controller.clear_filter)])
        self._overview = JobOverview(services, controller, self._actions.run)
        self._pieces = PiecesTable(controller.pieces, services.theme, services.icons)
        self._log = LogPanel(services, controller.logs)
        self._settings = SettingsPanel(controller)
        self._rows = QStackedWidget()
        # From the outside in: what is put into another place takes its look anew, with everything in it.
        self._body = QWidget(self)
        self.docks: Docks = Docks(
            self._lay_out_table(),
            {
                "overview": (self.tr("Overview"), self._overview),
                "tasks": (self.tr("Tasks"), self._pieces),
                "log": (self.tr("Log"), self._log),
                "output": (self.tr("Output"), OutputPanel(controller, self._actions.run)),
                "settings": (self.tr("Settings used"), self._settings),
            },
            self._shipped(),
            Layouts(services.state),
            self._body,
        )
        self._whole = QStackedLayout()
        self._looked = False
        self._lay_out()
        self._make_actions()
        self._connect()
        self.refresh()

    def entered(self) -> None:
        """The page is shown now."""
        self._controller.enter()
        self.refresh()
        if not self.table.hasFocus():
            self.table.setFocus()

    def left(self) -> None:
        """Another page is shown now."""
        self._controller.leave()
        self.columns.save()

    def refresh(self) -> None:
        """Show what there is: the jobs, or why there are none."""
        farm = self._services.farm
        self._say_farm()
        if self._controller.model.order.total:
            shown = _JOBS
        elif farm.state is FarmState.STARTING:
            shown = _LOADING
        elif farm.state is FarmState.FAILED:
            shown = _FAILED
        else:
            shown = _EMPTY
        self._whole.setCurrentIndex(shown)
        self._actions.setVisible(shown != _FAILED)
        matching = self._controller.model.order.matching
        self._rows.setCurrentIndex(0 if matching or not self._controller.filter_text() else 1)
        self._look_at_first()
        if not matching:
            text = self.tr("No job matches %1").replace("%1", self._controller.filter_text())
            self._no_match.say(text)

    def _look_at_first(self) -> None:
        """Whoever comes here first sees a job's details, not a large empty panel; once, as people may want none."""
        if self._looked or not self.isVisible() or not self._controller.model.rowCount():
            return
        self._looked = True
        if not self._controller.chosen:
            self.table.choose([self._controller.model.row(0).id])

    def _lay_out_table(self) -> QWidget:
        self._rows.addWidget(self.table)
        self._rows.addWidget(self._no_match)
        central = QWidget()
        layout = column(self._filter, self._rows, gap=8)
        layout.setContentsMargins(12, 0, 12, 8)
        central.setLayout(layout)
        self._central = central
        return central

    def _lay_out(self) -> None:
        navigator = self._services.navigator
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._body, 1)
        empty = EmptyState(
            self.tr("Nothing queued. Rendered videos appear here."),
            actions=[
                (self.tr("Open a template"), partial(navigator.page_wanted.emit, "compose")),
                (self.tr("Make many from a spreadsheet"), partial(navigator.page_wanted.emit, "batch")),
            ],
        )
        loading = EmptyState(self.tr("Looking at the jobs of earlier runs…"))
        self._body.setLayout(self._whole)
        unknown = EmptyState(
            self.tr("The jobs cannot be shown yet."),
            self.tr("Nothing is lost: what was queued stays queued, and films that are done stay where they are."),
            actions=[(self.tr("Try again"), self._services.farm.ensure_started)],
        )
        for whole in (self.docks, empty, loading, unknown):
            self._whole.addWidget(whole)
        for part in (self._card, self._refused, self._actions):
            head.addWidget(part)
        self._actions.add(self._filter.views)
        self._actions.add(self._menu_button("columns", self.tr("Columns"), self.columns.menu))
        self._actions.add(self._menu_button("squares-four", self.tr("Panels"), self._panels_menu))

    def _menu_button(self, shape: str, text: str, make: Callable[[], QMenu]) -> QToolButton:
        made = icon_button(self._services.icons.icon(shape), text)
        made.clicked.connect(lambda _checked=False: self._popup(make(), made.mapToGlobal(QPoint(0, made.height()))))
        self._shapes[made] = shape
        return made

    @Slot()
    def _dress(self) -> None:
        for made, shape in self._shapes.items():
            made.setIcon(self._services.icons.icon(shape))

    def _make_actions(self) -> None:
        commands = self._services.commands
        # In the table's own part only: the log, which has these keys too, is in another.
        commands.action("queue.filter", self._central, self._filter.focus_box)
        commands.action("queue.details", self.table, self._show_details, scope=Qt.ShortcutContext.WidgetShortcut)
        commands.action("queue.log", self, self._show_log)
        commands.action("queue.refresh", self, self._controller.refresh)
        for family in CHIPS:
            commands.action(f"queue.{family}", self, partial(self._controller.toggle_family, family))
        commands.action("queue.all", self, self._controller.clear_filter)

    def _connect(self) -> None:
        controller, farm = self._controller, self._services.farm
        self._services.theme.changed.connect(self._dress)
        self.table.chosen.connect(self._chosen)
        self.table.selectionModel().currentChanged.connect(self._chosen)
        self.table.details_wanted.connect(self._show_details)
        self.table.menu_wanted.connect(lambda point: self._popup(self._actions.menu(), point))
        self._filter.left.connect(self.table.setFocus)
        self.docks.seen.connect(self._panel_seen)
        self._overview.piece_chosen.connect(self._show_piece)
        self._overview.log_wanted.connect(self._show_log)
        controller.shown.connect(self._choose)
        controller.filter_changed.connect(self.refresh)
        controller.model.moved.connect(self.refresh)
        controller.model.counted.connect(self.refresh)
        controller.actions.failed.connect(self._show_refused)
        farm.state_changed.connect(self.refresh)
        farm.link.changed.connect(self.refresh)
        self._services.navigator.layout_reset_wanted.connect(self._reset_layout)
        if controller.chosen:
            self.table.choose(controller.chosen)

    def _say_farm(self) -> None:
        """A banner while the farm did not start, or does not answer."""
        farm = self._services.farm
        lost = farm.link.error
        if self.table.delegate.faded != (lost is not None):
            self.table.delegate.faded = lost is not None
            self.table.viewport().update()
        if farm.state is FarmState.FAILED and farm.error is not None:
            if self._card.error != farm.error:
                # Where there are no jobs to show, the page itself offers to try again.
                known = bool(self._controller.model.order.total)
                self._card.show_error(farm.error, [(self.tr("Try again"), farm.ensure_started)] if known else [])
        elif lost is not None:
            self._card.show_error(self._lost_error(lost), [(self.tr("Try now"), farm.link.try_now)], level="warn")
        else:
            self._card.clear()

    def _lost_error(self, lost: ErrorInfo) -> ErrorInfo:
        link = self._services.farm.link
        as_of = self.tr("The jobs are shown as of %1.").replace("%1", clock_time(link.heard)) if link.heard else ""
        again = self.tr("It is asked again now.")
        if link.seconds_left:
            again = self.tr("It is asked again in %n seconds.", "", link.seconds_left)
        return ErrorInfo(kind=lost.kind, title=lost.title, cause=as_of, next_step=again)

    def _show_refused(self, error: ErrorInfo) -> None:
        self._refused.show_error(error)

    def _chosen(self) -> None:
        row = self.table.current_row()
        chosen = self.table.chosen_ids()
        current = row.id if row is not None and row.id in chosen else (chosen[0] if chosen else "")
        self._controller.choose(chosen, current)

    def _choose(self, job_ids: list[str]) -> None:
        self.table.choose(job_ids)
        self.table.setFocus()

    def _panel_seen(self, key: str, seen: bool) -> None:
        """Nothing is read for panels that nobody looks at."""
        if key == "log":
            self._controller.logs.watch(watched=seen)
        elif key == "settings":
            self._settings.set_seen(seen=seen)

    def _show_details(self) -> None:
        self.docks.show_panel("overview")

    def _show_log(self) -> None:
        self.docks.show_panel("log")
        self._log.focus_log()

    def _show_piece(self, number: int) -> None:
        self.docks.show_panel("tasks")
        self._pieces.show_piece(number)

    def _popup(self, menu: QMenu, point: QPoint) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point)

    def _panels_menu(self) -> QMenu:
        return self.docks.menu(self._services.navigator)

    def _shipped(self) -> Shipped:
        """The layouts that ship. That of farms: what workers do and say, beside each other below the jobs."""
        panels = (("overview", "tasks", "log", "output", "settings"),)
        below, beside = Arrangement(BELOW, panels, 280), Arrangement(BESIDE, panels, 560)
        groups = (("overview", "tasks", "output", "settings"), ("log",))
        return Shipped(
            narrow=below,
            wide=beside,
            farm=Arrangement(BELOW, groups, 280, front=("tasks",)),
            name=self.tr("Details"),
            offered=((self.tr("Details below the jobs"), below), (self.tr("Details beside the jobs"), beside)),
        )

    def _reset_layout(self) -> None:
        self.columns.reset()
        self.docks.reset()


_JOBS, _EMPTY, _LOADING, _FAILED = range(4)
