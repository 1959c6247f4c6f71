"""Logs of attempts: written part by part, followed while they grow, and never in the way of the attempt."""

from __future__ import annotations

import gzip
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.errors import ErrorInfo, StorageError
from app.core.ports import Stored
from app.farm import attempt_logs
from app.farm.attempt_logs import (
    AttemptLogs,
    LogLevel,
    LogText,
    attempt_source,
    list_logs,
    read_log,
    task_source,
)
from app.farm.clock import ManualClock, SystemClock
from app.farm.manager.services import logs_prefix
from app.farm.storage_folder import FolderStorage


class Watched(FolderStorage):
    """A folder that tells when something was put, and may fail."""

    def __init__(self, root: Path, results: Path) -> None:
        super().__init__(root, results)
        self._changed = threading.Condition()
        self._puts = 0
        self.failures = 0
        self.gate = threading.Event()
        self.gate.set()

    def put(self, source: Path, key: str, *, durable: bool = True) -> Stored:
        assert not durable
        self.gate.wait(20)
        with self._changed:
            self._puts += 1
            self._changed.notify_all()
            if self.failures:
                self.failures -= 1
                raise StorageError("The share is away.")
        return super().put(source, key, durable=durable)

    def wait_for_puts(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._puts >= count, 20)


@pytest.fixture
def storage(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "storage", tmp_path / "results")


@pytest.fixture
def open_logs(storage: Watched) -> Iterator[Callable[..., AttemptLogs]]:
    opened: list[AttemptLogs] = []

    def make(**options: float) -> AttemptLogs:
        opened.append(AttemptLogs(storage, SystemClock(), **options))
        return opened[-1]

    yield make
    for logs in opened:
        logs.close()


def texts(text: LogText) -> list[str]:
    return [line.text for line in text.lines]


def test_log_is_read_as_it_was_written(storage: Watched) -> None:
    clock = ManualClock()
    logs = AttemptLogs(storage, clock)
    log = logs.open("j1", attempt_source(12))
    log.write("Granted: 文字, “quotes” and\ta tab")
    clock.advance(1.5)
    log.write("first line\nsecond line\r\n\u2028third", LogLevel.WARNING)
    log.write("")
    log.write_error(
        ErrorInfo(kind="EngineError", title="It failed.", cause="Its last words:\n  boom", next_step="Wait.")
    )
    log.close()
    logs.close()
    text = read_log(storage, "j1", "attempt-000012")
    assert texts(text) == [
        "Granted: 文字, “quotes” and\ta tab",
        *("first line", "second line", "", "third"),
        *("It failed.", "Its last words:", "  boom", "Wait."),
    ]
    assert [line.level for line in text.lines] == ["info"] + ["warning"] * 4 + ["error"] * 4
    assert text.lines[1].time - text.lines[0].time == pytest.approx(1.5)
    assert text.next_part == 1


def test_log_of_a_running_attempt_can_be_followed(storage: Watched, open_logs: Callable[..., AttemptLogs]) -> None:
    log = open_logs(part_seconds=0.0).open("j1", attempt_source(1))
    seen: list[str] = []
    part = 0
    for number in range(3):
        log.write(f"piece {number}")
        storage.wait_for_puts(number + 1)
        while len(seen) <= number:
            text = read_log(storage, "j1", "attempt-000001", from_part=part)
            seen += texts(text)
            part = text.next_part
    assert seen == ["piece 0", "piece 1", "piece 2"]
    assert read_log(storage, "j1", "attempt-000001", from_part=part) == LogText(lines=(), next_part=part)


def test_log_waits_for_its_time_and_is_written_at_once_when_it_ends(storage: Watched) -> None:
    logs = AttemptLogs(storage, SystemClock(), part_seconds=3600)
    log = logs.open("j1", attempt_source(1))
    for number in range(10):
        log.write(f"line {number}")
    assert list_logs(storage, "j1") == ()
    log.close()
    storage.wait_for_puts(1)
    logs.close()
    (source,) = list_logs(storage, "j1")
    assert (source.source, source.parts) == ("attempt-000001", 1)
    assert source.bytes == len(storage.fetch("logs/j1/attempt-000001/00000.log.gz").read_bytes())


def test_logs_of_a_job_are_listed_in_the_order_of_its_life(storage: Watched) -> None:
    logs = AttemptLogs(storage, SystemClock())
    sources = [task_source("prepare", 1), task_source("prepare", 10), attempt_source(2), attempt_source(1_000_000)]
    sources += [task_source("join", 1), task_source("publish", 1), "unknown"]
    for source in reversed(sources):
        logs.open("j1", source).write("a line")
    logs.open("j10", "join-1").write("another job's")
    logs.close()
    assert [one.source for one in list_logs(storage, "j1")] == sources
    assert list_logs(storage, "nobody") == ()
    assert read_log(storage, "nobody", "join-1") == LogText(lines=(), next_part=0)


def test_log_of_a_try_that_a_crash_cut_short_is_kept_and_gone_on_with(storage: Watched) -> None:
    for words in ("before the crash", "after the crash"):
        logs = AttemptLogs(storage, SystemClock())
        logs.open("j1", "prepare-1").write(words)
        logs.close()
    assert texts(read_log(storage, "j1", "prepare-1")) == ["before the crash", "after the crash"]


def test_log_masks_secrets_before_they_are_written(storage: Watched) -> None:
    logs = AttemptLogs(storage, SystemClock())
    logs.open("j1", "join-1").write("amqp://render:s3cr3t@mq/ and\nAuthorization: Bearer abcdefgh")
    logs.close()
    (path,) = (storage.root / "logs").rglob("*.gz")
    text = gzip.decompress(path.read_bytes()).decode()
    assert "s3cr3t" not in text
    assert "abcdefgh" not in text


def test_log_that_storage_does_not_take_costs_lines_only(
    storage: Watched, open_logs: Callable[..., AttemptLogs], caplog: pytest.LogCaptureFixture
) -> None:
    storage.failures = 2
    log = open_logs(part_seconds=0.0).open("j1", "join-1")
    with caplog.at_level(logging.WARNING, logger="app.farm.attempt_logs"):
        for number in range(3):
            log.write(f"line {number}")
            storage.wait_for_puts(number + 1)
    while len(lines := texts(read_log(storage, "j1", "join-1"))) < 2:
        pass
    assert lines == ["line 2", "Missing here: 2 lines that could not be written in time."]
    assert [record.message.count("The share is away.") for record in caplog.records] == [1]


def test_log_that_is_written_faster_than_storage_takes_it_stays_small(
    storage: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt_logs, "MOST_WAITING_BYTES", 10_000)
    logs = AttemptLogs(storage, SystemClock(), part_seconds=0.0)
    log = logs.open("j1", attempt_source(1))
    storage.gate.clear()
    log.write("the first line")
    for _ in range(1000):
        log.write("x" * 100)
    assert log.pending.size <= 11_000
    storage.gate.set()
    logs.close()
    lines = texts(read_log(storage, "j1", "attempt-000001"))
    gaps = [line for line in lines if line.startswith("Missing here: ")]
    missing = sum(int(gap.split()[2]) for gap in gaps)
    assert missing > 0
    assert len(lines) - 1 - len(gaps) + missing == 1000


def test_log_has_no_more_lines_than_it_may(storage: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt_logs, "MOST_LINES", 100)
    logs = AttemptLogs(storage, SystemClock())
    log = logs.open("j1", attempt_source(1))
    for number in range(70):
        log.write(f"line {number}\nand more")
    log.close()
    logs.close()
    lines = texts(read_log(storage, "j1", "attempt-000001"))
    assert len(lines) == 101
    assert lines[-1] == "The rest was dropped: this log has 100 lines."


def test_log_lines_come_from_many_threads(storage: Watched) -> None:
    logs = AttemptLogs(storage, SystemClock(), part_seconds=0.0)
    log = logs.open("j1", attempt_source(1))

    def talk(name: int) -> None:
        for number in range(200):
            log.write(f"{name} {number}")

    threads = [threading.Thread(target=talk, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    logs.close()
    lines = texts(read_log(storage, "j1", "attempt-000001"))
    for name in range(4):
        assert [line for line in lines if line.startswith(f"{name} ")] == [f"{name} {number}" for number in range(200)]


def test_log_lines_are_cut_when_they_are_endless(storage: Watched) -> None:
    logs = AttemptLogs(storage, SystemClock())
    logs.open("j1", "join-1").write("x" * 1_000_000 + "\nlost")
    logs.close()
    assert [len(line) for line in texts(read_log(storage, "j1", "join-1"))] == [attempt_logs.LONGEST_LINE]


def test_log_is_deaf_after_its_end_and_without_a_storage(storage: Watched) -> None:
    logs = AttemptLogs(storage, SystemClock())
    log = logs.open("j1", "join-1")
    log.write("one")
    log.close()
    log.close()
    log.write("two")
    logs.close()
    logs.open("j1", "join-2").write("three")
    logs.close()
    nowhere = AttemptLogs(None, SystemClock())
    nowhere.open("j1", "join-3").write("four")
    nowhere.close()
    assert [one.source for one in list_logs(storage, "j1")] == ["join-1"]
    assert texts(read_log(storage, "j1", "join-1")) == ["one"]
    assert list((storage.root / ".unfinished").iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"\xff\xfe"), gzip.compress(b"x" * 500)[:-20]],
    ids=["empty", "no gzip", "no text", "cut"],
)
def test_log_with_a_damaged_part_shows_the_others(storage: Watched, content: bytes) -> None:
    for words in ("one", "two", "three"):
        logs = AttemptLogs(storage, SystemClock())
        logs.open("j1", "join-1").write(words)
        logs.close()
    storage.fetch(f"{logs_prefix('j1')}join-1/00001.log.gz").write_bytes(content)
    assert texts(read_log(storage, "j1", "join-1")) == ["one", "Part 1 of this log is damaged.", "three"]


def test_log_with_lines_of_another_kind_shows_them(storage: Watched) -> None:
    source = storage.scratch("tests") / "part"
    source.write_bytes(gzip.compress(b"1.5\tdebug\tof a later version\nno time\tand level\n"))
    storage.put(source, "logs/j1/join-1/00000.log.gz", durable=False)
    first, second = read_log(storage, "j1", "join-1").lines
    assert (first.time, first.level, first.text) == (1.5, "debug", "of a later version")
    assert second.text == "no time\tand level"


def test_logs_cannot_be_read_from_outside_the_storage(storage: Watched) -> None:
    with pytest.raises(StorageError, match="refused"):
        read_log(storage, "j1", "../../secrets")
