"""From what aerender writes, in whatever portions and encoding, to lines of text."""

from __future__ import annotations

import re

LONGEST_LINE = 8192
"""Bytes of a line; a longer one is cut into several."""

CODE_PAGE = "cp850"
"""What lines are read as that are not UTF-8: until 2022 After Effects wrote this code page on Windows, and it gives
every byte a meaning (`aerender.md` §1.1)."""

_ENDS = re.compile(rb"[\r\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class LineSplitter:
    """Puts lines together from portions. Never raises, and reads every byte once."""

    def __init__(self, code_page: str = CODE_PAGE) -> None:
        self._code_page = code_page
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[str]:
        """The lines that are complete now, without those that are empty."""
        lines: list[str] = []
        *complete, rest = _ENDS.split(data)
        for part in complete:
            self._rest += part
            lines += self._take()
        self._rest += rest
        if len(self._rest) >= LONGEST_LINE:
            lines += self._take()
        return lines

    def end(self) -> list[str]:
        """What came after the last line end."""
        return self._take()

    def _take(self) -> list[str]:
        line = bytes(self._rest)
        self._rest.clear()
        parts = (line[start : start + LONGEST_LINE] for start in range(0, len(line), LONGEST_LINE))
        return [text for part in parts if (text := decoded(part, self._code_page)).strip()]


def decoded(line: bytes, code_page: str = CODE_PAGE) -> str:
    """A line as text: UTF-8 where it is that, else of the code page; without control characters and zero bytes."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode(code_page, errors="replace")
    return _CONTROL.sub("", text).rstrip()
