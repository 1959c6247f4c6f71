"""aerender's command line as After Effects' own script reads it, and its exit codes (`aerender.md` §1.1, §1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.fakes.aerender.behaviour import Orders

SYNTAX_ERROR, OTHER_ERROR, AERENDER_RUNTIME, AE_RUNTIME = 3, 5, 7, 9

VALUES = {
    **dict.fromkeys(("-port", "-project", "-comp", "-rqindex", "-RStemplate", "-OMtemplate", "-output", "-log"), 1),
    **dict.fromkeys(("-s", "-e", "-i", "-v", "-close", "-sound"), 1),
    **dict.fromkeys(("-mem_usage", "-mfr"), 2),
    "-continueOnMissingFootage": 0,
}
FIRST_MFR_VERSION = 22
BEFORE_MFR = {flag: count for flag, count in VALUES.items() if flag != "-mfr"}
ALLOWED = {
    "-v": ("ERRORS", "ERRORS_AND_PROGRESS"),
    "-close": ("DO_NOT_CLOSE", "DO_NOT_SAVE_CHANGES", "SAVE_CHANGES"),
    "-sound": ("ON", "OFF", "on", "off"),
    "-mfr": ("ON", "OFF", "on", "off"),
}
PERCENT = {"-mem_usage": 0, "-mfr": 1}
"""From which value on a flag's values are numbers."""


class RenderFailedError(Exception):
    """What After Effects says, as a whole line, and the exit code."""

    def __init__(self, line: str, code: int) -> None:
        super().__init__(line)
        self.line = line
        self.code = code


@dataclass
class Arguments:
    """The flags that were given, with their values."""

    given: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, flag: str) -> str:
        """The first value of a flag, without quotes around it; empty when it was not given."""
        value = self.given.get(flag, ("",))[0]
        return value[1:-1] if value[:1] == value[-1:] == '"' and len(value) > 1 else value

    def has(self, flag: str) -> bool:
        """Whether the flag was given."""
        return flag in self.given


def parse(arguments: Sequence[str], version: str = "") -> Arguments:
    """Read a command line, as that version of After Effects does. Raises `RenderFailedError` as the script does."""
    known = VALUES if int(version.partition(".")[0] or FIRST_MFR_VERSION) >= FIRST_MFR_VERSION else BEFORE_MFR
    found, rest = Arguments(), list(arguments)
    while rest:
        flag = rest.pop(0)
        if flag not in known:
            raise syntax(f"Illegal argument flag: {flag}")
        count = known[flag]
        if len(rest) < count or not all(rest[:count]):
            raise syntax(f"no value given for flag: {flag}")
        values, rest = tuple(rest[:count]), rest[count:]
        if flag in ALLOWED and values[0] not in ALLOWED[flag]:
            raise syntax(f"Bad value for {flag}.")
        if flag in PERCENT and not all(value.isdecimal() for value in values[PERCENT[flag] :]):
            raise syntax(f"Bad value for {flag}.")
        found.given[flag] = values
    return found


def syntax(text: str) -> RenderFailedError:
    """A complaint about the command line."""
    return RenderFailedError(f"aerender SYNTAX ERROR: {text}", SYNTAX_ERROR)


def runtime(text: str) -> RenderFailedError:
    """A complaint of aerender's own."""
    return RenderFailedError(f"aerender ERROR: {text}", AERENDER_RUNTIME)


def application(text: str) -> RenderFailedError:
    """A complaint of After Effects."""
    return RenderFailedError(f"aerender Error: After Effects error: {text}", AE_RUNTIME)


def check_templates(given: Arguments, orders: Orders) -> None:
    """Raise `RenderFailedError` when a template is not there, or no output file was named."""
    if given.one("-RStemplate") not in orders.render_settings:
        raise runtime("No render settings template was found with the given name.")
    if given.one("-OMtemplate") not in orders.output_modules:
        raise runtime("No output module template was found with the given name.")
    if not given.one("-output"):
        raise runtime("Specified render queue item needs output file but none provided.")
