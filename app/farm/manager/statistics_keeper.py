"""The manager's part in statistics: samples what no change of state tells, sums up what lies far back, and answers.

What is counted exactly is recorded by the store, in the transactions that do it.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from app.core.errors import FarmhandError, UsageError
from app.core.fleet import NodeFacts
from app.core.messages import AnyMessage, StatsPart, StatsWanted, WorkerView
from app.core.ports import Clock
from app.core.settings import Settings
from app.core.states import WorkerState
from app.core.statistics import STEPS
from app.farm.manager.desk import PART_BYTES
from app.farm.portions import portions
from app.farm.store import Change, Store, statistics, statistics_keeping
from app.farm.store.counts import queued_frames
from app.farm.store.statistics import Presence
from app.farm.store.statistics_reading import DAY, HOUR, Span, read_sums

SAMPLE_SECONDS = 10.0
WRITE_SECONDS = 60.0
"""How often is looked who is there, and how often that is written down."""

LONGEST_SAMPLE = 60.0
"""What a sample stands for at most, in seconds: a computer that slept has not seen who was there."""

SUM_UP_SECONDS = 600.0

MOST_SPANS = 5000
MOST_ROWS = 50_000
"""An answer has no more; whoever asks for more is told to ask for less."""

_WORKERS_AT_A_TIME = 100
_BUSY_SECONDS = 0.05
"""Between two steps of summing up, so that others get at the store."""

_log = logging.getLogger(__name__)

Seen = Callable[[], tuple[Sequence[WorkerView], Sequence[NodeFacts]]]
"""The workers, and what is known of their computers: `Manager.seen`."""

Costs = Callable[[Sequence[NodeFacts]], Mapping[str, float]]
"""US dollars that machines cost since the last call, by node: `MachineCosts`."""


class StatisticsKeeper:
    """`start` it once the manager runs, `close` it before the store. `sample` and `sum_up` are its thread's steps.

    `_reading` lets nothing be summed up while an answer is read. The rest belongs to the thread.
    """

    def __init__(self, store: Store, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._clock = clock
        self._kept = {60: settings.statistics_minutes * DAY, HOUR: settings.statistics_hours * DAY}
        self._kept[DAY] = settings.statistics_days * DAY
        self._reading = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._looked = clock.monotonic()
        self._pending: dict[tuple[int, str, str], tuple[float, float]] = {}
        self._last_queued = -1

    def start(self, seen: Seen, costs: Costs = lambda _: {}) -> None:
        """Begin to sample who is seen, and what that costs."""
        self._looked = self._clock.monotonic()
        self._thread = threading.Thread(target=self._run, args=(seen, costs), name="statistics", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; returns when what was sampled is written."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def answer(self, message: AnyMessage, sender: str) -> Iterator[AnyMessage]:
        """Answers `StatsWanted`. Raises `UsageError` when too much is asked for, or what cannot be."""
        del sender  # Everybody may know.
        if not isinstance(message, StatsWanted):
            raise UsageError(f"A {type(message).__name__} is no question about statistics.")
        span = self._span(message)
        with self._reading:
            sums = read_sums(self._store, span, MOST_ROWS)
        if sums is None:
            raise _too_much(f"It has more than {MOST_ROWS} rows.")
        for part, is_last in portions(sums.rows(), PART_BYTES):
            yield StatsPart(rows=part, last=is_last)

    def sample(self, workers: Iterable[WorkerView], costs: Mapping[str, float]) -> None:
        """Note who is there; `write` makes it last."""
        now = self._clock.monotonic()
        seconds, self._looked = min(LONGEST_SAMPLE, now - self._looked), now
        minute = int(self._clock.now() // 60) * 60
        for one in presences(workers, costs, minute, seconds):
            key = (minute, one.worker, one.job_id)
            before = self._pending.get(key, (0.0, 0.0))
            self._pending[key] = (before[0] + one.seconds, before[1] + one.dollars)

    def write(self) -> None:
        """Write down what was sampled, and how many frames wait. Raises `StoreError`; what was not written is kept."""
        for keys in _some(tuple(self._pending)):
            rows = [
                Presence(at=float(key[0]), worker=key[1], job_id=key[2], seconds=seconds, dollars=dollars)
                for key, (seconds, dollars) in ((key, self._pending[key]) for key in keys)
            ]
            self._store.apply(partial(statistics.present, presences=rows))
            for key in keys:
                del self._pending[key]
        with self._store.read() as session:
            waiting = queued_frames(session)
        if waiting or self._last_queued:
            self._store.apply(lambda change: statistics.queued(change, waiting))
        self._last_queued = waiting

    def sum_up(self) -> None:
        """Sum up minutes and hours, and forget days, that are older than they are kept. Raises `StoreError`."""
        now = int(self._clock.now())
        minutes, hours, days = (now - self._kept[step] for step in (60, HOUR, DAY))
        keeping = statistics_keeping
        steps: tuple[Callable[[Change], int], ...] = (
            lambda change: keeping.minutes_to_hours(change, minutes - minutes % HOUR),
            lambda change: keeping.hours_to_days(change, hours - hours % DAY),
            lambda change: keeping.forget_days(change, days - days % DAY),
            lambda change: keeping.forget_jobs(change, hours - self._kept[60]),
        )
        for step in steps:
            while self._step(step) >= statistics_keeping.ROWS_AT_A_TIME:
                if self._closing.wait(_BUSY_SECONDS):
                    return

    def _step(self, step: Callable[[Change], int]) -> int:
        with self._reading:
            return self._store.apply(step)

    def _span(self, message: StatsWanted) -> Span:
        if message.step not in STEPS:
            known = ", ".join(str(step) for step in STEPS)
            raise UsageError(f"There are no sums over {message.step} seconds.", next_step=f"Choose one of: {known}.")
        now = int(self._clock.now())
        until = min(int(message.until), now + DAY) if message.until else now + 1
        since = max(0, int(message.since), now - self._kept[_level(message.step)])
        if message.until and message.until < message.since:
            raise UsageError("The end of the time that is asked about lies before its beginning.")
        if message.step:
            since -= since % message.step
            if (until - since) // message.step > MOST_SPANS:
                raise _too_much(f"It has more than {MOST_SPANS} spans of {message.step} seconds.")
        return Span(since=since, until=until, step=message.step, by=message.by, keys=message.keys)

    def _run(self, seen: Seen, costs: Costs) -> None:
        def sample() -> None:
            workers, nodes = seen()
            self.sample(workers, costs(nodes))

        written = summed_up = self._clock.monotonic()
        while not self._closing.wait(SAMPLE_SECONDS):
            self._try(sample)
            now = self._clock.monotonic()
            if now - written >= WRITE_SECONDS:
                written = now
                self._try(self.write)
            if now - summed_up >= SUM_UP_SECONDS:
                summed_up = now
                self._try(self.sum_up)
        self._try(sample)
        self._try(self.write)

    def _try(self, act: Callable[[], None]) -> None:
        if self._store.loss.error is not None:
            return
        try:
            act()
        except FarmhandError as error:
            _log.warning("The statistics are behind: %s", error)


def presences(
    workers: Iterable[WorkerView], costs: Mapping[str, float], at: float, seconds: float
) -> Iterator[Presence]:
    """Who was there for so many seconds: the cost of a node is that of its workers in equal parts, or else its own."""
    there = [one for one in workers if one.state != WorkerState.LOST]
    on_node = Counter(one.node for one in there)
    for one in there:
        dollars = costs.get(one.node, 0.0) / on_node[one.node]
        yield Presence(at=at, worker=one.name, job_id=one.job_id, seconds=seconds, dollars=dollars)
    for node, dollars in costs.items():
        if node not in on_node and dollars:
            yield Presence(at=at, worker=node, dollars=dollars)


def _level(step: int) -> int:
    """The level of which the oldest are asked for, by the seconds of the step."""
    return DAY if step in (0, DAY) else HOUR if step == HOUR else 60


def _too_much(cause: str) -> UsageError:
    return UsageError("More is asked for than fits an answer.", cause, "Choose longer spans, or ask about less time.")


def _some(keys: tuple[tuple[int, str, str], ...]) -> Iterable[tuple[tuple[int, str, str], ...]]:
    for start in range(0, len(keys), _WORKERS_AT_A_TIME):
        yield keys[start : start + _WORKERS_AT_A_TIME]
