"""What is made of After Effects' own log, of exit codes and of warnings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.errors import EngineError, EngineLostError, FarmhandError, MissingError, RenderError, TemplateError
from app.core.jobs import WarningKind
from app.farm.engines.aerender.failures import as_warnings, exit_error, fatal_error, is_gone
from app.farm.engines.aerender.own_log import own_log


def test_farm_aerender_own_log_is_the_end_of_the_newest(tmp_path: Path) -> None:
    project = tmp_path / "project.aep"
    assert own_log(str(project)) == ""
    folder = tmp_path / "project.aep Logs"
    folder.mkdir()
    (folder / "old.txt").write_text("old")
    os.utime(folder / "old.txt", (1, 1))
    lines = [f"line {number}" for number in range(5000)]
    (folder / "new.txt").write_bytes("\r\n".join([*lines, "Letzte Zeile für heute"]).encode("cp850"))
    found = own_log(str(project)).splitlines()
    assert found[-1] == "Letzte Zeile für heute"
    assert len(found) == 20


@pytest.mark.parametrize("code", [-9, -6, 1, 11, 137, 3221225477])
def test_farm_aerender_codes_that_say_only_that_it_is_gone(code: int) -> None:
    assert is_gone(code)
    assert isinstance(exit_error(code, ""), EngineLostError)


@pytest.mark.parametrize("code", [2, 3, 4, 5, 6, 7, 8, 9, 10])
def test_farm_aerender_codes_that_report_a_failure(code: int) -> None:
    error = exit_error(code, "the end")
    assert not is_gone(code)
    assert type(error) is RenderError
    assert f"exit code {code}" in error.cause
    assert error.cause.endswith("the end")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("aerender ERROR: No comp was found with the given name.", TemplateError),
        ("aerender Error: After Effects error: 1 file is missing footage.", MissingError),
        ("aerender ERROR: No output module template was found with the given name.", EngineError),
        ("aerender ERROR: Error executing script: x.jsx", EngineError),
        ("aerender ERROR: path is not valid", EngineError),
        ("aerender ERROR: Another instance of aerender, or another script, may be running.", EngineLostError),
        ("aerender Error: After Effects error: Rendering error while writing to file “x”.", RenderError),
        ("aerender Error: Rendering error while writing to file “x”. Could not read from source.", EngineError),
    ],
)
def test_farm_aerender_errors_say_who_would_meet_them_again(line: str, kind: type[FarmhandError]) -> None:
    """Every worker, this worker, maybe another one, or maybe nobody."""
    assert type(fatal_error(line, "")) is kind


def test_farm_aerender_errors_nobody_knows_are_passed_on() -> None:
    error = fatal_error("aerender Error: After Effects error: 内部エラー", "")
    assert type(error) is RenderError
    assert error.cause == "It says: Error: After Effects error: 内部エラー"


def test_farm_aerender_warnings_are_sorted_by_what_they_are_about() -> None:
    found = as_warnings(
        [
            "Project has missing fonts.",
            "Text Layer: Font family: Gotham, Font style: Bold.",
            "Text Layer: Font family: Gotham, Font style: Bold.",
            "This project contains a reference to a missing effect (Particular).",
            "3 files are missing since you last saved this project.",
            "The disk cache is nearly full.",
            "After Effects cannot use the graphics card.",
            "Das Projekt enthält fehlende Schriftarten.",
        ]
    )
    assert [warning.kind for warning in found] == [
        *(WarningKind.FONT, WarningKind.FONT, WarningKind.EFFECT, WarningKind.FOOTAGE, WarningKind.FONT),
    ]
    assert found[1].what == "The font Gotham Bold is missing in After Effects; another one stands in for it"
