"""How many pieces a worker gets at once: pure arithmetic.

A grant is a share of what is left that shrinks towards the end, so that workers end together. A worker's share is as
large as it is quick. Where it is known how long a piece takes, no grant takes much longer than `CHUNK_SECONDS`, so that
urgent jobs come in soon; but where an engine must be started first, one takes long enough for that to be worth it.
"""

from __future__ import annotations

import math

from app.core.jobs import EngineChoice

CHUNK_SECONDS = 60.0
"""How long a grant is to take at most."""

LAUNCH_SECONDS = {EngineChoice.AERENDER: 25.0}
"""How long engines take to start with a chunk; the others are warm."""

LAUNCH_WORTH = 9.0
"""Drawing should take at least so many times as long as starting: then starting costs a tenth."""


def chunk_length(*, left: int, share: float, longest: int, piece_seconds: float | None, launch: float) -> int:
    """How many pieces a worker should get, at least 1 and at most `longest`.

    `left`: open pieces. `share`: the worker's part (0..1) of the speed of all that could draw them. `piece_seconds`:
    how long a piece takes it, None when that is not known. `launch`: how long its engine takes to start, in seconds.
    """
    most, worthwhile = longest, longest if launch else 1
    if piece_seconds is not None and piece_seconds > 0:
        worthwhile = max(1, math.ceil(LAUNCH_WORTH * launch / piece_seconds))
        most = max(worthwhile, int(CHUNK_SECONDS / piece_seconds))
    wanted = max(1, int(left * share / 2), min(worthwhile, math.ceil(left * share)))
    return min(wanted, most, longest)


def tail_length(*, held: int, theirs: float, own: float, launch: float) -> int:
    """How many of the pieces that a worker holds should go to another one, so that both end together; 0 for none.

    `theirs` and `own`: how long a piece takes the one and the other. The first piece is in work, and stays.
    """
    wanted = max(1, min(held - 1, int((held * theirs - launch) / (own + theirs))))
    return wanted if wanted * own + launch < held * theirs else 0
