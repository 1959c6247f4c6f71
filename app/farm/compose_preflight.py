"""What stands between a filled template and its film: everything to tell people before it is rendered.

`Checker` looks for fonts and footage once per composition and keeps what it found; the rest is looked at every time.
Nothing is drawn here: what is only known by drawing (texts that do not fit) is handed in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from app.core.errors import ErrorInfo, FarmhandError
from app.core.jobs import MissingPolicy, RenderWarning
from app.core.model import Comp
from app.core.slots import MediaFill, Slot, SlotKind, TextFill
from app.farm.checks import Check, CheckKind, CheckLevel, FilmToCheck
from app.farm.chosen_files import ChosenFiles
from app.farm.opened import Opened
from app.farm.output_checks import OutputChecker
from app.farm.preflight import inexact_parts, unread_parts, used_fonts, used_footage
from app.farm.preflight_characters import character_warnings
from app.farm.requests import TemplateFiles, fallback_fonts, find_files, with_chosen
from app.render.fonts import FontLibrary, system_font_folders
from app.render.fonts_index import FontIndex
from app.template.apply import apply
from app.template.locate import stored_name
from app.template.photos import photo_warnings


class Checker:
    """Checks films of one open template. Thread-safe."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._lock = threading.Lock()
        self._files: dict[int, TemplateFiles] = {}
        self._index = FontIndex(system_font_folders())
        self._inexact: dict[int, tuple[RenderWarning, ...]] = {}
        self._outputs = OutputChecker()

    def files(self, comp: Comp, chosen: ChosenFiles) -> TemplateFiles:
        """The files of a composition, with those that people chose."""
        with self._lock:
            if comp.id not in self._files:
                self._files[comp.id] = find_files(self._opened.template, self._opened.path, comp)
            found = self._files[comp.id]
        return with_chosen(found, chosen)

    def check(self, film: FilmToCheck) -> tuple[Check, ...]:
        """Everything to tell of a film, errors first."""
        found = [
            *self._fields(film),
            *self._missing(film),
            *self._photos(film),
            *self._output(film),
        ]
        order = list(CheckLevel)
        return tuple(sorted(found, key=lambda one: order.index(one.level)))

    def _missing(self, film: FilmToCheck) -> Iterable[Check]:
        template, comp = self._opened.template, film.comp
        files = self.files(comp, film.chosen)
        level = _level(film)
        for name in used_fonts(template, comp.id):
            if name not in files.fonts:
                yield level(Check(kind=CheckKind.FONT, level=CheckLevel.ERROR, subject=name))
        slots = {slot.item_id: slot.key for slot in self._opened.slots if slot.item_id is not None}
        filled = {slot.item_id for slot in self._opened.slots if slot.key in film.values}
        for item_id in sorted(used_footage(template, comp.id) - set(files.footage) - filled):
            item = template.footage_item(item_id)
            if item is not None:
                name = stored_name(item.path)
                key = slots.get(item_id, "")
                found = Check(
                    kind=CheckKind.FOOTAGE, level=CheckLevel.ERROR, subject=name, item_id=item_id, slot_key=key
                )
                yield level(found)
        yield from map(level, _grouped(CheckKind.CHARACTERS, self._characters(film, files)))
        yield from map(level, _grouped(CheckKind.UNREAD, unread_parts(template)))
        yield from map(level, _grouped(CheckKind.EFFECT, self._not_exact(comp)))

    def _not_exact(self, comp: Comp) -> tuple[RenderWarning, ...]:
        with self._lock:
            if comp.id not in self._inexact:
                self._inexact[comp.id] = inexact_parts(self._opened.template, comp.id)
            return self._inexact[comp.id]

    def _output(self, film: FilmToCheck) -> Iterable[Check]:
        if film.name_error is not None:
            yield Check(kind=CheckKind.NAME, level=CheckLevel.ERROR, error=film.name_error)
        yield from self._outputs.check(None if film.elsewhere else film.folder, film.music)

    def _characters(self, film: FilmToCheck, files: TemplateFiles) -> tuple[RenderWarning, ...]:
        texts = {key: value for key, value in film.values.items() if isinstance(value, TextFill)}
        model = apply(self._opened.template, texts)
        fallbacks = fallback_fonts(model, film.comp.id, files.fonts, texts.values(), self._index)
        library = FontLibrary(files=files.fonts, fallbacks=fallbacks)
        return character_warnings(model, film.comp.id, library)

    def _fields(self, film: FilmToCheck) -> Iterable[Check]:
        slots = self._opened.slots_of(film.comp)
        for slot in slots:
            problem = film.problems.get(slot.key)
            if problem is not None:
                yield _of_slot(CheckKind.FIELD, CheckLevel.ERROR, slot, error=problem)
            value = film.values.get(slot.key)
            if isinstance(value, TextFill) and not value.text.strip():
                yield _of_slot(CheckKind.EMPTY, CheckLevel.WARNING, slot)
            if slot.driven and slot.key in film.values:
                yield _of_slot(CheckKind.DRIVEN, CheckLevel.WARNING, slot)
            if slot.key in film.overflowing:
                yield _of_slot(CheckKind.OVERFLOW, CheckLevel.WARNING, slot, detail=film.overflowing[slot.key])
        unfilled = [slot for slot in slots if slot.key not in film.values and slot.key not in film.problems]
        if unfilled:
            yield Check(
                kind=CheckKind.UNFILLED,
                level=CheckLevel.NOTE,
                subject=", ".join(slot.label for slot in unfilled),
                slot_keys=tuple(slot.key for slot in unfilled),
                number=len(unfilled),
            )

    def _photos(self, film: FilmToCheck) -> Iterable[Check]:
        for slot in self._opened.slots_of(film.comp):
            value = film.values.get(slot.key)
            if slot.kind is not SlotKind.PHOTO or not isinstance(value, MediaFill):
                continue
            try:
                for warning in photo_warnings(slot, value, Path(value.path)):
                    yield _of_slot(CheckKind.PHOTO, CheckLevel.WARNING, slot, detail=warning.what)
            except FarmhandError as error:
                yield _of_slot(CheckKind.FIELD, CheckLevel.ERROR, slot, error=error.info())


def _level(film: FilmToCheck) -> Callable[[Check], Check]:
    """Makes a finding a warning where its substitute is accepted."""

    def leveled(check: Check) -> Check:
        accepted = film.missing is MissingPolicy.SUBSTITUTE or check.mark in film.accepted
        return msgspec.structs.replace(check, level=CheckLevel.WARNING) if accepted else check

    return leveled


def _of_slot(
    kind: CheckKind, level: CheckLevel, slot: Slot, *, detail: str = "", error: ErrorInfo | None = None
) -> Check:
    return Check(kind=kind, level=level, subject=slot.label, detail=detail, slot_key=slot.key, error=error)


def _grouped(kind: CheckKind, warnings: Iterable[RenderWarning]) -> Iterable[Check]:
    """One finding per thing to say, with all the places that it holds for."""
    places: dict[str, dict[str, None]] = {}
    for warning in warnings:
        found = places.setdefault(warning.what, {})
        if warning.where:
            found[warning.where] = None
    for what, where in places.items():
        yield Check(kind=kind, level=CheckLevel.ERROR, subject=what, places=tuple(where))
