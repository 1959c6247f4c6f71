"""The emulator is called and answers as aerender does: its usage, versions, exit codes and complaints."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fakes.aerender.arguments import RenderFailedError, parse
from tests.fakes.aerender.behaviour import Orders
from tests.fakes.aerender.jobs import SIZE
from tests.fakes.aerender.program import install, starts

RENDER = ("-project", "p.aep", "-comp", "Main", "-s", "0", "-e", "1")
TEMPLATES = ("-RStemplate", "Best Settings", "-OMtemplate", "TIFF Sequence with Alpha")


def called(folder: Path, arguments: Sequence[str], *, painted: bool = True) -> tuple[int, str]:
    program = install(folder / "ae", orders=Orders(painted=SIZE if painted else ()))
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize("arguments", [(), ("-help",), (*RENDER, "-help")])
def test_emulator_shows_its_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    code, said = called(tmp_path, arguments)
    assert (code, "USAGE" in said) == (2, True)


def test_emulator_tells_its_version_and_renders_nothing(tmp_path: Path) -> None:
    assert called(tmp_path, ("-version",)) == (0, "aerender version 25.6x101\n")
    assert starts(tmp_path / "ae" / "aerender") == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("-fast",), "Illegal argument flag: -fast"),
        (("-project",), "no value given for flag: -project"),
        ((*RENDER, "-sound", "LOUD"), "Bad value for -sound."),
        ((*RENDER, "-mem_usage", "50"), "no value given for flag: -mem_usage"),
        ((*RENDER, "-mem_usage", "50", "all"), "Bad value for -mem_usage."),
        ((*RENDER, "-mfr", "MAYBE", "50"), "Bad value for -mfr."),
        ((*RENDER, "-mfr", "ON", "-continueOnMissingFootage"), "Bad value for -mfr."),
    ],
)
def test_emulator_complains_of_a_wrong_command_line(arguments: tuple[str, ...], complaint: str, tmp_path: Path) -> None:
    code, said = called(tmp_path, arguments)
    assert (code, f"aerender SYNTAX ERROR: {complaint}" in said) == (3, True)


def test_emulator_misses_templates_and_output(tmp_path: Path) -> None:
    code, said = called(tmp_path, (*RENDER, "-RStemplate", "Best Settings", "-OMtemplate", "PNG"))
    assert (code, "No output module template was found" in said) == (7, True)
    code, said = called(tmp_path, (*RENDER, *TEMPLATES))
    assert (code, "needs output file but none provided" in said) == (7, True)


def test_emulator_says_what_it_cannot_open(tmp_path: Path) -> None:
    code, said = called(tmp_path, (*RENDER, *TEMPLATES, "-output", "[###].tif"), painted=False)
    assert (code, "After Effects error: openFast" in said) == (9, True)


def test_emulator_writes_frames_under_their_displayed_numbers(tmp_path: Path) -> None:
    render = ("-project", "p.aep", "-comp", "Main", "-s", "98", "-e", "100")
    code, said = called(tmp_path, (*render, *TEMPLATES, "-output", str(tmp_path / "[###].tif")))
    assert code == 0
    assert sorted(path.name for path in tmp_path.glob("*.tif")) == ["098.tif", "099.tif", "100.tif"]
    assert "(3): 0 Seconds" in said


@pytest.mark.parametrize(("flags", "order"), [((), [1, 2, 3, 4, 5]), (("-mfr", "ON", "75"), [4, 3, 2, 1, 5])])
def test_emulator_draws_several_frames_at_a_time_when_told(
    flags: tuple[str, ...], order: list[int], tmp_path: Path
) -> None:
    render = ("-project", "p.aep", "-comp", "Main", "-s", "0", "-e", "4", "-mem_usage", "40", "80")
    code, said = called(tmp_path, (*render, *flags, *TEMPLATES, "-output", str(tmp_path / "[###].tif")))
    assert code == 0
    assert [int(number) for number in re.findall(r"\((\d+)\): \d+ Seconds", said)] == order


def test_an_older_one_knows_no_multi_frame_rendering() -> None:
    with pytest.raises(RenderFailedError, match="Illegal argument flag: -mfr"):
        parse(("-mfr", "ON", "75"), "18.4x41")
    assert parse(("-mfr", "ON", "75"), "22.0x1").has("-mfr")
