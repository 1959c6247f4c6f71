from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from app.core.messages import Beat, Ping
from app.core.settings_choices import LogFormat
from app.farm.log_fields import known_fields, log_fields, message_fields
from app.farm.logs import LOG_NAME, LONGEST_HANDED_OVER, JsonLines, Relay, farm_log
from app.farm.processes import READ_BYTES

LOG = logging.getLogger("app.farm.test")
SECRET = "amqp://ann:geheim@broker/farm"


def text_of(folder: Path) -> str:
    return (folder / LOG_NAME).read_text("utf-8")


def entries(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text_of(folder).splitlines()]


def handed_over(level: int, message: str, error: BaseException | None = None) -> str:
    """A line as a worker's process hands it over."""
    exc_info = (type(error), error, error.__traceback__) if error is not None else None
    record = logging.LogRecord("worker_agent.chunk", level, "", 0, "%s", (message,), exc_info)
    return JsonLines(longest=LONGEST_HANDED_OVER).format(record)


def test_the_farm_talks_to_its_file_and_never_to_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    with farm_log(tmp_path):
        LOG.warning("a worker was lost")
    LOG.warning("too late")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
    assert "a worker was lost" in text_of(tmp_path)
    assert "too late" not in text_of(tmp_path)


def test_text_shows_what_a_line_is_about_and_no_secret(tmp_path: Path) -> None:
    with farm_log(tmp_path):
        with log_fields(worker="node.1"), log_fields(job="j1", attempt=12):
            LOG.info("drawn, from %s", SECRET)
        LOG.info("idle")
    drawn, idle = text_of(tmp_path).splitlines()
    assert "app.farm.test [job=j1 attempt=12 worker=node.1]: drawn" in drawn
    assert "geheim" not in drawn
    assert "app.farm.test: idle" in idle


def test_json_has_one_object_per_line_with_its_fields_and_no_secret(tmp_path: Path) -> None:
    with farm_log(tmp_path, LogFormat.JSON), log_fields(job="j1", piece=0, task="join"):
        LOG.info("first\nsecond “%s”", SECRET)
        LOG.error("a fault", exc_info=ValueError(f"password={SECRET}"))
    first, fault = entries(tmp_path)
    assert first["message"].startswith("first\nsecond") and "geheim" not in str(first)
    assert (first["level"], first["logger"], first["thread"]) == ("info", "app.farm.test", "MainThread")
    assert first["time"].endswith("+00:00")
    assert (first["job"], first["piece"], first["task"]) == ("j1", 0, "join")
    assert "attempt" not in first and "exception" not in first
    assert fault["level"] == "error" and "ValueError" in fault["exception"] and "geheim" not in str(fault)


@pytest.mark.parametrize("form", LogFormat)
def test_a_name_that_is_no_text_does_not_stop_the_log(tmp_path: Path, form: LogFormat) -> None:
    with farm_log(tmp_path, form):
        LOG.warning("no such file: %s", b"f\xffilm".decode("utf-8", "surrogateescape"))
        LOG.warning("next")
    lines = text_of(tmp_path).splitlines()
    assert len(lines) == 2 and "film" in lines[0]
    if form is LogFormat.JSON:
        assert len(entries(tmp_path)) == 2


def test_fields_hold_for_their_thread_and_their_context_only() -> None:
    seen: list[object] = []
    with log_fields(worker="w", attempt=0):
        thread = threading.Thread(target=lambda: seen.append(known_fields()))
        thread.start()
        thread.join()
        with log_fields(attempt=3, worker=""):
            assert known_fields() == {"attempt": 3, "worker": "w"}
        assert known_fields() == {"attempt": 0, "worker": "w"}
    assert known_fields() == {}
    assert seen == [{}]


def test_a_message_says_what_it_is_about() -> None:
    with message_fields(Beat(worker="node.2", boot="b", attempt=4, job_id="j")):
        assert known_fields() == {"job": "j", "attempt": 4, "worker": "node.2"}
    with message_fields(Ping()):
        assert known_fields() == {}


def test_a_worker_s_records_keep_their_level_fields_and_traceback(tmp_path: Path) -> None:
    relay = Relay("node.1", logging.getLogger("worker_agent.test"))
    with farm_log(tmp_path, LogFormat.JSON):
        with log_fields(job="j1", piece=2):
            line = handed_over(logging.WARNING, "no room")
        relay.line(line)
        relay.line(handed_over(logging.ERROR, "a fault", ValueError("x")))
        relay.line("Fatal Python error: Segmentation fault")
    warned, failed, said = entries(tmp_path)
    assert (warned["level"], warned["logger"], warned["message"]) == ("warning", "worker_agent.chunk", "no room")
    assert (warned["job"], warned["piece"], warned["worker"]) == ("j1", 2, "node.1")
    assert "ValueError: x" in failed["exception"]
    assert said["message"] == "Fatal Python error: Segmentation fault" and said["worker"] == "node.1"
    assert "ValueError: x" in relay.last_words() and "Segmentation fault" in relay.last_words()


@pytest.mark.parametrize("line", ["{", "{}", '{"level": 3}', "[1]", '{"level":"info","logger":"x","message":"y"}'])
def test_lines_that_only_look_like_records_are_kept_as_they_are(tmp_path: Path, line: str) -> None:
    with farm_log(tmp_path, LogFormat.JSON):
        Relay("w", logging.getLogger("worker_agent.test")).line(line)
    assert [one["message"] for one in entries(tmp_path)] == [line]


@pytest.mark.parametrize("letter", ["a", "ä", "影"])
def test_a_long_record_is_cut_so_that_it_is_read_whole(letter: str) -> None:
    line = handed_over(logging.ERROR, letter * 10_000, ValueError(letter * 10_000 + "the end"))
    assert len(line.encode()) < READ_BYTES
    assert json.loads(line)["exception"].endswith("the end")
