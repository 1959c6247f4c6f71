"""Folders and archives where a command takes a template."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from PIL import Image

from app.cli.main import run
from app.cli.wiring import Wiring
from app.core.settings import Settings
from tests.fakes.zips import GREETING, PHOTO, greeting_files, write, zipped

Run = Callable[..., int]


@pytest.fixture
def farmhand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command that needs no workers, with an empty cache; its exit code."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def no_agents(*_arguments: object, **_more: object) -> NoReturn:
        raise AssertionError("this command starts no workers")

    wiring = Wiring(start_agents=no_agents, settings=Settings, owner="ann")
    return lambda *words: run([str(word) for word in words], wiring)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    notes = b'[slots.Name]\nlabel = "Guest"\n'
    return write(tmp_path / "pack.zip", zipped(greeting_files("Greeting/") | {"Greeting/template.toml": notes}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(GREETING.parent / "(Footage)", tmp_path / "sample" / "in" / "(Footage)")
    shutil.copyfile(GREETING, tmp_path / "sample" / "in" / "greeting.aepx")
    return tmp_path / "sample"


def test_inspect_an_archive(farmhand: Run, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert farmhand("inspect", pack, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(pack)
    assert Path(told["project"]).read_bytes() == GREETING.read_bytes()
    [photo] = told["footage"]
    assert Path(photo["found"]).read_bytes() == PHOTO.read_bytes()
    assert "Guest" in [slot["label"] for slot in told["slots"]]
    assert farmhand("inspect", pack) == 0
    assert capsys.readouterr().out.startswith(f"{pack}\n  {told['project']}\n")


def test_inspect_a_folder(farmhand: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert farmhand("inspect", folder, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == told["project"] == str(folder / "in" / "greeting.aepx")
    assert farmhand("inspect", folder) == 0
    assert capsys.readouterr().out.startswith(f"{told['file']}\nAfter Effects")


@pytest.mark.parametrize("kind", ["pack", "folder"])
def test_fill_convert_and_draw(farmhand: Run, kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    template = request.getfixturevalue(kind)
    out = tmp_path / "out"
    out.mkdir()
    assert farmhand("convert", template, out / "copy.aepx") == 0
    assert (out / "copy.aepx").read_bytes() == GREETING.read_bytes()
    assert farmhand("fill", template, "--set", "Message=Hello there", "--out", out / "filled.aepx") == 0
    assert (out / "filled.aepx").read_bytes() != GREETING.read_bytes()
    assert (
        farmhand("frame", template, "--frame", "60", "--scale", "0.1", "--missing", "fail", "--out", out / "a.png") == 0
    )
    assert farmhand("frame", GREETING, "--frame", "60", "--scale", "0.1", "--out", out / "b.png") == 0
    with Image.open(out / "a.png") as drawn, Image.open(out / "b.png") as expected:
        assert drawn.tobytes() == expected.tobytes()


def test_a_folder_s_own_project_is_not_replaced(farmhand: Run, folder: Path) -> None:
    project = folder / "in" / "greeting.aepx"
    assert farmhand("convert", folder, project, "--overwrite") == 2
    assert farmhand("fill", folder, "--set", "Name=A", "--out", project, "--overwrite") == 2
    assert project.read_bytes() == GREETING.read_bytes()


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({"../greeting.aepx": b""}, 1, "../greeting.aepx"),
        ({"a/one.aep": b"", "b/two.aep": b""}, 2, "“a/one.aep” and “b/two.aep”"),
        ({"film.mp4": b""}, 2, "no After Effects project in bad.zip"),
        ({"one.aep": b"nonsense"}, 1, "one.aep in bad.zip is not an After Effects project"),
    ],
)
def test_archives_that_cannot_be_used(
    farmhand: Run,
    tmp_path: Path,
    files: dict[str, bytes],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bad = write(tmp_path / "bad.zip", zipped(files))
    for words in (["inspect", bad], ["convert", bad, tmp_path / "x.aepx"], ["frame", bad, "--out", tmp_path / "x.png"]):
        if words[0] == "convert" and "nonsense" in str(files):
            continue
        assert farmhand(*words) == code
        told = capsys.readouterr()
        assert said in told.err
        assert told.out == ""
    assert not list(tmp_path.glob("x.*"))
