"""Writes the history of films to a file that people can read and send."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.core.estimates import PastRender
from app.farm.files import translated, write_durably


def write_history(renders: Sequence[PastRender], path: Path) -> int:
    """Write these films as JSON; how many they are. Raises `StorageError` when the file cannot be written."""
    with translated("write", path):
        write_durably(path, msgspec.json.format(msgspec.json.encode(renders), indent=1))
    return len(renders)
