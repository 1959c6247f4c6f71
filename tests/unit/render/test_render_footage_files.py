"""Footage from files: alpha, odd formats, sequences, and placeholders for what cannot be shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import EpsImagePlugin, Image

from app.core.jobs import WarningKind
from app.core.model import AlphaKind, Footage, FootageKind, LayerKind
from app.render.placeholder import footage_label
from app.render.renderer import Renderer
from tests.fakes.fonts import NoFonts
from tests.fakes.models import make_comp, make_image, make_layer, make_template


def renderer_of(item: Footage, path: Path | None, **layer: Any) -> Renderer:
    width, height = item.width or 8, item.height or 8
    shown = make_layer(1, LayerKind.FOOTAGE, source_id=item.id, width=width, height=height, **layer)
    template = make_template(make_comp(1, width, height, shown), footage=[item])
    return Renderer(template, footage={} if path is None else {item.id: path}, fonts=NoFonts())


def save(folder: Path, pixels: Any, name: str = "photo.png", **options: Any) -> Path:
    path = folder / name
    Image.fromarray(np.asarray(pixels)).save(path, **options)
    return path


def test_an_image_is_drawn_pixel_by_pixel(tmp_path: Path):
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    drawn = renderer_of(make_image(9, 7, 5), save(tmp_path, pixels)).render(1, 0)
    assert np.array_equal(drawn[..., :3], pixels)
    assert (drawn[..., 3] == 255).all()


@pytest.mark.parametrize(
    ("alpha", "expected"),
    [
        (AlphaKind.STRAIGHT, (100, 50, 0, 128)),
        (AlphaKind.PREMULTIPLIED, (128, 100, 0, 128)),
        (AlphaKind.IGNORE, (200, 100, 0, 255)),
    ],
)
def test_alpha_is_read_as_the_project_says(tmp_path: Path, alpha: AlphaKind, expected: tuple[int, ...]):
    path = save(tmp_path, np.full((4, 4, 4), (200, 100, 0, 128), np.uint8))
    drawn = renderer_of(make_image(9, 4, 4, alpha=alpha), path).render(1, 0)
    assert (drawn == expected).all()


def test_a_photo_is_not_turned_by_its_exif_orientation(tmp_path: Path):
    pixels = np.zeros((4, 8, 3), np.uint8)
    pixels[:, :4] = 255
    turned = Image.Exif()
    turned[0x0112] = 6
    path = save(tmp_path, pixels, exif=turned)
    assert np.array_equal(renderer_of(make_image(9, 8, 4), path).render(1, 0)[..., :3], pixels)


def test_sixteen_bit_grey_and_palette_files_are_read(tmp_path: Path):
    grey = save(tmp_path, np.full((4, 4), 0x8000, np.uint16), "grey.png")
    assert (renderer_of(make_image(9, 4, 4), grey).render(1, 0) == (128, 128, 128, 255)).all()
    palette = tmp_path / "palette.gif"
    Image.fromarray(np.full((4, 4, 3), (10, 200, 30), np.uint8)).convert("P", palette=Image.Palette.ADAPTIVE).save(
        palette
    )
    assert (renderer_of(make_image(9, 4, 4), palette).render(1, 0) == (10, 200, 30, 255)).all()


def test_fine_detail_does_not_alias_when_a_picture_shrinks(tmp_path: Path):
    stripes = np.zeros((256, 256, 3), np.uint8)
    stripes[:, ::2] = 255
    drawn = renderer_of(make_image(9, 256, 256), save(tmp_path, stripes)).render(1, 0, scale=0.23)
    assert np.abs(drawn[4:-4, 4:-4, 0].astype(int) - 128).max() <= 3


def test_missing_footage_is_a_labelled_placeholder_of_the_right_size():
    renderer = renderer_of(make_image(9, 160, 90, path="D:\\shots\\ready\\beach.jpg"), None)
    drawn = renderer.render(1, 0)
    assert (drawn[..., 3] == 255).all()
    assert len(np.unique(drawn.reshape(-1, 4), axis=0)) > 10
    assert [(note.kind, note.what) for note in renderer.warnings] == [
        (WarningKind.FOOTAGE, "beach.jpg: file not found")
    ]
    other = renderer_of(make_image(9, 160, 90, path="D:\\shots\\ready\\mountain.jpg"), None).render(1, 0)
    assert not np.array_equal(drawn, other)


@pytest.mark.parametrize("path", ["D:\\shots\\beach.jpg", "/Users/me/shots/beach.jpg", "beach.jpg"])
def test_labels_are_file_names_whatever_the_platform(path: str):
    assert footage_label(make_image(9, 4, 4, path=path)) == "beach.jpg"
    assert footage_label(make_image(9, 4, 4, path="", name="still")) == "still"


def test_placeholders_exist_in_every_size():
    for width, height in ((1, 1), (3, 400), (500, 2)):
        assert renderer_of(make_image(9, width, height), None).render(1, 0)[..., 3].all()


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_damaged_file_is_a_placeholder_and_a_warning(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.png"
    path.write_bytes(content)
    renderer = renderer_of(make_image(9, 32, 32), path)
    assert (renderer.render(1, 0)[..., 3] == 255).all()
    assert "cannot be read" in renderer.warnings[0].what


def test_a_truncated_photo_is_a_placeholder_and_a_warning(tmp_path: Path):
    path = save(tmp_path, np.random.default_rng(2).integers(0, 256, (64, 64, 3), dtype=np.uint8), "cut.jpg")
    path.write_bytes(path.read_bytes()[:900])
    renderer = renderer_of(make_image(9, 64, 64), path)
    renderer.render(1, 0)
    assert "cannot be read" in renderer.warnings[0].what


def test_a_file_that_changes_is_read_again(tmp_path: Path):
    path = save(tmp_path, np.full((4, 4, 3), 10, np.uint8))
    renderer = renderer_of(make_image(9, 4, 4), path)
    assert renderer.render(1, 0)[0, 0, 0] == 10
    save(tmp_path, np.random.default_rng(3).integers(100, 200, (4, 4, 3), dtype=np.uint8))
    assert renderer.render(1, 0)[0, 0, 0] >= 100


def test_an_image_sequence_plays_at_its_own_rate(tmp_path: Path):
    names = tuple(f"frame{index}.png" for index in range(3))
    for index, name in enumerate(names):
        save(tmp_path, np.full((4, 4, 3), 50 * (index + 1), np.uint8), name)
    item = Footage(
        id=9, name="seq", kind=FootageKind.SEQUENCE, width=4, height=4, frame_rate=12.5, sequence_files=names
    )
    renderer = renderer_of(item, tmp_path / names[0])
    assert [int(renderer.render(1, frame)[0, 0, 0]) for frame in (0, 1, 2, 3, 4, 20)] == [50, 50, 100, 100, 150, 150]


def test_audio_draws_nothing_and_is_no_loss():
    item = Footage(id=9, name="song", kind=FootageKind.AUDIO, has_video=False, has_audio=True, path="song.mp3")
    renderer = renderer_of(item, None)
    assert not renderer.render(1, 0).any()
    assert renderer.warnings == ()


def test_pictures_that_would_start_another_program_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Pillow hands EPS to Ghostscript; here it would find one."""
    started = tmp_path / "started"
    program = tmp_path / "gs"
    program.write_text(f"#!/bin/sh\ntouch '{started}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(EpsImagePlugin, "gs_binary", None)
    path = tmp_path / "photo.png"
    path.write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 32 32\n%%EndComments\nshowpage\n%%EOF\n")
    renderer = renderer_of(make_image(9, 32, 32), path)
    renderer.render(1, 0)
    assert "cannot be read" in renderer.warnings[0].what and not started.exists()


def test_files_of_a_sequence_lie_in_its_folder(tmp_path: Path):
    folder = tmp_path / "sequence"
    folder.mkdir()
    save(folder, np.full((4, 4, 3), 50, np.uint8), "a.png")
    secret = save(tmp_path, np.full((4, 4, 3), 200, np.uint8), "secret.png")
    for name in (str(secret), "../secret.png", "..\\secret.png"):
        item = Footage(
            id=9, name="seq", kind=FootageKind.SEQUENCE, width=4, height=4, frame_rate=25.0, sequence_files=(name,)
        )
        renderer = renderer_of(item, folder / "a.png")
        assert renderer.render(1, 0)[0, 0, 0] != 200 and renderer.warnings
