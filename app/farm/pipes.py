"""Messages over pipes between this program and its child processes: a length (four bytes, big-endian), then bytes."""

from __future__ import annotations

import struct
from typing import IO

from app.core.errors import MessageError

MAX_BYTES = 64 * 1024 * 1024
"""A longer message is taken for noise in the pipe."""

_LENGTH = struct.Struct(">I")


def write_body(stream: IO[bytes], body: bytes) -> None:
    """Write one message and flush. Raises `OSError` when the other side is gone."""
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_body(stream: IO[bytes]) -> bytes | None:
    """The next message, or None when the other side closed the pipe. Raises `MessageError` for noise."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_BYTES:
        raise MessageError("There is noise in the pipe of a child process.", f"A message of {length} bytes came.")
    body = stream.read(length)
    return body if len(body) == length else None
