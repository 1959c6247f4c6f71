"""Which characters of a spreadsheet's texts the template's fonts lack, cell by cell and quickly."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass

from msgspec.structs import replace

from app.core.jobs import RenderWarning, WarningKind
from app.core.model import Comp, Layer, Template
from app.core.slots import Slot, TextFill
from app.farm.opened import Opened
from app.farm.preflight_characters import foreign_characters
from app.farm.requests import find_files
from app.render.fonts import FontLibrary
from app.template.apply import apply

NAMED = 12
"""So many characters are named; the rest is counted."""


_JOINING = ("M", "Cf", "Sk")
"""Categories of characters that may change what is beside them, so that a text with any is looked at as a whole."""

Foreign = dict[str, tuple[str, ...]]
"""By font, the characters that it lacks."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A slot's layer, alone in its composition. `lacking` is what each character that was looked at lacks; `fine` are
    those that lack nothing."""

    template: Template
    comp_id: int
    lacking: dict[str, Foreign]
    fine: set[str]


class RowTexts:
    """Looks at texts for the slots of one composition, as `RequestBuilder.request` will. Thread-safe.

    The fonts of this computer are looked for when the first text is looked at.
    """

    def __init__(self, opened: Opened, comp: Comp) -> None:
        self._opened, self._comp = opened, comp
        self._lock = threading.Lock()
        self._fonts: FontLibrary | None = None
        self._places: dict[str, _Place | None] = {}

    def is_about(self, opened: Opened, comp: Comp) -> bool:
        """Whether it looks at texts for that composition."""
        return self._opened is opened and self._comp is comp

    def look(self, slot: Slot, text: str) -> RenderWarning | None:
        """What is to be said about the characters of a text; None: the slot's own fonts have them all.

        Raises RenderError when a font file cannot be opened.
        """
        place = self._places.get(slot.key)
        if place is not None and place.fine.issuperset(text):
            return None
        with self._lock:
            if slot.key not in self._places:
                self._places[slot.key] = self._place(slot)
            place = self._places[slot.key]
            foreign = self._foreign(place, slot, text) if place is not None else {}
        if not foreign:
            return None
        lacks = (f"{font or 'The font'} lacks {_named(characters)}" for font, characters in foreign.items())
        return RenderWarning(kind=WarningKind.FONT, what=f"{'; '.join(lacks)}.", where=slot.label)

    def _foreign(self, place: _Place, slot: Slot, text: str) -> Foreign:
        if any(unicodedata.category(character).startswith(_JOINING) for character in text):
            return self._drawn(place, slot, text)
        found: dict[str, dict[str, None]] = {}
        for character in dict.fromkeys(text):
            if character in place.fine:
                continue
            if character not in place.lacking:
                place.lacking[character] = self._drawn(place, slot, character)
                if not place.lacking[character]:
                    place.fine.add(character)
            for font, characters in place.lacking[character].items():
                found.setdefault(font, {}).update(dict.fromkeys(characters))
        return {font: tuple(characters) for font, characters in found.items()}

    def _drawn(self, place: _Place, slot: Slot, text: str) -> Foreign:
        if self._fonts is None:
            self._fonts = FontLibrary(files=find_files(self._opened.template, self._opened.path, self._comp).fonts)
        filled = apply(place.template, {slot.key: TextFill(text)})
        return foreign_characters(filled, place.comp_id, self._fonts)

    def _place(self, slot: Slot) -> _Place | None:
        """Where a text slot shows; None for other slots, and for those whose layer is gone."""
        comp = self._opened.template.comp(slot.comp_id) if slot.comp_id is not None else None
        layer = _layer(comp, slot.layer_id)
        if comp is None or layer is None:
            return None
        alone = replace(self._opened.template, comps=(replace(comp, layers=(layer,)),))
        return _Place(template=alone, comp_id=comp.id, lacking={}, fine=set())


def row_texts(opened: Opened, comp: Comp, before: RowTexts | None) -> RowTexts:
    """What looks at texts for that composition: the one `before`, where it does."""
    return before if before is not None and before.is_about(opened, comp) else RowTexts(opened, comp)


def _layer(comp: Comp | None, layer_id: int | None) -> Layer | None:
    return next((layer for layer in comp.layers if layer.id == layer_id), None) if comp is not None else None


def _named(characters: tuple[str, ...]) -> str:
    shown = " ".join(characters[:NAMED])
    left = len(characters) - NAMED
    text = f"the character{'s' if len(characters) > 1 else ''} {shown}"
    return f"{text} and {left} more" if left > 0 else text
