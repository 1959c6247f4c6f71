"""What a second start of the program hands to the window that is open: files and a link, checked on both sides.

The other side of the pipe may be any program of this user, so nothing that arrives is believed: it is short, of one
form, and a link may do nothing but show a job.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from app.core.decoding import from_json
from app.core.errors import MessageError, UsageError
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT
from app.ui.dropping import is_sheet, is_template_file

LARGEST: Final = 64 * 1024
"""A longer message is refused unread."""

MOST_FILES: Final = 64

SCHEME: Final = "farmhand:"
_JOB_LINK: Final = re.compile(r"farmhand:job/([0-9A-Za-z_-]{1,64})")

_Path = Annotated[str, Meta(min_length=1, max_length=4096)]


class Handover(Struct, frozen=True):
    """What the window is asked to open: absolute paths of local files, and the job that a link names.

    `refused`: a link asked for something else, which the window says and does not do.
    """

    version: int = 1
    files: Annotated[tuple[_Path, ...], Meta(max_length=MOST_FILES)] = ()
    job_id: Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{0,64}$")] = ""
    refused: bool = False

    @property
    def paths(self) -> list[Path]:
        """The files."""
        return [Path(file) for file in self.files]


def handover_of(words: Sequence[str], folder: Path) -> Handover:
    """What the program's arguments ask the window for; relative paths are taken from `folder`.

    Raises `UsageError` for what is no file that the window opens.
    """
    files: list[str] = []
    job_id, refused = "", False
    for word in words:
        if word.startswith(SCHEME):
            job_id = job_of_link(word)
            refused = not job_id
            continue
        path = Path(word)
        if not (is_template_file(path) or is_sheet(path)):
            raise UsageError(
                f"“{word}” cannot be opened in the window.",
                "Farmhand opens After Effects projects (.aep, .aepx, .aet, .zip) and spreadsheets (.csv).",
            )
        files.append(str(folder / path))
    return Handover(files=tuple(files[:MOST_FILES]), job_id=job_id, refused=refused)


def job_of_link(link: str) -> str:
    """The job that a link `farmhand:job/<id>` names; empty for any other link."""
    found = _JOB_LINK.fullmatch(link)
    return found[1] if found is not None else ""


def encode(handover: Handover) -> bytes:
    """The message, in one line."""
    return msgspec.json.encode(handover) + b"\n"


def decode(line: bytes) -> Handover:
    """The handover in a line. Raises `MessageError` when it is not one."""
    if len(line) > LARGEST:
        raise _refused("It is too long.")
    try:
        handover = from_json(line, Handover)
    except NO_DOCUMENT as error:
        raise _refused(f"It is malformed: {error}.") from error
    if handover.version != 1 or not all(_openable(path) for path in handover.paths):
        raise _refused("It names what the window does not open.")
    return handover


def _refused(cause: str) -> MessageError:
    return MessageError("A message from another program was refused.", cause, "Open the file in Farmhand's own window.")


def _openable(path: Path) -> bool:
    return path.is_absolute() and "\0" not in str(path) and (is_template_file(path) or is_sheet(path))
