"""What was opened and made last, remembered in the profile: small JSON files, each replaced as a whole."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Generic, Protocol, TypeVar

import msgspec
from msgspec import Meta

from app.core.decoding import from_json
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.farm.files import translated, write_durably

if TYPE_CHECKING:
    # Home is there before what reads templates is.
    from app.core.model import Comp
    from app.farm.opened import Opened

TEMPLATES_NAME: Final = "recent.json"
FILMS_NAME: Final = "films.json"
VERSION: Final = 1

MOST: Final = 24
"""So much is remembered in a list; the oldest is forgotten first."""

LARGEST_FILE: Final = 1_000_000
"""A larger file was not written by Farmhand, and is not read."""

_log = logging.getLogger(__name__)

_Text = Annotated[str, Meta(max_length=4096)]
_Count = Annotated[int, Meta(ge=0, le=1_000_000_000_000)]
_Amount = Annotated[float, Meta(ge=0, le=1e12)]


class RecentTemplate(Struct, frozen=True):
    """A template that was opened, and what a card says of it.

    `path` is absolute. `width` and `height` are pixels of its main composition, `frames` its length, `fields` how much
    can be filled in. `opened` is seconds since the epoch. What is not known is 0.
    """

    path: _Text
    name: _Text
    width: _Count = 0
    height: _Count = 0
    frame_rate: _Amount = 0.0
    frames: _Count = 0
    fields: _Count = 0
    opened: _Amount = 0.0

    @property
    def moment(self) -> float:
        """What the list is ordered by."""
        return self.opened


class RecentFilm(Struct, frozen=True):
    """A film that was made. `path` is absolute, `duration` in seconds, `size` in bytes, `ended` as `opened` above."""

    path: _Text
    name: _Text
    job_id: _Text = ""
    width: _Count = 0
    height: _Count = 0
    duration: _Amount = 0.0
    size: _Count = 0
    warned: bool = False
    ended: _Amount = 0.0

    @property
    def moment(self) -> float:
        """What the list is ordered by."""
        return self.ended


class _Remembered(Protocol):
    @property
    def path(self) -> str: ...

    @property
    def moment(self) -> float: ...


_Item = TypeVar("_Item", bound=_Remembered)


class _Document(Struct, Generic[_Item], frozen=True):
    version: int
    items: tuple[_Item, ...] = ()


class RecentList(Generic[_Item]):
    """A list, newest first, of one item per path. Thread-safe; reading never fails, as the list is a convenience."""

    def __init__(self, path: Path, kind: type[_Item]) -> None:
        """`path` is the list's file; neither it nor its folder need exist yet."""
        self._path = path
        self._kind = kind
        self._lock = threading.Lock()

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def all(self) -> tuple[_Item, ...]:
        """The items, the newest first; none where the file is damaged or of a later version."""
        with self._lock:
            return self._read()

    def add(self, *items: _Item) -> tuple[_Item, ...]:
        """Take items in, in place of what was known of the same paths. Returns the list.

        Raises `StorageError` when it cannot be written.
        """
        with self._lock:
            paths = {one.path for one in items}
            others = [one for one in self._read() if one.path not in paths]
            return self._write([*items, *others])

    def remove(self, path: str) -> tuple[_Item, ...]:
        """Forget what is at that path. Returns the list. Raises `StorageError` as `add` does."""
        with self._lock:
            known = self._read()
            left = [one for one in known if one.path != path]
            return known if len(left) == len(known) else self._write(left)

    def _read(self) -> tuple[_Item, ...]:
        try:
            with self._path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except FileNotFoundError:
            return ()
        except OSError as error:
            _log.warning("%s cannot be read: %s", self._path.name, error)
            return ()
        try:
            kind = _Document[self._kind]  # type: ignore[name-defined]
            document = from_json(content, kind) if len(content) <= LARGEST_FILE else None
        except NO_DOCUMENT as error:
            _log.warning("%s is damaged and begins anew: %s", self._path.name, error)
            document = None
        if document is None or document.version != VERSION:
            self._set_aside()
            return ()
        items: tuple[_Item, ...] = document.items[:MOST]
        return items

    def _set_aside(self) -> None:
        """Keep what is not understood beside the new list, for whoever wants to look at it."""
        with suppress(OSError):
            self._path.replace(self._path.with_suffix(".damaged"))

    def _write(self, items: list[_Item]) -> tuple[_Item, ...]:
        kept = tuple(sorted(items, key=lambda one: one.moment, reverse=True)[:MOST])
        content = msgspec.json.format(msgspec.json.encode(_Document(version=VERSION, items=kept)), indent=1)
        with translated("write", self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(self._path, content)
        return kept


def recent_templates(home: Path) -> RecentList[RecentTemplate]:
    """The templates that were opened last in a profile."""
    return RecentList(home / TEMPLATES_NAME, RecentTemplate)


def recent_of(template: Opened, comp: Comp) -> RecentTemplate:
    """What the list keeps of a template that was opened just now; `comp` is its main composition."""
    return RecentTemplate(
        path=str(template.origin),
        name=template.origin.stem,
        width=comp.width,
        height=comp.height,
        frame_rate=comp.frame_rate,
        frames=comp.frame_count,
        fields=len(template.slots_of(comp)),
        opened=time.time(),
    )


def recent_films(home: Path) -> RecentList[RecentFilm]:
    """The films that were made last in a profile."""
    return RecentList(home / FILMS_NAME, RecentFilm)
