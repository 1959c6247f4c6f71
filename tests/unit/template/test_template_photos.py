"""Photos are read safely and fitted exactly."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from app.core.errors import FillError, PhotoError
from app.core.slots import Fit, MediaFill, PlacedMedia, Slot, SlotKind
from app.template.photos import fit_photo, photo_warnings, safe_stem
from tests.fakes.examples import examples


def photo_slot(width: int = 40, height: int = 20) -> Slot:
    return Slot(key="item/7", kind=SlotKind.PHOTO, label="hero", item_id=7, width=width, height=height)


def place(source: Path, slot: Slot | None = None, **settings: object) -> tuple[PlacedMedia, Image.Image]:
    media = MediaFill(path=source.name, **settings)  # type: ignore[arg-type]
    placed = fit_photo(slot or photo_slot(), media, source, source.parent / "placed")
    with Image.open(placed.path) as image:
        image.load()
        return placed, image


def quadrants(width: int = 80, height: int = 40) -> Image.Image:
    """Red, green over blue, white: shows every turn and flip."""
    image = Image.new("RGB", (width, height))
    colours = {(0, 0): (255, 0, 0), (1, 0): (0, 255, 0), (0, 1): (0, 0, 255), (1, 1): (255, 255, 255)}
    for (column, row), colour in colours.items():
        image.paste(
            colour, (column * width // 2, row * height // 2, (column + 1) * width // 2, (row + 1) * height // 2)
        )
    return image


STORED_FOR = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_whatever_its_exif_orientation(tmp_path: Path, orientation: int, ending: str) -> None:
    turn = STORED_FOR[orientation]
    stored = quadrants() if turn is None else quadrants().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if ending == "webp" else {"quality": 100, "subsampling": 0} if ending == "jpg" else {}
    source = tmp_path / f"photo.{ending}"
    stored.save(source, exif=exif, **options)

    placed, image = place(source, photo_slot(80, 40))

    assert (placed.width, placed.height) == image.size == (80, 40)
    difference = np.abs(np.asarray(image).astype(int) - np.asarray(quadrants()).astype(int))
    assert difference[8:12, 8:12].max() <= 3
    assert difference[8:12, 68:72].max() <= 3
    assert difference[28:32, 8:12].max() <= 3


def test_a_photo_of_the_very_size_keeps_its_pixels(tmp_path: Path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (20, 40, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "exact.png")
    placed, image = place(tmp_path / "exact.png")
    assert not placed.has_alpha
    assert np.array_equal(np.asarray(image), pixels)
    assert photo_warnings(photo_slot(), MediaFill(path="exact.png"), tmp_path / "exact.png") == ()


def test_cover_cuts_around_the_focal_point(tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 100))
    for part, colour in enumerate([(200, 0, 0), (0, 200, 0), (0, 0, 200)]):
        image.paste(colour, (part * 100, 0, part * 100 + 100, 100))
    image.save(tmp_path / "wide.png")
    slot = photo_slot(50, 50)
    assert place(tmp_path / "wide.png", slot)[1].getpixel((25, 25)) == (0, 200, 0)
    assert place(tmp_path / "wide.png", slot, focal=(0.0, 0.5))[1].getpixel((25, 25)) == (200, 0, 0)
    assert place(tmp_path / "wide.png", slot, focal=(1.0, 0.5))[1].getpixel((48, 25)) == (0, 0, 200)


def test_contain_shows_everything_on_transparency(tmp_path: Path) -> None:
    Image.new("RGB", (30, 60), (10, 20, 30)).save(tmp_path / "tall.png")
    placed, image = place(tmp_path / "tall.png", photo_slot(60, 60), fit=Fit.CONTAIN)
    assert placed.has_alpha
    assert image.size == (60, 60)
    assert image.getpixel((2, 30)) == (0, 0, 0, 0)
    assert image.getpixel((30, 2)) == (10, 20, 30, 255)
    assert image.getpixel((14, 30))[3] == 0  # type: ignore[index]
    assert image.getpixel((16, 30))[3] == 255  # type: ignore[index]


def test_contain_of_the_same_shape_needs_no_alpha(tmp_path: Path) -> None:
    Image.new("RGB", (80, 40), (10, 20, 30)).save(tmp_path / "same.png")
    placed, image = place(tmp_path / "same.png", fit=Fit.CONTAIN)
    assert (placed.has_alpha, image.mode) == (False, "RGB")


def test_crop_takes_the_given_part_without_distorting_it(tmp_path: Path) -> None:
    quadrants(400, 400).save(tmp_path / "square.png")
    _, image = place(tmp_path / "square.png", photo_slot(40, 20), fit=Fit.CROP, crop=(0.5, 0.0, 1.0, 0.5))
    assert image.size == (40, 20)
    pixels = np.asarray(image).astype(int)
    assert np.abs(pixels - (0, 255, 0)).max() <= 20
    assert (pixels[5:-5, 5:-5] == (0, 255, 0)).all()


@pytest.mark.parametrize("crop", [None, (0.5, 0, 0.5, 1), (0.6, 0, 0.5, 1), (-0.1, 0, 1, 1), (0, 0, 1.1, 1)])
def test_an_impossible_crop_is_refused(tmp_path: Path, crop: tuple[float, ...] | None) -> None:
    quadrants().save(tmp_path / "a.png")
    with pytest.raises(FillError, match="hero"):
        place(tmp_path / "a.png", fit=Fit.CROP, crop=crop)


@pytest.mark.parametrize("focal", [(float("nan"), 0.5), (2.0, 0.5), (0.5, -1.0)])
def test_an_impossible_focal_point_is_refused(tmp_path: Path, focal: tuple[float, float]) -> None:
    quadrants().save(tmp_path / "a.png")
    with pytest.raises(FillError, match="hero"):
        place(tmp_path / "a.png", focal=focal)


def test_a_placeholder_without_a_size_is_refused(tmp_path: Path) -> None:
    quadrants().save(tmp_path / "a.png")
    with pytest.raises(FillError, match="size"):
        place(tmp_path / "a.png", photo_slot(0, 10))


def test_alpha_is_kept_and_does_not_bleed_colour(tmp_path: Path) -> None:
    image = Image.new("RGBA", (80, 40), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (40, 0, 80, 40))
    image.save(tmp_path / "cut-out.png")
    placed, result = place(tmp_path / "cut-out.png")
    assert placed.has_alpha
    assert placed.path.endswith(".png")
    assert result.getpixel((5, 5))[3] == 0  # type: ignore[index]
    assert result.getpixel((30, 5)) == (0, 0, 255, 255)
    edge = np.asarray(result)[10, 15:25]
    assert all(red < 8 for red, _, _, alpha in edge.tolist() if alpha > 8)


def test_palette_grey_bilevel_and_transparency_keys_are_understood(tmp_path: Path) -> None:
    quadrants().quantize(4).save(tmp_path / "palette.gif")
    Image.new("L", (80, 40), 77).save(tmp_path / "grey.png")
    Image.new("1", (80, 40), 1).save(tmp_path / "bilevel.png")
    quadrants().save(tmp_path / "key.png", transparency=(255, 0, 0))
    assert place(tmp_path / "palette.gif")[1].getpixel((5, 5)) == (255, 0, 0)
    assert place(tmp_path / "grey.png")[1].getpixel((5, 5)) == (77, 77, 77)
    assert place(tmp_path / "bilevel.png")[1].getpixel((5, 5)) == (255, 255, 255)
    placed, image = place(tmp_path / "key.png")
    assert placed.has_alpha
    assert image.getpixel((2, 2))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_sixteen_bit_grey_keeps_its_brightness(tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"deep.{ending}"
    Image.fromarray(np.full((40, 80), 0x8000, dtype=np.uint16)).save(source)
    assert place(source)[1].getpixel((5, 5)) == (128, 128, 128)


def test_sixteen_bit_colour_keeps_its_colours(tmp_path: Path) -> None:
    width, height = 80, 40
    row = b"\x00" + struct.pack(">HHH", 0xFFFF, 0x8080, 0x0000) * width
    (tmp_path / "deep.png").write_bytes(png(width, height, row * height, depth=16, colour_type=2))
    assert place(tmp_path / "deep.png")[1].getpixel((5, 5)) == (255, 128, 0)


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    Image.new("CMYK", (80, 40), (0, 255, 255, 0)).save(tmp_path / "print.jpg", quality=100)
    pixel = place(tmp_path / "print.jpg")[1].getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 250
    assert max(pixel[1:]) < 5


def wide_gamut_profile() -> bytes:
    """An RGB profile with swapped primaries: unmistakable when it is applied."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    table = struct.unpack(">I", content[128:132])[0]
    for entry in range(table):
        at = 132 + 12 * entry
        if content[at : at + 4] == b"rXYZ":
            content[at : at + 4] = b"gXYZ"
        elif content[at : at + 4] == b"gXYZ":
            content[at : at + 4] = b"rXYZ"
        elif content[at : at + 4] == b"desc":
            offset, size = struct.unpack(">II", content[at + 4 : at + 12])
            text = bytes(content[offset : offset + size])
            content[offset : offset + size] = text.replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))
    return bytes(content)


def test_an_embedded_profile_is_applied(tmp_path: Path) -> None:
    Image.new("RGB", (80, 40), (255, 0, 0)).save(tmp_path / "swapped.png", icc_profile=wide_gamut_profile())
    pixel = place(tmp_path / "swapped.png")[1].getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 250
    assert pixel[0] < 5


def test_an_embedded_profile_leaves_alpha_alone(tmp_path: Path) -> None:
    Image.new("RGBA", (80, 40), (255, 0, 0, 100)).save(tmp_path / "swapped.png", icc_profile=wide_gamut_profile())
    pixel = place(tmp_path / "swapped.png")[1].getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 250
    assert pixel[3] == 100


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pixels = np.random.default_rng(2).integers(0, 256, (20, 40, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "tagged.png", icc_profile=profile)
    assert np.array_equal(np.asarray(place(tmp_path / "tagged.png")[1]), pixels)


def test_an_unreadable_profile_is_told_and_the_photo_used(tmp_path: Path) -> None:
    source = tmp_path / "odd.png"
    Image.new("RGB", (40, 20), (1, 2, 3)).save(source, icc_profile=b"not a profile")
    assert place(source)[1].getpixel((5, 5)) == (1, 2, 3)
    (warning,) = photo_warnings(photo_slot(), MediaFill(path="odd.png"), source)
    assert "profile" in warning.what
    assert warning.where == "hero"


def test_damaged_exif_data_does_not_refuse_the_photo(tmp_path: Path) -> None:
    source = tmp_path / "odd.jpg"
    Image.new("RGB", (40, 20), (90, 90, 90)).save(source, exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff\x01")
    assert place(source)[1].size == (40, 20)


def test_enlarging_is_told(tmp_path: Path) -> None:
    Image.new("RGB", (20, 10)).save(tmp_path / "small.png")
    (warning,) = photo_warnings(photo_slot(), MediaFill(path="small.png"), tmp_path / "small.png")
    assert "2.0 times" in warning.what


def test_enlarging_because_of_a_crop_is_told(tmp_path: Path) -> None:
    Image.new("RGB", (80, 40)).save(tmp_path / "a.png")
    media = MediaFill(path="a.png", fit=Fit.CROP, crop=(0.0, 0.0, 0.25, 0.25))
    (warning,) = photo_warnings(photo_slot(), media, tmp_path / "a.png")
    assert "enlarged" in warning.what


def test_the_same_fill_gives_the_same_file_and_another_fill_another(tmp_path: Path) -> None:
    quadrants().save(tmp_path / "my photo (1).png")
    first = place(tmp_path / "my photo (1).png")[0]
    content = Path(first.path).read_bytes()
    Path(first.path).unlink()
    second = place(tmp_path / "my photo (1).png")[0]
    assert second == first
    assert Path(second.path).read_bytes() == content
    assert Path(first.path).name.endswith("_my_photo_1.png")
    other = place(tmp_path / "my photo (1).png", focal=(0.0, 0.0), fit=Fit.CROP, crop=(0, 0, 0.5, 0.5))[0]
    assert other.path != first.path
    assert [path.name for path in (tmp_path / "placed").iterdir() if path.name.startswith(".")] == []


def test_a_damaged_earlier_file_is_replaced(tmp_path: Path) -> None:
    quadrants().save(tmp_path / "a.png")
    placed = place(tmp_path / "a.png")[0]
    content = Path(placed.path).read_bytes()
    Path(placed.path).write_bytes(content[:50])
    place(tmp_path / "a.png")
    assert Path(placed.path).read_bytes() == content


def test_a_very_large_picture_becomes_a_jpeg_and_one_with_alpha_stays_png(tmp_path: Path) -> None:
    Image.new("RGB", (410, 400), (10, 200, 30)).save(tmp_path / "a.png")
    placed, image = place(tmp_path / "a.png", photo_slot(4100, 4000))
    assert placed.path.endswith(".jpg")
    assert image.size == (4100, 4000)
    Image.new("RGBA", (41, 40), (10, 200, 30, 128)).save(tmp_path / "b.png")
    assert place(tmp_path / "b.png", photo_slot(4100, 4000))[0].path.endswith(".png")


def test_a_large_jpeg_drafted_by_its_decoder_looks_the_same(tmp_path: Path) -> None:
    rows, columns = np.mgrid[0:1600, 0:2400]
    gradient = np.stack([rows * 255 // 1600, columns * 255 // 2400, (rows + columns) * 255 // 4000], axis=-1)
    original = Image.fromarray(gradient.astype(np.uint8))
    original.save(tmp_path / "large.jpg", quality=95)
    _, image = place(tmp_path / "large.jpg", photo_slot(120, 80))
    expected = original.resize((120, 80), Image.Resampling.LANCZOS)
    assert np.abs(np.asarray(image).astype(int) - np.asarray(expected).astype(int)).max() <= 3


@pytest.mark.parametrize(
    ("platform", "folder", "expected"),
    [
        ("windows", r"\\farm\share\job 1", r"\\farm\share\job 1" + "\\"),
        ("windows", "Z:/jobs/1", "Z:\\jobs\\1\\"),
        ("linux", "/mnt/jobs/1/", "/mnt/jobs/1/"),
        ("macos", "/Volumes/jobs", "/Volumes/jobs/"),
    ],
)
def test_the_project_path_is_the_rendering_machine_s(tmp_path: Path, platform: str, folder: str, expected: str) -> None:
    quadrants().save(tmp_path / "a.png")
    placed = fit_photo(
        photo_slot(), MediaFill(path="a.png"), tmp_path / "a.png", tmp_path, platform=platform, project_folder=folder
    )
    assert placed.project_path == expected + Path(placed.path).name
    assert placed.platform == platform


def png(width: int, height: int, pixels: bytes, *, depth: int = 8, colour_type: int = 2) -> bytes:
    def chunk(tag: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    for name, size in {"square": (30_000, 30_000), "line": (30_001, 1), "hundred": (10_001, 10_000)}.items():
        source = tmp_path / f"{name}.png"
        source.write_bytes(png(*size, b""))
        with pytest.raises(PhotoError, match="too large"):
            place(source)


def test_a_photo_below_the_limit_but_above_pillow_s_warning_is_taken(tmp_path: Path) -> None:
    source = tmp_path / "big.png"
    source.write_bytes(png(9_600, 9_600, (b"\x00" + bytes(9_600)) * 9_600, colour_type=0))
    assert place(source)[1].size == (40, 20)


def damaged_files(folder: Path) -> dict[str, bytes]:
    picture = io.BytesIO()
    rng = np.random.default_rng(3)
    Image.fromarray(rng.integers(0, 256, (200, 200, 3), dtype=np.uint8)).save(picture, "PNG")
    whole = picture.getvalue()
    jpeg = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (200, 200, 3), dtype=np.uint8)).save(jpeg, "JPEG")
    return {
        "empty.png": b"",
        "text.jpg": b"this is not a photo",
        "cut.png": whole[: len(whole) // 2],
        "header-only.png": whole[:20],
        "cut.jpg": jpeg.getvalue()[: len(jpeg.getvalue()) // 2],
        "flipped.png": whole[:3000] + bytes(200) + whole[3200:],
        "script.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    }


@pytest.mark.parametrize("name", sorted(damaged_files(Path())))
def test_damaged_and_foreign_files_are_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(damaged_files(tmp_path)[name])
    with pytest.raises(PhotoError, match=name):
        place(tmp_path / name)
    assert not (tmp_path / "placed").exists()


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="nowhere"):
        place(tmp_path / "nowhere.png")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(PhotoError, match="folder, not a photo"):
        place(tmp_path / "folder.png")
    with pytest.raises(PhotoError):
        fit_photo(photo_slot(), MediaFill(path="a"), tmp_path / "nul\0byte.png", tmp_path)


@pytest.mark.parametrize(
    ("stem", "expected"),
    [("Été à Paris", "Ete_a_Paris"), ("照片", "photo"), ("../../etc", "etc"), ("a" * 80, "a" * 40), ("CON", "CON")],
)
def test_stems_are_safe_everywhere(stem: str, expected: str) -> None:
    assert safe_stem(stem) == expected


@cache
def whole_files() -> dict[str, bytes]:
    rng = np.random.default_rng(4)
    noise = Image.fromarray(rng.integers(0, 256, (40, 60, 3), dtype=np.uint8))
    files = {}
    for kind, ending in {
        "PNG": "png",
        "JPEG": "jpg",
        "TIFF": "tif",
        "GIF": "gif",
        "WEBP": "webp",
        "BMP": "bmp",
    }.items():
        content = io.BytesIO()
        noise.save(content, kind)
        files[ending] = content.getvalue()
    return files


@settings(max_examples=examples(80), deadline=None)
@given(st.sampled_from(["png", "jpg", "tif", "gif", "webp", "bmp"]), st.data())
def test_a_damaged_file_gives_a_photo_or_a_photo_error(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject
) -> None:
    content = bytearray(whole_files()[ending])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(0, len(content))) :]
    source = tmp_path_factory.mktemp("photo") / f"damaged.{ending}"
    source.write_bytes(content)
    try:
        placed, image = place(source)
    except PhotoError as error:
        assert "damaged" in error.title
    else:
        assert image.size == (placed.width, placed.height) == (40, 20)
