"""What aerender's errors and exit codes mean, for people and for the manager.

`EngineLostError` is for what another try may not meet again, `RenderError` for what it may; `EngineError` for what this
worker's After Effects meets with the job each time; `TemplateError` and `MissingError` for what every worker's does.
Texts: commandLineRenderer.jsx and reports of other tools' users (`aerender.md` §1.2, §1.4, §1.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.core.errors import EngineError, EngineLostError, FarmhandError, MissingError, RenderError, TemplateError
from app.core.jobs import RenderWarning, WarningKind
from app.core.model import Struct
from app.core.program_ends import how_ended

_KEPT = "Frames that are complete are kept; the others are tried again, up to a limit."
_ALONE = "Let one worker per computer draw with After Effects, and close what else scripts it."
_OPENS = "Check that After Effects on this worker is as new as the template, and the work folder's path short."


class _Known(Struct, frozen=True):
    """An error that is known by a part of its text (lower case)."""

    part: str
    title: str
    next_step: str
    error: type[FarmhandError] = EngineError


_KNOWN = (
    _Known(
        part="no comp was found",
        title="After Effects did not find the composition.",
        next_step="Check that the template still has it, and submit the job again.",
        error=TemplateError,
    ),
    _Known(
        part="no output module template",
        title="After Effects on this worker has no output module template of that name.",
        next_step="Name one in the settings that writes TIFF or PNG sequences with alpha, as this After Effects calls "
        "it (Edit > Templates > Output Module).",
    ),
    _Known(
        part="no render settings template",
        title="After Effects on this worker has no render settings template of that name.",
        next_step="Name one in the settings, as this After Effects calls it (Edit > Templates > Render Settings).",
    ),
    _Known(
        part="another instance of aerender",
        title="After Effects on this worker is busy with another script.",
        next_step=_ALONE,
        error=EngineLostError,
    ),
    _Known(
        part="could not read from source",
        title="After Effects could not read a footage file.",
        next_step="Open the template in After Effects on this worker. Its format may need a codec, or a graphics card, "
        "that is not there.",
    ),
    _Known(
        part="missing footage",
        title="Footage is missing.",
        next_step="Supply what is missing, or accept substitutes for it.",
        error=MissingError,
    ),
    _Known(
        part="error executing script",
        title="A script failed in After Effects.",
        next_step="Remove start-up scripts from this worker's After Effects, and try again.",
    ),
    _Known(
        part="path is not valid",
        title="After Effects could not open the project.",
        next_step=_OPENS,
    ),
    _Known(
        part="openfast",
        title="After Effects could not open the project.",
        next_step=_OPENS,
    ),
    _Known(
        part="can not open socket",
        title="aerender could not reach After Effects.",
        next_step="Check that no firewall blocks connections inside this computer.",
        error=EngineLostError,
    ),
    _Known(
        part="forcibly closed",
        title="After Effects ended while it rendered.",
        next_step=_KEPT,
        error=EngineLostError,
    ),
    _Known(part="aesend failed", title="aerender lost After Effects.", next_step=_KEPT, error=EngineLostError),
    _Known(part="error -17", title="aerender lost After Effects.", next_step=_KEPT, error=EngineLostError),
    _Known(
        part="licen",
        title="After Effects on this worker has no licence.",
        next_step="Sign in to Creative Cloud there, or make it a render-only node, and start After Effects once.",
    ),
    _Known(
        part="syntax error",
        title="This After Effects does not know an option of the command line.",
        next_step="Use After Effects 2022 or later, and leave out memory and multi-frame settings for older ones.",
    ),
    # After Effects says so of whatever stops a frame, so other words of the same line come before it.
    _Known(
        part="while writing to file",
        title="After Effects could not write all frames.",
        next_step="See whether this worker's disk has room, and whether its work folder can be written to. Otherwise "
        "open the template in After Effects there to see why.",
        error=RenderError,
    ),
)

_CODES = {
    1: "After Effects reported a failure",
    2: "aerender showed its usage",
    3: "aerender did not understand its command line",
    4: "aerender did not understand its command line",
    5: "a script failed",
    6: "a script failed",
    7: "a composition, template or output is missing",
    8: "a composition, template or output is missing",
    9: "After Effects met an error while rendering",
    10: "After Effects met an error while rendering",
    11: "aerender could not reach After Effects",
}

_PASSING_CODES = frozenset({1, 11})

_FONT = re.compile(r"font|schrift|police|フォント|字体|字型", re.IGNORECASE)
_FONT_NAME = re.compile(r"Font family:\s*([^,]{1,100}),\s*Font style:\s*([^,]{1,100})")
_EFFECT = re.compile(r"(?<!after )\beffects?\b|\beffekt|\beffet|plug-?in", re.IGNORECASE)
_FOOTAGE = re.compile(r"footage|\bmissing\b.{0,300}\bfiles?\b|\bfiles?\b.{0,300}\bmissing\b", re.IGNORECASE)


def fatal_error(text: str, last_words: str) -> FarmhandError:
    """The error for a fatal line."""
    low = text.lower()
    known = next((one for one in _KNOWN if one.part in low), None)
    cause = _with_words(f"It says: {_without_prefix(text)}", last_words)
    if known is None:
        return RenderError(
            "After Effects reported an error.", cause, "Open the template in After Effects on this worker to see why."
        )
    return known.error(known.title, cause, known.next_step)


def exit_error(code: int, last_words: str) -> EngineLostError | RenderError:
    """The error for an exit code other than 0 without a fatal line."""
    if is_crash(code):
        cause = f"It {how_ended(code)}."
        return EngineLostError("After Effects ended while it rendered.", _with_words(cause, last_words), _KEPT)
    meaning = _CODES.get(code, "that code has no known meaning")
    cause = f"aerender ended with exit code {code}: {meaning}."
    return (EngineLostError if is_gone(code) else RenderError)(
        "After Effects did not render.",
        _with_words(cause, last_words),
        "Open the template in After Effects on this worker to see why.",
    )


def is_gone(code: int) -> bool:
    """Whether this exit code says only that aerender or After Effects was ended or crashed.

    After Effects that crashes leaves its aerender with nothing to say but a failure.
    """
    return is_crash(code) or code in _PASSING_CODES


def is_crash(code: int) -> bool:
    """Whether a program that ended with this code was ended, or crashed, and did not decide so itself."""
    return code < 0 or code > max(_CODES) + 1


def frames_error(problems: Iterable[tuple[int, str]], total: int, last_words: str) -> EngineLostError:
    """The error for frames that are not there although aerender says that all went well."""
    found = tuple(problems)
    frame, problem = found[0]
    more = f", and so for {len(found) - 1} more" if len(found) > 1 else ""
    cause = f"The file of frame {frame} {problem}{more}."
    return EngineLostError(
        f"After Effects left out {len(found)} of {total} frames, and reported no error.",
        _with_words(cause, last_words),
        _KEPT,
    )


def hang_error(seconds: float, doing: str, last_words: str) -> EngineLostError:
    """The error for an After Effects that is silent for too long."""
    return EngineLostError(
        "After Effects hangs and was ended.",
        _with_words(f"It gave no sign of life for {seconds:g} seconds while {doing}.", last_words),
        f"Look on that computer for a window of After Effects that waits for an answer. {_KEPT}",
    )


def as_warnings(texts: Iterable[str]) -> tuple[RenderWarning, ...]:
    """After Effects' warnings about fonts, effects and footage as what is recorded with the job, each once."""
    found = (_as_warning(text) for text in texts)
    return tuple(dict.fromkeys(warning for warning in found if warning is not None))


def range_refused(texts: Iterable[str]) -> str:
    """The warning with which After Effects renders another range than was asked for; empty when there is none."""
    return next((text for text in texts if "timespan" in text.lower()), "")


def _as_warning(text: str) -> RenderWarning | None:
    if (font := _FONT_NAME.search(text)) is not None:
        name = f"{font[1].strip()} {font[2].strip().rstrip('.')}"
        what = f"The font {name} is missing in After Effects; another one stands in for it"
        return RenderWarning(kind=WarningKind.FONT, what=what)
    for kind, pattern in ((WarningKind.FONT, _FONT), (WarningKind.EFFECT, _EFFECT), (WarningKind.FOOTAGE, _FOOTAGE)):
        if pattern.search(text):
            return RenderWarning(kind=kind, what=f"After Effects says: {text.rstrip('.')}")
    return None


def _without_prefix(text: str) -> str:
    return text.removeprefix("aerender ").strip()


def _with_words(cause: str, last_words: str) -> str:
    return f"{cause}\nIts last words:\n{last_words}" if last_words else cause
