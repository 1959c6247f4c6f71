"""How long films take with more workers: the chart in a dialog, brought in when somebody asks for it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.core.errors import ErrorInfo
from app.ui.controllers.estimate_asking import Answered, question_of_films
from app.ui.controllers.estimates_ahead import EstimatesAhead
from app.ui.widgets.parts import button, column, label, row
from app.ui.words import translate

if TYPE_CHECKING:
    from app.ui.widgets.estimate_chart import EstimateView

ASKING: Final = "estimate/curve"
_CHART: Final = "app.ui.widgets.estimate_chart"
SIZE: Final = (620, 480)


def open_how_long(parent: QWidget, ahead: EstimatesAhead) -> None:
    """Open the dialog as soon as its parts are there."""
    ahead.services.tasks.start(
        "estimate/chart",
        lambda _task: importlib.import_module(_CHART),
        owner=parent,
        done=lambda _module: HowLongDialog(parent, ahead).open(),
    )


class HowLongDialog(QDialog):
    """Of the films that are thought of now. Window-modal."""

    def __init__(self, parent: QWidget, ahead: EstimatesAhead) -> None:
        from app.ui.widgets.estimate_chart import EstimateView

        super().__init__(parent)
        self.setObjectName("howLong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._services = ahead.services
        self._wish = ahead.wanted
        self._comparable = False
        self._what = label("", "hint", wrap=True)
        self.view: EstimateView = EstimateView(self._services.theme)
        title = self.tr("How long with more workers?")
        self.setWindowTitle(title)
        close = button(self.tr("Close"), self.accept, name="close")
        close.setDefault(True)
        foot = row(close)
        foot.insertStretch(0, 1)
        self.setLayout(column(label(title, "title", wrap=True), self._what, self.view, foot, gap=12, margin=16))
        self.resize(*SIZE)
        self._services.farm.history.changed.connect(self._show_points)
        self._services.farm.history.want()
        self._ask(ahead)

    def _ask(self, ahead: EstimatesAhead) -> None:
        wish = self._wish
        if wish is None:
            return
        frames = translate("HowLong", "%n frames each", "", len(wish.frames))
        films = translate("HowLong", "%n films of “%1”", "", wish.count).replace("%1", wish.opened.path.name)
        self._what.setText(" · ".join((films, frames)))
        work = question_of_films(self._services, ahead.film(wish), curve=True)
        self._services.tasks.start(ASKING, work, owner=self, done=self._show, failed=self._fail)

    def _show(self, answer: Answered) -> None:
        # What films took by themselves says nothing of a time that begins with other jobs.
        self._comparable = not answer.waits
        self.view.show_answer(answer)
        self._show_points()
        self.view.chart.setFocus()

    def _fail(self, error: ErrorInfo) -> None:
        self.view.say(translate("HowLong", "No estimate: %1").replace("%1", error.title))

    def _show_points(self) -> None:
        from app.farm.estimates.records import measured_points

        wish = self._wish
        if wish is not None and self._comparable:
            found = self._services.farm.history.of_film(wish.opened.path.name, wish.comp.name)
            # A template that was changed since is another one.
            earlier = [one for one in found if one.template == wish.opened.loaded.sha256]
            self.view.show_points(measured_points(earlier, wish.engine, wish.count * len(wish.frames)))
