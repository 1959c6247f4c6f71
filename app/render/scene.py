"""What every part of the renderer shares while it draws: the model, the moment, values, fonts, footage, warnings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from app.core.jobs import RenderWarning, WarningKind
from app.core.model import Comp, Group, Layer, Property, Template, TextValue, Value

FARTHEST: Final = 1e7
"""Largest number that drawing works with; beyond it only damage and division by zero lie."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A layer at a time. `time` is composition time in seconds."""

    comp: Comp
    layer: Layer
    time: float

    @property
    def layer_time(self) -> float:
        """The same instant in layer time (where keyframes live)."""
        stretch = self.layer.stretch or 1.0
        return (self.time - self.layer.start_time) / stretch


class Evaluator(Protocol):
    """Gives the value of a property at a moment, expressions included."""

    def value(self, prop: Property, moment: Moment, *, path: tuple[str | int, ...] = ()) -> Value:
        """The value; `path` says where the property sits in the layer (match names or indices), for expressions."""
        ...


FONT_SUFFIXES: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})
"""Endings of font files."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A face in a font file."""

    path: Path
    face: int = 0


class Fonts(Protocol):
    """Finds font files by PostScript name."""

    def find(self, postscript_name: str) -> FontFile | None:
        """The file that has exactly that face, or None."""
        ...

    def fallback(self, postscript_name: str) -> FontFile:
        """The face that stands in for a missing one (same for everybody who has the same fonts)."""
        ...

    def fallbacks(self, postscript_name: str) -> tuple[FontFile, ...]:
        """The faces to ask, in order, for characters that neither a font nor its stand-in has."""
        ...


@dataclass(slots=True)
class Warnings:
    """Collects what was substituted or approximated, each thing once."""

    _found: dict[RenderWarning, None] = field(default_factory=dict)
    _recordings: list[dict[RenderWarning, None]] = field(default_factory=list)

    def add(self, kind: WarningKind, what: str, where: str = "") -> None:
        """Note something; the same note twice counts once."""
        self.extend([RenderWarning(kind=kind, what=what, where=where)])

    def extend(self, warnings: Iterable[RenderWarning]) -> None:
        """Note what was noted elsewhere before."""
        for warning in warnings:
            for found in (self._found, *self._recordings):
                found[warning] = None

    @contextmanager
    def recording(self) -> Iterator[dict[RenderWarning, None]]:
        """Collects, as keys, all that is noted meanwhile, known or not: what a kept picture has to say again."""
        heard: dict[RenderWarning, None] = {}
        self._recordings.append(heard)
        try:
            yield heard
        finally:
            # By identity: recordings that heard the same are equal.
            self._recordings = [one for one in self._recordings if one is not heard]

    def all(self) -> tuple[RenderWarning, ...]:
        """Everything noted so far, in order of first appearance."""
        return tuple(self._found)


@dataclass(slots=True)
class Scene:
    """A template with all that is needed to draw it. `footage` maps footage item ids to local files that exist."""

    template: Template
    evaluator: Evaluator
    fonts: Fonts
    footage: dict[int, Path]
    warnings: Warnings = field(default_factory=Warnings)

    def number(self, group: Group | None, match_name: str, moment: Moment, default: float) -> float:
        """A one-dimensional property's value, or `default` when the group or property is not there."""
        value = self._value(group, match_name, moment)
        return _sane(value[0], default) if isinstance(value, tuple) and value else default

    def point(
        self, group: Group | None, match_name: str, moment: Moment, default: tuple[float, ...]
    ) -> tuple[float, ...]:
        """A point's or colour's value, filled up from `default` where it has fewer dimensions."""
        value = self._value(group, match_name, moment)
        if not isinstance(value, tuple) or not value:
            return default
        whole = value + default[len(value) :]
        return tuple(map(_sane, whole, default + (0.0,) * (len(whole) - len(default))))

    def text(self, group: Group | None, match_name: str, moment: Moment) -> TextValue | None:
        """A text property's value."""
        value = self._value(group, match_name, moment)
        return value if isinstance(value, TextValue) else None

    def _value(self, group: Group | None, match_name: str, moment: Moment) -> Value:
        prop = group.property(match_name) if group is not None else None
        return self.evaluator.value(prop, moment) if prop is not None else None


def _sane(number: float, default: float) -> float:
    """The number; held within `FARTHEST`, and `default` when it is none."""
    if -FARTHEST <= number <= FARTHEST:
        return number
    return default if math.isnan(number) else math.copysign(FARTHEST, number)
