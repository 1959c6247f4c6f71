"""The way to a farm, tried step by step in the background; it can be given up at any time."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorInfo, UsageError
from app.farm.farm_profiles import FarmProfile, checked_profile
from app.ui.controllers.farm_places import FarmPlaces, named_secrets
from app.ui.services import Services
from app.ui.tasks import Progress, Task

if TYPE_CHECKING:
    from app.farm.connection_check import ConnectionCheck
    from app.farm.doctor import Examination

STEPS: Final = ("address", "network", "tls", "login", "rights", "manager", "storage")
"""As `connection_check.CheckStep`, which brings in too much for the window's start."""

_KEY: Final = "farms/trial"


class StepState(StrEnum):
    """How far a step is; the last three are those of `doctor.Verdict`."""

    WAITING = "waiting"
    RUNNING = "running"
    LEFT_OUT = "left_out"
    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class TrialStep:
    """A step: what was seen, what to do about it, and how many seconds it took."""

    step: str
    state: StepState = StepState.WAITING
    seen: str = ""
    next_step: str = ""
    seconds: float = 0.0


class FarmTrial(QObject):
    """One trial at a time. `steps` are as they are now; `error` is why there was no trial at all."""

    changed = Signal()

    def __init__(self, services: Services, places: FarmPlaces, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._places = services, places
        self._check: ConnectionCheck | None = None
        self._news: list[tuple[str, Examination | None]] = []
        self.steps: tuple[TrialStep, ...] = ()
        self.error: ErrorInfo | None = None
        self.tried: FarmProfile | None = None
        """The profile whose trial has ended well; None while there is none."""

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self._services.tasks.running(_KEY)

    def start(self, profile: FarmProfile, typed: Mapping[str, str]) -> None:
        """Try a profile with what was typed; an earlier trial is given up."""
        self.stop()
        self.steps = tuple(TrialStep(step) for step in STEPS)
        self.error = self.tried = None
        news = self._news = []
        base = self._services.settings

        def work(task: Task) -> FarmProfile:
            from app.farm.connection_check import ConnectionCheck
            from app.farm.places import farm_cache
            from app.farm.typed_secrets import TypedSecrets

            checked = checked_profile(profile)
            secrets = TypedSecrets(self._places.secrets())
            # An address that is none is the first step's to tell.
            with suppress(UsageError):
                for name, secret in named_secrets(checked, typed, self._services.preferences).items():
                    secrets.type(name, secret)
            check = ConnectionCheck(checked.settings(base), secrets, local=farm_cache())
            self._check = check
            if task.cancelled:
                return checked

            def begun(step: str) -> None:
                news.append((str(step), None))
                task.report(step)

            for found in check.steps(begun):
                news.append((found.part, found))
                task.report(found.part)
            return checked

        self._services.tasks.start(
            _KEY, work, owner=self, progress=self._told, done=self._ended, failed=self._not_tried
        )
        self.changed.emit()

    def stop(self) -> None:
        """Give the trial up; what was seen stays."""
        check, self._check = self._check, None
        if check is not None:
            check.stop()
        if self.running:
            self._services.tasks.cancel(_KEY)
            self._leave_out()
            self.changed.emit()

    def outdate(self) -> None:
        """Something else would be tried now."""
        self.tried = self.error = None

    def _told(self, _progress: Progress) -> None:
        steps = {one.step: one for one in self.steps}
        for step, found in self._news[:]:
            if found is None:
                if steps[step].state is StepState.WAITING:
                    steps[step] = TrialStep(step, StepState.RUNNING)
            else:
                state = StepState(found.verdict)
                steps[step] = TrialStep(step, state, found.seen, found.next_step, found.seconds)
        self.steps = tuple(steps.values())
        self.changed.emit()

    def _ended(self, profile: FarmProfile) -> None:
        self._told(Progress())
        self._leave_out()
        bad = any(one.state is StepState.BAD for one in self.steps)
        self.tried = None if bad else profile
        self.changed.emit()

    def _not_tried(self, error: ErrorInfo) -> None:
        self.error = error
        self._leave_out()
        self.changed.emit()

    def _leave_out(self) -> None:
        open_states = (StepState.WAITING, StepState.RUNNING)
        self.steps = tuple(
            TrialStep(one.step, StepState.LEFT_OUT) if one.state in open_states else one for one in self.steps
        )
