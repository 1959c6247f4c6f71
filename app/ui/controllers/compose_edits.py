"""Edits of fields that can be undone. Typing in one field, without leaving it, is one edit."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QUndoCommand

from app.core.slots import FillValue

MERGES: Final = 1
"""The id of commands that may become one."""

Entry = FillValue | None
"""What a field holds: a value as people gave it, or None for what the template has."""


class FieldEdit(QUndoCommand):
    """A field gets another entry. Edits of one `run` (see `RunOfEdits`) become one."""

    def __init__(self, text: str, key: str, entries: tuple[Entry, Entry], run: int, put: Callable[[str, Entry], None]):
        super().__init__(text)
        self.key = key
        self.before, self.after = entries
        self.run = run
        self._put = put

    def id(self) -> int:
        """Commands of the same id are asked whether they merge."""
        return MERGES

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        """Take a later edit of the same run into this one."""
        if not isinstance(other, FieldEdit) or (other.key, other.run) != (self.key, self.run):
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        """Make the edit."""
        self._put(self.key, self.after)

    def undo(self) -> None:
        """Take it back."""
        self._put(self.key, self.before)


class RunOfEdits:
    """Tells which edits belong together: those of one field until another is edited, or the run is ended."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._key = ""
        self._run = 0

    def number(self, key: str) -> int:
        """The run that an edit of that field belongs to."""
        if key != self._key:
            self._key, self._run = key, next(self._numbers)
        return self._run

    def end(self) -> None:
        """The next edit begins a run of its own."""
        self._key = ""
