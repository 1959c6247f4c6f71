"""What the model derives from texts: layer labels and the list of fonts. Needs no project parser."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.model import Comp, Group, Keyframe, Layer, LayerKind, Property, TextValue

TEXT_GROUP = "ADBE Text Properties"
TEXT_DOCUMENT = "ADBE Text Document"


def text_document(root: Group) -> Property | None:
    """The Source Text property below a layer's root, or None."""
    group = root.group(TEXT_GROUP)
    return group.property(TEXT_DOCUMENT) if group is not None else None


def source_text(layer: Layer) -> Property | None:
    """The Source Text property of a text layer, or None for other layers."""
    return text_document(layer.root) if layer.kind is LayerKind.TEXT else None


def layer_label(name: str, source_name: str, root: Group) -> str:
    """The name people and expressions see: the layer's own, else its source's, else its first text on one line."""
    if name or source_name:
        return name or source_name
    document = text_document(root)
    if document is not None and isinstance(document.value, TextValue):
        return " ".join(document.value.text.split("\n"))
    return ""


def used_fonts(comps: Iterable[Comp]) -> tuple[str, ...]:
    """PostScript names of the fonts that text layers use, sorted, each once."""
    found: set[str] = set()
    for comp in comps:
        for layer in comp.layers:
            document = text_document(layer.root)
            if document is not None:
                found.update(_fonts_of(document))
    found.discard("")
    return tuple(sorted(found))


def _fonts_of(document: Property) -> Iterable[str]:
    carriers: tuple[Property | Keyframe, ...] = (document, *document.keyframes)
    for carrier in carriers:
        if isinstance(carrier.value, TextValue):
            yield from (run.font for run in carrier.value.runs)
