"""What is known of photos before they are used."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import PhotoError
from app.core.slots import MediaFill, Slot, SlotKind
from app.farm.opened import open_template
from app.farm.photo_facts import OwnPicture, own_pictures, photo_facts

SLOT = Slot(key="item/1", kind=SlotKind.PHOTO, label="Photo", width=600, height=800)
GREETING = Path(__file__).parents[3] / "resources" / "samples" / "greeting"


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_a_photo_is_measured_and_made_small(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (1200, 900), (200, 30, 30)).save(tmp_path / name)
    facts = photo_facts(SLOT, MediaFill(path=str(tmp_path / name)), side=256)
    assert (facts.width, facts.height) == (1200, 900)
    assert (facts.picture.width, facts.picture.height) == (256, 192)
    assert len(facts.picture.pixels) == 256 * 192 * 4
    assert facts.warnings == ()


def test_a_photo_that_lies_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (1200, 900)).save(tmp_path / "side.jpg", exif=exif)
    facts = photo_facts(SLOT, MediaFill(path=str(tmp_path / "side.jpg")), side=200)
    assert (facts.width, facts.height) == (900, 1200)
    assert (facts.picture.width, facts.picture.height) == (150, 200)


def test_a_photo_that_is_enlarged_is_warned_of(tmp_path: Path) -> None:
    Image.new("RGB", (300, 400)).save(tmp_path / "small.png")
    warnings = photo_facts(SLOT, MediaFill(path=str(tmp_path / "small.png")), side=64).warnings
    assert "enlarged 2.0 times" in warnings[0].what


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0 half"])
def test_a_file_that_is_no_photo_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.jpg").write_bytes(content)
    with pytest.raises(PhotoError):
        photo_facts(SLOT, MediaFill(path=str(tmp_path / "bad.jpg")), side=64)


def test_the_template_own_pictures_are_found_or_told_to_be_missing(tmp_path: Path) -> None:
    found = own_pictures(open_template(GREETING / "greeting.aep"), side=64, stopped=lambda: False)
    picture = found["item/1"].picture
    assert picture is not None
    assert max(picture.width, picture.height) == 64
    alone = tmp_path / "greeting.aep"
    alone.write_bytes((GREETING / "greeting.aep").read_bytes())
    assert own_pictures(open_template(alone), side=64, stopped=lambda: False) == {"item/1": OwnPicture(missing=True)}
    assert own_pictures(open_template(alone), side=64, stopped=lambda: True) == {}
