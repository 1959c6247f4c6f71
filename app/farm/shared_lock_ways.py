"""The two ways in which a lock can lie in a shared folder; `shared_lock` decides when to take it.

Both rest on single operations that a file server carries out whole: creating a file that must be new, and renaming.
Whoever acts on an old view of the folder then fails, and can never take away what somebody else has got meanwhile.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import msgspec

from app.core.errors import StorageError
from app.core.model import Struct
from app.farm.files import flush_file

KEPT_NUMBERS: Final = 64
"""So many files of earlier holders stay, so that a machine which slept finds out that it did."""

_FREE: Final = b"free"
_HELD: Final = b"held"
_STATE: Final = slice(17, 21)


class Seen(Struct, frozen=True):
    """How a lock looked at one moment: who has it (empty: nobody), that holder's last beat, and whether it is free."""

    position: str
    content: bytes
    free: bool

    @property
    def owner(self) -> str:
        """The name of the holder, as it gave it; empty when nobody holds the lock."""
        return self.content[_STATE.stop + 1 :].decode("utf-8", "replace").strip()


class Ticket(Struct, frozen=True):
    """What a holder has in hand. `number` grows with every renewal; `path` is the holder's own file."""

    number: int
    path: Path
    owner: str
    token: str = ""


class LockWay(Protocol):
    """How a lock is looked at, taken, renewed and given back. Every method may raise `OSError`."""

    def look(self) -> Seen:
        """How the lock looks now."""
        ...

    def take(self, seen: Seen, owner: str) -> Ticket | None:
        """Get the lock, which was free or has a dead holder; None when somebody else was first."""
        ...

    def renew(self, ticket: Ticket) -> Ticket | None:
        """Prove, by moving the holder's file on, that the lock is still held; None when it is not."""
        ...

    def beat(self, ticket: Ticket, count: int) -> bool:
        """Give a sign of life; False when the holder's file is gone."""
        ...

    def release(self, ticket: Ticket) -> None:
        """Give the lock back. Harmless when it was lost."""
        ...


class CreateWay:
    """Numbered files, each created only if it is new: the highest number has the lock.

    Works wherever a file can be created exclusively (Windows and SMB by `CREATE_NEW`, NFS from version 3), and for
    machines of all systems at once. A holder is succeeded by creating the next number, which one machine alone can;
    nothing is ever taken away from anybody. Its holder too takes the next number to prove that it still has the lock.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._pattern = re.compile(rf"{re.escape(name)}\.lock\.([0-9]{{12}})")

    def look(self) -> Seen:
        """See `LockWay.look`."""
        numbers = self._numbers()
        if not numbers:
            return Seen(position="", content=b"", free=True)
        path = self._path(max(numbers))
        content = b""
        # Being removed, or just created and not written yet: the next look tells.
        with suppress(FileNotFoundError, PermissionError):
            content = path.read_bytes()
        return Seen(position=path.name, content=content, free=content[_STATE] == _FREE)

    def take(self, seen: Seen, owner: str) -> Ticket | None:
        """See `LockWay.take`."""
        return self._create(self._number(seen.position) + 1, owner)

    def renew(self, ticket: Ticket) -> Ticket | None:
        """See `LockWay.renew`."""
        return self._create(ticket.number + 1, ticket.owner)

    def beat(self, ticket: Ticket, count: int) -> bool:
        """See `LockWay.beat`."""
        return _write_beat(ticket, count, _HELD) and max(self._numbers(), default=0) == ticket.number

    def release(self, ticket: Ticket) -> None:
        """See `LockWay.release`."""
        _write_beat(ticket, 0, _FREE)

    def _create(self, number: int, owner: str) -> Ticket | None:
        ticket = Ticket(number=number, path=self._path(number), owner=owner)
        try:
            with ticket.path.open("xb") as file:
                file.write(_record(ticket, 0, _HELD))
                file.flush()
                flush_file(file.fileno())
        except FileExistsError:
            # Also the answer to a request that was sent twice and carried out once: then this file has no living
            # holder, and is succeeded like any other.
            return None
        # Lower numbers are removed after a while: a machine that slept may create one of those anew.
        numbers = self._numbers()
        if max(numbers, default=number) > number:
            _discard(ticket.path)
            return None
        for old in numbers:
            if old <= number - KEPT_NUMBERS:
                _discard(self._path(old))
        return ticket

    def _numbers(self) -> list[int]:
        found = (self._pattern.fullmatch(name) for name in os.listdir(self._folder))  # noqa: PTH208  # the fastest
        return [int(match[1]) for match in found if match]

    def _number(self, position: str) -> int:
        match = self._pattern.fullmatch(position)
        return int(match[1]) if match else 0

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._name}.lock.{number:012d}"


class RenameWay:
    """A folder that holds the file of its holder: made aside and renamed into place, which fails where one is.

    For farms without Windows and SMB, where a folder cannot be renamed onto an empty one. A dead holder's file is
    renamed away by its own name, which is never used again: only one machine can, and nobody else's file is hit.
    """

    def __init__(self, folder: Path, name: str) -> None:
        if os.name == "nt":
            raise StorageError(
                f"The lock “{name}” cannot be used on Windows.",
                "Windows does not rename a folder onto an empty one.",
                "Use the way “create” on all machines.",
            )
        self._folder = folder
        self._name = name
        self._place = folder / f"{name}.lock"

    def look(self) -> Seen:
        """See `LockWay.look`."""
        try:
            names = sorted(os.listdir(self._place))  # noqa: PTH208  # the fastest
            if names:
                return Seen(position=names[0], content=(self._place / names[0]).read_bytes(), free=False)
        except FileNotFoundError:
            # Released or taken away at this moment.
            pass
        return Seen(position="", content=b"", free=True)

    def take(self, seen: Seen, owner: str) -> Ticket | None:
        """See `LockWay.take`."""
        if seen.position:
            self._take_away(self._place / seen.position)
        token = uuid.uuid4().hex
        aside = self._folder / f".{self._name}.{token}"
        ticket = Ticket(number=0, path=self._place / _token_file(token, 0), owner=owner, token=token)
        aside.mkdir()
        try:
            (aside / ticket.path.name).write_bytes(_record(ticket, 0, _HELD))
            with suppress(OSError):
                aside.rename(self._place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        # The renaming may have been answered with an error although it was done, so what counts is what is there.
        return ticket if ticket.path.exists() else None

    def renew(self, ticket: Ticket) -> Ticket | None:
        """See `LockWay.renew`."""
        number = ticket.number + 1
        path = self._place / _token_file(ticket.token, number)
        with suppress(FileNotFoundError):
            ticket.path.rename(path)
        if not path.exists():
            return None
        return msgspec.structs.replace(ticket, number=number, path=path)

    def beat(self, ticket: Ticket, count: int) -> bool:
        """See `LockWay.beat`."""
        return _write_beat(ticket, count, _HELD)

    def release(self, ticket: Ticket) -> None:
        """See `LockWay.release`."""
        self._take_away(ticket.path)
        # Fails where somebody is in it already, and is only for tidiness.
        with suppress(OSError):
            self._place.rmdir()

    def _take_away(self, path: Path) -> None:
        aside = self._folder / f".{self._name}.{uuid.uuid4().hex}"
        with suppress(FileNotFoundError):
            path.rename(aside)
        _discard(aside)


def _token_file(token: str, number: int) -> str:
    return f"{token}.{number:06d}"


def _record(ticket: Ticket, count: int, state: bytes) -> bytes:
    return b"%016d %s %s\n" % (count, state, ticket.owner.encode())


def _write_beat(ticket: Ticket, count: int, state: bytes) -> bool:
    """Change the holder's file where it lies; never make one, since then it was taken away."""
    try:
        with ticket.path.open("r+b") as file:
            file.write(_record(ticket, count, state))
            file.flush()
            flush_file(file.fileno())
    except FileNotFoundError:
        return False
    return True


def _discard(path: Path) -> None:
    # On Windows somebody may have it open; it is in nobody's way.
    with suppress(OSError):
        path.unlink()
