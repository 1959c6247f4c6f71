"""Guards around pika where it trusts what anybody of the farm may send; `address.pika_parameters` puts them in place.

The headers of a message are a table that the broker hands on as its sender wrote it. One with a time in the year
300,000,000, a number that is none, or thousands of tables in each other would make pika give up the connection, and
again as soon as the message is handed out anew: one message, and the manager would not hear any more.
"""

from __future__ import annotations

import decimal
import struct
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from pika import data
from pika.exceptions import AMQPError

_DAMAGE: Final = (AMQPError, ValueError, OverflowError, OSError, RecursionError, struct.error, decimal.DecimalException)
_LENGTH: Final = struct.Struct(">I")
_MARK: Final = "farmhand_guard"

_Read = Callable[[bytes, int], tuple[dict[Any, Any], int]]


def install_guards() -> None:
    """Put the guards in place; no effect the second time."""
    original: _Read = data.decode_table
    if hasattr(original, _MARK):
        return

    @wraps(original)
    def decode_table(encoded: bytes, offset: int) -> tuple[dict[Any, Any], int]:
        """The table at `offset`, empty where it cannot be read, and where the bytes go on."""
        (length,) = _LENGTH.unpack_from(encoded, offset)
        behind = offset + _LENGTH.size + int(length)
        try:
            table, end = original(encoded, offset)
        except _DAMAGE:
            return {}, behind
        return (table if end == behind else {}), behind

    setattr(decode_table, _MARK, True)
    pika_data: Any = data
    pika_data.decode_table = decode_table
