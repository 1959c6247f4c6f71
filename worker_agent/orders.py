"""What a node's supervisor and its workers' processes say to each other."""

from __future__ import annotations

from typing import Final

LEAVE: Final = b"leave\n"
"""Asks a worker, through its standard input, to finish the piece in work."""

MAY_SHUT_DOWN: Final = 10
"""What a worker ends with when the manager has let it go, so that the computer may be shut down."""

OUTBOX: Final = "outbox"
"""The folder, in the node's own, with what could not be sent yet."""
