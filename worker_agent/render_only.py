"""`farmhand-agent render-only`: Adobe's mark that makes After Effects on a node a render engine, set and taken away."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from app.core.errors import UsageError
from app.farm.engines.aerender.render_only import find_markers, marker_places, remove_markers, set_marker

render_only = typer.Typer(
    help="Adobe's mark for computers that only render: After Effects cannot be worked with there.",
    no_args_is_help=True,
)


@render_only.command()
def show() -> None:
    """Say whether the mark is there."""
    found = find_markers(_places())
    _say([f"After Effects only renders here: {path}" for path in found] or ["After Effects is not marked here."])


@render_only.command()
def on() -> None:
    """Mark this computer, for this user: After Effects only renders here from its next start on."""
    path = set_marker(_places())
    _say([f"After Effects only renders here from its next start on: {path}", "“render-only off” takes that back."])


@render_only.command()
def off() -> None:
    """Take every mark away, whoever set it: After Effects can be worked with from its next start on."""
    removed = remove_markers(_places())
    _say([f"Taken away: {path}" for path in removed] or ["There was no mark."])


def _places() -> tuple[Path, ...]:
    places = marker_places()
    if not places:
        raise UsageError(
            "After Effects does not run on this system.", next_step="Mark the Windows and macOS computers that render."
        )
    return places


def _say(lines: Sequence[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
