"""Where renders can run: this computer and the farms that the window knows; chosen, tried, changed and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import ErrorInfo, FarmhandError
from app.farm.farm_profiles import FILE_NAME, FarmProfile, FarmProfiles, KnownFarms
from app.ui.controllers.farm import FarmController
from app.ui.preferences import Preferences
from app.ui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from app.farm.connection import WindowFarm
    from app.farm.typed_secrets import TypedSecrets

BROKER_PASSWORD = "broker"  # noqa: S105 - the name of a field
"""What the password of the broker's user is called among typed secrets; the others have their own names."""


class FarmPlaces(QObject):
    """Known farms, in the order of their names, and the one that is chosen (empty: this computer)."""

    changed = Signal()
    """Other farms are known, or another one is chosen."""

    failed = Signal(object)
    """The list could not be read or written, or a password not be kept: an `ErrorInfo`."""

    def __init__(
        self,
        farm: FarmController,
        tasks: TaskRunner,
        preferences: Preferences,
        home: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._farm, self._tasks, self._preferences = farm, tasks, preferences
        self._file = FarmProfiles(home / FILE_NAME)
        self._secrets: TypedSecrets | None = None
        self._is_open = False
        self.known = KnownFarms()
        self.problem: ErrorInfo | None = None
        """What went wrong last, until something works."""

    def open(self) -> None:
        """Read the list, work with the farm that was chosen last, and go on with what was left on this computer."""

        def there(known: KnownFarms) -> None:
            self._take_up(known)
            self._farm.resume_earlier()
            self.changed.emit()

        def failed(error: ErrorInfo) -> None:
            self._take_up(KnownFarms())
            self._fail(error)
            self._farm.resume_earlier()

        self._tasks.start("farms/open", lambda _task: self._file.load(), owner=self, done=there, failed=failed)

    def _take_up(self, known: KnownFarms) -> None:
        """What was kept is known now; somebody may have been quicker, and has put or chosen something."""
        self._is_open = True
        before, self.known = self.known, known.with_later(self.known)
        if before.farms:
            self._keep(self.known)
        if self.known.chosen and not before.chosen:
            self._use(self.known.chosen)

    def choose(self, name: str) -> None:
        """Have renders run on that farm from now on; empty: on this computer."""
        if name == self.known.chosen:
            return
        self._keep(KnownFarms(farms=self.known.farms, chosen=name))
        self._use(name)

    def put(self, profile: FarmProfile, typed: Mapping[str, str], *, instead_of: str = "", use: bool = True) -> None:
        """Know a farm, keep its secrets, and work with it. Raises `UsageError` when its name or settings are wrong."""
        known = self.known.with_farm(profile, instead_of=instead_of)
        profile = next(one for one in known.farms if one not in self.known.farms or one.name == profile.name.strip())
        profile.settings(self._preferences.settings)
        chosen = profile.name if use else known.chosen
        self._keep(KnownFarms(farms=known.farms, chosen=chosen))

        def kept(error: ErrorInfo | None) -> None:
            if use:
                self._use(profile.name)
            if error is not None:
                self._fail(error)

        self._tasks.start(
            "farms/secrets", partial(self._keep_secrets, profile, dict(typed)), owner=self, done=kept, failed=self._fail
        )

    def forget(self, name: str) -> None:
        """Know a farm no longer; its passwords are forgotten too, its jobs go on there."""
        profile = self.known.find(name)
        if profile is None:
            return
        was_chosen = self.known.chosen == name
        self._keep(self.known.without(name))
        if was_chosen:
            self._use("")
        self._tasks.start("farms/forget", partial(self._forget_secrets, profile), owner=self, failed=self._fail)

    def secrets(self) -> TypedSecrets:
        """The secrets of whoever sits here. For background threads, as a keyring may be asked."""
        from app.farm.remote import personal_secrets
        from app.farm.typed_secrets import TypedSecrets

        made = self._secrets = self._secrets or TypedSecrets(personal_secrets(self._preferences.settings))
        return made

    def _use(self, name: str) -> None:
        profile = self.known.find(name)
        self._farm.use(name if profile is not None else "", None if profile is None else self._maker(profile))

    def _maker(self, profile: FarmProfile) -> Callable[[], WindowFarm]:
        base = self._preferences.settings

        def make() -> WindowFarm:
            from app.farm.connected_farm import ConnectedFarm

            return ConnectedFarm(profile.settings(base), self.secrets())

        return make

    def _keep(self, known: KnownFarms) -> None:
        self.known = known
        self.problem = None
        # Not before it was read what it would take the place of.
        if self._is_open:
            self._tasks.start(
                "farms/write",
                lambda task: self._file.save(known, unless=lambda: task.cancelled),
                owner=self,
                failed=self._fail,
            )
        self.changed.emit()

    def _keep_secrets(self, profile: FarmProfile, typed: Mapping[str, str], _task: Task) -> ErrorInfo | None:
        """Why secrets that were typed could not be kept; they are used all the same until the program ends."""
        problem: ErrorInfo | None = None
        for name, secret in named_secrets(profile, typed, self._preferences).items():
            try:
                self.secrets().set(name, secret)
            except FarmhandError as error:
                problem = error.info()
        return problem

    def _forget_secrets(self, profile: FarmProfile, _task: Task) -> None:
        for name in named_secrets(profile, {BROKER_PASSWORD: ""}, self._preferences):
            self.secrets().forget(name)

    def _fail(self, error: ErrorInfo) -> None:
        self.problem = error
        self.failed.emit(error)
        self.changed.emit()


def named_secrets(profile: FarmProfile, typed: Mapping[str, str], preferences: Preferences) -> dict[str, str]:
    """What was typed, by the names under which secrets are kept. Raises `UsageError` when the broker's address is none.

    For background threads: it brings in the farm's own parts.
    """
    from app.farm.farm_parts import broker_address

    found = dict(typed)
    if BROKER_PASSWORD in found:
        name = broker_address(profile.settings(preferences.settings)).secret_name
        found[name] = found.pop(BROKER_PASSWORD)
    return found
