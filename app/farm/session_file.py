"""What was open and typed in the window, in a file of the profile, so that a crash or a power failure loses little."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from app.core.decoding import from_json
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.farm.files import translated, write_durably

FILE_NAME: Final = "session.json"
VERSION: Final = 1

LARGEST_FILE: Final = 64_000_000
"""A larger file was not written by Farmhand, and is not read."""

_log = logging.getLogger(__name__)


class SessionPart(Struct, frozen=True):
    """What was open on one page: what people call it, and the page's own struct, which is read as plain values."""

    title: str
    data: Any


class Session(Struct, frozen=True):
    """What was open, by the page's key. Without pages there is nothing to go on with.

    `unexpected`: the program did not end as it should.
    """

    version: int = VERSION
    pages: dict[str, SessionPart] = {}
    unexpected: bool = True


class SessionFile:
    """The file of one profile. One thread at a time."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the profile's; it need not exist yet."""
        self._path = folder / FILE_NAME

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def read(self) -> Session:
        """What was saved last; nothing where that is damaged or of a later version, which is then set aside."""
        try:
            with self._path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except FileNotFoundError:
            return Session()
        except OSError as error:
            _log.warning("The session cannot be read: %s", error)
            return Session()
        try:
            session = from_json(content, Session) if len(content) <= LARGEST_FILE else None
        except NO_DOCUMENT as error:
            _log.warning("The session is damaged: %s", error)
            session = None
        if session is None or session.version != VERSION:
            with suppress(OSError):
                self._path.replace(self._path.with_suffix(".damaged"))
            return Session()
        return session

    def write(self, session: Session) -> None:
        """Save; a session without pages removes the file. Raises `StorageError`."""
        with translated("write", self._path):
            if not session.pages:
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(self._path, msgspec.json.encode(session))
