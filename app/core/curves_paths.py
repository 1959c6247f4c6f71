"""Blending of whole values between two keyframes: Bézier paths, gradients, orientations."""

from __future__ import annotations

import math
from collections import deque

from app.core.model import GradientValue, PathValue

Point = tuple[float, float]
Points = tuple[Point, ...]
Quaternion = tuple[float, float, float, float]

_NEARLY_PARALLEL = 0.9995


def blend_paths(start: PathValue, end: PathValue, progress: float) -> PathValue:
    """The path at `progress` (0 start, 1 end; beyond that it overshoots), closed as `start` is.

    With unequal numbers of vertices the poorer path gets more, by halving its segments in turn, as After Effects
    does (py-aep's measurements); a path without segments cannot get more and holds.
    """
    count = max(len(start.vertices), len(end.vertices))
    start, end = with_vertices(start, count), with_vertices(end, count)
    if not start.vertices or len(start.vertices) != len(end.vertices):
        return start
    return PathValue(
        vertices=_blend_points(start.vertices, end.vertices, progress),
        in_tangents=_blend_points(start.in_tangents, end.in_tangents, progress),
        out_tangents=_blend_points(start.out_tangents, end.out_tangents, progress),
        closed=start.closed,
    )


def with_vertices(path: PathValue, count: int) -> PathValue:
    """The same curve with `count` vertices, or the path itself where it has as many or has no segment to divide."""
    have = len(path.vertices)
    segments = have if path.closed else have - 1
    if have >= count or segments < 1:
        return path
    cuts = _cuts(segments, count - have + segments)
    cubics = [piece for index in range(segments) for piece in _divided(_cubic(path, index), cuts[index])]
    return _from_cubics(cubics, closed=path.closed)


def blend_gradients(start: GradientValue, end: GradientValue, progress: float) -> GradientValue:
    """Stops blended one by one; gradients with different numbers of stops hold."""
    if len(start.colors) != len(end.colors) or len(start.alphas) != len(end.alphas):
        return start
    colors = tuple(
        (_mix(a[0], b[0], progress), _mix(a[1], b[1], progress), *(_mix(a[i], b[i], progress) for i in (2, 3, 4)))
        for a, b in zip(start.colors, end.colors, strict=True)
    )
    alphas = tuple(
        (_mix(a[0], b[0], progress), _mix(a[1], b[1], progress), _mix(a[2], b[2], progress))
        for a, b in zip(start.alphas, end.alphas, strict=True)
    )
    return GradientValue(colors=colors, alphas=alphas)  # type: ignore[arg-type]


def blend_orientations(start: tuple[float, ...], end: tuple[float, ...], progress: float) -> tuple[float, ...]:
    """Three angles in degrees blended along the shortest rotation (not angle by angle), as After Effects does."""
    first, second = _quaternion(start), _quaternion(end)
    dot = sum(a * b for a, b in zip(first, second, strict=True))
    if dot < 0.0:
        dot, second = -dot, (-second[0], -second[1], -second[2], -second[3])
    if dot > _NEARLY_PARALLEL:
        near, far = 1.0 - progress, progress
    else:
        theta = math.acos(min(dot, 1.0))
        near = math.sin((1.0 - progress) * theta) / math.sin(theta)
        far = math.sin(progress * theta) / math.sin(theta)
    w, x, y, z = (a * near + b * far for a, b in zip(first, second, strict=True))
    return _angles((w, x, y, z))


def _mix(start: float, end: float, progress: float) -> float:
    return start + (end - start) * progress


def _blend_points(start: Points, end: Points, progress: float) -> Points:
    return tuple(
        (x + (to_x - x) * progress, y + (to_y - y) * progress) for (x, y), (to_x, to_y) in zip(start, end, strict=True)
    )


def _cuts(segments: int, wanted: int) -> list[list[float]]:
    """Parameters at which each segment is cut so that there are `wanted` pieces in all."""
    pieces = deque((index, 0.0, 1.0) for index in range(segments))
    while len(pieces) < wanted:
        index, start, stop = pieces.popleft()
        middle = (start + stop) / 2.0
        pieces.append((index, start, middle))
        pieces.append((index, middle, stop))
    cuts: list[list[float]] = [[] for _ in range(segments)]
    for index, start, _ in sorted(pieces):
        if start > 0.0:
            cuts[index].append(start)
    return cuts


Cubic = tuple[Point, Point, Point, Point]


def _cubic(path: PathValue, index: int) -> Cubic:
    following = (index + 1) % len(path.vertices)
    (x0, y0), (x3, y3) = path.vertices[index], path.vertices[following]
    (out_x, out_y), (in_x, in_y) = path.out_tangents[index], path.in_tangents[following]
    return (x0, y0), (x0 + out_x, y0 + out_y), (x3 + in_x, y3 + in_y), (x3, y3)


def _divided(cubic: Cubic, cuts: list[float]) -> list[Cubic]:
    pieces, done = [], 0.0
    for cut in cuts:
        head, cubic = _split(cubic, (cut - done) / (1.0 - done))
        pieces.append(head)
        done = cut
    return [*pieces, cubic]


def _split(cubic: Cubic, at: float) -> tuple[Cubic, Cubic]:
    p0, p1, p2, p3 = cubic
    a, b, c = _between(p0, p1, at), _between(p1, p2, at), _between(p2, p3, at)
    d, e = _between(a, b, at), _between(b, c, at)
    middle = _between(d, e, at)
    return (p0, a, d, middle), (middle, e, c, p3)


def _between(p: Point, q: Point, at: float) -> Point:
    return _mix(p[0], q[0], at), _mix(p[1], q[1], at)


def _from_cubics(cubics: list[Cubic], *, closed: bool) -> PathValue:
    starts = [cubic[0] for cubic in cubics]
    outs = [_minus(cubic[1], cubic[0]) for cubic in cubics]
    ins = [_minus(cubic[2], cubic[3]) for cubic in cubics]
    if closed:
        ins = [ins[-1], *ins[:-1]]
    else:
        starts, outs, ins = [*starts, cubics[-1][3]], [*outs, (0.0, 0.0)], [(0.0, 0.0), *ins]
    return PathValue(vertices=tuple(starts), in_tangents=tuple(ins), out_tangents=tuple(outs), closed=closed)


def _minus(p: Point, q: Point) -> Point:
    return p[0] - q[0], p[1] - q[1]


def _quaternion(angles: tuple[float, ...]) -> Quaternion:
    """The rotation Rx · Ry · Rz of angles in degrees, as (w, x, y, z)."""
    half = [math.radians(angle) / 2.0 for angle in (*angles, 0.0, 0.0, 0.0)[:3]]
    cx, cy, cz = (math.cos(angle) for angle in half)
    sx, sy, sz = (math.sin(angle) for angle in half)
    return (
        cx * cy * cz - sx * sy * sz,
        sx * cy * cz + cx * sy * sz,
        cx * sy * cz - sx * cy * sz,
        cx * cy * sz + sx * sy * cz,
    )


def _angles(quaternion: Quaternion) -> tuple[float, float, float]:
    """The angles, each 0..360 degrees, of a rotation made by `_quaternion` (of any length)."""
    length = math.sqrt(sum(part * part for part in quaternion)) or 1.0
    w, x, y, z = (part / length for part in quaternion)
    sine = max(-1.0, min(1.0, 2.0 * (x * z + w * y)))
    pitch = math.asin(sine)
    if abs(sine) > 1.0 - 1e-12:
        turns = (2.0 * math.atan2(x, w), pitch, 0.0)
    else:
        turns = (
            math.atan2(2.0 * (w * x - y * z), 1.0 - 2.0 * (x * x + y * y)),
            pitch,
            math.atan2(2.0 * (w * z - x * y), 1.0 - 2.0 * (y * y + z * z)),
        )
    roll, pitch, yaw = (math.degrees(turn) % 360.0 for turn in turns)
    return roll, pitch, yaw
