"""What people type to find jobs: words, and words about state, owner, template and the day. Without Qt.

Words are AND, `-` before one excludes, quotes keep spaces: `spring -draft state:failed owner:me tmpl:"title card"`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.ui.models.jobs_rows import JobRow

ME: Final = "me"
"""`owner:me` finds one's own jobs."""

TODAY: Final = "today"
"""`ended:today` finds jobs that ended since midnight."""

_TERM = re.compile(r'(-?)(?:([^\W\d_]+):)?(?:"([^"]*)"?|(\S+))')

Test = Callable[["JobRow"], bool]


class JobFilter:
    """A parsed filter. `midnight` is when today began, in seconds since the epoch."""

    __slots__ = ("_tests", "text")

    def __init__(self, text: str = "", *, me: str = "", midnight: float = 0.0) -> None:
        self.text = text.strip()
        self._tests = tuple(_tests(self.text, me.casefold(), midnight))

    def __bool__(self) -> bool:
        return bool(self._tests)

    def matches(self, row: JobRow) -> bool:
        """Whether a job is wanted."""
        return all(test(row) for test in self._tests)


def _tests(text: str, me: str, midnight: float) -> list[Test]:
    found: list[Test] = []
    for match in _TERM.finditer(text):
        minus, name, quoted, plain = match.groups()
        value = (plain if quoted is None else quoted).casefold()
        if not value:
            continue
        test = _named(name.casefold(), value, me, midnight) if name else None
        if test is None:
            # A word with a colon that is none of ours, such as a drive's letter, is looked for as it is.
            test = _word(f"{name.casefold()}:{value}" if name else value)
        found.append(_not(test) if minus else test)
    return found


def _named(name: str, value: str, me: str, midnight: float) -> Test | None:
    if name == "state":
        return lambda row: f" {value}" in row.state_words
    if name == "owner":
        if value == ME:
            return lambda row: row.view.owner.casefold() == me
        return lambda row: value in row.view.owner.casefold()
    if name in ("tmpl", "template"):
        return lambda row: value in row.view.template.casefold()
    if name == "batch":
        return lambda row: value in row.view.batch_name.casefold()
    if name == "ended" and value == TODAY:
        return lambda row: row.view.ended >= midnight > 0
    return None


def _word(value: str) -> Test:
    return lambda row: value in row.search


def _not(test: Test) -> Test:
    return lambda row: not test(row)
