from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from app.core.errors import EngineError, StorageError, TemplateError
from app.farm.engine_check import try_builtin
from app.farm.engines.aerender.installed import find_after_effects
from resources import samples


def test_builtin_engine_draws_a_frame_of_a_sample() -> None:
    found = try_builtin(samples()[0].template)
    assert (found.width, found.height) == (1280, 720)
    assert found.draw_seconds > 0


def test_what_is_wrong_with_a_template_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "broken.aep"
    broken.write_bytes(b"no project")
    with pytest.raises(TemplateError):
        try_builtin(broken)


def test_engine_that_is_late_is_given_up() -> None:
    with pytest.raises(EngineError, match="in time"):
        try_builtin(samples()[0].template, seconds=0.0)


def test_after_effects_is_where_the_setting_says_or_nowhere(tmp_path: Path) -> None:
    program = tmp_path / "aerender"
    assert find_after_effects(str(program)) is None
    program.write_bytes(b"")
    assert find_after_effects(str(program)) == program


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="After Effects may be here")
def test_there_is_no_after_effects_on_linux() -> None:
    assert find_after_effects("") is None


def test_without_a_place_for_temporary_files_that_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    with pytest.raises(StorageError, match="temporary files"):
        try_builtin(samples()[0].template)
