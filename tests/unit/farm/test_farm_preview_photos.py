"""The preview's photos: the pixels of a film's, whatever was fitted before, and not made twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.core.slots import Fit, MediaFill, PlacedMedia, Slot, SlotKind, TextFill
from app.farm.preview import photos
from app.farm.preview.photos import FittedPhotos, SlotError
from app.template.photos import fit_photo

SLOTS = {
    key: Slot(key=key, kind=SlotKind.PHOTO, label="Photo", item_id=1, width=width, height=height)
    for key, (width, height) in {"wide": (90, 30), "high": (20, 60)}.items()
}


def make_photo(path: Path, size: tuple[int, int] = (640, 400), seed: int = 1) -> Path:
    noise = np.random.default_rng(seed).integers(0, 256, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    image = Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)
    if path.suffix == ".png":
        image.putalpha(Image.linear_gradient("L").resize(size))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(path, exif=exif)
    return path


def fitted(fitting: FittedPhotos, key: str, media: MediaFill) -> PlacedMedia:
    placed = fitting.place(SLOTS, {key: media})[key]
    assert isinstance(placed, PlacedMedia)
    return placed


@pytest.mark.parametrize("ending", [".jpg", ".png", ".tif", ".webp"])
def test_fitted_photos_have_a_films_pixels_whatever_is_remembered(tmp_path: Path, ending: str) -> None:
    source = make_photo(tmp_path / f"photo{ending}")
    fitting = FittedPhotos(tmp_path / "fitted")
    for key in ("wide", "high"):
        for media in (
            MediaFill(path=str(source)),
            MediaFill(path=str(source), focal=(0.1, 0.9)),
            MediaFill(path=str(source), fit=Fit.CONTAIN),
            MediaFill(path=str(source), fit=Fit.CROP, crop=(0.4, 0.4, 0.5, 0.5)),
        ):
            placed = fitted(fitting, key, media)
            expected = fit_photo(SLOTS[key], media, source, tmp_path / "film")
            assert (placed.width, placed.height, placed.has_alpha) == (
                expected.width,
                expected.height,
                expected.has_alpha,
            )
            with Image.open(placed.path) as here, Image.open(expected.path) as there:
                assert here.mode == there.mode
                assert np.array_equal(np.asarray(here), np.asarray(there))


def test_fitted_photo_is_made_once_and_again_when_its_file_changes(tmp_path: Path) -> None:
    source = make_photo(tmp_path / "photo.jpg")
    fitting = FittedPhotos(tmp_path / "fitted")
    media = MediaFill(path=str(source))
    first = fitted(fitting, "wide", media)
    assert fitted(fitting, "wide", media) == first
    make_photo(source, seed=2)
    assert fitted(fitting, "wide", media) != first


def test_photos_too_large_for_exact_files_are_kept_as_a_films_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.template.photos._JPEG_PIXELS", 1000)
    source = make_photo(tmp_path / "photo.jpg")
    media = MediaFill(path=str(source))
    placed = fitted(FittedPhotos(tmp_path / "fitted"), "wide", media)
    expected = fit_photo(SLOTS["wide"], media, source, tmp_path / "film")
    assert Path(placed.path).read_bytes() == Path(expected.path).read_bytes()


def test_old_fitted_photos_are_removed_but_never_those_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "KEPT", 3)
    source = make_photo(tmp_path / "photo.jpg")
    fitting = FittedPhotos(tmp_path / "fitted")
    for step in range(10):
        both = {key: MediaFill(path=str(source), focal=(step / 10, 0.5)) for key in SLOTS}
        placed = fitting.place(SLOTS, both)
        assert all(isinstance(value, PlacedMedia) and Path(value.path).is_file() for value in placed.values())
    assert len(list((tmp_path / "fitted").iterdir())) == 3


def test_a_slot_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SlotError) as caught:
        FittedPhotos(tmp_path).place(SLOTS, {"none": TextFill(text="x")})
    assert caught.value.key == "none"


def test_a_crop_that_makes_no_sense_is_refused_with_and_without_a_remembered_photo(tmp_path: Path) -> None:
    source = make_photo(tmp_path / "photo.png")
    fitting = FittedPhotos(tmp_path / "fitted")
    wrong = MediaFill(path=str(source), fit=Fit.CROP, crop=(0.9, 0.0, 0.1, 1.0))
    for _ in range(2):
        with pytest.raises(SlotError):
            fitting.place(SLOTS, {"wide": wrong})
        fitted(fitting, "wide", MediaFill(path=str(source)))
