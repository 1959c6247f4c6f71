"""Warnings in words: the same one about many layers and films is said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.core.jobs import RenderWarning

LISTED_PLACES = 3
"""So many layers or files are spelled out after a warning; the rest is counted."""


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


def _named(places: Sequence[str]) -> str:
    count = f"{len(places)} places: " if len(places) > LISTED_PLACES else ""
    return f" ({count}{listed(places, LISTED_PLACES)})" if places else ""
