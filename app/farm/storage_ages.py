"""How old files in storage are, for the clean-up (`storage_cleanup`)."""

from __future__ import annotations

from typing import Final

from app.core.model import Struct

DAY_SECONDS: Final = 24 * 3600.0

REFRESH_SECONDS: Final = 3 * DAY_SECONDS
"""An asset that is put again when it is older than this is made young: far less than it takes to be cleaned up.

So a job that is just being made, of which no store knows yet, keeps the assets that it found.
"""


class AgedFile(Struct, frozen=True):
    """A file in storage, and the seconds since it was written, by the storage's own clock."""

    key: str
    size: int
    age: float
