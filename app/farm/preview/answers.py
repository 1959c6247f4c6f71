"""What the preview answers."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import ErrorInfo
from app.core.jobs import RenderWarning
from app.farm.preview.pixels import PixelsHandle
from app.farm.preview.protocol import Findings
from app.render.slot_outline import SlotOutline


@dataclass(frozen=True, slots=True)
class Opened:
    """The template is open; `seconds` is how long that took."""

    generation: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame was drawn. Whoever gets this must release `pixels`.

    `values_key` is `protocol.values_key` of the values it was asked with. `warnings` is what was substituted or
    approximated in the frames drawn with these values so far. `seconds` is the time in the drawing process.
    """

    generation: int
    ticket: int
    frame: int
    width: int
    height: int
    values_key: str
    pixels: PixelsHandle
    outlines: tuple[SlotOutline, ...]
    warnings: tuple[RenderWarning, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A survey is finished. `values_key` as in `Shown`."""

    generation: int
    ticket: int
    values_key: str
    findings: Findings


@dataclass(frozen=True, slots=True)
class Failed:
    """What was asked under that ticket failed; without a ticket, opening the template did, or starting the process.

    `slot_key` names the slot whose value is to blame, where it is one's.
    """

    generation: int
    ticket: int | None
    error: ErrorInfo
    slot_key: str = ""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The drawing process was lost and started again; what was asked last is asked again by itself."""


PreviewAnswer = Opened | Shown | Surveyed | Failed | Restarted
