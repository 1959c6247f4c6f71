"""Files that people chose for what a template lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.render.scene import FontFile


@dataclass(frozen=True, slots=True)
class ChosenFiles:
    """Files that people chose for what a template lacks: fonts by PostScript name, footage by item id."""

    fonts: Mapping[str, FontFile] = field(default_factory=dict)
    footage: Mapping[int, Path] = field(default_factory=dict)
