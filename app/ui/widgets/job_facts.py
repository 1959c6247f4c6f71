"""Two panels of facts: the film that a job makes, and the settings that it was made with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.states import JobState
from app.ui.controllers.queue import QueueController
from app.ui.models.jobs_facts import film_facts, settings_facts
from app.ui.models.jobs_report import job_facts
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.facts import Facts
from app.ui.widgets.parts import button, label


class OutputPanel(QWidget):
    """Where the film is and what was measured of it; `run` starts an action by its name."""

    def __init__(
        self, controller: QueueController, run: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._controller, self._run = controller, run
        self._said = label("", wrap=True)
        self._problem = ErrorCard()
        self._facts = Facts()
        self._play = button(self.tr("Play result"), lambda: run("play"))
        self._show = button(self.tr("Show in folder"), lambda: run("show"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._play)
        buttons.addWidget(self._show)
        buttons.addStretch(1)
        head = QVBoxLayout()
        head.setContentsMargins(12, 12, 12, 0)
        head.setSpacing(8)
        head.addWidget(self._said)
        head.addWidget(self._problem)
        head.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._facts, 1)
        controller.current_changed.connect(self.refresh)
        controller.actions.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say everything anew."""
        detail = self._controller.detail
        view = detail.view
        problem = detail.film_problem
        done = view is not None and view.state == JobState.DONE
        self._said.setText(self._sentence())
        self._said.setVisible(problem is None)
        if problem is not None and view is not None:
            if self._problem.error != problem:
                again = (self.tr("Render again"), lambda: self._run("again"))
                self._problem.show_error(problem, [again], level="warn", facts=job_facts(view))
        else:
            self._problem.clear()
        for made in (self._play, self._show):
            made.setVisible(done)
            made.setEnabled(problem is None)
        self._facts.say(film_facts(view) if view is not None else [])

    def _sentence(self) -> str:
        detail = self._controller.detail
        if detail.view is None:
            return self.tr("Choose a job to see what it makes.")
        if detail.view.state != JobState.DONE:
            return self.tr("The film is not there yet.")
        if detail.elsewhere:
            return self.tr("The film is with the farm. Play and Show in folder bring it here.")
        if not detail.film_checked:
            return self.tr("Looking whether the film is still there…")
        return self.tr("The film is there, opens, and is as long as it was made.")


class SettingsPanel(QWidget):
    """What the job was made with."""

    def __init__(self, controller: QueueController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._seen = False
        self._said = label(self.tr("Choose a job to see what it was made with."), wrap=True)
        self._facts = Facts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._said.setContentsMargins(12, 12, 12, 0)
        layout.addWidget(self._said)
        layout.addWidget(self._facts, 1)
        controller.current_changed.connect(self.refresh)
        controller.slots.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Say everything anew, while somebody looks."""
        if not self._seen:
            return
        detail = self._controller.detail.detail
        self._said.setVisible(self._controller.detail.view is None)
        if detail is None or detail.request is None:
            self._facts.say([])
        else:
            self._facts.say(settings_facts(detail.request, self._controller.slots.labels(detail)))

    def set_seen(self, *, seen: bool) -> None:
        """Whether somebody looks."""
        self._seen = seen
        self.refresh()
