"""What people may see of the link to the broker."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from app.core.errors import ErrorInfo
from app.core.model import Struct


class LinkPhase(StrEnum):
    """What the link does now."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    BLOCKED = "blocked"
    CLOSED = "closed"


class LinkState(Struct, frozen=True):
    """The link to the broker at one moment.

    While connecting, `error` is why the last try failed or the link was lost, and `next_try` the monotonic time of the
    next one (0: it is being tried). While blocked, messages are received, but the broker takes none for want of memory
    or disk; `reason` is its word for that. `connection` counts connections from 1. `notes` are things that work but
    are not as they should be, such as queues that an older version made.
    """

    phase: LinkPhase
    connection: int = 0
    error: ErrorInfo | None = None
    next_try: float = 0.0
    reason: str = ""
    notes: tuple[str, ...] = ()


LinkListener = Callable[[LinkState], None]
"""Is told every new state, in the thread of the link; it must not wait for anything."""
