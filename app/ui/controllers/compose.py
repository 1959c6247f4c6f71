"""One open template: what is filled in, what is looked at, what the film is to be."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.core.errors import ErrorInfo
from app.core.model import Comp
from app.core.presets import find_preset
from app.core.settings import Settings
from app.farm.compose_fields import FieldGroup, field_groups, start_comp, telling_frame
from app.farm.opened import Opened, open_template
from app.farm.recent import recent_of
from app.ui.controllers.compose_films import ComposeFilms
from app.ui.controllers.compose_preflight import ComposePreflight
from app.ui.controllers.compose_saving import ComposeSaving
from app.ui.controllers.compose_session import ComposeSession, session_fonts, session_footage
from app.ui.controllers.compose_values import ComposeValues
from app.ui.controllers.compose_wishes import OutputWishes, wishes_of
from app.ui.controllers.estimates_ahead import EstimatesAhead, compose_wish
from app.ui.preview.feed import PreviewFeed, PreviewFrame
from app.ui.preview.sight import Sight
from app.ui.services import Services
from app.ui.tasks import Task

OPENING: Final = "compose/open"


class ComposeState(StrEnum):
    """What the page shows."""

    EMPTY = "empty"
    OPENING = "opening"
    OPEN = "open"
    FAILED = "failed"


class ComposeController(QObject):
    """At most one open template.

    Its parts: `values` (the fields), `sight` (the preview), `preflight`, `films` (what is rendered), `ahead` (how long
    that takes), and `saving`.
    """

    state_changed = Signal()

    opened = Signal(object)
    """A template is open: a `RecentTemplate` with what a card says of it."""

    first_frame_drawn = Signal(Path, object)
    """The path of the template and the first picture (a `QImage`) that was drawn of it."""

    comp_changed = Signal()
    """Another template or composition, and so other fields."""

    wishes_changed = Signal()

    def __init__(self, services: Services, feed: PreviewFeed) -> None:
        """`feed` draws for this controller alone, which ends it."""
        super().__init__()
        self.services = services
        self.values = ComposeValues(services.tasks, self)
        self.sight = Sight(feed, services.settings.preview_quality, self)
        self._state = ComposeState.EMPTY
        self._path: Path | None = None
        self._error: ErrorInfo | None = None
        self._template: Opened | None = None
        self._comp: Comp | None = None
        self._groups: tuple[FieldGroup, ...] = ()
        self._wishes = wishes_of(services.settings)
        self._drawn_once = True
        self.preflight = ComposePreflight(self)
        self.films = ComposeFilms(self)
        self.saving = ComposeSaving(self)
        self.ahead = EstimatesAhead(services, "compose/estimate", partial(compose_wish, self), self)
        for news in (self.comp_changed, self.wishes_changed, self.state_changed):
            news.connect(self.ahead.schedule)
        self.values.changed.connect(self._on_values)
        self.sight.blamed.connect(self.values.blame)
        self.sight.picture_changed.connect(self._on_picture)
        services.preferences.changed.connect(self._on_settings)

    @property
    def state(self) -> ComposeState:
        """What the page shows."""
        return self._state

    @property
    def path(self) -> Path | None:
        """The template that is open, is being opened, or could not be."""
        return self._path

    @property
    def error(self) -> ErrorInfo | None:
        """Why the template could not be opened."""
        return self._error

    @property
    def template(self) -> Opened | None:
        """The open template; also while another is being opened, or could not be."""
        return self._template

    @property
    def comp(self) -> Comp | None:
        """The composition that the film is made of."""
        return self._comp

    @property
    def groups(self) -> tuple[FieldGroup, ...]:
        """The fields of the composition, grouped."""
        return self._groups

    @property
    def wishes(self) -> OutputWishes:
        """What is wanted of the film."""
        return self._wishes

    def open(self, path: Path) -> None:
        """Open a template in place of the one that is open, with nothing filled in."""
        self._begin(path, None)

    def restore(self, session: ComposeSession) -> None:
        """Open a template with what was put in before."""
        self._begin(Path(session.path), session)

    def session(self) -> ComposeSession | None:
        """What has to be kept to come back here; None when nothing is open."""
        if self._template is None or self._comp is None:
            return None
        return ComposeSession(
            path=str(self._template.origin),
            comp_id=self._comp.id,
            values=self.values.entries,
            wishes=self._wishes,
            frame=self.sight.frame,
            accepted=tuple(sorted(self.preflight.accepted)),
            fonts=session_fonts(self.preflight.chosen),
            footage=session_footage(self.preflight.chosen),
        )

    def go_back(self) -> None:
        """Back to the template that was open, or to an empty page; what was being opened is not wanted any more."""
        self.services.tasks.cancel(OPENING)
        self._path = self._template.origin if self._template is not None else None
        self._set_state(ComposeState.OPEN if self._template is not None else ComposeState.EMPTY)

    def close(self) -> None:
        """End the preview. Blocks until its process is gone."""
        self.preflight.close()
        self.sight.close()

    def set_comp(self, comp_id: int) -> None:
        """Make the film of another composition; what is filled in stays."""
        template = self._template
        if template is None or (self._comp is not None and self._comp.id == comp_id):
            return
        self._show_comp(template, start_comp(template, comp_id), self.sight.frame)

    def set_wishes(self, wishes: OutputWishes) -> None:
        """Want something else of the film."""
        if wishes != self._wishes:
            self._wishes = wishes
            self.sight.set_background(on=not find_preset(wishes.preset).alpha)
            self.wishes_changed.emit()

    def _begin(self, path: Path, session: ComposeSession | None) -> None:
        self._path, self._error = path, None
        self._set_state(ComposeState.OPENING)
        self.sight.feed.warm()
        parser = self.services.parser

        def work(task: Task) -> tuple[Opened, Comp]:
            opened = open_template(path, parser=parser, cancelled=lambda: task.cancelled)
            return opened, start_comp(opened, session.comp_id if session is not None else None)

        def done(found: tuple[Opened, Comp]) -> None:
            self._take(*found, session)

        self.services.tasks.start(
            OPENING,
            work,
            owner=self,
            done=done,
            failed=self._not_opened,
            title=self.tr("Opening %1").replace("%1", path.name),
        )

    def _take(self, template: Opened, comp: Comp, session: ComposeSession | None) -> None:
        before = self.session() if self.values.entries else None
        self._template = template
        self._wishes = session.wishes if session is not None else wishes_of(self.services.settings)
        self._drawn_once = False
        # Other values are of no use to the template that is still looked at.
        self.sight.hide()
        self.preflight.begin(template, session)
        self.films.begin()
        self.values.begin(template, session.values if session is not None else {})
        self.sight.set_background(on=not find_preset(self._wishes.preset).alpha)
        start = telling_frame(template.template, comp, template.slots_of(comp))
        self._show_comp(template, comp, session.frame if session is not None else start)
        self._set_state(ComposeState.OPEN)
        self.wishes_changed.emit()
        self.opened.emit(recent_of(template, comp))
        if before is not None and before.path != str(template.origin):
            closed = self.tr("“%1” was closed with what you had put in.").replace("%1", Path(before.path).name)
            self.services.notices.say(closed, partial(self.restore, before), verb=self.tr("Open it again"))

    def _show_comp(self, template: Opened, comp: Comp, frame: int) -> None:
        self._comp = comp
        self._groups = field_groups(template, comp)
        self.sight.begin(template.path, comp, frame=frame, values=self.values.usable, chosen=self.preflight.chosen)
        self.comp_changed.emit()

    def _not_opened(self, error: ErrorInfo) -> None:
        self._error = error
        self._set_state(ComposeState.FAILED)

    def _set_state(self, state: ComposeState) -> None:
        self._state = state
        self.state_changed.emit()

    @Slot()
    def _on_values(self) -> None:
        self.sight.set_values(self.values.usable)

    @Slot(object)
    def _on_picture(self, picture: PreviewFrame) -> None:
        if not self._drawn_once and self._template is not None:
            self._drawn_once = True
            self.first_frame_drawn.emit(self._template.origin, picture.image)

    @Slot(object, object)
    def _on_settings(self, before: Settings, now: Settings) -> None:
        if before.preview_quality != now.preview_quality:
            self.sight.set_quality(now.preview_quality)
