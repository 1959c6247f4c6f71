"""Compositions and footage items.

A composition's frame rate is that of its frame grid (29.97, not the stored 29.970001), and it has
round(duration × frame rate) frames. Without a readable size, rate, duration or layer list a composition cannot be
trusted, and the whole project is refused.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from app.core.errors import TemplateError
from app.core.model import AlphaKind, Comp, EssentialControl, Footage, FootageKind
from app.template.adapter import PyAep, exact_frame_rate, translated
from app.template.build_layers import build_layers, read_markers
from app.template.build_problems import Problems, clean_text, finite_numbers

_IMAGES = frozenset(
    {
        *(".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".tga", ".bmp", ".gif", ".exr", ".hdr", ".dpx", ".cin"),
        *(".webp", ".heic", ".heif", ".dng", ".cr2", ".nef", ".arw", ".sgi", ".pict", ".pct", ".rla", ".rpf", ".jp2"),
    }
)
_PHOTOSHOP = frozenset({".psd", ".psb"})
_VECTORS = frozenset({".ai", ".eps", ".pdf", ".svg", ".ps"})
_AUDIO = frozenset({".wav", ".mp3", ".aif", ".aiff", ".aac", ".m4a", ".flac", ".ogg"})
_ALPHAS = {
    "STRAIGHT": AlphaKind.STRAIGHT,
    "PREMULTIPLIED": AlphaKind.PREMULTIPLIED,
    "IGNORE": AlphaKind.IGNORE,
}
_MERGED_LAYER = 0xFFFFFFFF
_MAX_SIZE = 60_000
_MIN_FRAME_RATE = 0.01
_MAX_FRAME_RATE = 1_000.0
_MAX_FRAMES = 10_000_000


def build_comp(source: PyAep, file_name: str, problems: Problems) -> Comp:
    """One composition with its layers. Raises TemplateError when it cannot be trusted."""
    name = clean_text(source.name)
    with translated(file_name, f"reading composition {name}"):
        width, height = int(source.width), int(source.height)
        stored_rate, duration = finite_numbers((source.frame_rate, source.duration))
    # Before anything else is asked: a rate of nothing makes py-aep search for a frame grid for ever.
    if not (0 < width <= _MAX_SIZE and 0 < height <= _MAX_SIZE and _MIN_FRAME_RATE <= stored_rate <= _MAX_FRAME_RATE):
        raise _untrusted(file_name, name, f"it has {width} × {height} pixels at {stored_rate:g} frames per second")
    with translated(file_name, f"reading composition {name}"):
        rate = exact_frame_rate(source)
        frame_count = round(duration * rate)
        if not 0 < frame_count <= _MAX_FRAMES:
            raise _untrusted(file_name, name, f"it lasts {duration:g} s")
        layers = build_layers(source, name, problems)
    guard = problems.guard
    work_area = guard(f"{name} / work area", lambda: _work_area(source, frame_count), (0, frame_count))
    return Comp(
        id=source.id,
        name=name,
        width=width,
        height=height,
        frame_rate=rate,
        duration=duration,
        frame_count=frame_count,
        layers=layers,
        pixel_aspect=guard(f"{name} / pixel aspect", lambda: finite_numbers((source.pixel_aspect,))[0], 1.0),
        background=guard(f"{name} / background", lambda: _rgb(source.bg_color), (0.0, 0.0, 0.0)),
        display_start_frame=guard(f"{name} / start frame", lambda: int(source.display_start_frame), 0),
        work_area_start_frame=work_area[0],
        work_area_frame_count=work_area[1],
        motion_blur=bool(source.motion_blur),
        frame_blending=bool(source.frame_blending),
        preserve_frame_rate=bool(source.preserve_nested_frame_rate),
        shutter_angle=float(source.shutter_angle),
        shutter_phase=float(source.shutter_phase),
        motion_blur_samples=int(source.motion_blur_samples_per_frame),
        motion_blur_limit=int(source.motion_blur_adaptive_sample_limit),
        renderer=guard(f"{name} / renderer", lambda: clean_text(source.renderer), ""),
        essential_names=guard(f"{name} / Essential Graphics", lambda: _essential_names(source), ()),
        essential_controls=guard(f"{name} / Essential Graphics", lambda: _essential_controls(source), ()),
        markers=guard(f"{name} / markers", lambda: read_markers(source.marker_property), ()),
    )


def build_footage(source: PyAep, problems: Problems) -> Footage:
    """One footage item. Parts that cannot be read are left at their defaults with a problem noted."""
    name = clean_text(source.name)
    main = source.main_source
    asset = source.asset_type
    path = clean_text(source.file) if asset == "file" else ""
    where = f"footage {name or path}"
    return Footage(
        id=source.id,
        name=name,
        kind=_footage_kind(source, asset, path),
        width=int(source.width),
        height=int(source.height),
        path=path,
        color=problems.guard(where, lambda: _rgb(main.color), None) if asset == "solid" else None,
        duration=problems.guard(where, lambda: finite_numbers((source.duration,))[0], 0.0),
        frame_rate=problems.guard(where, lambda: finite_numbers((source.frame_rate,))[0], 0.0),
        pixel_aspect=problems.guard(where, lambda: finite_numbers((source.pixel_aspect,))[0], 1.0),
        alpha=_ALPHAS.get(main.alpha_mode.name, AlphaKind.NONE) if main.has_alpha else AlphaKind.NONE,
        has_video=int(source.width) > 0,
        has_audio=bool(source.has_audio),
        photoshop_layer=clean_text(main.layer_name) if asset == "file" else "",
        photoshop_layer_index=problems.guard(where, lambda: _layer_index(main), None) if asset == "file" else None,
        sequence_files=tuple(map(clean_text, main.file_names)) if asset == "file" and main.target_is_folder else (),
    )


def _footage_kind(source: PyAep, asset: str, path: str) -> FootageKind:
    if asset == "solid":
        return FootageKind.SOLID
    if asset == "placeholder":
        return FootageKind.PLACEHOLDER
    if source.main_source.target_is_folder:
        return FootageKind.SEQUENCE
    suffix = PurePosixPath(path.replace("\\", "/")).suffix.lower()
    for suffixes, kind in (
        (_PHOTOSHOP, FootageKind.PHOTOSHOP),
        (_VECTORS, FootageKind.VECTOR),
        (_AUDIO, FootageKind.AUDIO),
    ):
        if suffix in suffixes:
            return kind
    return _kind_by_content(source, suffix)


def _kind_by_content(source: PyAep, suffix: str) -> FootageKind:
    """The kind of a file by what the project knows of it: sound only, still or moving."""
    if int(source.width) <= 0:
        return FootageKind.AUDIO if source.has_audio else FootageKind.OTHER
    if not source.main_source.is_still:
        return FootageKind.VIDEO
    return FootageKind.IMAGE if suffix in _IMAGES or not suffix else FootageKind.OTHER


def _layer_index(main: PyAep) -> int | None:
    """The Photoshop layer's index in its file (0 at the bottom), None for the whole document."""
    index = main.file_attributes.get("psd_layer_index")
    return None if not isinstance(index, int) or index == _MERGED_LAYER else index


def _work_area(source: PyAep, frame_count: int) -> tuple[int, int]:
    """First frame and number of frames of the work area, kept inside the composition."""
    start = min(max(int(source.work_area_start_frame), 0), frame_count - 1)
    count = int(source.work_area_duration_frame)
    return start, min(max(count, 1), frame_count - start)


def _essential_names(source: PyAep) -> tuple[str, ...]:
    return tuple(map(clean_text, source.motion_graphics_template_controller_names))


def _essential_controls(source: PyAep) -> tuple[EssentialControl, ...]:
    return tuple(
        EssentialControl(
            name=clean_text(control.name),
            comp_id=int(control.source_comp_id),
            layer_id=int(control.source_layer_id),
            path=tuple(clean_text(node.match_name) for node in control.source_property_path),
        )
        for control in source.motion_graphics_controllers
        if control.source_comp_id is not None and control.source_layer_id is not None
    )


def _rgb(color: list[float]) -> tuple[float, float, float]:
    red, green, blue = finite_numbers(color[:3])
    return red, green, blue


def _untrusted(file_name: str, comp_name: str, what: str) -> TemplateError:
    return TemplateError(
        f"{file_name} is damaged.",
        f"Composition {comp_name} cannot be right: {what}.",
        "Open the project in After Effects and save it again, or use another copy.",
    )
