"""Bad input at the command line: one clear message, exit code 1 or 2, nothing half-written."""

from __future__ import annotations

import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from resources import samples
from tests.e2e.conftest import Farmhand, Outcome

GREETING = next(sample for sample in samples() if sample.name == "greeting")
AEPX = GREETING.template.with_suffix(".aepx").read_bytes()
AEP = GREETING.template.with_suffix(".aep").read_bytes()

DOCTYPE = b'<!DOCTYPE AfterEffectsProject [<!ENTITY x "y">]>'
EXTERNAL = b'<!DOCTYPE AfterEffectsProject [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
BOMB = b"<!DOCTYPE AfterEffectsProject [<!ENTITY e0 'ha'>%s]>" % b"".join(
    b"<!ENTITY e%d '%s'>" % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 11)
)


def with_prolog(prolog: bytes, data: bytes) -> bytes:
    declaration, rest = data.split(b"?>", 1)
    return declaration + b"?>\n" + prolog + rest


BAD_PROJECTS = {
    "text.aep": (b"This is not a project.", "not a"),
    "empty.aepx": (b"", "empty"),
    "truncated.aep": (AEP[: len(AEP) // 2], "truncated.aep"),
    "doctype.aepx": (with_prolog(DOCTYPE, AEPX), "DOCTYPE"),
    "external.aepx": (with_prolog(EXTERNAL, AEPX), "DOCTYPE"),
    "bomb.aepx": (with_prolog(BOMB, AEPX), "DOCTYPE"),
    "hex.aepx": (AEPX.replace(b'bdata="', b'bdata="xyz', 1), "hex.aepx"),
    "cut.aepx": (AEPX[: len(AEPX) // 2], "cut.aepx"),
    "picture.aep": (b"\x89PNG\r\n\x1a\n" + bytes(64), "picture.aep"),
}


@pytest.fixture
def farmhand(farmhand_here: Farmhand) -> Farmhand:
    """What the program says of bad input does not depend on its start."""
    return farmhand_here


def refused(outcome: Outcome, *words: str) -> None:
    assert outcome.code in (1, 2), outcome
    assert outcome.out == ""
    for word in words:
        assert word in outcome.err, outcome.err


@pytest.mark.parametrize("name", BAD_PROJECTS)
def test_bad_project(farmhand: Farmhand, tmp_path: Path, name: str) -> None:
    content, word = BAD_PROJECTS[name]
    path = tmp_path / name
    path.write_bytes(content)
    out = tmp_path / "films"
    refused(farmhand("render", path, "--out", out), name, word)
    assert not list(tmp_path.rglob("*.mp4"))


def test_missing_project(farmhand: Farmhand, tmp_path: Path) -> None:
    refused(farmhand("inspect", tmp_path / "nowhere.aep"), "nowhere.aep")


def test_unknown_slot_lists_the_near_ones(farmhand: Farmhand, tmp_path: Path) -> None:
    refused(farmhand("render", GREETING.template, "--set", "Nmae=Zoë", "--out", tmp_path), "Nmae", "Name")


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def test_bad_photos(farmhand: Farmhand, tmp_path: Path) -> None:
    (tmp_path / "zero.jpg").touch()
    (tmp_path / "huge.png").write_bytes(png_header(30_000, 30_000))
    (tmp_path / "words.jpg").write_text("not a picture")
    photo = tmp_path / "torn.jpg"
    Image.effect_noise((800, 800), 90).save(photo)
    photo.write_bytes(photo.read_bytes()[:9000])
    for name in ("nowhere.jpg", "zero.jpg", "huge.png", "words.jpg", "torn.jpg"):
        outcome = farmhand(
            "render", GREETING.template, "--set", f"Photo={tmp_path / name}", "--out", tmp_path / "films"
        )
        refused(outcome, name)
        assert not list(tmp_path.rglob("*.mp4"))


SHEETS = {
    "missing column": (b"Name,Message\nZo\xc3\xab,Hi\n", "Photo"),
    "duplicate names": (b"Name,Message,Photo,output\nA,b,,film\nC,d,,film\n", "film"),
    "wrong encoding": (b"Name,Message,Photo\n\x81\x8d\xff\x90,b,\n", "sheet.csv"),
    "control character": (b"Name,Message,Photo\nA,be\x07ll,\n", "Row 2"),
    "no rows": (b"Name,Message,Photo\n", "sheet.csv"),
    "empty": (b"", "sheet.csv"),
    "missing photo": (b"Name,Message,Photo\nA,b,nowhere.jpg\n", "Row 2"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_bad_spreadsheet(farmhand: Farmhand, tmp_path: Path, name: str) -> None:
    content, word = SHEETS[name]
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(content)
    refused(farmhand("render", GREETING.template, "--csv", sheet, "--out", tmp_path / "films"), word)
    assert not list(tmp_path.rglob("*.mp4"))


def test_quotes_and_line_breaks_in_cells_are_kept(farmhand: Farmhand, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text('Name,Message\n"Ann ""Bee""","one\ntwo, three"\n', "utf-8")
    out = tmp_path / "filled.aepx"
    outcome = farmhand("fill", GREETING.template, "--csv", sheet, "--row", "2", "--out", out)
    assert outcome.code == 0, outcome.err
    slots = farmhand("inspect", out, "--json").document["slots"]
    defaults = {slot["label"]: slot.get("default", "") for slot in slots}
    assert defaults["Name"] == 'Ann "Bee"'
    assert defaults["Message"] == "one\ntwo, three"


def test_unknown_comp_and_range(farmhand: Farmhand, tmp_path: Path) -> None:
    refused(farmhand("render", GREETING.template, "--comp", "Nowhere", "--out", tmp_path), "Nowhere")
    refused(farmhand("render", GREETING.template, "--range", "100-200", "--out", tmp_path), "100-200", "0-149")
    refused(farmhand("render", GREETING.template, "--range", "x", "--out", tmp_path), "A-B")
    refused(farmhand("frame", GREETING.template, "--frame", "150", "--out", tmp_path / "f.png"), "150")
    assert list(tmp_path.glob("*.png")) == []


def test_unknown_preset_engine_policy_and_music(farmhand: Farmhand, tmp_path: Path) -> None:
    for option, value in (("--preset", "gif"), ("--engine", "magic"), ("--missing", "ignore"), ("--music", "no.mp3")):
        refused(farmhand("render", GREETING.template, option, value, "--out", tmp_path), value)


def test_output_folder_is_a_file(farmhand: Farmhand, tmp_path: Path) -> None:
    (tmp_path / "films").write_text("in the way")
    refused(farmhand("render", GREETING.template, "--out", tmp_path / "films"), "films")
    assert (tmp_path / "films").read_text() == "in the way"


def test_music_that_is_no_sound(farmhand: Farmhand, tmp_path: Path) -> None:
    music = tmp_path / "song.mp3"
    music.write_text("la la la")
    outcome = farmhand("render", GREETING.template, "--music", music, "--range", "0-9", "--out", tmp_path / "films")
    assert outcome.code == 1
    assert "song.mp3" in outcome.err
    assert not list(tmp_path.rglob("*.mp4"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB, on which no film fits together with its work files."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_full_disk(farmhand: Farmhand, small_disk: Path) -> None:
    outcome = farmhand("render", GREETING.template, "--out", small_disk / "films")
    assert outcome.code == 1
    assert "space" in outcome.err or "full" in outcome.err
    assert not list(small_disk.rglob("*.mp4"))


def test_no_ffmpeg(farmhand: Farmhand, tmp_path: Path) -> None:
    outcome = farmhand(
        "render", GREETING.template, "--range", "0-9", "--out", tmp_path, FARMHAND_FFMPEG=str(tmp_path / "nowhere")
    )
    assert outcome.code == 1
    assert "FFmpeg" in outcome.err
    assert not list(tmp_path.glob("*.mp4"))


def test_missing_font_fails_unless_substitutes_are_accepted(
    farmhand: Farmhand, project_with_font: Callable[[str], Path], tmp_path: Path
) -> None:
    project = project_with_font("NoSuchFont-Bold")
    refused(farmhand("render", project, "--out", tmp_path / "films"), "NoSuchFont-Bold", "--missing substitute")
    outcome = farmhand("render", project, "--out", tmp_path / "films", "--missing", "substitute", "--json")
    assert outcome.code == 0, outcome.err
    [film] = outcome.document["films"]
    assert any("NoSuchFont-Bold" in warning["what"] for warning in film["warnings"])


def test_two_comps_of_one_name(farmhand: Farmhand, project_with_comps: Callable[..., Path], tmp_path: Path) -> None:
    project = project_with_comps("Main", "Main")
    refused(farmhand("render", project, "--comp", "Main", "--out", tmp_path / "films"), "Main", "#")


def test_newer_template_than_known(farmhand: Farmhand, newer_project: Path, tmp_path: Path) -> None:
    """It is read as far as it is understood; that it is newer is said, and rendering it is refused by default."""
    outcome = farmhand("inspect", newer_project, "--json")
    assert outcome.code == 0, outcome.err
    assert any("newer" in problem for problem in outcome.document["problems"])
    refused(farmhand("render", newer_project, "--out", tmp_path / "films"), "newer")


def test_wrong_use(farmhand: Farmhand, tmp_path: Path) -> None:
    assert farmhand("render").code == 2
    assert farmhand("fly").code == 2
    assert farmhand("convert", GREETING.template, tmp_path / "x.txt").code == 2
