"""Adobe's mark for computers that only render: set on request, seen, removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import StorageError
from app.farm.engines.aerender.render_only import find_markers, marker_places, remove_markers, set_marker


def test_farm_render_only_places_are_adobe_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC", "C:/Users/Public")
    assert marker_places(tmp_path, "win32") == (
        tmp_path / "ae_render_only_node.txt",
        Path("C:/Users/Public/Documents/Adobe/ae_render_only_node.txt"),
    )
    assert marker_places(tmp_path, "darwin")[1] == Path("/Users/Shared/Adobe/ae_render_only_node.txt")
    assert marker_places(tmp_path, "linux") == ()


def test_farm_render_only_mark_is_set_seen_and_removed(tmp_path: Path) -> None:
    places = (tmp_path / "Documents" / "mark.txt", tmp_path / "shared" / "mark.txt")
    assert find_markers(places) == ()
    assert set_marker(places) == places[0]
    places[1].parent.mkdir()
    places[1].touch()
    assert find_markers(places) == places
    assert remove_markers(places) == places
    assert find_markers(places) == ()
    assert remove_markers(places) == ()
    assert set_marker(()) is None


def test_farm_render_only_mark_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(StorageError, match=r"mark\.txt"):
        set_marker((blocked / "mark.txt",))
