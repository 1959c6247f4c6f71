"""What the fonts of a job lack of the characters that its film shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from app.core.jobs import RenderWarning, WarningKind
from app.core.model import Comp, Layer, LayerKind, Property, Template, TextValue
from app.farm.preflight import reachable_comps
from app.render.coverage import counts
from app.render.scene import Fonts
from app.render.text import DOCUMENT, TEXT_GROUP
from app.render.text_faces import FaceChooser


def character_warnings(template: Template, comp_id: int, fonts: Fonts) -> tuple[RenderWarning, ...]:
    """The characters that are drawn with another font than their own, or not at all, layer by layer.

    Texts that expressions make are left out: what they say is only known when they are drawn. Raises RenderError when
    a font file cannot be opened.
    """
    found: dict[RenderWarning, None] = {}
    for comp, layer, prop in _texts(template, comp_id):
        if prop.driven:
            continue
        chooser = FaceChooser(fonts)
        for document in _documents(prop):
            chooser.examine(document)
        for note in chooser.character_notes():
            where = f"{comp.name} / {layer.label}"
            found[RenderWarning(kind=WarningKind.FONT, what=note, where=where)] = None
    return tuple(found)


def foreign_characters(template: Template, comp_id: int, fonts: Fonts) -> dict[str, tuple[str, ...]]:
    """By font, the characters for which `character_warnings` has something to say. Raises as that does."""
    chooser = FaceChooser(fonts)
    for _, _, prop in _texts(template, comp_id):
        for document in () if prop.driven else _documents(prop):
            chooser.examine(document)
    return chooser.foreign()


def lacking_characters(
    template: Template, comp_id: int, fonts: Fonts, *, values: Iterable[str] = ()
) -> dict[str, frozenset[str]]:
    """By font (PostScript name), the characters that neither it nor another of the fonts has, see `Fonts`.

    `values` are the filled texts: an expression may show them where another text stands in the project.
    """
    chooser = FaceChooser(fonts)
    for _, _, prop in _texts(template, comp_id):
        for document in _documents(prop):
            chooser.examine(document)
            for text in values if prop.driven else ():
                runs = tuple(msgspec.structs.replace(run, start=0, stop=len(text)) for run in document.runs[:1])
                chooser.examine(msgspec.structs.replace(document, text=text, runs=runs))
    return {font: frozenset(characters) for font, characters in chooser.lacking.items()}


def _texts(template: Template, comp_id: int) -> Iterator[tuple[Comp, Layer, Property]]:
    for comp in reachable_comps(template, comp_id):
        for layer in comp.layers:
            text = layer.root.group(TEXT_GROUP) if layer.kind is LayerKind.TEXT and counts(layer) else None
            prop = text.property(DOCUMENT) if text is not None else None
            if prop is not None:
                yield comp, layer, prop


def _documents(prop: Property) -> Iterator[TextValue]:
    for value in (prop.value, *(key.value for key in prop.keyframes)):
        if isinstance(value, TextValue):
            yield value
