"""aerender's command line, and the paths that After Effects can take.

Flags: Adobe's help page “Automated rendering and network rendering” and After Effects' own script
commandLineRenderer.jsx (`aerender.md` §1.1). Both ends of a range are included and are the numbers that After Effects
displays.
"""

from __future__ import annotations

import re
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from app.core.errors import EngineError, TemplateError
from app.core.frames import FrameRange
from app.core.jobs import MissingPolicy
from app.core.model import Struct

if TYPE_CHECKING:
    from app.farm.engines.aerender.setup import AerenderSetup

MAX_PATH = 259
"""Most characters of a path on Windows: MAX_PATH is 260 with the zero at the end, and After Effects does not declare
itself able to take longer ones, whatever the system allows."""

MAX_PATH_POSIX = 1023
"""Most bytes of a path on macOS (PATH_MAX is 1024 with the zero at the end)."""

FRAME_DIGITS = 5
"""Frame files are numbered with at least so many digits."""

_FIRST_MFR_VERSION = 22
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")


class Span(Struct, frozen=True):
    """Frames to render (counted from the composition's first as 0) and the number displayed for frame 0."""

    frames: FrameRange
    counts_from: int = 0

    @property
    def first(self) -> int:
        """The displayed number of the first frame."""
        return self.frames.start + self.counts_from

    @property
    def last(self) -> int:
        """The displayed number of the last frame."""
        return self.frames.stop - 1 + self.counts_from


def display_start(comp_start_frame: int, project_counts_from: int) -> int:
    """The number that After Effects displays for a composition's first frame.

    `-s` becomes time as (number − project's first) × frame duration − composition's start time (`aerender.md` §1.1),
    which is 0 for this number.
    """
    return comp_start_frame + project_counts_from


def render_command(
    setup: AerenderSetup,
    *,
    project: PurePath,
    comp: str,
    span: Span,
    folder: PurePath,
    missing: MissingPolicy,
    version: str = "",
) -> tuple[str, ...]:
    """The arguments that render `span` of a composition as an image sequence into `folder`.

    `version` is that of After Effects (“24.1x32”) where it is known: multi-frame rendering came with 22. Raises
    `EngineError` when After Effects could not take a path, `TemplateError` when it could not take the name.
    """
    output = folder / f"[{'#' * FRAME_DIGITS}]{setup.suffix}"
    widest = max(FRAME_DIGITS, len(str(span.first)), len(str(span.last)))
    for path in (project, folder / f"{'0' * max(widest, FRAME_DIGITS + 2)}{setup.suffix}"):
        check_path(path)
    if not plain_argument(comp):
        raise TemplateError(
            f"After Effects cannot be asked for the composition “{comp}”.",
            "Its name has quotes or control characters in it.",
            "Rename the composition.",
        )
    arguments = [setup.program, "-project", str(project), "-comp", comp]
    arguments += ["-s", str(span.first), "-e", str(span.last)]
    arguments += ["-RStemplate", setup.render_settings, "-OMtemplate", setup.output_module, "-output", str(output)]
    if setup.memory is not None:
        arguments += ["-mem_usage", *map(str, setup.memory)]
    if setup.cpu_percent is not None and _knows_mfr(version):
        arguments += ["-mfr", "ON" if setup.cpu_percent else "OFF", str(setup.cpu_percent or 100)]
    if missing is MissingPolicy.SUBSTITUTE:
        arguments.append("-continueOnMissingFootage")
    # "-sound" is the sound at the end of a render, not the film's.
    return (*arguments, "-close", "DO_NOT_SAVE_CHANGES", "-sound", "OFF", "-v", "ERRORS_AND_PROGRESS")


def plain_argument(text: str) -> bool:
    """Whether a text survives on the way to After Effects, which strips quotes and is handed a line of script."""
    return bool(text) and '"' not in text and _CONTROL.search(text) is None


def check_path(path: PurePath) -> None:
    """Raise `EngineError` naming a path that After Effects cannot open.

    Too long ones (it is not long-path aware), and those with a percent sign before two hexadecimal digits, which its
    scripts take for an encoded character.
    """
    text = str(path)
    windows = isinstance(path, PureWindowsPath)
    length, most = (len(text), MAX_PATH) if windows else (len(text.encode()), MAX_PATH_POSIX)
    if length > most:
        raise EngineError(
            f"The path “{text}” is too long for After Effects.",
            f"It has {length} {'characters' if windows else 'bytes'}; After Effects opens paths of up to {most}.",
            "Choose a work folder with a shorter path, or shorten the file's name.",
        )
    if _ENCODED.search(text) or _CONTROL.search(text):
        raise EngineError(
            f"After Effects cannot open the path “{text}”.",
            "It has a percent sign or a control character that After Effects takes for something else.",
            "Rename the file or folder.",
        )


def plain_path(path: PurePath) -> PurePath:
    """The path as After Effects takes it: without the prefix that lifts Windows' limit."""
    text = str(path)
    if not isinstance(path, PureWindowsPath):
        return PurePosixPath(text)
    if text.startswith("\\\\?\\UNC\\"):
        return PureWindowsPath("\\\\" + text.removeprefix("\\\\?\\UNC\\"))
    return PureWindowsPath(text.removeprefix("\\\\?\\"))


def _knows_mfr(version: str) -> bool:
    major = re.match(r"\d+", version)
    return major is None or int(major[0]) >= _FIRST_MFR_VERSION
