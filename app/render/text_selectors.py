"""Which characters a text animator takes hold of, and how much: range and wiggly selectors.

The meaning of each parameter follows Adobe's description of text selectors; where it gives no formula (edges of a
square range, eases) the curves here are the plainest that have the described ends. Wiggly selectors cannot repeat After
Effects' own random numbers; theirs are the same on every machine.
"""

from __future__ import annotations

import math
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from app.core.model import Group
from app.render.layout import Layout
from app.render.scene import Moment, Scene

RANGE_SELECTOR = "ADBE Text Selector"
WIGGLY_SELECTOR = "ADBE Text Wiggly Selector"


class Basis(IntEnum):
    """What a selector counts (the values of `ADBE Text Range Type2`)."""

    CHARACTERS = 1
    CHARACTERS_WITHOUT_SPACES = 2
    WORDS = 3
    LINES = 4


class Shape(IntEnum):
    """How the amount runs over a range (`ADBE Text Range Shape`)."""

    SQUARE = 1
    RAMP_UP = 2
    RAMP_DOWN = 3
    TRIANGLE = 4
    ROUND = 5
    SMOOTH = 6


class Mode(IntEnum):
    """How a selector joins those before it (`ADBE Text Selector Mode`)."""

    ADD = 1
    SUBTRACT = 2
    INTERSECT = 3
    MIN = 4
    MAX = 5
    DIFFERENCE = 6


@dataclass(frozen=True, slots=True)
class Units:
    """The unit that each character of a text belongs to (None: to none), and how many there are."""

    of: tuple[int | None, ...]
    count: int


@dataclass(frozen=True, slots=True)
class RangeSelector:
    """A range selector at a moment. `start` and `end` are in units, the offset included; `amount` is -1..1."""

    basis: Basis
    mode: Mode
    shape: Shape
    start: float
    end: float
    amount: float = 1.0
    smoothness: float = 1.0
    ease_high: float = 0.0
    ease_low: float = 0.0
    shuffle: int | None = None

    def amounts(self, units: Units) -> list[float]:
        """The amount of each unit."""
        order = list(range(units.count))
        if self.shuffle is not None:
            random.Random(self.shuffle).shuffle(order)  # noqa: S311
        return [self.amount * self._at(place) for place in order]

    def _at(self, unit: int) -> float:
        start, end = min(self.start, self.end), max(self.start, self.end)
        if self.shape is Shape.SQUARE:
            covered = max(0.0, min(end, unit + 1.0) - max(start, float(unit)))
            return _stepped(covered, self.smoothness)
        share = (unit + 0.5 - start) / (end - start) if end > start else (1.0 if unit + 0.5 >= start else 0.0)
        if not 0.0 <= share <= 1.0 and self.shape in {Shape.TRIANGLE, Shape.ROUND, Shape.SMOOTH}:
            return 0.0
        return self._eased(_shaped(self.shape, min(max(share, 0.0), 1.0)))

    def _eased(self, amount: float) -> float:
        """A cubic that leaves 0 and reaches 1 the flatter the more ease there is."""
        if self.ease_high == self.ease_low == 0.0:
            return amount
        leave, reach = 1.0 - self.ease_low, 1.0 - self.ease_high
        square, cube = amount * amount, amount**3
        return (cube - 2 * square + amount) * leave + 3 * square - 2 * cube + (cube - square) * reach


@dataclass(frozen=True, slots=True)
class WigglySelector:
    """A wiggly selector at a moment: random amounts between `low` and `high` that change `frequency` times a second."""

    basis: Basis
    mode: Mode
    low: float
    high: float
    frequency: float
    correlation: float
    seed: int
    time: float

    def amounts(self, units: Units) -> list[float]:
        """The amount of each unit."""
        return [self.low + (self.high - self.low) * self._noise(unit) for unit in range(units.count)]

    def _noise(self, unit: int) -> float:
        apart = unit * (1.0 - self.correlation)
        place, step = self.time * self.frequency, math.floor(self.time * self.frequency)
        share = place - step
        share = share * share * (3.0 - 2.0 * share)
        return self._random(step, apart) * (1.0 - share) + self._random(step + 1, apart) * share

    def _random(self, step: int, apart: float) -> float:
        return zlib.crc32(f"{self.seed}:{step}:{apart:.3f}".encode()) / 2**32


Selector = RangeSelector | WigglySelector


def units_of(layout: Layout, basis: Basis) -> Units:
    """How a layout's characters are counted; line feeds belong to no unit, a space belongs to the word before it."""
    text = layout.document.text
    if basis is Basis.LINES:
        of: list[int | None] = [None] * len(text)
        for number, line in enumerate(layout.lines):
            of[line.start : line.stop] = [number] * (line.stop - line.start)
        return Units(tuple(of), len(layout.lines))
    of = []
    count = 0
    for index, character in enumerate(text):
        starts = character != "\n" and (
            basis is Basis.CHARACTERS
            or (not character.isspace() and (basis is not Basis.WORDS or index == 0 or text[index - 1].isspace()))
        )
        count += starts
        joins = starts or (basis is Basis.WORDS and character != "\n" and count > 0)
        of.append(count - 1 if joins else None)
    return Units(tuple(of), count)


def selected(selectors: Sequence[Selector], layout: Layout) -> list[float]:
    """How much each character of the text is taken hold of, -1..1; wholly where there is no selector."""
    amounts = [1.0 if not selectors or selectors[0].mode is not Mode.ADD else 0.0] * len(layout.document.text)
    for selector in selectors:
        units = units_of(layout, selector.basis)
        values = selector.amounts(units)
        for index, unit in enumerate(units.of):
            amounts[index] = _joined(selector.mode, amounts[index], values[unit] if unit is not None else 0.0)
    return amounts


def read_selectors(scene: Scene, group: Group | None, at: Moment, layout: Layout) -> list[Selector]:
    """The selectors of an animator at a moment; kinds that are not known are left out."""
    found: list[Selector] = []
    for child in group.children if group is not None else ():
        if not isinstance(child, Group) or not child.enabled:
            continue
        if child.match_name == RANGE_SELECTOR:
            found.append(_range(scene, child, at, layout))
        elif child.match_name == WIGGLY_SELECTOR:
            found.append(_wiggly(scene, child, at))
    return found


def _range(scene: Scene, group: Group, at: Moment, layout: Layout) -> RangeSelector:
    advanced = group.group("ADBE Text Range Advanced")
    basis = Basis(_choice(scene.number(advanced, "ADBE Text Range Type2", at, 1.0), 4))
    count = units_of(layout, basis).count
    index = scene.number(advanced, "ADBE Text Range Units", at, 1.0) == 2.0
    kind, scale = ("Index", 1.0) if index else ("Percent", count / 100.0)
    offset = scene.number(group, f"ADBE Text {kind} Offset", at, 0.0)
    shuffled = scene.number(advanced, "ADBE Text Randomize Order", at, 0.0) != 0.0
    return RangeSelector(
        basis=basis,
        mode=Mode(_choice(scene.number(advanced, "ADBE Text Selector Mode", at, 1.0), 6)),
        shape=Shape(_choice(scene.number(advanced, "ADBE Text Range Shape", at, 1.0), 6)),
        start=(scene.number(group, f"ADBE Text {kind} Start", at, 0.0) + offset) * scale,
        end=(scene.number(group, f"ADBE Text {kind} End", at, count if index else 100.0) + offset) * scale,
        amount=scene.number(advanced, "ADBE Text Selector Max Amount", at, 100.0) / 100.0,
        smoothness=scene.number(advanced, "ADBE Text Selector Smoothness", at, 100.0) / 100.0,
        ease_high=scene.number(advanced, "ADBE Text Levels Max Ease", at, 0.0) / 100.0,
        ease_low=scene.number(advanced, "ADBE Text Levels Min Ease", at, 0.0) / 100.0,
        shuffle=int(scene.number(advanced, "ADBE Text Random Seed", at, 0.0)) if shuffled else None,
    )


def _wiggly(scene: Scene, group: Group, at: Moment) -> WigglySelector:
    return WigglySelector(
        basis=Basis(_choice(scene.number(group, "ADBE Text Range Type2", at, 1.0), 4)),
        mode=Mode(_choice(scene.number(group, "ADBE Text Selector Mode", at, 1.0), 6)),
        low=scene.number(group, "ADBE Text Wiggly Min Amount", at, -100.0) / 100.0,
        high=scene.number(group, "ADBE Text Wiggly Max Amount", at, 100.0) / 100.0,
        frequency=scene.number(group, "ADBE Text Temporal Freq", at, 2.0),
        correlation=scene.number(group, "ADBE Text Character Correlation", at, 50.0) / 100.0,
        seed=int(scene.number(group, "ADBE Text Wiggly Random Seed", at, 0.0)) + at.layer.id,
        time=at.time,
    )


def _choice(value: float, last: int) -> int:
    return min(max(int(value), 1), last)


def _shaped(shape: Shape, share: float) -> float:
    middle = 2.0 * share - 1.0
    return {
        Shape.RAMP_UP: share,
        Shape.RAMP_DOWN: 1.0 - share,
        Shape.TRIANGLE: 1.0 - abs(middle),
        Shape.ROUND: math.sqrt(max(0.0, 1.0 - middle * middle)),
        Shape.SMOOTH: 0.5 - 0.5 * math.cos(2.0 * math.pi * share),
    }[shape]


def _stepped(covered: float, smoothness: float) -> float:
    """A unit that is partly in a square range: gradual where smooth, else in or out from the middle on."""
    if smoothness <= 0.0:
        return 1.0 if covered >= 0.5 else 0.0
    return min(max((covered - 0.5) / smoothness + 0.5, 0.0), 1.0)


def _joined(mode: Mode, before: float, amount: float) -> float:
    joined = {
        Mode.ADD: before + amount,
        Mode.SUBTRACT: before - amount,
        Mode.INTERSECT: before * amount,
        Mode.MIN: min(before, amount),
        Mode.MAX: max(before, amount),
        Mode.DIFFERENCE: abs(before - amount),
    }[mode]
    return min(max(joined, -1.0), 1.0)
