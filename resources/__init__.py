"""Sample templates, theme tokens and translations, found through `resource_path`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_TITLES = (("greeting", "Greeting"), ("lower_third", "Lower third"), ("story", "Story"))


@dataclass(frozen=True, slots=True)
class Sample:
    """A bundled template. `template` is its `.aepx` (the `.aep` twin lies beside it), `csv` rows that fill it.

    `name` is its folder's name, `title` what people see, `thumbnail` a small JPEG of one frame, `music` a sound track
    as long as its film, where it has one.
    """

    name: str
    title: str
    template: Path
    csv: Path
    thumbnail: Path
    music: Path | None = None


def resource_path(*parts: str) -> Path:
    """The path of a bundled file or folder, `parts` being its names below this package. It need not exist."""
    return Path(__file__).resolve().parent.joinpath(*parts)


def samples() -> tuple[Sample, ...]:
    """The bundled samples, in the order people see them."""
    return tuple(_sample(name, title) for name, title in _TITLES)


def _sample(name: str, title: str) -> Sample:
    folder = resource_path("samples", name)
    music = folder / "music.m4a"
    return Sample(
        name=name,
        title=title,
        template=folder / f"{name}.aepx",
        csv=folder / "sample.csv",
        thumbnail=folder / "thumbnail.jpg",
        music=music if music.is_file() else None,
    )
