"""aerender's command line, the paths that After Effects takes, and where it is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from msgspec.structs import replace

from app.core.errors import EngineError, TemplateError
from app.core.frames import FrameRange
from app.core.jobs import MissingPolicy
from app.core.settings_sources import load_settings
from app.farm.engines.aerender.command import Span, check_path, display_start, plain_path, render_command
from app.farm.engines.aerender.installed import find_after_effects, find_installed, opens, usual_places
from app.farm.engines.aerender.setup import AerenderSetup, setup_of

SETUP = AerenderSetup(program=r"C:\Program Files\Adobe\Adobe After Effects 2024\Support Files\aerender.exe")
WORK = PureWindowsPath(r"C:\fh\1")


def command(setup: AerenderSetup = SETUP, **given: object) -> tuple[str, ...]:
    arguments: dict[str, object] = {
        "project": WORK / "project.aep",
        "comp": "Main",
        "span": Span(frames=FrameRange(start=0, stop=30)),
        "folder": WORK / "r1",
        "missing": MissingPolicy.FAIL,
    }
    return render_command(setup, **(arguments | given))  # type: ignore[arg-type]


def test_farm_aerender_command_is_what_adobe_documents() -> None:
    assert command() == (
        SETUP.program,
        *("-project", r"C:\fh\1\project.aep", "-comp", "Main", "-s", "0", "-e", "29"),
        *("-RStemplate", "Best Settings", "-OMtemplate", "TIFF Sequence with Alpha"),
        *("-output", r"C:\fh\1\r1\[#####].tif"),
        *("-close", "DO_NOT_SAVE_CHANGES", "-sound", "OFF", "-v", "ERRORS_AND_PROGRESS"),
    )


def test_farm_aerender_command_on_windows_keeps_spaces_and_brackets_in_one_argument() -> None:
    line = subprocess.list2cmdline(command(comp="Lower third (de)"))
    assert line.startswith(
        '"C:\\Program Files\\Adobe\\Adobe After Effects 2024\\Support Files\\aerender.exe" -project '
    )
    assert '-comp "Lower third (de)"' in line
    assert r"-output C:\fh\1\r1\[#####].tif" in line


def test_farm_aerender_command_counts_as_after_effects_displays() -> None:
    frames = FrameRange(start=10, stop=20)
    for comp_start, project, first, last in ((0, 0, "10", "19"), (0, 1, "11", "20"), (-86, 0, "-76", "-67")):
        span = Span(frames=frames, counts_from=display_start(comp_start, project))
        found = command(span=span)
        assert (found[found.index("-s") + 1], found[found.index("-e") + 1]) == (first, last)


def test_farm_aerender_command_has_what_was_set_and_the_version_knows() -> None:
    setup = replace(SETUP, memory=(40, 80), cpu_percent=75)
    text = " ".join(command(setup, version="24.1x32"))
    assert "-mem_usage 40 80 -mfr ON 75" in text
    assert "-mfr OFF 100" in " ".join(command(replace(setup, cpu_percent=0)))
    assert "-mfr" not in command(setup, version="18.4x41")
    assert "-continueOnMissingFootage" not in text
    assert "-continueOnMissingFootage" in command(missing=MissingPolicy.SUBSTITUTE)


def test_farm_aerender_settings_become_flags() -> None:
    def flags(**given: Any) -> str:
        return " ".join(command(setup_of(load_settings(command_line=given), Path("aerender"))))

    plain = flags()
    assert "-mfr" not in plain and "-mem_usage" not in plain
    assert "-mfr ON 60" in flags(after_effects_mfr="on", after_effects_cpu_percent=60)
    assert "-mfr OFF 100" in flags(after_effects_mfr="off")
    found = flags(after_effects_cache_percent=40, after_effects_memory_percent=80, after_effects_mfr="on")
    assert "-mem_usage 40 80 -mfr ON 100 -close" in found
    assert "-OMtemplate Rahmen" in flags(after_effects_output="Rahmen")


@pytest.mark.parametrize("name", ['5" tall', "two\nlines", ""])
def test_farm_aerender_names_that_would_not_arrive_are_refused(name: str) -> None:
    with pytest.raises(TemplateError, match="Rename the composition"):
        command(comp=name)
    with pytest.raises(EngineError, match="output module"):
        AerenderSetup(program="x", output_module=name)
    with pytest.raises(EngineError, match=r"\.mov"):
        AerenderSetup(program="x", suffix=".mov")


def test_farm_aerender_paths_that_are_too_long_are_named() -> None:
    longest = PureWindowsPath("C:\\" + "x" * (259 - 3))
    check_path(longest)
    with pytest.raises(EngineError, match="xx” is too long") as caught:
        check_path(longest.with_name(longest.name + "x"))
    assert "259" in caught.value.cause
    assert "work folder" in caught.value.next_step
    with pytest.raises(EngineError, match="too long"):
        command(folder=PureWindowsPath("C:\\" + "x" * 246))
    check_path(PurePosixPath("/" + "x" * 500))
    with pytest.raises(EngineError, match="bytes"):
        check_path(PurePosixPath("/" + "ä" * 512))


def test_farm_aerender_paths_that_scripts_would_decode_are_refused() -> None:
    check_path(PureWindowsPath(r"C:\100% mine\ä 名.aep"))
    with pytest.raises(EngineError, match="percent"):
        check_path(PureWindowsPath(r"C:\my%20work\p.aep"))


def test_farm_aerender_paths_lose_the_prefix_that_after_effects_does_not_know() -> None:
    assert plain_path(PureWindowsPath("\\\\?\\C:\\fh\\p.aep")) == PureWindowsPath("C:\\fh\\p.aep")
    assert plain_path(PureWindowsPath("\\\\?\\UNC\\nas\\x\\p.aep")) == PureWindowsPath("\\\\nas\\x\\p.aep")
    assert plain_path(PurePosixPath("/a/b")) == PurePosixPath("/a/b")


def test_farm_aerender_the_newest_release_is_found_first(tmp_path: Path) -> None:
    names = ("CC 2019", "2024", "CS6", "2026", "(Beta)", "CC 2015.3", "CC")
    for name in names:
        folder = tmp_path / f"Adobe After Effects {name}" / "Support Files"
        folder.mkdir(parents=True)
        (folder / "aerender.exe").write_bytes(b"")
    (tmp_path / "Adobe After Effects 2030").mkdir()
    found = find_installed(((tmp_path, "Support Files/aerender.exe"),))
    releases = [one.program.parts[-3].removeprefix("Adobe After Effects ") for one in found]
    assert releases == ["2026", "2024", "CC 2019", "CC 2015.3", "CC", "CS6", "(Beta)"]


def test_farm_aerender_usual_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRAMFILES", "C:/Program Files")
    monkeypatch.setenv("PROGRAMW6432", "C:/Program Files")
    assert [place[1] for place in usual_places("win32")] == ["Support Files/aerender.exe"]
    assert usual_places("darwin") == ((Path("/Applications"), "aerender"),)
    assert usual_places("linux") == ()


def test_farm_aerender_the_setting_decides(tmp_path: Path) -> None:
    program = tmp_path / "aerender"
    assert find_after_effects(str(program)) is None
    program.write_bytes(b"")
    assert find_after_effects(str(program)) == program


def test_farm_aerender_projects_of_a_newer_release_are_known_beforehand() -> None:
    assert opens("24.1x32", 95)
    assert not opens("24.1x32", 96)
    assert opens("17.0x1", 93)
    assert not opens("15.1x9", 93)
    assert opens("", 97)
    assert opens("15.0", 0)
