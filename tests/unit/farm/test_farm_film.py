"""Films: every frame in its place, bit-identical however they were made, and lies found out."""

from __future__ import annotations

import shutil
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest

from app.core.errors import (
    DiskFullError,
    FarmhandError,
    FfmpegError,
    InterruptedRenderError,
    JoinError,
    StorageAwayError,
    StorageError,
    VerifyError,
)
from app.core.frames import FrameRange
from app.core.jobs import FilmReport, RenderPlan, RenderWarning, WarningKind
from app.core.presets import PRESETS, find_preset
from app.farm.ffmpeg import find_ffmpeg, join_pieces, run_ffmpeg
from app.farm.film import film_key, join_film, measure_film, measure_music, publish_film, verify_film
from app.farm.storage_folder import FolderStorage
from tests.fakes.farm_jobs import make_piece, make_pieces, make_plan, make_request, store_bytes, write_tone
from tests.fakes.small_disk import SmallDisk


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    # A quote and a space: the concat list has its own quoting.
    return FolderStorage(tmp_path / "it's a storage", tmp_path / "results")


def with_music(storage: FolderStorage, plan: RenderPlan, seconds: float, *, level: int = 20_000) -> RenderPlan:
    tone = write_tone(storage.scratch("tests") / "tone.wav", seconds, level=level)
    return msgspec.structs.replace(plan, music=store_bytes(storage, f"work/{plan.job_id}/music.wav", tone.read_bytes()))


def join(storage: FolderStorage, plan: RenderPlan) -> FilmReport:
    return join_film(storage, make_request(plan), plan, make_pieces(storage, plan))


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("rate", [(25, 1), (30000, 1001)])
def test_farm_a_film_has_all_frames_of_its_pieces(preset: str, rate: tuple[int, int], storage: FolderStorage) -> None:
    plan = make_plan(preset=preset, frame_rate=rate, frames=FrameRange(start=3, stop=20))
    report = join(storage, plan)
    assert (report.frames, report.width, report.height, report.frame_rate) == (17, 64, 36, rate)
    assert report.path == film_key(plan.job_id, find_preset(preset).extension)
    assert not report.has_audio
    assert report.size == storage.fetch(report.path).stat().st_size


def test_farm_hundreds_of_short_pieces_do_not_drift(storage: FolderStorage) -> None:
    plan = make_plan(
        frame_rate=(24000, 1001), frames=FrameRange(start=0, stop=400), piece_length=1, width=16, height=16
    )
    first = make_pieces(storage, plan)
    # Decoding checks that each frame is shown at exactly its own time.
    assert join_film(storage, make_request(plan), plan, first).frames == 400


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("music_seconds", [0.3, 5.0])
def test_farm_films_are_bit_identical_whoever_made_the_pieces(
    preset: str, music_seconds: float, tmp_path: Path
) -> None:
    hashes = set()
    for name, attempts in (("one", (1, 1, 1, 1)), ("two", (9, 3, 7, 2))):
        storage = FolderStorage(tmp_path / name, tmp_path / "results")
        plan = with_music(storage, make_plan(preset=preset), music_seconds)
        made = {piece: make_piece(storage, plan, piece, attempt=attempts[piece]) for piece in (2, 0, 3, 1)}
        report = join_film(storage, make_request(plan), plan, tuple(made[piece] for piece in range(4)))
        hashes.add(report.sha256)
    assert len(hashes) == 1


@pytest.mark.parametrize("seconds", [0.3, 0.8, 5.0])
def test_farm_music_is_cut_or_filled_up_to_the_film_and_costs_no_frame(seconds: float, storage: FolderStorage) -> None:
    plan = with_music(storage, make_plan(), seconds)
    report = join(storage, plan)
    measure = measure_film(storage.fetch(report.path))
    assert report.has_audio
    assert report.frames == 20
    assert measure.audio_seconds == pytest.approx(0.8, abs=0.03)
    assert measure.audio_peak > 0.3


def test_farm_music_that_goes_on_fades_out(storage: FolderStorage, tmp_path: Path) -> None:
    plan = with_music(
        storage, make_plan(preset="prores4444", frames=FrameRange(start=0, stop=50), piece_length=25), 9.0
    )
    report = join(storage, plan)
    end = tmp_path / "end.wav"
    film = storage.fetch(report.path)
    run_ffmpeg(find_ffmpeg(), ["-ss", "1.96", "-i", film, "-vn", "-y", end], doing="cut out the end")
    assert measure_music(end, 10).peak < 0.1
    assert measure_film(film).audio_peak > 0.5


def test_farm_silent_music_may_be_silent(storage: FolderStorage) -> None:
    plan = with_music(storage, make_plan(), 2.0, level=0)
    assert join(storage, plan).has_audio


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("music.mp3", b"this is not music"),
        ("music.wav", b""),
        ("music.m3u8", b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"),
        ("music.txt", b"ffconcat version 1.0\nfile /etc/passwd\n"),
    ],
)
def test_farm_what_is_no_music_is_named_and_names_no_other_file(
    name: str, content: bytes, storage: FolderStorage
) -> None:
    plan = make_plan()
    plan = msgspec.structs.replace(plan, music=store_bytes(storage, f"work/job-1/{name}", content))
    with pytest.raises(JoinError, match=name) as caught:
        join(storage, plan)
    assert "root:" not in str(caught.value)


def test_farm_a_film_without_sound_is_no_music(storage: FolderStorage) -> None:
    piece = make_piece(storage, make_plan("other"), 0)
    plan = msgspec.structs.replace(make_plan(), music=piece.file)
    with pytest.raises(JoinError, match="no sound"):
        join(storage, plan)


def test_farm_joining_again_finds_the_film(storage: FolderStorage) -> None:
    plan = make_plan()
    pieces = make_pieces(storage, plan)
    first = join_film(storage, make_request(plan), plan, pieces)
    storage.delete("work/job-1/pieces/")
    assert join_film(storage, make_request(plan), plan, pieces) == first


def test_farm_pieces_must_be_all_and_in_order(storage: FolderStorage) -> None:
    plan = make_plan()
    pieces = make_pieces(storage, plan)
    for wrong in (pieces[:-1], pieces[::-1], (*pieces[:-1], pieces[0]), ()):
        with pytest.raises(JoinError, match="4 pieces"):
            join_film(storage, make_request(plan), plan, wrong)


def test_farm_a_damaged_piece_is_named_before_joining(storage: FolderStorage) -> None:
    plan = make_plan()
    pieces = make_pieces(storage, plan)
    path = storage.root / pieces[2].file
    path.write_bytes(path.read_bytes()[:-9] + b"123456789")
    with pytest.raises(VerifyError, match="Piece 2"):
        join_film(storage, make_request(plan), plan, pieces)


def test_farm_warnings_of_plan_and_pieces_reach_the_film_once(storage: FolderStorage) -> None:
    font = RenderWarning(kind=WarningKind.FONT, what="Arial")
    glow = RenderWarning(kind=WarningKind.EFFECT, what="Glow")
    plan = make_plan(warnings=(font,))
    pieces = make_pieces(storage, plan)
    warned = tuple(msgspec.structs.replace(piece, warnings=(glow, font)) for piece in pieces)
    assert join_film(storage, make_request(plan), plan, warned).warnings == (font, glow)


def test_farm_publishing_brings_the_film_out_and_can_be_repeated(storage: FolderStorage, tmp_path: Path) -> None:
    plan = make_plan()
    request = make_request(plan, output="Row 1/film.mp4")
    film = join(storage, plan)
    published = publish_film(storage, request, film)
    assert Path(published.path) == tmp_path / "results" / "Row 1" / "film.mp4"
    assert published == publish_film(storage, request, film)
    Path(published.path).write_bytes(b"somebody else's")
    with pytest.raises(StorageError, match="exists already"):
        publish_film(storage, request, film)
    publish_film(storage, msgspec.structs.replace(request, replace=True), film)
    assert measure_film(Path(published.path)).frames == 20


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"frames": FrameRange(start=0, stop=21)}, "frames should be 21 and is 20"),
        ({"width": 66}, "size should be 66 × 36"),
        ({"frame_rate": (30, 1)}, "frame rate should be 30"),
    ],
)
def test_farm_a_film_that_differs_from_its_plan_is_found_out(
    fields: dict[str, object], complaint: str, storage: FolderStorage
) -> None:
    plan = make_plan()
    film = storage.fetch(join(storage, plan).path)
    with pytest.raises(VerifyError, match=complaint):
        verify_film(film, msgspec.structs.replace(plan, **fields))


def test_farm_missing_or_silent_sound_is_found_out(storage: FolderStorage) -> None:
    plan = make_plan()
    silent = with_music(storage, make_plan("silent"), 2.0, level=0)
    loud = measure_music(write_tone(storage.scratch("tests") / "loud.wav", 2.0), 10)
    with pytest.raises(VerifyError, match="sound should be there and is absent"):
        verify_film(storage.fetch(join(storage, plan).path), plan, music=loud)
    film = storage.fetch(join(storage, silent).path)
    with pytest.raises(VerifyError, match="sound should be absent"):
        verify_film(film, silent)
    with pytest.raises(VerifyError, match="is silent"):
        verify_film(film, silent, music=loud)


@pytest.mark.parametrize("part", [0.0, 0.5, 0.97])
def test_farm_a_torn_film_is_found_out(part: float, storage: FolderStorage, tmp_path: Path) -> None:
    plan = make_plan(width=320, height=180)
    content = storage.fetch(join(storage, plan).path).read_bytes()
    torn = tmp_path / "torn.mp4"
    torn.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(VerifyError, match=r"torn\.mp4"):
        verify_film(torn, plan)


def test_farm_a_film_with_a_piece_missing_in_the_middle_is_found_out(storage: FolderStorage, tmp_path: Path) -> None:
    plan = make_plan()
    pieces = [storage.fetch(piece.file) for piece in make_pieces(storage, plan)]
    film = tmp_path / "gap.mp4"
    join_pieces(
        find_ffmpeg(),
        [pieces[0], pieces[1], pieces[3]],
        film,
        preset=find_preset("mp4"),
        frame_rate=(25, 1),
        frame_count=15,
    )
    with pytest.raises(VerifyError, match="20 and is 15"):
        verify_film(film, plan)


def test_farm_ffmpeg_is_found_or_said_to_be_missing(tmp_path: Path) -> None:
    assert find_ffmpeg().is_file()
    with pytest.raises(JoinError, match="no-ffmpeg"):
        find_ffmpeg(tmp_path / "no-ffmpeg")


def test_farm_no_ffmpeg_at_all_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "gone"))
    program = shutil.which("ffmpeg")
    assert program is None
    with pytest.raises(JoinError):
        run_ffmpeg(tmp_path / "gone", ["-version"], doing="join nothing")


def test_farm_ffmpeg_failures_carry_its_words_and_may_be_tried_again(tmp_path: Path) -> None:
    with pytest.raises(FfmpegError, match=r"nothing\.mp4") as caught:
        run_ffmpeg(find_ffmpeg(), ["-i", tmp_path / "nothing.mp4", tmp_path / "out.mp4"], doing="do this")
    assert caught.value.info().retryable


def test_farm_joining_on_a_full_disk_may_be_tried_again(storage: FolderStorage, tmp_path: Path) -> None:
    plan = make_plan(preset="prores4444", width=320, height=180)
    pieces = [storage.fetch(piece.file) for piece in make_pieces(storage, plan)]
    disk = SmallDisk(tmp_path / "small")
    (disk.folder / "ballast").write_bytes(bytes(900_000))
    film = disk.folder / "film.mov"
    # Without the right to mount a disk of its own, the test can only see that a film is made.
    outcome = pytest.raises(DiskFullError) if disk.mounted else nullcontext()
    try:
        with outcome:
            join_pieces(
                find_ffmpeg(), pieces, film, preset=find_preset("prores4444"), frame_rate=(25, 1), frame_count=20
            )
    finally:
        disk.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a file that is there and fails")
def test_farm_joining_on_a_disk_that_fails_may_be_tried_again(tmp_path: Path) -> None:
    with pytest.raises(StorageAwayError, match="fails"):
        run_ffmpeg(find_ffmpeg(), ["-i", "/proc/self/mem", tmp_path / "out.mp4"], doing="do this")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a file that is there and fails")
def test_farm_a_list_of_pieces_that_cannot_be_read_is_tried_again(tmp_path: Path) -> None:
    # FFmpeg says nothing of the disk here, but that the list is damaged.
    with pytest.raises(FarmhandError, match=r"list") as caught:
        run_ffmpeg(find_ffmpeg(), ["-f", "concat", "-i", "/proc/self/mem", tmp_path / "out.mp4"], doing="read a list")
    assert caught.value.info().retryable


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a file that is there and fails")
def test_farm_a_piece_that_cannot_be_read_is_not_the_end_of_the_film(storage: FolderStorage, tmp_path: Path) -> None:
    pieces = [storage.fetch(piece.file) for piece in make_pieces(storage, make_plan())]
    pieces[1:1] = [Path("/proc/self/mem")]
    with pytest.raises(StorageAwayError, match="fails"):
        join_pieces(
            find_ffmpeg(),
            pieces,
            tmp_path / "film.mp4",
            preset=find_preset("mp4"),
            frame_rate=(25, 1),
            frame_count=20,
        )
    with pytest.raises(StorageAwayError, match="fails"):
        measure_film(Path("/proc/self/mem"))


def test_farm_ffmpeg_stops_when_told_and_reports_progress(tmp_path: Path) -> None:
    stop = threading.Event()
    seen: list[int] = []

    def progress(frames: int) -> None:
        seen.append(frames)
        stop.set()

    endless = ["-re", "-f", "lavfi", "-i", "testsrc=size=64x64", "-f", "null", "-"]
    with pytest.raises(InterruptedRenderError):
        run_ffmpeg(find_ffmpeg(), endless, doing="run for ever", progress=progress, stop=stop)
    assert seen


def test_farm_a_film_of_an_unknown_kind_is_called_damaged(storage: FolderStorage) -> None:
    plan = make_plan(frames=FrameRange(start=0, stop=10))
    film = storage.fetch(join(storage, plan).path)
    film.write_bytes(film.read_bytes().replace(b"avc1", b"zzzz"))
    with pytest.raises(VerifyError, match="damaged"):
        measure_film(film)
