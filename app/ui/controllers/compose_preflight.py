"""Keeps the list of what stands before the film up to date, and what people decided about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import ErrorInfo, FarmhandError
from app.farm.checks import Check, CheckLevel, FilmToCheck, LateChecker
from app.farm.chosen_files import ChosenFiles
from app.farm.compose_film import single_film_name
from app.farm.opened import Opened
from app.farm.preview.protocol import Findings, values_key
from app.render.scene import FontFile
from app.ui.controllers.compose_session import ComposeSession
from app.ui.controllers.compose_wishes import folder_of
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.ui.controllers.compose import ComposeController

PAUSE_MILLISECONDS: Final = 250
"""Nothing is checked before nothing was edited for this long."""

CHECKING: Final = "compose/preflight"


class ComposePreflight(QObject):
    """Checks in the background. `checks` are of what was filled in when they were made; see `current`."""

    changed = Signal()

    def __init__(self, controller: ComposeController) -> None:
        super().__init__(controller)
        self._controller = controller
        self._checker: LateChecker | None = None
        self._accepted: frozenset[str] = frozenset()
        self._chosen = ChosenFiles()
        self._findings: Findings | None = None
        self._asked: tuple[int, str] | None = None
        self._checks: tuple[Check, ...] = ()
        self._current = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._check)
        controller.values.field_changed.connect(self.schedule)
        controller.values.changed.connect(self.schedule)
        controller.comp_changed.connect(self._on_comp)
        controller.wishes_changed.connect(self.schedule)
        controller.services.farm.place_changed.connect(self.schedule)
        controller.sight.feed.surveyed.connect(self._on_surveyed)

    @property
    def checks(self) -> tuple[Check, ...]:
        """What was found last, errors first."""
        return self._checks

    @property
    def current(self) -> bool:
        """Whether `checks` are about what is filled in now."""
        return self._current

    @property
    def findings(self) -> Findings | None:
        """What is known from drawing all of the composition; of the values as they were a moment ago."""
        return self._findings

    @property
    def checker(self) -> LateChecker | None:
        """What checks films of the open template."""
        return self._checker

    @property
    def chosen(self) -> ChosenFiles:
        """The files that people chose for what the template lacks."""
        return self._chosen

    @property
    def accepted(self) -> frozenset[str]:
        """The marks of findings that people go on with substitutes for."""
        return self._accepted

    def begin(self, template: Opened, session: ComposeSession | None = None) -> None:
        """Check another template; decided about it is what was decided before, if it was open then."""
        self.close()
        self._checker = LateChecker(template)
        self._accepted = frozenset(session.accepted) if session is not None else frozenset()
        self._chosen = session.chosen if session is not None else ChosenFiles()
        self._findings, self._asked = None, None
        self._checks = ()
        self.changed.emit()

    def close(self) -> None:
        """Check no more."""
        self._checker = None
        self._timer.stop()
        self._controller.services.tasks.cancel(CHECKING)
        self._current = False

    @Slot()
    def schedule(self) -> None:
        """Something was changed: check when it rests."""
        self._current = False
        # What is being found out is not about this any more.
        self._controller.services.tasks.cancel(CHECKING)
        if self._checker is not None:
            self._timer.start()

    def accept(self, marks: frozenset[str]) -> None:
        """Go on with substitutes for these findings."""
        self._accepted |= marks
        self._checks = tuple(one if one.mark not in marks else _as_warning(one) for one in self._checks)
        self.changed.emit()
        self.schedule()

    def choose_font(self, name: str, font: FontFile) -> None:
        """Use a font file for a font that is missing."""
        self._chosen = ChosenFiles(fonts={**self._chosen.fonts, name: font}, footage=self._chosen.footage)
        self._files_changed()

    def choose_footage(self, item_id: int, path: Path) -> None:
        """Use a file for footage that is missing."""
        self._chosen = ChosenFiles(fonts=self._chosen.fonts, footage={**self._chosen.footage, item_id: path})
        self._files_changed()

    def film(self) -> FilmToCheck | None:
        """The film as it is wanted now."""
        controller, template = self._controller, self._controller.template
        if template is None or controller.comp is None:
            return None
        wishes = controller.wishes
        overflow = self._findings.overflow if self._findings is not None else {}
        name_error = None
        try:
            single_film_name(wishes.pattern, template, controller.comp, controller.values.usable)
        except FarmhandError as error:
            name_error = error.info()
        return FilmToCheck(
            comp=controller.comp,
            values=controller.values.usable,
            folder=folder_of(wishes, controller.services.settings),
            problems=controller.values.problems,
            music=Path(wishes.music) if wishes.music else None,
            missing=wishes.missing,
            accepted=self._accepted,
            chosen=self._chosen,
            overflowing={key: found.what for key, found in overflow.items()},
            name_error=name_error,
            elsewhere=not controller.services.farm.is_here,
        )

    def take(self, checks: tuple[Check, ...]) -> None:
        """Show checks that were made elsewhere just now."""
        self._checks, self._current = checks, True
        self.changed.emit()

    def _files_changed(self) -> None:
        self._asked = None
        self._controller.sight.set_chosen(self._chosen)
        self.schedule()

    @Slot()
    def _check(self) -> None:
        checker, film = self._checker, self.film()
        if checker is None or film is None:
            return

        def work(_task: Task) -> tuple[Check, ...]:
            return checker.check(film)

        self._controller.services.tasks.start(CHECKING, work, owner=self, done=self.take, failed=self._failed)
        self._survey()

    def _survey(self) -> None:
        look = self._controller.sight.look
        if look is not None and (look.comp_id, values_key(look.values)) != self._asked:
            self._asked = look.comp_id, values_key(look.values)
            self._controller.sight.feed.survey(look)

    def _failed(self, error: ErrorInfo) -> None:
        self._controller.services.notices.say(f"{error.title} {error.cause}".strip())

    @Slot()
    def _on_comp(self) -> None:
        self._findings = self._asked = None
        self._checks = ()
        self.schedule()
        self.changed.emit()

    @Slot(object, str)
    def _on_surveyed(self, findings: Findings, key: str) -> None:
        before = self._findings
        self._findings = findings
        if key != values_key(self._controller.values.usable):
            return
        if before is None or before.overflow != findings.overflow:
            self.schedule()
        self.changed.emit()


def _as_warning(check: Check) -> Check:
    return replace(check, level=CheckLevel.WARNING)
