"""The statistics in a store that nobody runs a farm over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.messages import AnyMessage
from app.core.settings import Settings
from app.farm.clock import SystemClock
from app.farm.manager.statistics_keeper import StatisticsKeeper
from app.farm.store import Store


class Ledger:
    """Answers what is asked about statistics from a store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._keeper = StatisticsKeeper(store, SystemClock(), settings)

    def ask(self, message: AnyMessage) -> Iterable[AnyMessage]:
        """Answers `StatsWanted` as a manager does."""
        return self._keeper.answer(message, "")


@contextmanager
def open_ledger(home: Path, settings: Settings) -> Iterator[Ledger]:
    """The statistics of the embedded farm whose home it is, which must exist and not run.

    Raises `StoreBusyError` when it runs, and `StoreError`.
    """
    with Store.open(home) as store:
        yield Ledger(store, settings)
