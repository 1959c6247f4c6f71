"""Layers: what each shows, its times, switches, parent, matte and markers.

`width` and `height` are the source's size; for layers without a source (text, shape, camera, light) the composition's.
`start_time` is where the layer's own time 0 lies; on a time-reversed layer that is |stretch| / 3000 s before the start
time that After Effects shows (py-aep's measurement), so that the model's law for keyframe times holds. `in_point` is
always the earlier end and `out_point` the later one, also on reversed layers. Marker times are composition times.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.core.model import Layer, LayerKind, Marker, MatteKind, TrackMatte
from app.template.adapter import PyAep
from app.template.build_checks import mended_layers
from app.template.build_problems import Problems, clean_text, finite_numbers
from app.template.build_properties import PropertyBuilder
from app.template.derived import layer_label

_KIND_BY_MATCH_NAME = {
    "ADBE Text Layer": LayerKind.TEXT,
    "ADBE Vector Layer": LayerKind.SHAPE,
    "ADBE Camera Layer": LayerKind.CAMERA,
    "ADBE Light Layer": LayerKind.LIGHT,
}
_AV_LAYER = "ADBE AV Layer"
_WITHOUT_PICTURE = frozenset({"ADBE Camera Layer", "ADBE Light Layer"})
_ALWAYS_3D = frozenset({LayerKind.CAMERA, LayerKind.LIGHT})
_MATTES = {
    "ALPHA": MatteKind.ALPHA,
    "ALPHA_INVERTED": MatteKind.ALPHA_INVERTED,
    "LUMA": MatteKind.LUMA,
    "LUMA_INVERTED": MatteKind.LUMA_INVERTED,
}
_BLEND_SPELLING = {"silhouete_alpha": "silhouette_alpha"}


def build_layers(comp: PyAep, comp_name: str, problems: Problems) -> tuple[Layer, ...]:
    """The composition's layers, topmost first; one that cannot be read is left out with a problem noted."""
    sources = list(comp.layers)
    matte_ids = _matte_ids(sources)
    layers: list[Layer] = []
    for index, source in enumerate(sources, start=1):
        where = f"{comp_name} / layer {index}"
        layer = problems.guard(where, _LayerBuilder(source, index, where, matte_ids, problems).build, None)
        if layer is not None:
            layers.append(layer)
    return mended_layers(layers, comp_name, problems)


def read_markers(marker_property: PyAep) -> tuple[Marker, ...]:
    """Markers of a layer's or composition's marker property, in order of time; none for None."""
    if marker_property is None:
        return ()
    return tuple(sorted((_marker(frame) for frame in marker_property.keyframes), key=lambda marker: marker.time))


class _LayerBuilder:
    """Builds one layer; what only layers with a picture or sound have is not asked of cameras and lights."""

    def __init__(
        self, source: PyAep, index: int, where: str, matte_ids: dict[int, TrackMatte], problems: Problems
    ) -> None:
        self._source = source
        self._index = index
        self._where = where
        self._matte_ids = matte_ids
        self._problems = problems
        self._is_av = source.match_name not in _WITHOUT_PICTURE

    def build(self) -> Layer:
        source = self._source
        item = source.source if self._is_av else None
        kind = _layer_kind(source, item)
        three_d = kind in _ALWAYS_3D or self._av("three_d_layer")
        time_remap = self._av("time_remap_enabled")
        name = clean_text(source._name_utf8.value.split("\0")[0]) if source._name_utf8 is not None else ""
        properties = PropertyBuilder(
            self._problems, f"{self._where} {name}".rstrip(), three_d=three_d, time_remap=time_remap
        )
        root = properties.root(source, name)
        origin, first, last = finite_numbers((source._time_origin, source.in_point, source.out_point))
        return Layer(
            id=source.id,
            index=self._index,
            kind=kind,
            name=name,
            label=layer_label(name, clean_text(item.name) if item is not None else "", root),
            root=root,
            source_id=item.id if item is not None else None,
            parent_id=source._parent_id or None,
            enabled=bool(source.enabled),
            audio_enabled=self._av("audio_enabled"),
            solo=bool(source.solo),
            guide=self._av("guide_layer"),
            adjustment=self._av("adjustment_layer"),
            three_d=three_d,
            collapse=self._av("collapse_transformation"),
            motion_blur=self._av("motion_blur"),
            frame_blending=self._av("frame_blending"),
            effects_active=not self._is_av or bool(source.effects_active),
            preserve_transparency=self._av("preserve_transparency"),
            auto_orient=_auto_orient(source),
            time_remap=time_remap,
            start_time=origin,
            in_point=min(first, last),
            out_point=max(first, last),
            stretch=finite_numbers((source._stretch_factor,))[0],
            blend_mode=_blend_mode(source) if self._is_av else "normal",
            matte=self._matte_ids.get(source.id),
            is_matte=any(matte.layer_id == source.id for matte in self._matte_ids.values()),
            width=int(source.width) if self._is_av else int(source.containing_comp.width),
            height=int(source.height) if self._is_av else int(source.containing_comp.height),
            markers=self._problems.guard(f"{self._where} / markers", lambda: read_markers(source.marker), ()),
        )

    def _av(self, name: str) -> bool:
        return self._is_av and bool(getattr(self._source, name))


def _layer_kind(source: PyAep, item: PyAep) -> LayerKind:
    kind = _KIND_BY_MATCH_NAME.get(source.match_name)
    if kind is not None:
        return kind
    if source.null_layer:
        return LayerKind.NULL
    if item is None or source.match_name != _AV_LAYER:
        return LayerKind.OTHER
    if not hasattr(item, "main_source"):
        return LayerKind.COMP
    return LayerKind.SOLID if item.asset_type == "solid" else LayerKind.FOOTAGE


def _matte_ids(sources: Sequence[PyAep]) -> dict[int, TrackMatte]:
    """The matte of each layer that has one, by layer id.

    Since file version 94 (After Effects 23) the matte layer is named; before, it is the layer directly above.
    """
    ids = {source.id for source in sources}
    mattes: dict[int, TrackMatte] = {}
    above: PyAep = None
    for source in sources:
        if source.match_name not in _WITHOUT_PICTURE:
            kind = _MATTES.get(source.track_matte_type.name)
            named = source._matte_layer_id
            matte_id = named or (above.id if above is not None else 0)
            if kind is not None and matte_id in ids:
                mattes[source.id] = TrackMatte(kind=kind, layer_id=matte_id)
        above = source
    return mattes


def _auto_orient(source: PyAep) -> str:
    name = source.auto_orient.name.lower()
    return "" if name == "no_auto_orient" else str(name)


def _blend_mode(source: PyAep) -> str:
    name = str(source.blending_mode.name).lower()
    return _BLEND_SPELLING.get(name, name)


def _marker(frame: PyAep) -> Marker:
    time, duration = finite_numbers((frame.time, frame.value.duration))
    return Marker(time=time, duration=duration, comment=clean_text(frame.value.comment))
