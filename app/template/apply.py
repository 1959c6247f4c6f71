"""Filling the model: the same meaning as filling the file, in microseconds, for the preview and for batches.

The law that ties both ways together: `build_model(fill(project, values)) == apply(build_model(project), values)`.
As in After Effects' scripting, a text takes the style of its first characters, its paragraphs that of the first
paragraph, manual kerning goes, and every keyframe of the Source Text gets the text. A filled footage item keeps its
name, because expressions find layers by it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from app.core.errors import FillError
from app.core.model import (
    AlphaKind,
    Comp,
    Footage,
    FootageKind,
    Group,
    Keyframe,
    Layer,
    Property,
    Template,
    TextParagraph,
    TextRun,
    TextValue,
    Value,
)
from app.core.slots import PlacedMedia, PlacedValue
from app.template.derived import TEXT_DOCUMENT, TEXT_GROUP, layer_label, source_text, used_fonts
from app.template.slots import PHOTO_KINDS, photo_key, text_key
from app.template.targets import check_photo_size, read_targets


def apply(template: Template, values: Mapping[str, PlacedValue]) -> Template:
    """The model of the filled template; everything that is not touched is shared with `template`.

    Raises `FillError` when a key names nothing that can be filled, or a value does not fit.
    """
    targets = read_targets(values)
    texts: dict[int, dict[int, str]] = {}
    for (comp_id, layer_id), text in targets.texts.items():
        texts.setdefault(comp_id, {})[layer_id] = text
    for comp_id, layer_texts in texts.items():
        _check_text_layers(template.comp(comp_id), comp_id, layer_texts)
    footage = {item.id: item for item in template.footage}
    placed = {item_id: _placed(footage.get(item_id), item_id, media) for item_id, media in targets.photos.items()}
    filled = template
    if texts:
        comps = tuple(_with_texts(comp, texts[comp.id]) if comp.id in texts else comp for comp in template.comps)
        filled = replace(filled, comps=comps, fonts=used_fonts(comps))
    if placed:
        filled = replace(filled, footage=tuple(placed.get(item.id, item) for item in template.footage))
    return filled


def _check_text_layers(comp: Comp | None, comp_id: int, texts: Mapping[int, str]) -> None:
    known = {layer.id for layer in comp.layers if source_text(layer) is not None} if comp is not None else set()
    for layer_id in texts:
        if layer_id not in known:
            raise FillError(f"The template has no text layer {text_key(comp_id, layer_id)}.", "", "Read it again.")


def _with_texts(comp: Comp, texts: Mapping[int, str]) -> Comp:
    layers = tuple(_with_text(layer, texts[layer.id]) if layer.id in texts else layer for layer in comp.layers)
    return replace(comp, layers=layers)


def _with_text(layer: Layer, text: str) -> Layer:
    root = _replaced(layer.root, (TEXT_GROUP,), text)
    # A layer without a name of its own is called after its text.
    return replace(layer, root=root, label=layer_label(layer.name, "", root))


def _replaced(group: Group, path: tuple[str, ...], text: str) -> Group:
    """The group with the Source Text below the first groups along `path` replaced."""
    wanted = path[0] if path else TEXT_DOCUMENT
    children = list(group.children)
    for index, child in enumerate(children):
        if child.match_name == wanted and path and isinstance(child, Group):
            children[index] = _replaced(child, path[1:], text)
            break
        if child.match_name == wanted and not path and isinstance(child, Property):
            children[index] = _filled(child, text)
            break
    return replace(group, children=tuple(children))


def _filled(source: Property, text: str) -> Property:
    keyframes = tuple(_filled_keyframe(keyframe, text) for keyframe in source.keyframes)
    return replace(source, value=_filled_value(source.value, text), keyframes=keyframes)


def _filled_keyframe(keyframe: Keyframe, text: str) -> Keyframe:
    return replace(keyframe, value=_filled_value(keyframe.value, text))


def _filled_value(value: Value, text: str) -> Value:
    if not isinstance(value, TextValue):
        return value
    runs: tuple[TextRun, ...] = ()
    if value.runs:
        runs = (replace(value.runs[0], start=0, stop=len(text), kerning=None),)
    return replace(value, text=text, runs=runs, paragraphs=_paragraphs(value.paragraphs, text))


def _paragraphs(old: tuple[TextParagraph, ...], text: str) -> tuple[TextParagraph, ...]:
    """One paragraph per line, its line feed included; an empty last line has no characters and so no paragraph."""
    if not old:
        return ()
    found = []
    start = 0
    for line in text.split("\n"):
        stop = min(start + len(line) + 1, len(text))
        if stop > start:
            found.append(replace(old[0], start=start, stop=stop))
        start = stop
    return tuple(found) or (replace(old[0], start=0, stop=0),)


def _placed(item: Footage | None, item_id: int, media: PlacedMedia) -> Footage:
    key = photo_key(item_id)
    if item is None or item.kind not in PHOTO_KINDS:
        raise FillError(f"The template has no photo {key}.", "", "Read it again.")
    check_photo_size(key, media, item.width, item.height)
    return replace(
        item,
        kind=FootageKind.IMAGE,
        path=media.project_path,
        alpha=AlphaKind.STRAIGHT if media.has_alpha else AlphaKind.NONE,
        duration=0.0,
        frame_rate=0.0,
        color=None,
        has_video=True,
        has_audio=False,
        photoshop_layer="",
        photoshop_layer_index=None,
        sequence_files=(),
    )
