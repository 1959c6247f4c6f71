from __future__ import annotations

import logging
from pathlib import Path

import pytest

from app.farm.logs import LOG_NAME, farm_log


def test_the_farm_talks_to_its_file_and_never_to_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    log = logging.getLogger("app.farm.test")
    with farm_log(tmp_path):
        log.warning("a worker was lost")
    log.warning("too late")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
    text = (tmp_path / LOG_NAME).read_text("utf-8")
    assert "a worker was lost" in text
    assert "too late" not in text
