"""What aerender's lines say, in any language as far as that goes. Advisory: the frames on the disk are the truth.

The shapes of lines are in `aerender.md` §1.3 and §1.4. The number in brackets of a frame's line counts inside the
rendered range, comes out of order with multi-frame rendering, and twice for some: distinct numbers are counted. Only
severities, “aerender …:” and “After Effects error:” decide; other lines with the word “error” are noise of drivers
and libraries.
"""

from __future__ import annotations

import re
from collections import deque
from enum import Enum, auto

LAST_LINES = 40
MOST_WARNINGS = 200
MOST_FACTS = 64
MOST_FRAMES = 1_000_000
_SHOWN = 500

# What may be glued to the end of another program's line, as several write to the same console.
_ERROR_WORD = r"[^\s:]{1,40}(?: [A-Z]{3,10})?(?: -?\d{1,6})?:"
_STARTS = re.compile(rf"(?=PROGRESS:|WARNING:|INFO:|\baerender (?:version |{_ERROR_WORD}))")
_VERSION = re.compile(r"\baerender version (\S{1,40})")
_FRAME = re.compile(r"PROGRESS:\s*(?:[\d:;.+]{1,32}\s*)?\((\d{1,9})\s?[UL]?\)\s*:")
_FATAL = re.compile(rf"aerender (?!version ){_ERROR_WORD}")
_APP_ERROR = re.compile(r"after effects[ -](?:error|fehler)\s?:|erreur after effects\s?:", re.IGNORECASE)
_WARNING = re.compile(r"WARNING:\s*(?:[^:]{0,40}After Effects[^:]{0,40}:\s*)?(.*)", re.DOTALL)
_FACT = re.compile(r"PROGRESS:\s+([^:]{1,60}):\s+(\S.*)")
_TIMECODE = re.compile(r"\d{1,3}(?:[:;]\d\d){2}[:;]\d{2,3}")
_LAUNCHED = re.compile(r"PROGRESS:\s*\.\.\.\s?After Effects|PROGRESS: Adding ")
_FINISHED = re.compile(r"PROGRESS:\s+(?:.{0,60}:\s)?(?:Finished composition|Total Time Elapsed)")
_STARTED = re.compile(r"PROGRESS:\s+.{0,60}:\s?Starting composition")


class Said(Enum):
    """What a line turned out to be."""

    OTHER = auto()
    FRAME = auto()
    WARNING = auto()
    FATAL = auto()


class RenderLog:
    """Collects what a run of aerender says, line by line. Never raises, and takes time in proportion to a line."""

    def __init__(self) -> None:
        self.version = ""
        """That of After Effects, such as “24.1x32”, once it was said."""
        self.launched = False
        """After Effects has been started and is reached."""
        self.started = False
        """The composition's rendering has begun."""
        self.finished = False
        """After Effects says that it is through, which it may say with frames missing."""
        self.fatal: list[str] = []
        """Errors in the order in which they came; the first is the cause of the others."""
        self.warnings: list[str] = []
        """Warnings without their severity, each once."""
        self.facts: dict[str, str] = {}
        """The header: settings of the render and the output module, by label in After Effects' language."""
        self.times: list[str] = []
        """The timecodes of the header: first frame, last frame, duration, in this order in every language."""
        self._numbers: set[int] = set()
        self._lines: deque[str] = deque(maxlen=LAST_LINES)

    @property
    def frames(self) -> int:
        """How many different frames were reported."""
        return len(self._numbers)

    @property
    def last_words(self) -> str:
        """The last lines that are not about single frames."""
        return "\n".join(self._lines)

    def read(self, line: str) -> Said:
        """Take a line in."""
        said = Said.OTHER
        for part in _STARTS.split(line):
            found = self._part(part)
            said = found if found.value > said.value else said
        if said is not Said.FRAME:
            self._lines.append(line[:_SHOWN])
        return said

    def _part(self, part: str) -> Said:
        if (frame := _FRAME.match(part)) is not None:
            self.launched = self.started = True
            if len(self._numbers) < MOST_FRAMES:
                self._numbers.add(int(frame[1]))
            return Said.FRAME
        if _FATAL.match(part) or _APP_ERROR.search(part):
            self.fatal.append(part.strip()[:_SHOWN])
            del self.fatal[LAST_LINES:]
            return Said.FATAL
        if part.startswith("WARNING:"):
            self._warned(part)
            return Said.WARNING
        if not self.version and (version := _VERSION.search(part)) is not None:
            self.version = version[1]
        if part.startswith("PROGRESS:"):
            self._progress(part)
        return Said.OTHER

    def _warned(self, part: str) -> None:
        match = _WARNING.match(part)
        text = match[1].strip()[:_SHOWN] if match is not None else ""
        if text and text not in self.warnings and len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(text)

    def _progress(self, part: str) -> None:
        if _LAUNCHED.match(part):
            self.launched = True
        elif _STARTED.match(part):
            self.launched = self.started = True
        elif _FINISHED.match(part):
            self.finished = True
        elif not self._numbers and (fact := _FACT.match(part)) is not None and len(self.facts) < MOST_FACTS:
            label, value = fact[1].strip(), fact[2].strip()
            self.facts[label] = value
            if _TIMECODE.fullmatch(value):
                # Only the header of a composition has a line that is nothing but a label and a timecode.
                self.launched = self.started = True
                self.times.append(value)


def is_straight(log: RenderLog) -> bool:
    """Whether the header says that colours are not multiplied by alpha (“Straight (Unmatted)”)."""
    return any(re.match(r"straight\b|direkt\b", value, re.IGNORECASE) for value in log.facts.values())
