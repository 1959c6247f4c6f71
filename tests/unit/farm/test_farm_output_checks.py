"""The folder and the music of films are looked at before anything is rendered."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from app.farm.checks import CheckKind, CheckLevel, blocked
from app.farm.output_checks import OutputChecker


def tone(path: Path) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000))
    return path


def test_a_folder_that_is_not_there_yet_and_music_are_right(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "films"
    assert not blocked(OutputChecker().check(folder, tone(tmp_path / "tone.wav")))
    assert not folder.exists()
    assert not blocked(OutputChecker().check(folder, None, writing=True))
    assert list(folder.iterdir()) == []


def test_music_that_is_none_is_named_and_looked_at_again_when_it_is_another(tmp_path: Path) -> None:
    checker, music = OutputChecker(), tmp_path / "song.mp3"
    for content in (None, b"no music"):
        if content is not None:
            music.write_bytes(content)
        (check,) = checker.check(tmp_path, music)
        assert (check.kind, check.level, check.subject) == (CheckKind.MUSIC, CheckLevel.ERROR, "song.mp3")
        assert check.error is not None
        assert "song.mp3" in check.error.title
        assert ("not found" in check.error.title) is (content is None)
        assert "Errno" not in check.error.cause
    tone(music)
    assert not blocked(checker.check(tmp_path, music))


@pytest.mark.parametrize("writing", [False, True])
def test_a_file_in_the_way_of_the_folder_is_told(tmp_path: Path, writing: bool) -> None:
    (tmp_path / "films").write_bytes(b"")
    (check,) = OutputChecker().check(tmp_path / "films" / "june", None, writing=writing)
    assert (check.kind, check.level) == (CheckKind.FOLDER, CheckLevel.ERROR)
    assert check.subject == str(tmp_path / "films" / "june")


def test_a_folder_that_cannot_be_made_is_told_when_it_is_tried(tmp_path: Path) -> None:
    # Longer than any file system lets a name be.
    folder = tmp_path / ("f" * 300)
    assert not blocked(OutputChecker().check(folder, None))
    (check,) = OutputChecker().check(folder, None, writing=True)
    assert check.kind is CheckKind.FOLDER
    assert check.error is not None
    assert "Choose another folder" in check.error.next_step
