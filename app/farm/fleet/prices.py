"""What machines cost: a dated table that comes along, and what people know better, in a file of the same form.

Prices are US dollars an hour, On-Demand. A machine that neither knows has no price, and is never taken for free.
"""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Annotated, Final

import msgspec

from app.core.decoding import from_plain
from app.core.errors import UsageError
from app.core.model import Struct
from app.core.unreadable import NO_TOML
from app.farm.files import translated
from resources import resource_path

ANY_REGION: Final = "*"
"""In a file of one's own, prices below this name hold for every region."""

MOST_BYTES: Final = 4 * 1024 * 1024

_Price = Annotated[float, msgspec.Meta(ge=0.0, le=10_000.0)]


class PriceTable(Struct, frozen=True, forbid_unknown_fields=True):
    """Prices by region and type; `machines` by a machine's id or name, which count before all others.

    Where there is no price with Windows, it is the one with Linux and `windows_per_processor` for each of the type's
    `processors`, but for types of the `no_windows_families` (the part of a type's name before the dot). `date` is when
    the table was taken from its source.
    """

    date: datetime.date | None = None
    windows_per_processor: _Price | None = None
    no_windows_families: tuple[str, ...] = ()
    processors: dict[str, Annotated[int, msgspec.Meta(ge=1)]] = {}
    linux: dict[str, dict[str, _Price]] = {}
    windows: dict[str, dict[str, _Price]] = {}
    machines: dict[str, _Price] = {}


class Prices:
    """The table that comes along, and in its place what a file of one's own says. Immutable, so thread-safe."""

    def __init__(self, table: PriceTable, own: PriceTable | None = None) -> None:
        self._table = table
        self._own = own or PriceTable()

    @property
    def date(self) -> datetime.date | None:
        """As of when the table that comes along is."""
        return self._table.date

    def of_machine(self, *names: str) -> float | None:
        """What the file says of the machine with that id, or one of these names; None: nothing."""
        return next((self._own.machines[name] for name in names if name in self._own.machines), None)

    def of_type(self, region: str, type_name: str, *, windows: bool) -> float | None:
        """What a machine of that type costs in that region; None where that is not known."""
        own, table = self._own, self._table
        if windows:
            found = _first(own.windows, region, type_name)
            if found is None and (linux := _first(own.linux, region, type_name)) is not None:
                found = self._with_windows(type_name, linux)
            if found is None:
                found = _first(table.windows, region, type_name)
            if found is None and (linux := _first(table.linux, region, type_name)) is not None:
                found = self._with_windows(type_name, linux)
            return found
        found = _first(own.linux, region, type_name)
        return _first(table.linux, region, type_name) if found is None else found

    def _with_windows(self, type_name: str, linux: float) -> float | None:
        own, table = self._own, self._table
        rate = table.windows_per_processor if own.windows_per_processor is None else own.windows_per_processor
        processors = own.processors.get(type_name) or table.processors.get(type_name)
        is_other = type_name.partition(".")[0] in (*table.no_windows_families, *own.no_windows_families)
        if rate is None or processors is None or is_other:
            return None
        # Whole thousandths of cents, as price lists have them.
        return round(linux + rate * processors, 5)


def open_prices(own: Path | None) -> Prices:
    """The prices in force. Raises `UsageError` when the file of one's own is no such table, else `StorageError`."""
    table = _read(resource_path("prices", "ec2.toml"))
    return Prices(table, None if own is None else _read(own))


def _read(path: Path) -> PriceTable:
    with translated("read", path):
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    if size > MOST_BYTES:
        raise UsageError(f"“{path}” cannot be a file of prices.", f"It is larger than {MOST_BYTES} bytes.")
    try:
        return from_plain(tomllib.loads(content.decode()), PriceTable)
    except (msgspec.MsgspecError, *NO_TOML) as error:
        raise UsageError(
            f"“{path}” cannot be read as prices.",
            f"{error}."[:300],
            "Write it as docs/operating.md shows, below “What it costs”.",
        ) from error


def _first(regions: dict[str, dict[str, float]], region: str, type_name: str) -> float | None:
    found = regions.get(region, {}).get(type_name)
    return regions.get(ANY_REGION, {}).get(type_name) if found is None else found
