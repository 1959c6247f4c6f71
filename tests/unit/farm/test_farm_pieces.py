"""Pieces: the same bytes everywhere, exact colours, torn ones never counted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from app.core.errors import EncodeError, VerifyError
from app.core.frames import FrameRange
from app.core.presets import PRESETS, find_preset
from app.farm.files import sha256_of
from app.farm.pieces import (
    Frame,
    encode_piece,
    frame_hash,
    manifest_key,
    recover_pieces,
    straight_alpha,
    verify_piece,
)
from app.farm.storage_folder import FolderStorage
from tests.fakes.farm_jobs import make_piece, make_pieces, make_plan, store_bytes

ENCODE = """
import sys
from pathlib import Path
from app.core.frames import FrameRange
from app.farm.storage_folder import FolderStorage
from tests.fakes.farm_jobs import make_plan, make_piece
folder = Path(sys.argv[1])
plan = make_plan(preset=sys.argv[2], width=320, height=180, frames=FrameRange(start=0, stop=30), piece_length=30)
print(make_piece(FolderStorage(folder / "s", folder / "r"), plan, 0).sha256)
"""


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "storage", tmp_path / "results")


def flat(color: tuple[int, int, int, int], *, size: tuple[int, int] = (64, 36)) -> Frame:
    frame = np.empty((size[1], size[0], 4), np.uint8)
    frame[:] = color
    return frame


def decoded(path: Path, pixel_format: str) -> list[Frame]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format=pixel_format) for frame in container.decode(video=0)]


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_farm_two_processes_write_the_same_bytes(preset: str, tmp_path: Path) -> None:
    hashes = set()
    # glibc fills fresh memory with this byte: an encoder that reads what it never wrote gives itself away.
    for perturbed in ("0", "85", "170"):
        command = [sys.executable, "-c", ENCODE, str(tmp_path / perturbed), preset]
        environment = os.environ | {"MALLOC_PERTURB_": perturbed}
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3], env=environment
        )
        hashes.add(done.stdout.strip())
    assert len(hashes) == 1
    assert len(hashes.pop()) == 64


@pytest.mark.parametrize("rate", [(25, 1), (30000, 1001), (24000, 1001), (60, 1), (12, 1)])
@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_farm_a_piece_has_every_frame_on_its_time_and_starts_with_a_key_frame(
    rate: tuple[int, int], count: int, tmp_path: Path
) -> None:
    path = tmp_path / "piece.mp4"
    frames = (flat((number * 30, 0, 0, 255)) for number in range(count))
    encode_piece(frames, path, preset=find_preset("mp4"), size=(64, 36), frame_rate=rate)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        shown = [(frame.pts or 0) * (stream.time_base or 0) for frame in container.decode(stream)]
        assert stream.average_rate == Fraction(*rate)
    assert shown == [number / Fraction(*rate) for number in range(count)]
    with av.open(str(path)) as container:
        packets = [packet.is_keyframe for packet in container.demux(video=0) if packet.size]
    assert packets[0]
    assert sum(packets) == 1


def test_farm_colours_are_bt709_and_say_so(tmp_path: Path) -> None:
    path = tmp_path / "piece.mp4"
    encode_piece([flat((255, 0, 0, 255))] * 3, path, preset=find_preset("mp4"), size=(64, 36), frame_rate=(25, 1))
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_range) == (1, 1)
        planes = frame.to_ndarray(format="yuv420p")
    # ITU-R BT.709 with 8-bit limited range: pure red is Y 63, Cb 102, Cr 240.
    luma, chroma = planes[:36], planes[36:]
    assert abs(int(luma[10, 10]) - 63) <= 1
    assert {abs(int(chroma.ravel()[5]) - 102) <= 2, abs(int(chroma.ravel()[-5]) - 240) <= 2} == {True}


def test_farm_alpha_survives_prores(tmp_path: Path) -> None:
    path = tmp_path / "piece.mov"
    half_red = flat((64, 0, 0, 128))
    encode_piece([half_red], path, preset=find_preset("prores4444"), size=(64, 36), frame_rate=(25, 1))
    (frame,) = decoded(path, "rgba")
    assert abs(int(frame[10, 10, 3]) - 128) <= 1
    # 64 of 128 is half of full red once it is straight.
    assert abs(int(frame[10, 10, 0]) - 128) <= 4


@given(arrays(np.uint8, (4, 5, 4)))
def test_farm_straight_alpha_undoes_premultiplying(frame: Frame) -> None:
    frame[..., :3] = np.minimum(frame[..., :3], frame[..., 3:])
    straight = straight_alpha(frame)
    alpha = frame[..., 3:].astype(np.uint32)
    again = (straight[..., :3].astype(np.uint32) * alpha + 127) // 255
    assert np.array_equal(straight[..., 3], frame[..., 3])
    assert np.array_equal(again, frame[..., :3])


def test_farm_odd_sizes_are_padded_by_their_edge(tmp_path: Path) -> None:
    path = tmp_path / "piece.mp4"
    odd = flat((0, 255, 0, 255), size=(63, 35))
    done = encode_piece([odd], path, preset=find_preset("mp4"), size=(64, 36), frame_rate=(25, 1))
    (frame,) = decoded(path, "rgb24")
    assert frame.shape == (36, 64, 3)
    assert int(frame[35, 63, 1]) > 240
    assert done.frame_hashes == (frame_hash(odd),)


def test_farm_frame_hashes_are_of_the_raw_frames() -> None:
    assert frame_hash(flat((1, 2, 3, 4))) == frame_hash(flat((1, 2, 3, 4)))
    assert frame_hash(flat((1, 2, 3, 4))) != frame_hash(flat((1, 2, 3, 5)))
    assert len(frame_hash(flat((0, 0, 0, 0)))) == 32
    wide = np.zeros((36, 128, 4), np.uint8)
    assert frame_hash(wide[:, ::2]) == frame_hash(np.zeros((36, 64, 4), np.uint8))


@pytest.mark.parametrize("size", [(63, 36), (64, 35), (0, 36), (-2, 2)])
def test_farm_sizes_that_the_preset_cannot_have_are_refused(size: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="even"):
        encode_piece([], tmp_path / "x.mp4", preset=find_preset("mp4"), size=size, frame_rate=(25, 1))
    assert list(tmp_path.iterdir()) == []


def test_farm_frames_that_do_not_fit_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    for frames in ([flat((0, 0, 0, 255), size=(32, 36))], [], [np.zeros((36, 64, 4), np.float32)]):
        with pytest.raises(EncodeError):
            encode_piece(
                frames,  # type: ignore[arg-type]
                tmp_path / "x.mp4",
                preset=find_preset("mp4"),
                size=(64, 36),
                frame_rate=(25, 1),
            )
        assert list(tmp_path.iterdir()) == []


def test_farm_frames_may_be_views_and_read_only(tmp_path: Path) -> None:
    frame = flat((10, 20, 30, 255))
    frame[::2, ::3] = (200, 100, 50, 255)
    view = np.flip(np.flip(frame, 1).copy(), 1)
    view.flags.writeable = False
    made = [
        encode_piece([one] * 2, tmp_path / "x.mp4", preset=find_preset("mp4"), size=(64, 36), frame_rate=(25, 1))
        for one in (frame, view)
    ]
    assert made[0] == made[1]


def test_farm_a_failing_drawing_leaves_no_file(tmp_path: Path) -> None:
    def frames() -> Iterator[Frame]:
        yield flat((0, 0, 0, 255))
        raise KeyError("layer")

    with pytest.raises(KeyError):
        encode_piece(frames(), tmp_path / "x.mp4", preset=find_preset("mp4"), size=(64, 36), frame_rate=(25, 1))
    assert list(tmp_path.iterdir()) == []


def test_farm_a_good_piece_verifies(storage: FolderStorage) -> None:
    manifest = make_piece(storage, make_plan(), 1)
    verify_piece(manifest, storage.fetch(manifest.file))
    verify_piece(manifest, storage.fetch(manifest.file), decode=False)


def test_farm_every_kind_of_damage_is_found(storage: FolderStorage, tmp_path: Path) -> None:
    manifest = make_piece(storage, make_plan(), 1)
    content = storage.fetch(manifest.file).read_bytes()
    path = tmp_path / "piece.mp4"
    for damaged in (b"", content[:-1], content[: len(content) // 2], bytes(len(content)), content[:-1] + b"\x00"):
        path.write_bytes(damaged)
        with pytest.raises(VerifyError, match="Piece 1 of job job-1"):
            verify_piece(manifest, path)


def test_farm_a_piece_with_a_frame_too_few_is_found(storage: FolderStorage) -> None:
    manifest = make_piece(storage, make_plan(), 1)
    longer = msgspec.structs.replace(manifest, frames=FrameRange(start=5, stop=11))
    for decode in (True, False):
        with pytest.raises(VerifyError, match="5 frames and should have 6"):
            verify_piece(longer, storage.fetch(manifest.file), decode=decode)


def test_farm_recovery_finds_complete_pieces_once(storage: FolderStorage) -> None:
    plan = make_plan()
    made = (make_piece(storage, plan, 0), make_piece(storage, plan, 2), make_piece(storage, plan, 2, attempt=2))
    assert recover_pieces(storage, plan.job_id, plan) == made[:2]


def test_farm_recovery_ignores_what_is_torn_damaged_or_foreign(storage: FolderStorage) -> None:
    plan = make_plan()
    good, damaged, torn, foreign = make_pieces(storage, plan)
    (storage.root / damaged.file).write_bytes(b"x" * damaged.size)
    storage.delete(manifest_key(torn.file))
    (storage.root / manifest_key(foreign.file)).write_bytes(
        msgspec.json.encode(msgspec.structs.replace(foreign, job_id="other"))
    )
    store_bytes(storage, "work/job-1/pieces/00009.a1.mp4.json", b"{not json")
    assert recover_pieces(storage, plan.job_id, plan) == (good,)
    assert storage.find(damaged.file) is None
    assert storage.find(manifest_key(damaged.file)) is None
    # Whoever wrote it may be about to write its manifest.
    assert storage.find(torn.file) is not None


def test_farm_recovery_ignores_pieces_of_another_grid(storage: FolderStorage) -> None:
    plan = make_plan()
    make_pieces(storage, plan)
    other = msgspec.structs.replace(plan, piece_length=10)
    assert recover_pieces(storage, plan.job_id, other) == ()


def test_farm_a_piece_that_only_names_other_files_is_no_piece(storage: FolderStorage, tmp_path: Path) -> None:
    shutil.copyfile(storage.fetch(make_piece(storage, make_plan(), 0).file), tmp_path / "other.mp4")
    path = tmp_path / "piece.mp4"
    path.write_text("ffconcat version 1.0\nfile other.mp4\n")
    manifest = msgspec.structs.replace(
        make_piece(storage, make_plan(), 1), size=path.stat().st_size, sha256=sha256_of(path)
    )
    for decode in (True, False):
        with pytest.raises(VerifyError, match="does not decode"):
            verify_piece(manifest, path, decode=decode)
