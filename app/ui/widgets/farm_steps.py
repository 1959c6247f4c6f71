"""The steps of a trial of the way to a farm: each with a sign, a word, its time, what was seen, and what to do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.controllers.farm_trial import STEPS, FarmTrial, StepState, TrialStep
from app.ui.formats import number_text
from app.ui.icons import Icons
from app.ui.widgets.parts import breakable, label, set_property
from app.ui.words import marked, translate

_TITLES: Final = {
    "address": marked("FarmSteps", "Find the broker's address"),
    "network": marked("FarmSteps", "Reach the broker"),
    "tls": marked("FarmSteps", "Encrypt the connection"),
    "login": marked("FarmSteps", "Log in"),
    "rights": marked("FarmSteps", "Ask the farm, hear its news"),
    "manager": marked("FarmSteps", "Manager and versions"),
    "storage": marked("FarmSteps", "Write to and read from the storage"),
}

_WORDS: Final = {
    StepState.WAITING: (marked("FarmSteps", "Not tried yet"), "circle-dashed", "state.waiting"),
    StepState.RUNNING: (marked("FarmSteps", "Trying…"), "play", "state.active"),
    StepState.LEFT_OUT: (marked("FarmSteps", "Not tried"), "ban", "state.off"),
    StepState.GOOD: (marked("FarmSteps", "Good"), "circle-check", "state.done"),
    StepState.DOUBTFUL: (marked("FarmSteps", "Works, but"), "triangle-alert", "state.attention"),
    StepState.BAD: (marked("FarmSteps", "Does not work"), "octagon-x", "state.failed"),
}


class FarmSteps(QWidget):
    """A view of `FarmTrial`."""

    def __init__(self, trial: FarmTrial, icons: Icons) -> None:
        super().__init__()
        self.setObjectName("farm-steps")
        self._trial, self._icons = trial, icons
        self._lines: dict[str, tuple[QLabel, QLabel, QLabel, QLabel]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for number, step in enumerate(STEPS):
            sign, title, state, said = label(""), label(translate("FarmSteps", _TITLES[step])), label(""), label("")
            sign.setFixedWidth(icons.pixels(16))
            said.setProperty("kind", "hint")
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            state.setAlignment(Qt.AlignmentFlag.AlignTrailing)
            grid.addWidget(sign, 2 * number, 0)
            grid.addWidget(title, 2 * number, 1)
            grid.addWidget(state, 2 * number, 2)
            grid.addWidget(said, 2 * number + 1, 1, 1, 2)
            self._lines[step] = sign, title, state, said
        trial.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        steps = {one.step: one for one in self._trial.steps}
        for step in self._lines:
            self._say(steps.get(step, TrialStep(step)))

    def _say(self, one: TrialStep) -> None:
        sign, title, state, said = self._lines[one.step]
        word, icon, token = _WORDS[one.state]
        shown: QIcon = self._icons.icon(icon, token)
        sign.setPixmap(shown.pixmap(self._icons.pixels(16)))
        text = translate("FarmSteps", word)
        if one.seconds or one.state in (StepState.GOOD, StepState.BAD, StepState.DOUBTFUL):
            took = self.tr("%1 · %2 s").replace("%2", number_text(one.seconds, 2))
            text = took.replace("%1", text)
        state.setText(text)
        said.setText(breakable(" ".join(filter(None, (one.seen, one.next_step))), 40))
        said.setVisible(bool(one.seen or one.next_step))
        set_property(said, "kind", "problem" if one.state is StepState.BAD else "hint")
        title.setAccessibleName(" ".join(filter(None, (title.text(), text, one.seen, one.next_step))))
