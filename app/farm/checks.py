"""What is told of a filled template before its film is rendered; `compose_preflight` finds it out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.core.errors import ErrorInfo
from app.core.jobs import MissingPolicy
from app.core.model import Comp, Struct
from app.core.slots import FillValue
from app.farm.chosen_files import ChosenFiles
from app.farm.opened import Opened

if TYPE_CHECKING:
    from app.farm.compose_preflight import Checker


class CheckKind(StrEnum):
    """What a finding is about."""

    FONT = "font"
    CHARACTERS = "characters"
    FOOTAGE = "footage"
    EFFECT = "effect"
    UNREAD = "unread"
    FIELD = "field"
    UNFILLED = "unfilled"
    EMPTY = "empty"
    DRIVEN = "driven"
    OVERFLOW = "overflow"
    PHOTO = "photo"
    MUSIC = "music"
    NAME = "name"
    FOLDER = "folder"
    SPACE = "space"


SUBSTITUTABLE: Final = frozenset(
    {CheckKind.FONT, CheckKind.CHARACTERS, CheckKind.FOOTAGE, CheckKind.EFFECT, CheckKind.UNREAD}
)
"""What falls under the missing policy: it blocks until substitutes are accepted."""


class CheckLevel(StrEnum):
    """Errors keep a film from being rendered, warnings do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Check(Struct, frozen=True):
    """One finding.

    `subject` names the font, file, field, effect or folder; `detail` says more, such as why; `places` are layers as
    people see them. `slot_key` and `item_id` say what is concerned, `slot_keys` when it is several; `number` is a
    number of bytes or of fields.
    """

    kind: CheckKind
    level: CheckLevel
    subject: str = ""
    detail: str = ""
    places: tuple[str, ...] = ()
    slot_key: str = ""
    slot_keys: tuple[str, ...] = ()
    item_id: int | None = None
    number: int = 0
    error: ErrorInfo | None = None

    @property
    def mark(self) -> str:
        """What an acceptance of a substitute is remembered by."""
        return f"{self.kind}/{self.subject}"


@dataclass(frozen=True, slots=True)
class FilmToCheck:
    """A film as people want it. `values` can be used, `problems` are what is wrong with fields that cannot.

    `accepted` are marks of findings for which a substitute is accepted; `overflowing` says, by slot key, of texts
    that they do not fit;
    `name_error` is what is wrong with the file name. `elsewhere`: it goes to a farm's results, not to `folder`.
    """

    comp: Comp
    values: Mapping[str, FillValue]
    folder: Path
    problems: Mapping[str, ErrorInfo] = field(default_factory=dict)
    music: Path | None = None
    missing: MissingPolicy = MissingPolicy.FAIL
    accepted: frozenset[str] = frozenset()
    chosen: ChosenFiles = field(default_factory=ChosenFiles)
    overflowing: Mapping[str, str] = field(default_factory=dict)
    name_error: ErrorInfo | None = None
    elsewhere: bool = False


class LateChecker:
    """A `Checker` of an open template that is made with the first check: what it needs takes long to import.

    Thread-safe.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._lock = threading.Lock()
        self._checker: Checker | None = None

    def check(self, film: FilmToCheck) -> tuple[Check, ...]:
        """As `Checker.check`."""
        from app.farm.compose_preflight import Checker

        with self._lock:
            checker = self._checker = self._checker or Checker(self._opened)
        return checker.check(film)


def blocked(checks: Iterable[Check]) -> bool:
    """Whether any of them keeps the film from being rendered."""
    return any(one.level is CheckLevel.ERROR for one in checks)


def policy_for(checks: Iterable[Check], wanted: MissingPolicy) -> MissingPolicy:
    """The missing policy that a film is submitted with: substitutes that people accepted one by one are wanted."""
    substituted = [one for one in checks if one.kind in SUBSTITUTABLE]
    return MissingPolicy.SUBSTITUTE if substituted and not blocked(substituted) else wanted
