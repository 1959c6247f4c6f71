"""What is left of films that are under way, and what their finished pieces tell of the rest."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from app.core.frames import FrameRange, piece_grid, piece_length
from app.core.jobs import EngineChoice
from app.core.model import Struct
from app.farm.estimates.beliefs import Belief, log_of
from app.farm.estimates.forecasts import FilmLeft
from app.farm.estimates.knowledge import Expected

LEAST_NOISE = 0.1**2
"""Variance of a finished piece's log cost as a sign of the film's, at least."""

LEAST_SEEN = 5
"""A piece in work tells of the cost when so many of its frames are drawn."""


LEAST_LEFT = 0.05
"""Of a piece in work at least this part counts as left."""


class DonePiece(Struct, frozen=True):
    """A finished piece: where its middle lies in the film (0..1), and the seconds per frame that it took."""

    place: float
    seconds_per_frame: float


class InWork(Struct, frozen=True):
    """A piece that is being drawn: its number, how many of its frames are drawn, and in how many seconds."""

    piece: int
    frames: float = 0.0
    seconds: float = 0.0


class Under(Struct, frozen=True):
    """How far a film is: its grid, the numbers of pieces not done, what the others took, and those in work.

    `crowd`: how many times as long as alone workers take, as they share a computer.
    """

    grid: tuple[FrameRange, ...]
    undone: tuple[int, ...]
    done: tuple[DonePiece, ...] = ()
    in_work: tuple[InWork, ...] = ()
    crowd: float = 1.0


def shape_of(places: Sequence[float], drift: float) -> tuple[float, ...]:
    """How dear frames at these places of a film (0..1) are, compared with the mean frame."""
    mean = math.sinh(drift / 2) / (drift / 2) if abs(drift) > 1e-6 else 1.0
    return tuple(math.exp(drift * (place - 0.5)) / mean for place in places)


def updated(expected: Expected, under: Under) -> Belief:
    """What is believed of a film's mean cost per frame, on a worker of its own, after what was drawn of it."""
    cost, noise = expected.cost, max(LEAST_NOISE, expected.scatter**2)
    for piece in under.done:
        cost = cost.seen(_usual(piece, under, expected), noise)
    for piece in _in_work(expected, under):
        cost = cost.seen(_usual(piece, under, expected), 2 * noise)
    return cost.wider(expected.rest) if cost != expected.cost else cost


def taught(expected: Expected, others: Iterable[Under], noise: float) -> Expected:
    """What is expected of a film after what was drawn of others of its template that are under way.

    `noise`: the variance of the log cost among films of one template.
    """
    cost = expected.cost
    for other in others:
        logs = [log_of(_usual(piece, other, expected)) for piece in other.done]
        if logs:
            of_pieces = max(LEAST_NOISE, expected.scatter**2) / len(logs)
            of_the_rest = expected.rest * len(other.undone) / len(other.grid)
            cost = cost.seen(math.exp(statistics.fmean(logs)), noise + of_pieces + of_the_rest)
    return msgspec.structs.replace(expected, cost=cost)


def _usual(piece: DonePiece, under: Under, expected: Expected) -> float:
    """What the film's mean frame would have taken who drew this piece, alone on its computer."""
    (dear,) = shape_of((piece.place,), expected.drift)
    return piece.seconds_per_frame / dear / under.crowd


def _in_work(expected: Expected, under: Under) -> Iterator[DonePiece]:
    """What the pieces in work tell so far, where enough of them is drawn."""
    places = places_of(under.grid)
    opening = 0.0 if under.done else expected.beside.opening
    for one in under.in_work:
        seconds = max(one.seconds / 2, one.seconds - opening)
        if one.frames >= LEAST_SEEN and seconds > 0:
            yield DonePiece(place=places[one.piece], seconds_per_frame=seconds / one.frames)


def film_ahead(job_id: str, frames: int, frame_rate: float, expected: Expected, **more: Any) -> FilmLeft:
    """A film of which nothing is drawn yet. `more` as in `FilmLeft`."""
    grid = piece_grid(FrameRange(start=0, stop=max(1, frames)), piece_length(frame_rate, expected.frame_seconds))
    return _left(job_id, grid, range(len(grid)), expected.cost, expected, **more)


def film_left(job_id: str, under: Under, expected: Expected, **more: Any) -> FilmLeft:
    """A film of which some pieces are done or in work. `more` as in `FilmLeft`."""
    cost = updated(expected, under)
    film = _left(job_id, under.grid, under.undone, cost, expected, is_prepared=True, known=bool(under.done), **more)
    if not under.in_work and not under.done:
        return film
    # Who draws it, or has drawn of it, has opened it.
    beside = msgspec.structs.replace(film.beside, opening=film.beside.handing)
    drawn = {one.piece: one.frames for one in under.in_work}
    weights = tuple(
        weight * max(LEAST_LEFT, 1 - drawn.get(number, 0.0) / max(1, frames))
        for number, frames, weight in zip(under.undone, film.pieces, film.weights, strict=True)
    )
    return msgspec.structs.replace(film, beside=beside, weights=weights)


def places_of(grid: Sequence[FrameRange]) -> tuple[float, ...]:
    """Where the middles of pieces lie in the film, 0..1."""
    start, length = grid[0].start, max(1, grid[-1].stop - grid[0].start)
    return tuple(((one.start + one.stop) / 2 - start) / length for one in grid)


def _left(
    job_id: str,
    grid: Sequence[FrameRange],
    undone: Sequence[int],
    cost: Belief,
    expected: Expected,
    **more: Any,
) -> FilmLeft:
    dear = shape_of(places_of(grid), expected.drift)
    film = FilmLeft(
        job_id=job_id,
        pieces=tuple(len(grid[number]) for number in undone),
        weights=tuple(len(grid[number]) * dear[number] for number in undone),
        cost=cost,
        beside=expected.beside,
        scatter=expected.scatter,
    )
    return msgspec.structs.replace(film, **more)


def engine_of(name: str) -> EngineChoice:
    """The engine of that name; one that is left open counts as the built-in one."""
    return EngineChoice.AERENDER if name == EngineChoice.AERENDER.value else EngineChoice.BUILTIN
