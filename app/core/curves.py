"""Property curves: the value between keyframes, in layer time, without expressions.

What depends on the kind of value: numbers and non-spatial points ease each dimension on its own; colours, paths,
gradients and orientations ease as a whole; spatial points ease the way along their motion path; everything else holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import mul

from app.core import easing
from app.core.curves_paths import blend_gradients, blend_orientations, blend_paths
from app.core.easing import Handles, cubic
from app.core.model import GradientValue, Interpolation, Keyframe, PathMeasure, PathValue, Property, PropertyKind, Value
from app.core.motion_path import ArcSpline, SpatialCurve, curve_point

Curve = Callable[[float], Value]
"""A property's value by layer time in seconds."""

_COMPILED_CURVES = 4096
_SLOPE_STEP = 1e-5
_HELD_KINDS = (PropertyKind.TEXT, PropertyKind.LAYER, PropertyKind.MASK, PropertyKind.OPAQUE)


def property_value(prop: Property, layer_time: float) -> Value:
    """The value at a layer time in seconds; before the first and after the last keyframe the value stands still.

    Expressions are not looked at. The compiled curve is kept per property object.
    """
    if not prop.keyframes:
        return prop.value
    return _compiled(_ByIdentity(prop))(layer_time)


def property_velocity(prop: Property, layer_time: float) -> tuple[float, ...]:
    """The change of a numeric value per second of layer time; at a keyframe the one after it.

    Outside the keyframes, and for values without numbers, every component is 0. Where a value jumps (held keyframes)
    the jump itself does not count.
    """
    here = property_value(prop, layer_time)
    if not isinstance(here, tuple):
        return ()
    times = [keyframe.time for keyframe in prop.keyframes]
    index = bisect_right(times, layer_time)
    if index in (0, len(times)):
        return (0.0,) * len(here)
    start = max(times[index - 1], layer_time - _SLOPE_STEP)
    stop = min(times[index], layer_time + _SLOPE_STEP)
    if stop == times[index] and prop.keyframes[index - 1].interpolation_out is Interpolation.HOLD:
        return (0.0,) * len(here)
    before, after = property_value(prop, start), property_value(prop, stop)
    if not (isinstance(before, tuple) and isinstance(after, tuple)) or stop <= start:
        return (0.0,) * len(here)
    return tuple((b - a) / (stop - start) for a, b in zip(before, after, strict=True))


def compile_curve(prop: Property) -> Curve:
    """The property as a function of layer time. Segments are prepared when they are first needed."""
    if not prop.keyframes:
        value = prop.value
        return lambda _time: value
    return _KeyframeCurve(prop)


class _ByIdentity:
    """A cache key that is the property object itself: comparing long curves would cost more than evaluating them."""

    __slots__ = ("prop",)

    def __init__(self, prop: Property) -> None:
        self.prop = prop

    def __hash__(self) -> int:
        return id(self.prop)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.prop is self.prop


@lru_cache(maxsize=_COMPILED_CURVES)
def _compiled(key: _ByIdentity) -> Curve:
    return compile_curve(key.prop)


class _KeyframeCurve:
    __slots__ = ("_keyframes", "_prop", "_segments", "_times")

    def __init__(self, prop: Property) -> None:
        self._prop = prop
        self._keyframes = prop.keyframes
        self._times = [keyframe.time for keyframe in prop.keyframes]
        self._segments: list[Curve | None] = [None] * (len(prop.keyframes) - 1)

    def __call__(self, time: float) -> Value:
        times = self._times
        if not time > times[0]:
            return self._keyframes[0].value
        if time >= times[-1]:
            return self._keyframes[-1].value
        index = bisect_right(times, time) - 1
        if time == times[index]:
            return self._keyframes[index].value
        segment = self._segments[index]
        if segment is None:
            segment = self._segments[index] = self._segment(index)
        return segment(time)

    def _segment(self, index: int) -> Curve:
        left, right = self._keyframes[index], self._keyframes[index + 1]
        if self._travels(left.value, right.value):
            return self._run(index)
        return _segment(self._prop, left, right)

    def _travels(self, start: Value, end: Value) -> bool:
        numeric = isinstance(start, tuple) and isinstance(end, tuple) and len(start) == len(end)
        return self._prop.spatial and self._prop.kind is PropertyKind.POINT and numeric

    def _run(self, index: int) -> Curve:
        """The run of segments between two keyframes that do not rove: it eases as one."""
        start, end = index, index + 1
        while start > 0 and self._keyframes[start].roving:
            start -= 1
        while end < len(self._keyframes) - 1 and self._keyframes[end].roving:
            end += 1
        run = _travel(self._keyframes[start : end + 1], self._prop.path_measure or PathMeasure())
        for member in range(start, end):
            self._segments[member] = run
        return run


def _segment(prop: Property, left: Keyframe, right: Keyframe) -> Curve:
    """One segment of a value that does not travel along a path. Its function is called strictly inside the segment."""
    start, end = left.value, right.value
    if left.interpolation_out is Interpolation.HOLD or prop.kind in _HELD_KINDS:
        return _constant(start)
    if isinstance(start, PathValue) and isinstance(end, PathValue):
        return _path_segment(left, right, start, end)
    if isinstance(start, GradientValue) and isinstance(end, GradientValue):
        if right.interpolation_in is Interpolation.HOLD:
            return _constant(start)
        gradient_progress = _progress(left, right, easing.progress_handles(left, right))
        return lambda time: blend_gradients(start, end, gradient_progress(time))
    if isinstance(start, tuple) and isinstance(end, tuple) and len(start) == len(end):
        return _numeric_segment(prop, left, right)
    return _constant(start)


def _path_segment(left: Keyframe, right: Keyframe, start: PathValue, end: PathValue) -> Curve:
    if right.interpolation_in is Interpolation.HOLD:
        return _constant(start)
    progress = _progress(left, right, easing.progress_handles(left, right))
    return lambda time: blend_paths(start, end, progress(time))


def _numeric_segment(prop: Property, left: Keyframe, right: Keyframe) -> Curve:
    start, end = _numbers(left), _numbers(right)
    as_a_whole = prop.kind is PropertyKind.COLOR or prop.match_name == "ADBE Orientation"
    if right.interpolation_in is Interpolation.HOLD:
        # After Effects jumps to the coming value at once, except for values that ease as a whole.
        return _constant(start if as_a_whole else end)
    if prop.match_name == "ADBE Orientation" and len(start) == 3:
        turned = _progress(left, right, easing.progress_handles(left, right))
        return lambda time: blend_orientations(start, end, turned(time))
    if prop.kind is PropertyKind.COLOR:
        distance = sum((b - a) * (b - a) for a, b in zip(start, end, strict=True)) ** 0.5
        return _line(start, end, _progress(left, right, easing.color_handles(left, right, distance)))
    if easing.is_linear(left, right):
        return _line(start, end, _progress(left, right, easing.DIAGONAL))
    if len(start) > 1 and min(len(left.ease_out), len(right.ease_in)) == 1:
        return _line(start, end, _progress(left, right, easing.influence_handles(left, right)))
    return _eased_dimensions(left, right)


def _eased_dimensions(left: Keyframe, right: Keyframe) -> Curve:
    start, end = _numbers(left), _numbers(right)
    handles = [
        easing.value_handles(left, right, dimension=dimension, start=a, end=b)
        for dimension, (a, b) in enumerate(zip(start, end, strict=True))
    ]
    begin, duration = left.time, right.time - left.time
    if all((h.x1, h.x2) == (handles[0].x1, handles[0].x2) for h in handles):
        controls = [(a, h.y1, h.y2, b) for a, h, b in zip(start, handles, end, strict=True)]
        parameter = handles[0].parameter

        def together(time: float) -> Value:
            u = parameter((time - begin) / duration)
            return tuple(cubic(p0, p1, p2, p3, u) for p0, p1, p2, p3 in controls)

        return together

    def apart(time: float) -> Value:
        fraction = (time - begin) / duration
        return tuple(h.value(fraction, a, b) for h, a, b in zip(handles, start, end, strict=True))

    return apart


def _travel(keyframes: tuple[Keyframe, ...], measure: PathMeasure) -> Curve:
    """Motion along the path through these keyframes; the outer two decide the ease, those between rove."""
    first, last = keyframes[0], keyframes[-1]
    begin, duration = first.time, last.time - first.time
    if Interpolation.HOLD in (first.interpolation_out, last.interpolation_in):
        return _constant(first.value)
    curves = [_spatial_curve(left, right) for left, right in pairwise(keyframes)]
    splines = [ArcSpline(_measured(curve, measure), measure.tolerance) for curve in curves]
    ends = list(accumulate(spline.length for spline in splines))
    handles = None
    if not easing.is_linear(first, last):
        handles = easing.distance_handles(first, last, ends[-1], speed_unit=measure.speed_unit)

    def point(time: float) -> Value:
        fraction = (time - begin) / duration
        distance = fraction * ends[-1] if handles is None else handles.value(fraction, 0.0, ends[-1])
        index = 0
        while index < len(splines) - 1 and distance > splines[index].length:
            distance -= splines[index].length
            index += 1
        return curve_point(curves[index], splines[index].parameter_at(distance))

    return point


def _spatial_curve(left: Keyframe, right: Keyframe) -> SpatialCurve:
    start, end = _numbers(left), _numbers(right)
    return start, _moved(start, left.tangent_out), _moved(end, right.tangent_in), end


def _measured(curve: SpatialCurve, measure: PathMeasure) -> SpatialCurve:
    if not measure.scale:
        return curve
    scale = (*measure.scale, *(1.0,) * len(curve[0]))
    start, leaving, reaching, end = (tuple(map(mul, point, scale)) for point in curve)
    return start, leaving, reaching, end


def _moved(point: tuple[float, ...], tangent: tuple[float, ...] | None) -> tuple[float, ...]:
    handle = (*(tangent or ()), *(0.0,) * len(point))
    return tuple(coordinate + handle[dimension] for dimension, coordinate in enumerate(point))


def _progress(left: Keyframe, right: Keyframe, handles: Handles) -> Callable[[float], float]:
    begin, duration = left.time, right.time - left.time
    if easing.is_linear(left, right):
        return lambda time: (time - begin) / duration
    return lambda time: handles.value((time - begin) / duration, 0.0, 1.0)


def _line(start: tuple[float, ...], end: tuple[float, ...], progress: Callable[[float], float]) -> Curve:
    def value(time: float) -> Value:
        part = progress(time)
        return tuple(a + (b - a) * part for a, b in zip(start, end, strict=True))

    return value


def _constant(value: Value) -> Curve:
    return lambda _time: value


def _numbers(keyframe: Keyframe) -> tuple[float, ...]:
    return keyframe.value if isinstance(keyframe.value, tuple) else ()
