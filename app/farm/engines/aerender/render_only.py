"""Adobe's mark for computers that only render: with it, After Effects needs no licence of its own there.

It is a blank file whose mere presence turns every After Effects of that computer, or of that user, into a render
engine that cannot be worked with: nothing here is done unless somebody asks for it, and never on a designer's computer.
Places: Adobe's help page “Automated rendering and network rendering”.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from app.farm.files import translated

MARKER_NAME = "ae_render_only_node.txt"


def marker_places(documents: Path | None = None, platform: str = sys.platform) -> tuple[Path, ...]:
    """Where After Effects looks for the mark: the user's documents, and a place for all users; none on Linux."""
    user = documents or platformdirs.user_documents_path()
    shared = {
        "win32": Path(os.environ.get("PUBLIC") or "C:/Users/Public") / "Documents" / "Adobe",
        "darwin": Path("/Users/Shared/Adobe"),
    }
    if platform not in shared:
        return ()
    return tuple(folder / MARKER_NAME for folder in (user, shared[platform]))


def find_markers(places: tuple[Path, ...] | None = None) -> tuple[Path, ...]:
    """The marks that are there."""
    return tuple(path for path in (marker_places() if places is None else places) if path.is_file())


def set_marker(places: tuple[Path, ...] | None = None) -> Path | None:
    """Make this user's After Effects a render engine, and return the mark; None where After Effects knows no marks.

    Raises `StorageError` when the file cannot be written.
    """
    for path in (marker_places() if places is None else places)[:1]:
        with translated("write", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return path
    return None


def remove_markers(places: tuple[Path, ...] | None = None) -> tuple[Path, ...]:
    """Take all marks away, whoever set them, and return them.

    Raises `StorageError` naming one that cannot be deleted, such as another user's.
    """
    found = find_markers(places)
    for path in found:
        with translated("delete", path):
            path.unlink(missing_ok=True)
    return found
