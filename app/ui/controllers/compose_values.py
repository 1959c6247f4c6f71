"""What the fields of one open template hold, what is wrong with it, and how to take edits back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from app.core.errors import ErrorInfo, FillError
from app.core.slots import FillValue, Fit, MediaFill, Slot, SlotKind, TextFill
from app.farm.opened import Opened
from app.farm.photo_crop import largest_crop
from app.farm.photo_facts import OwnPicture, PhotoFacts, own_pictures, photo_facts
from app.template.values import parse_value
from app.ui.controllers.compose_edits import Entry, FieldEdit, RunOfEdits
from app.ui.tasks import Task, TaskRunner

OWN: Final = "compose/own photos"

THUMBNAIL_SIDE: Final = 256
"""Longer side of a photo's small picture, in pixels."""


class ComposeValues(QObject):
    """Entries by slot key. An entry that cannot be used stays in its field, with its problem, and is left out of
    `usable`, so that the preview shows the rest."""

    field_changed = Signal(str)
    """What a field holds, or what is known of it, is another now."""

    changed = Signal()
    """`usable` is another now."""

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._slots: dict[str, Slot] = {}
        self._entries: dict[str, FillValue] = {}
        self._usable: dict[str, FillValue] = {}
        self._problems: dict[str, ErrorInfo] = {}
        self._facts: dict[str, PhotoFacts] = {}
        self._own: dict[str, OwnPicture] = {}
        self._run = RunOfEdits()
        self.undo = QUndoStack(self)

    @property
    def slots(self) -> Mapping[str, Slot]:
        """The slots that can be filled, by key."""
        return self._slots

    @property
    def entries(self) -> dict[str, FillValue]:
        """What people put in, by slot key, whether it can be used or not."""
        return dict(self._entries)

    @property
    def usable(self) -> dict[str, FillValue]:
        """The values that the film is made from."""
        return dict(self._usable)

    @property
    def problems(self) -> dict[str, ErrorInfo]:
        """What is wrong, by slot key."""
        return dict(self._problems)

    def begin(self, template: Opened, entries: Mapping[str, FillValue]) -> None:
        """Hold the values of another template; entries that name none of its slots are left out."""
        for key in self._slots:
            self._tasks.cancel(_photo_task(key))
        self.undo.clear()
        self._run.end()
        self._slots = {slot.key: slot for slot in template.slots}
        for known in (self._entries, self._usable, self._problems, self._facts, self._own):
            known.clear()
        for key, entry in entries.items():
            if key in self._slots:
                self._accept(key, entry)
        self._look_at_own(template)
        self.changed.emit()

    def entry(self, key: str) -> Entry:
        """What people put into a field; None: what the template has."""
        return self._entries.get(key)

    def text(self, key: str) -> str:
        """The text that a field shows."""
        entry = self._entries.get(key)
        return entry.text if isinstance(entry, TextFill) else self._slots[key].default

    def problem(self, key: str) -> ErrorInfo | None:
        """What is wrong with a field."""
        return self._problems.get(key)

    def facts(self, key: str) -> PhotoFacts | None:
        """What is known of a field's photo; None while it is not looked at."""
        return self._facts.get(key)

    def own_picture(self, key: str) -> OwnPicture:
        """The template's own picture for a photo slot."""
        return self._own.get(key, OwnPicture())

    def set_text(self, key: str, text: str) -> None:
        """Somebody types. Typing in one field merges into one edit; the template's own text is no entry."""
        slot = self._slots.get(key)
        if slot is not None and slot.kind is SlotKind.TEXT:
            self._edit(key, None if text == slot.default else TextFill(text=text), self._run.number(key))

    def set_photo(self, key: str, media: MediaFill | Path) -> None:
        """Another photo, or another way to show it."""
        slot = self._slots.get(key)
        if slot is not None and slot.kind is SlotKind.PHOTO:
            self._run.end()
            fill = MediaFill(path=str(media.absolute())) if isinstance(media, Path) else media
            self._edit(key, fill, self._run.number(key))
            self._run.end()

    def set_fit(self, key: str, fit: Fit) -> None:
        """Show the photo of a field in another way; a crop begins with the largest that fits."""
        entry, facts, slot = self._entries.get(key), self._facts.get(key), self._slots.get(key)
        if not isinstance(entry, MediaFill) or slot is None or entry.fit is fit:
            return
        crop = None
        if fit is Fit.CROP:
            if facts is None:
                return
            crop = largest_crop((slot.width, slot.height), (facts.width, facts.height), entry.focal)
        self.set_photo(key, replace(entry, fit=fit, crop=crop))

    def reset(self, key: str) -> None:
        """What the template has."""
        if key in self._entries:
            self._run.end()
            self._edit(key, None, self._run.number(key))
            self._run.end()

    def end_typing(self) -> None:
        """What is typed next is an edit of its own."""
        self._run.end()

    def blame(self, key: str, error: ErrorInfo) -> None:
        """A value turned out to be of no use when it was drawn."""
        if key in self._entries and self._problems.get(key) != error:
            self._problems[key] = error
            self._usable.pop(key, None)
            self.field_changed.emit(key)
            self.changed.emit()

    def _edit(self, key: str, entry: Entry, run: int) -> None:
        before = self._entries.get(key)
        if before != entry:
            words = self.tr("Edit “%1”").replace("%1", self._slots[key].label)
            self.undo.push(FieldEdit(words, key, (before, entry), run, self._put))

    def _put(self, key: str, entry: Entry) -> None:
        if key not in self._slots:
            return
        before, usable = self._entries.get(key), self._usable.get(key)
        self._tasks.cancel(_photo_task(key))
        for known in (self._entries, self._usable, self._problems):
            known.pop(key, None)
        if _photo_of(entry) != _photo_of(before):
            self._facts.pop(key, None)
        if entry is not None:
            self._accept(key, entry)
        self.field_changed.emit(key)
        if self._usable.get(key) != usable:
            self.changed.emit()

    def _accept(self, key: str, entry: FillValue) -> None:
        slot = self._slots[key]
        self._entries[key] = entry
        if isinstance(entry, MediaFill):
            self._usable[key] = entry
            self._look_at(slot, entry)
            return
        try:
            self._usable[key] = parse_value(slot, entry.text, folder=Path())
        except FillError as error:
            self._problems[key] = error.info()

    def _look_at(self, slot: Slot, media: MediaFill) -> None:
        def found(facts: PhotoFacts) -> None:
            self._facts[slot.key] = facts
            self.field_changed.emit(slot.key)

        def failed(error: ErrorInfo) -> None:
            self._facts.pop(slot.key, None)
            self.blame(slot.key, error)

        self._tasks.start(
            _photo_task(slot.key),
            lambda _task: photo_facts(slot, media, side=THUMBNAIL_SIDE),
            owner=self,
            done=found,
            failed=failed,
            lane="pictures",
        )

    def _look_at_own(self, template: Opened) -> None:
        def work(task: Task) -> dict[str, OwnPicture]:
            return own_pictures(template, side=THUMBNAIL_SIDE, stopped=lambda: task.cancelled)

        def found(pictures: dict[str, OwnPicture]) -> None:
            self._own = pictures
            for key in pictures:
                self.field_changed.emit(key)

        self._tasks.start(OWN, work, owner=self, done=found, lane="pictures")


def _photo_of(entry: Entry) -> str:
    return entry.path if isinstance(entry, MediaFill) else ""


def _photo_task(key: str) -> str:
    return f"compose/photo/{key}"
