"""Films from an archive, by the program as people start it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.conftest import Farmhand
from tests.fakes.zips import greeting_files, write, zipped


def test_films_from_an_archive_whose_unpacked_files_may_go(farmhand: Farmhand, home: Path, tmp_path: Path) -> None:
    pack = write(tmp_path / "Greeting pack.zip", zipped(greeting_files("Greeting/")))
    words = ("render", pack, "--set", "Name=Ada", "--range", "0-9", "--out", tmp_path / "films", "--json")
    done = farmhand(*words)
    assert done.code == 0, done.err
    [film] = done.document["films"]
    assert film["state"] == "done"
    assert (tmp_path / "films" / "greeting.mp4").stat().st_size > 0
    shutil.rmtree(home / ".cache" / "farmhand" / "unpacked")
    again = farmhand(*words)
    assert again.code == 2, again.err
    assert "exists already" in again.err
