"""What the builtin engine and its child process say to each other: msgpack over pipes.

Control messages may come at any time and take effect between frames. The child gets local paths only: it needs no
storage and no passwords.
"""

from __future__ import annotations

from typing import IO

import msgspec

from app.core.decoding import from_messagepack
from app.core.errors import ErrorInfo, MessageError
from app.core.frames import FrameRange
from app.core.jobs import RenderPlan, RenderWarning
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.farm.pipes import read_body, write_body


class LocalFont(Struct, frozen=True):
    """A font face in a local file."""

    path: str
    face: int


class Open(Struct, frozen=True, tag="open"):
    """Parent → child: load this job, unless it is loaded. Paths are local; footage that is missing is left out."""

    plan: RenderPlan
    model: str
    footage: dict[int, str] = {}
    fonts: dict[str, LocalFont] = {}
    fallback_fonts: tuple[LocalFont, ...] = ()


class Draw(Struct, frozen=True, tag="draw"):
    """Parent → child: draw these pieces of the job opened last, into files in `folder`. `order` numbers the orders."""

    order: int
    folder: str
    pieces: tuple[tuple[int, FrameRange], ...]


class GiveUpFrom(Struct, frozen=True, tag="give_up"):
    """Parent → child: pieces of that order from `first` on are not wanted any more."""

    order: int
    first: int


class StopOrder(Struct, frozen=True, tag="stop"):
    """Parent → child: nothing more of that order is wanted."""

    order: int


class Ready(Struct, frozen=True, tag="ready"):
    """Child → parent: started and listening."""

    pid: int


class Opened(Struct, frozen=True, tag="opened"):
    """Child → parent: the job is loaded."""


class Drawn(Struct, frozen=True, tag="drawn"):
    """Child → parent: a frame was drawn and given to the encoder."""

    piece: int
    frame: int


class Written(Struct, frozen=True, tag="written"):
    """Child → parent: a piece lies complete at `path`; the rest as in `PieceManifest`."""

    piece: int
    frames: FrameRange
    path: str
    size: int
    sha256: str
    frame_hashes: tuple[str, ...]
    seconds: float
    warnings: tuple[RenderWarning, ...] = ()


class Ended(Struct, frozen=True, tag="ended"):
    """Child → parent: the order is over; what was still wanted of it is written."""

    order: int


class Failed(Struct, frozen=True, tag="failed"):
    """Child → parent: opening or drawing failed; the order is over, the child lives on."""

    error: ErrorInfo


ToChild = Open | Draw | GiveUpFrom | StopOrder
ToParent = Ready | Opened | Drawn | Written | Ended | Failed


def write_message(stream: IO[bytes], message: ToChild | ToParent) -> None:
    """Write one message and flush. Raises `OSError` when the other side is gone."""
    write_body(stream, msgspec.msgpack.encode(message))


def read_for_child(stream: IO[bytes]) -> ToChild | None:
    """The parent's next message, or None when it closed the pipe. Raises `MessageError`."""
    body = read_body(stream)
    if body is None:
        return None
    try:
        message: ToChild = from_messagepack(body, ToChild)
    except NO_DOCUMENT as error:
        raise MessageError("The engine's process was sent a malformed message.", f"{error}.") from error
    return message


def read_for_parent(stream: IO[bytes]) -> ToParent | None:
    """The child's next message, or None when it closed the pipe. Raises `MessageError`."""
    body = read_body(stream)
    if body is None:
        return None
    try:
        message: ToParent = from_messagepack(body, ToParent)
    except NO_DOCUMENT as error:
        raise MessageError("The engine's process sent a malformed message.", f"{error}.") from error
    return message
