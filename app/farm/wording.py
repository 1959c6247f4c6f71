"""Words that people read outside the window: lists, counts, amounts; a warning about many places once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.core.jobs import RenderWarning

LISTED_PLACES = 3
"""So many layers or files are spelled out after a warning; the rest is counted."""

DIME, MILL = 0.0995, 0.001
"""Dollars: less than ten cents have a third decimal; the least that is told of what costs something."""


def said_once(warnings: Iterable[RenderWarning]) -> tuple[str, ...]:
    """One line per thing to say, in the order of their first places; each names the places that it holds for."""
    places: dict[str, dict[str, None]] = {}
    for warning in warnings:
        found = places.setdefault(warning.what, {})
        if warning.where:
            found[warning.where] = None
    return tuple(f"{what}{_named(tuple(where))}" for what, where in places.items())


def listed(names: Sequence[str], most: int) -> str:
    """“a, b and c”, or “a, b and 7 more” when there are more than `most`."""
    shown = list(names) if len(names) <= most else [*names[:most], f"{len(names) - most} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def counted(number: int, thing: str) -> str:
    """“1 frame”, “2 frames”; for things whose plural is regular."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def dollars(amount: float) -> str:
    """`$1.20`; below ten cents with a third decimal, as prices an hour need it: `$0.085`.

    What is too little for that, but not nothing, is `$0.001`. Never negative.
    """
    if 0 < amount < DIME:
        return f"${max(MILL, amount):.3f}"
    return f"${max(0.0, amount):,.2f}"


def _named(places: Sequence[str]) -> str:
    count = f"{len(places)} places: " if len(places) > LISTED_PLACES else ""
    return f" ({count}{listed(places, LISTED_PLACES)})" if places else ""
