"""One window per profile and user: the first one listens on a local socket, later starts hand over and end.

Who is first is decided by an operating-system lock in the profile, which a killed program lets go of. The socket is a
named pipe on Windows and a file elsewhere, only for this user; nothing listens on a network.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from io import BufferedRandom
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.core.errors import FarmhandError, MessageError, StorageError
from app.farm.file_lock import lock_file, unlock_file
from app.farm.files import translated
from app.ui.handover import LARGEST, Handover, decode, encode

LOCK_NAME: Final = "window.lock"
ANSWER: Final = b"shown\n"

PATIENCE_MILLISECONDS: Final = 2000
"""Whoever connects must have said everything after this long."""

MOST_VISITORS: Final = 8
"""So many may be connected at a time; a start that finds no place tries again."""

HANDOVER_SECONDS: Final = 15.0
"""How long a second start waits for the first, which may itself be just starting."""

_TRY_MILLISECONDS: Final = 500
_LONGEST_SOCKET_PATH: Final = 100


class SingleInstance(QObject):
    """The first start's side. `asked` is emitted with a checked `Handover`, and answered when that returns."""

    asked = Signal(object)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._file: BufferedRandom | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)
        self._visitors: set[_Visitor] = set()

    def claim(self) -> bool:
        """Whether this is the only window of the profile, which it then is until `release`.

        Raises `StorageError` when the profile's folder cannot be written to.
        """
        path = self._home / LOCK_NAME
        with translated("write", path):
            self._home.mkdir(parents=True, exist_ok=True)
            file = path.open("a+b")
        try:
            lock_file(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def listen(self) -> None:
        """Answer later starts. Raises `StorageError` when no socket can be made."""
        name = socket_name(self._home)
        # Whoever held the lock before and was killed has left its socket behind.
        QLocalServer.removeServer(name)
        if not self._server.listen(name):
            raise StorageError(
                "Another start of Farmhand could not find this window.", f"{self._server.errorString()}.", ""
            )

    def release(self) -> None:
        """Listen no more, and let another window be the first."""
        self._server.close()
        for visitor in tuple(self._visitors):
            visitor.leave()
        if self._file is not None:
            unlock_file(self._file)
            self._file.close()
            self._file = None

    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if len(self._visitors) >= MOST_VISITORS:
                socket.abort()
                socket.deleteLater()
                continue
            visitor = _Visitor(socket, self)
            visitor.said.connect(self._answer)
            visitor.left.connect(self._forget)
            self._visitors.add(visitor)
            visitor.listen()

    def _answer(self, visitor: _Visitor, handover: Handover) -> None:
        self.asked.emit(handover)
        visitor.answer()

    def _forget(self, visitor: _Visitor) -> None:
        self._visitors.discard(visitor)
        visitor.deleteLater()


class _Visitor(QObject):
    """One connection: says one line in time, or is sent away."""

    said = Signal(object, object)
    left = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        socket.setParent(self)
        socket.setReadBufferSize(LARGEST + 1)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.leave)
        self._gone = False

    def listen(self) -> None:
        """Read what was said already, and what comes."""
        self._socket.readyRead.connect(self._read)
        self._socket.disconnected.connect(self.leave)
        self._patience.start(PATIENCE_MILLISECONDS)
        self._read()

    def answer(self) -> None:
        """Say that it was done, and part."""
        self._socket.write(ANSWER)
        self._socket.flush()
        self._socket.disconnectFromServer()

    def leave(self) -> None:
        """Part without a word."""
        if self._gone:
            return
        self._gone = True
        self._patience.stop()
        self._socket.abort()
        self.left.emit(self)

    def _read(self) -> None:
        if not self._socket.canReadLine():
            if self._socket.bytesAvailable() > LARGEST:
                self.leave()
            return
        line = bytes(self._socket.readLine(LARGEST + 1).data())
        try:
            handover = decode(line)
        except MessageError:
            self.leave()
            return
        self.said.emit(self, handover)


def socket_name(home: Path) -> str:
    """The name of a profile's socket: a file of the user's own folders, or the name of a pipe on Windows."""
    digest = hashlib.sha256(os.path.normcase(home.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:24]
    if os.name == "nt":
        return f"farmhand-{digest}"
    private = os.environ.get("XDG_RUNTIME_DIR", "")
    places = [Path(private)] if private and Path(private).is_dir() else []
    for folder in (*places, home.absolute()):
        path = folder / f"farmhand-{digest}.socket"
        if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
            return str(path)
    return str(Path(tempfile.gettempdir()) / f"farmhand-{digest}.socket")


def hand_over(home: Path, handover: Handover, *, seconds: float = HANDOVER_SECONDS) -> None:
    """A second start's side: ask the window that is open. Blocks until it has raised itself.

    Raises `FarmhandError` when it does not answer within `seconds`.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if _said(socket_name(home), encode(handover)):
            return
        time.sleep(0.05)
    raise FarmhandError(
        "Farmhand is running already, but its window does not answer.",
        "It may be closing, or busy.",
        "Wait a moment and try again; if that does not help, end the other Farmhand first.",
    )


def _said(name: str, message: bytes) -> bool:
    """Whether the window took the message and answered."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_TRY_MILLISECONDS):
        return False
    socket.write(message)
    answer = b""
    while ANSWER not in answer and len(answer) <= len(ANSWER):
        if not socket.bytesAvailable() and not socket.waitForReadyRead(PATIENCE_MILLISECONDS):
            break
        answer += bytes(socket.readAll().data())
    socket.abort()
    return answer == ANSWER
