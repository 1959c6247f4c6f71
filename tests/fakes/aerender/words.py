"""What After Effects says, in the shapes that were seen (design page `aerender.md` §1.3, §1.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.aerender.behaviour import Behaviour

LABELS = {
    "en": {"start": "Start", "end": "End", "duration": "Duration", "color": "Color", "seconds": "Seconds"},
    "de": {"start": "Anfang", "end": "Ende", "duration": "Dauer", "color": "Farbe", "seconds": "Sekunden"},
    "fr": {"start": "Début", "end": "Fin", "duration": "Durée", "color": "Couleur", "seconds": "secondes"},
}
DATES = {"en": "4/30/2019 1:59:13 AM", "de": "19.05.2022 15:23:11", "fr": "2024/1/25 à 13:01:44"}
BEGUN = {
    "en": "Starting composition “{}”.",
    "de": "Komposition „{}“ wird gestartet.",
    "fr": "Début du rendu de « {} ».",
}
ENDED = {
    "en": "Finished composition “{}”.",
    "de": "Komposition „{}“ ist fertig.",
    "fr": "Rendu de « {} » terminé.",
}
ALPHA = {
    "en": ("Premultiplied", "Straight (Unmatted)"),
    "de": ("Integriert (Maskiert)", "Direkt (Ohne Maske)"),
    "fr": ("Prémultiplié", "Direct"),
}

NOISE = (
    'Using DXGI: Device: "NVIDIA RTX A4000" has dedicated video RAM (MB): 16118',
    "*** GPU Warning: GPU3 failed (previous) sanity test ***",
    "[ERROR] NVAPI error NVAPI_API_NOT_INITIALIZED",
    'LoadLibrary "nvcuda.dll" failed!',
    "ERROR *** IVCAutoReleasePool was not drained",
    "Qt: Untested Windows version 10.0 detected!",
)


@dataclass(frozen=True)
class Film:
    """What the header says. `first` and `last` are displayed frame numbers."""

    comp: str
    first: int
    last: int
    rate: float
    width: int
    height: int
    output: str
    output_module: str
    render_settings: str

    def output_path(self, number: int) -> Path:
        """The file of the frame with that displayed number."""
        return Path(re.sub(r"\[(#+)\]", lambda match: f"{number:0{len(match[1])}d}", self.output))


def timecode(frame: int, rate: float, *, drop: bool = False) -> str:
    """A frame's time; with semicolons for drop-frame (the skipped numbers are of no interest here)."""
    base = max(1, round(rate))
    sign, frame = ("-" if frame < 0 else ""), abs(frame)
    seconds, rest = divmod(frame, base)
    parts = (f"{seconds // 3600}", f"{seconds // 60 % 60:02d}", f"{seconds % 60:02d}", f"{rest:02d}")
    return sign + (";" if drop else ":").join(parts)


def header(film: Film, behaviour: Behaviour) -> Iterator[str]:
    """The lines before the first frame."""
    words = LABELS[behaviour.language]
    rate = f"{film.rate:.2f}"

    def time(frame: int) -> str:
        return timecode(frame, film.rate, drop=behaviour.drop_frame)

    yield f"PROGRESS:  {DATES[behaviour.language]}: {BEGUN[behaviour.language].format(film.comp)}"
    yield from ("", "")
    yield f"PROGRESS:  Render Settings: {film.render_settings}"
    yield "PROGRESS:  Quality: Best"
    yield "PROGRESS:  Resolution: Full"
    yield f"PROGRESS:  Size: {film.width} x {film.height}"
    yield "PROGRESS:  Time Span: Custom"
    yield f"PROGRESS:  {words['start']}: {time(film.first)}"
    yield f"PROGRESS:  {words['end']}: {time(film.last)}"
    yield f"PROGRESS:  {words['duration']}: {time(film.last - film.first + 1)}"
    yield f"PROGRESS:  Frame Rate: {rate.replace('.', ',') if behaviour.decimal_comma else rate} (comp)"
    yield ""
    yield f"PROGRESS:  Output Module: {film.output_module}"
    yield f"PROGRESS:  Output To: {film.output}"
    yield "PROGRESS:  Format: TIFF Sequence"
    yield f"PROGRESS:  Start Frame: {film.first}"
    yield "PROGRESS:  Channels: RGB + Alpha"
    yield "PROGRESS:  Depth: Millions of Colors+"
    yield f"PROGRESS:  {words['color']}: {ALPHA[behaviour.language][behaviour.straight]}"
    yield f"PROGRESS:  Final Size: {film.width} x {film.height}"
    yield from ("", "")


def frame_line(film: Film, number: int, index: int, behaviour: Behaviour) -> str:
    """The line of a frame; `index` counts from 1 inside the range."""
    time = timecode(number, film.rate, drop=behaviour.drop_frame)
    return f"PROGRESS:  {time} ({index}): 0 {LABELS[behaviour.language]['seconds']}"


def footer(film: Film, behaviour: Behaviour) -> Iterator[str]:
    """The lines after the last frame."""
    yield from ("", "")
    yield f"PROGRESS:  {DATES[behaviour.language]}: {ENDED[behaviour.language].format(film.comp)}"
    yield ""
    yield "PROGRESS:  Total Time Elapsed: 1 Min, 28 Sec"
