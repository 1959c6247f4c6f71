"""One tree of errors. Every error says what happened, why, and what to do next.

Vendor exceptions are translated into these at the border of the package that uses the vendor's library;
nothing above such a border sees an exception that is not in this tree.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

import msgspec

LONGEST_TITLE: Final = 1000
LONGEST_CAUSE: Final = 20_000
LONGEST_STEP: Final = 2000
"""So many characters of an error are kept: names and values in it may be anything that somebody has written."""

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys, what turns the direction of text, and half characters, which cannot be written at all."""


class ErrorInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An error as data: what crosses a process, a message or the store instead of an exception."""

    kind: str
    title: str
    cause: str = ""
    next_step: str = ""
    retryable: bool = False


class FarmhandError(Exception):
    """Base of all errors that Farmhand raises on purpose.

    `title` is one sentence that names the thing (file, row, layer, frame, worker); `cause` and `next_step` may be
    empty. `exit_code` is what the command line returns; `retryable` says that the same call may succeed later.
    """

    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False

    def __init__(self, title: str, cause: str = "", next_step: str = "") -> None:
        super().__init__(title)
        self.title = _plain(title, LONGEST_TITLE)
        self.cause = _plain(cause, LONGEST_CAUSE)
        self.next_step = _plain(next_step, LONGEST_STEP)

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.cause, self.next_step) if part)

    def __reduce__(self) -> tuple[type[FarmhandError], tuple[str, str, str]]:
        return type(self), (self.title, self.cause, self.next_step)

    def info(self) -> ErrorInfo:
        """The error as plain data."""
        return ErrorInfo(
            kind=type(self).__name__,
            title=self.title,
            cause=self.cause,
            next_step=self.next_step,
            retryable=self.retryable,
        )


def _plain(text: str, most: int) -> str:
    """A part of an error as it can be shown anywhere: no longer than `most`, with a mark for what is not seen."""
    kept = text if len(text) <= most else f"{text[:most]}…"
    return kept if kept.isascii() and kept.isprintable() else _UNSEEN.sub("\ufffd", kept)


class UsageError(FarmhandError):
    """The request itself is wrong: an unknown option value, slot, composition, preset or an impossible range."""

    exit_code = 2


class InterruptedRenderError(FarmhandError):
    """The user asked to stop; the text says what was kept."""

    exit_code = 130


class TemplateError(FarmhandError):
    """A project file cannot be read or written: damaged, not a project, too new, or hostile."""


class FillError(FarmhandError):
    """A value does not fit its slot."""


class PhotoError(FillError):
    """A photo is missing, empty, damaged, of an unknown kind, or unreasonably large."""


class RowError(FillError):
    """A spreadsheet or one of its rows cannot be used; the title names the row and the column."""

    exit_code = 2


class MissingError(FarmhandError):
    """A font, footage or effect is missing and the missing policy is `fail`."""


class RenderError(FarmhandError):
    """A frame could not be drawn; the title names composition, layer and frame."""


class EncodeError(FarmhandError):
    """A piece could not be encoded."""


class JoinError(FarmhandError):
    """Pieces could not be joined to a film, or FFmpeg is not there."""


class FfmpegError(JoinError):
    """FFmpeg failed, hung or was killed. Run once more, it may not: it takes what a disk failed to give for damaged."""

    retryable = True


class VerifyError(FarmhandError):
    """A finished piece or film is not what it has to be. Made or read once more, it may be."""

    retryable = True


class StorageError(FarmhandError):
    """A file could not be read, written or published."""


class DiskFullError(StorageError):
    """The disk that is written to is full."""

    retryable = True


class StorageAwayError(StorageError):
    """The storage cannot be reached just now, is too busy to answer, or its disk fails."""

    retryable = True


class LockLostError(StorageError):
    """A lock on a shared folder was taken over by somebody else, because its holder gave no sign of life."""


class StoreError(FarmhandError):
    """The manager's database cannot be opened, read or written."""


class StoreAwayError(StoreError):
    """The database server cannot be reached just now; nothing was changed."""

    retryable = True


class StoreDiskError(StoreError):
    """The disk of the store is full or fails just now; nothing was changed."""

    retryable = True


class StoreBusyError(StoreError):
    """Another program already owns this store."""


class PrecedingJobError(FarmhandError):
    """A job that another one waits for has ended without a film."""


class StaleError(FarmhandError):
    """A message came from an attempt that no longer counts."""


class BrokerError(FarmhandError):
    """A message could not be delivered."""

    retryable = True


class MessageError(FarmhandError):
    """A message is malformed, too large, or of a version that is not understood."""


class EngineError(FarmhandError):
    """An engine cannot start, or cannot draw a job as it is set up: tried again there, it would fail alike."""


class EngineLostError(EngineError):
    """An engine's process ended without a verdict."""

    retryable = True


class WorkerLostError(FarmhandError):
    """A worker's process ended, and with it what it was drawing."""

    retryable = True


class FleetError(FarmhandError):
    """Machines of the farm could not be listed, started or stopped."""


class FleetAwayError(FleetError):
    """The provider of machines does not answer, or answers that it is too busy: the same call may succeed later."""

    retryable = True


class CapacityError(FleetError):
    """The provider has no machine of that type in that zone now."""

    retryable = True


class FleetLoginError(FleetError):
    """There are no credentials for the provider of machines, or they have expired, or are wrong."""


class FleetDeniedError(FleetError):
    """The credentials do not permit what was asked of the provider of machines."""


class InstanceGoneError(FleetError):
    """There is no such machine any more, or it is none of this farm's."""


class InstanceBusyError(FleetError):
    """The machine cannot do that in the state that it is in; it may in a moment."""

    retryable = True


class ServiceError(FarmhandError):
    """The system's service for an agent cannot be installed, started, stopped or removed."""


class SecretsError(FarmhandError):
    """A password or key cannot be kept or read; never says what it is."""


LOST_KINDS = frozenset({EngineLostError.__name__, WorkerLostError.__name__})
"""Kinds of ends of a process, of which a piece may be the reason."""
