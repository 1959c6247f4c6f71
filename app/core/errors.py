"""One tree of errors. Every error says what happened, why, and what to do next.

Vendor exceptions are translated into these at the border of the package that uses the vendor's library;
nothing above such a border sees an exception that is not in this tree.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec


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
        self.title = title
        self.cause = cause
        self.next_step = next_step

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


class VerifyError(FarmhandError):
    """A finished piece or film is not what it has to be."""


class StorageError(FarmhandError):
    """A file could not be read, written or published."""


class DiskFullError(StorageError):
    """The disk that is written to is full."""

    retryable = True


class StoreError(FarmhandError):
    """The manager's database cannot be opened, read or written."""


class StoreBusyError(StoreError):
    """Another program already owns this store."""


class StaleError(FarmhandError):
    """A message came from an attempt that no longer counts."""


class BrokerError(FarmhandError):
    """A message could not be delivered."""

    retryable = True


class MessageError(FarmhandError):
    """A message is malformed, too large, or of a version that is not understood."""


class EngineError(FarmhandError):
    """An engine could not start, reported a failure, or gave no sign of life."""


class EngineLostError(EngineError):
    """An engine's process ended without a verdict."""

    retryable = True


class WorkerLostError(FarmhandError):
    """A worker's process ended, and with it what it was drawing."""

    retryable = True
