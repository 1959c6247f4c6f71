"""Names of After Effects' output module templates from its preferences: as it writes them, and as nobody should."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.settings import Settings
from app.farm.doctor import Verdict, after_effects_seen
from app.farm.engines.aerender.templates import LONGEST_NAME, MOST_NAMES, names_in, output_modules, preferences_folder
from tests.fakes.aerender.program import install

TEXT = """# Adobe After Effects
["Output Module Preference Section v28"]
\t"Default OM Index" = "0"
\t"Output Module List v28" = 00A1"x"\\
\t\t"more"00
["Output Module Spec Strings Section v28"]
\t"Output Module Spec Strings Base Path 0" = ""
\t"Output Module Spec Strings Name 0" = "Lossless"
\t"Output Module Spec Strings Name 1" = "TIFF Sequence with Alpha"
\t"Output Module Spec Strings Name 2" = "_HIDDEN X-Factor 8"
\t"Output Module Spec Strings Name 3" = "Verlustfrei mit Alphakan"C3A4"len"
\t"Output Module Spec Strings Name 4" = "A very long na"\\
\t\t"me"
\t"Output Module Spec Strings Name 5" = ""
\t"Output Module Spec Strings Name #6" = E69CAA
"""
NAMES = ("A very long name", "Lossless", "TIFF Sequence with Alpha", "Verlustfrei mit Alphakanälen", "未")


def write(folder: Path, version: str, text: str) -> None:
    place = folder / version
    place.mkdir(parents=True)
    (place / f"Adobe After Effects {version} Prefs-indep-output.txt").write_text(text, "utf-8")


def test_names_are_read_as_after_effects_writes_them() -> None:
    assert names_in(TEXT) == NAMES
    assert names_in(TEXT.replace("\n", "\r\n")) == NAMES


def test_the_file_of_the_version_is_read_else_that_of_its_newest_sister(tmp_path: Path) -> None:
    for version in ("23.6", "24.1", "24.10", "beta"):
        write(tmp_path, version, TEXT.replace("Lossless", version))
    assert "24.1" in output_modules("24.1x32", tmp_path)
    assert "24.10" in output_modules("24.5", tmp_path)
    assert "23.6" in output_modules("23x1", tmp_path)
    assert output_modules("25.0", tmp_path) == ()
    assert output_modules("", tmp_path) == ()
    assert output_modules("24.1", tmp_path / "nowhere") == ()


def test_a_folder_in_the_file_s_place_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "24.1" / "Adobe After Effects 24.1 Prefs-indep-output.txt").mkdir(parents=True)
    assert output_modules("24.1", tmp_path) == ()


def test_what_is_too_much_is_left_out() -> None:
    line = '\t"Output Module Spec Strings Name {}" = "{}"\n'
    many = "".join(line.format(number, f"name {number}") for number in range(MOST_NAMES + 5))
    assert len(names_in(many)) == MOST_NAMES
    assert names_in(line.format(1, "x" * (LONGEST_NAME + 1))) == ()


@given(st.text(max_size=200))
def test_any_text_is_borne(text: str) -> None:
    names_in(text)
    assert len(names_in(f'\t"Output Module Spec Strings Name 1" = {text}')) <= 1 + text.count("Output Module")


def test_places_are_those_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPDATA", "roaming")
    assert preferences_folder("win32") == Path("roaming/Adobe/After Effects")
    assert preferences_folder("linux") is None


@pytest.mark.parametrize(
    ("wanted", "verdict", "said"),
    [
        ("TIFF Sequence with Alpha", Verdict.GOOD, "has the output module template"),
        ("PNG", Verdict.DOUBTFUL, "Lossless, TIFF Sequence with Alpha"),
    ],
)
def test_the_doctor_says_whether_the_template_is_there(
    wanted: str, verdict: Verdict, said: str, tmp_path: Path
) -> None:
    program = install(tmp_path / "ae")
    write(tmp_path / "prefs", "25.6", TEXT)
    settings = Settings(after_effects=str(program), after_effects_output=wanted)
    found, seen, next_step = after_effects_seen(settings, tmp_path / "prefs")
    assert (found, bool(next_step)) == (verdict, verdict is not Verdict.GOOD)
    assert said in seen and "25.6x101" in seen
    found, seen, _ = after_effects_seen(settings, tmp_path / "nowhere")
    assert (found, "not known" in seen) == (Verdict.GOOD, True)
