"""What is open and typed, saved every few seconds, and offered back after the program ended unexpectedly."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.core.decoding import from_plain
from app.core.errors import StorageError
from app.core.model import Struct
from app.farm.session_file import Session, SessionFile, SessionPart
from app.ui.assembly import Assembly
from app.ui.services import Services

EVERY_MILLISECONDS: Final = 3000
PAGES: Final = ("compose", "batch")
"""Pages whose work is saved."""

_log = logging.getLogger(__name__)


class Restorable(Protocol):
    """A controller whose work can be saved and taken up again, as a struct of its own."""

    def session(self) -> Struct | None:
        """What is open and typed; None when nothing is open."""
        ...

    def restore(self, session: Any) -> None:
        """Open that again."""
        ...


class Sessions(QObject):
    """Saves while the window runs. `found` is emitted once, with a `Session` that an earlier run left behind."""

    found = Signal(object)

    def __init__(self, services: Services, assembly: Assembly, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._assembly = services, assembly
        self._file = SessionFile(home)
        self._saved = Session()
        self._earlier: dict[str, SessionPart] = {}
        self._last = Session()
        self._answered = False
        self._ready = False
        self._unexpected = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.save)

    def start(self) -> None:
        """Look for what an earlier run left, then save from time to time."""
        self._services.tasks.start("sessions/read", lambda _task: self._file.read(), owner=self, done=self._read)

    def save(self) -> None:
        """Save in the background, if something has changed."""
        session = self._now()
        if self._ready and session != self._saved and not self._services.tasks.running("sessions/save"):
            self._services.tasks.start(
                "sessions/save", lambda _task: self._file.write(session), owner=self, done=lambda _: self._keep(session)
            )

    def save_now(self) -> None:
        """Save at once, in this thread: after a fault, when the program may not live long."""
        if self._ready:
            self._write(self._now())

    def restore(self) -> None:
        """Take up what was found. It stays saved until the pages have it."""
        self._answered = True
        for key, part in self._earlier.items():
            self._assembly.when_ready(key, partial(self._take_up, key, part))

    def discard(self) -> None:
        """What was found is not wanted any more."""
        self._answered = True
        self._earlier = {}
        self.save()

    def close(self) -> None:
        """The program ends as it should: what was typed and is nowhere else, or was never answered, is kept."""
        self._timer.stop()
        left = self._now().pages if self._ready else {}
        typed = {key: part for key, part in left.items() if _is_typed(part.data)}
        self._last = Session(pages=typed, unexpected=not self._answered and self._unexpected)

    def finish(self) -> None:
        """Write it, now that no background task does."""
        if self._ready:
            self._write(self._last)

    def _take_up(self, key: str, part: SessionPart) -> None:
        try:
            session = from_plain(part.data, _kind(key))
        except msgspec.ValidationError as error:
            _log.warning("What was open in %s cannot be opened again: %s", key, error)
            self._services.notices.say(self.tr("“%1” cannot be opened as it was.").replace("%1", part.title))
            return
        controller: Restorable = getattr(self._assembly, key)
        controller.restore(session)
        self._services.navigator.page_wanted.emit(key)

    def _read(self, session: Session) -> None:
        self._ready = True
        self._saved = session
        self._unexpected = session.unexpected
        self._earlier = {key: part for key, part in session.pages.items() if key in PAGES}
        self._answered = not self._earlier
        self._timer.start()
        if self._earlier:
            self.found.emit(Session(pages=self._earlier, unexpected=session.unexpected))

    def _now(self) -> Session:
        """What is open now; on pages where nothing is, what was found."""
        open_now: dict[str, SessionPart] = {}
        for key in PAGES:
            controller: Any = self._assembly.controller(key)
            session = controller.session() if controller is not None else None
            if session is not None:
                title = getattr(session, "title", "") or Path(getattr(session, "path", "")).stem
                open_now[key] = SessionPart(title=title, data=session)
        if self._answered:
            self._earlier = {key: part for key, part in self._earlier.items() if key not in open_now}
        return Session(pages={**self._earlier, **open_now})

    def _keep(self, session: Session) -> None:
        self._saved = session

    def _write(self, session: Session) -> None:
        try:
            self._file.write(session)
        except StorageError as error:
            _log.error("The session could not be saved: %s", error)


def _is_typed(session: Any) -> bool:
    """Whether there is something in a session that is nowhere else: fields that were filled in, unsaved cells."""
    if isinstance(session, dict):
        return True  # As it was found, and never taken up.
    return bool(getattr(session, "values", None) or (getattr(session, "columns", None) and not session.saved))


def _kind(key: str) -> type[Struct]:
    """What a page's session is; brought in only when there is one, as it brings in the page's controller."""
    from app.ui.controllers.batch_session import BatchSession
    from app.ui.controllers.compose_session import ComposeSession

    kinds: dict[str, type[Struct]] = {"compose": ComposeSession, "batch": BatchSession}
    return kinds[key]
