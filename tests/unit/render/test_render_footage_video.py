"""Video footage: the right frame at every time, however it is asked for, with its own colours and alpha."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.core.model import Footage, FootageKind, LayerKind
from app.render.renderer import Renderer
from app.render.video import UnreadableError, VideoFile
from tests.fakes.fonts import NoFonts
from tests.fakes.models import make_comp, make_layer, make_template

FRAMES = 60
SIZE = (64, 48)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty frames at 25 a second, each a grey of its own, with B-frames and few key frames."""
    path = tmp_path_factory.mktemp("video") / "film.mp4"
    write(path, "libx264", "yuv420p", [np.full((48, 64, 3), 16 + 3 * index, np.uint8) for index in range(FRAMES)])
    return path


def write(path: Path, codec: str, pixel_format: str, frames: list[np.ndarray]) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = pixel_format
        if codec == "libx264":
            stream.options = {"crf": "1", "g": "24", "bf": "3"}
        for pixels in frames:
            layout = "rgb24" if pixels.shape[2] == 3 else "rgba"
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format=layout)))
        container.mux(stream.encode())


def renderer_of(path: Path, **fields: Any) -> Renderer:
    given: dict[str, Any] = {"width": SIZE[0], "height": SIZE[1], "frame_rate": 25.0} | fields
    item = Footage(id=9, name="film", kind=FootageKind.VIDEO, path=path.name, **given)
    layer = make_layer(1, LayerKind.FOOTAGE, source_id=9, width=item.width, height=item.height)
    return Renderer(make_template(make_comp(1, *SIZE, layer), footage=[item]), footage={9: path}, fonts=NoFonts())


def grey(renderer: Renderer, frame: int) -> int:
    return int(renderer.render(1, frame)[24, 32, 0])


def test_every_frame_is_the_one_of_its_time_in_any_order(film: Path):
    renderer = renderer_of(film)
    forward = [grey(renderer, frame) for frame in range(FRAMES)]
    assert np.abs(np.asarray(forward) - (16 + 3 * np.arange(FRAMES))).max() <= 3
    mixed = [59, 0, 30, 29, 31, 58, 1, 23, 24, 25, 24]
    assert [grey(renderer, frame) for frame in mixed] == [forward[frame] for frame in mixed]
    assert [grey(renderer_of(film), frame) for frame in (24, 47)] == [forward[24], forward[47]]
    assert renderer.warnings == ()


def test_the_last_frame_stays_after_the_end(film: Path):
    renderer = renderer_of(film)
    assert grey(renderer, 200) == grey(renderer, FRAMES - 1)


def test_a_frame_rate_set_in_the_project_plays_faster_or_slower(film: Path):
    assert grey(renderer_of(film, frame_rate=50.0), 10) == grey(renderer_of(film), 20)


def test_video_with_alpha_is_drawn_transparent(tmp_path: Path):
    path = tmp_path / "alpha.mov"
    write(path, "qtrle", "argb", [np.full((48, 64, 4), (200, 100, 0, 128), np.uint8)] * 3)
    assert tuple(renderer_of(path).render(1, 1)[5, 5]) == (100, 50, 0, 128)


def test_colours_survive_the_way_from_video(tmp_path: Path):
    path = tmp_path / "colour.mp4"
    write(path, "libx264", "yuv444p", [np.full((48, 64, 3), (200, 60, 30), np.uint8)] * 3)
    assert np.abs(renderer_of(path).render(1, 0)[20, 20, :3].astype(int) - (200, 60, 30)).max() <= 4


@pytest.mark.parametrize("content", [b"", b"no film at all" * 100])
def test_a_damaged_video_is_a_placeholder_and_a_warning(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    renderer = renderer_of(path)
    assert (renderer.render(1, 0)[..., 3] == 255).all()
    assert "cannot be read" in renderer.warnings[0].what


def test_a_file_with_sound_only_is_refused(tmp_path: Path):
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        samples = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        samples.sample_rate = 8000
        container.mux(stream.encode(samples))
        container.mux(stream.encode())
    with pytest.raises(UnreadableError, match="no picture"):
        VideoFile(path)


@pytest.mark.parametrize("ending", ["mp4", "m3u8"])
def test_a_listing_of_other_files_is_no_video_whatever_it_is_called(film: Path, tmp_path: Path, ending: str):
    shutil.copyfile(film, tmp_path / "secret.mp4")
    path = tmp_path / f"footage.{ending}"
    path.write_text("ffconcat version 1.0\nfile secret.mp4\n")
    with pytest.raises(UnreadableError):
        VideoFile(path)
