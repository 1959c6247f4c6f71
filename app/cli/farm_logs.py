"""`farmhand logs`: what attempts and tasks of a job have to say, from the farm's storage."""

from __future__ import annotations

import time
from collections.abc import Sequence

import msgspec

from app.cli.console import Output, size_text
from app.cli.farm_link import connected, find_jobs
from app.cli.wiring import Wiring
from app.core.errors import UsageError
from app.core.events import is_ended
from app.core.log_lines import LogLevel, LogLine
from app.farm.attempt_logs import PART_SECONDS, LogSource, attempt_source, list_logs, read_log
from app.farm.remote import RemoteFarm
from app.farm.wording import counted, listed

_LISTED = 12


class LogsDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `logs` without a source: which logs there are. Sizes are bytes in storage."""

    logs: tuple[LogSource, ...]


class LogDocument(msgspec.Struct, frozen=True):
    """The `--json` document of one log. Times are seconds since the epoch."""

    source: str
    lines: tuple[LogLine, ...]


def show_logs(wiring: Wiring, beginning: str, wanted: str | None, output: Output, *, follow: bool) -> None:
    """Print which logs a job has, or one of them, to its end when it is followed."""
    with connected(wiring, output) as farm:
        (view,) = find_jobs(farm, [beginning])
        logs = list_logs(farm.storage, view.job_id)
        if wanted is None:
            lines = [f"{one.source}  {counted(one.parts, 'part')}  {size_text(one.bytes)}" for one in logs]
            output.result(LogsDocument(logs=logs), "\n".join(lines))
            if not logs:
                output.say("There are no logs of this job yet.")
            return
        source = find_source([one.source for one in logs], wanted)
        if follow and not output.as_json:
            _follow(farm, view.job_id, source, output)
            return
        text = read_log(farm.storage, view.job_id, source)
    output.result(LogDocument(source=source, lines=text.lines), "\n".join(map(_line, text.lines)))


def find_source(sources: Sequence[str], wanted: str) -> str:
    """The log that is meant: an attempt's number, a task's kind (its last try), or a source. Raises `UsageError`."""
    if wanted.isdecimal() and attempt_source(int(wanted)) in sources:
        return attempt_source(int(wanted))
    if wanted in sources:
        return wanted
    tries = [one for one in sources if one.rpartition("-")[0] == wanted.lower()]
    if tries:
        return tries[-1]
    there = f"There are {listed(list(sources), _LISTED)}." if sources else "There is none yet."
    raise UsageError(f"The job has no log “{wanted}”.", there, "Name an attempt's number, prepare, join or publish.")


def _follow(farm: RemoteFarm, job_id: str, source: str, output: Output) -> None:
    """Print a log's lines as they come, until its job has ended and the last ones are there."""
    part, rounds_left = 0, 2
    while rounds_left:
        if all(is_ended(view) for view in farm.client.snapshot([job_id])):
            # Who writes a log stores its lines in parts, now and then.
            rounds_left -= 1
        text = read_log(farm.storage, job_id, source, from_part=part)
        part = text.next_part
        if text.lines:
            output.result(None, "\n".join(map(_line, text.lines)))
        if rounds_left:
            time.sleep(PART_SECONDS)


def _line(line: LogLine) -> str:
    moment = time.strftime("%H:%M:%S", time.localtime(line.time)) if line.time else "--:--:--"
    mark = "" if line.level == LogLevel.INFO else f"{str(line.level).upper()} "
    return f"{moment}  {mark}{line.text}"
