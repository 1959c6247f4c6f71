"""Films: joined from pieces, verified by decoding all of them, published."""

from __future__ import annotations

import errno
import math
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import numpy as np
from av.audio.resampler import AudioResampler

from app.core.errors import FarmhandError, JoinError, StorageAwayError, StorageError, VerifyError
from app.core.frames import piece_grid
from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderPlan, RenderWarning
from app.core.media_guards import FILM_FORMATS, media_guards
from app.core.model import Struct
from app.core.ports import Storage
from app.core.presets import find_preset
from app.farm.ffmpeg import MUSIC_FORMATS, find_ffmpeg, join_pieces
from app.farm.files import sha256_of, translated
from app.farm.job_paths import check_manifest
from app.farm.pieces import verify_piece
from app.farm.publishing import publish_file

SILENCE_PEAK = 1e-4
"""Sound whose loudest sample is below this (of 1.0, −80 dB) counts as silence."""


class Music(Struct, frozen=True):
    """What was measured of a music file: its length, and its loudest sample in the film's time (0..1)."""

    seconds: float
    peak: float


class FilmMeasure(Struct, frozen=True):
    """What was measured of a film by decoding it. `audio_seconds` and `audio_peak` are 0 without sound."""

    frames: int
    frame_rate: tuple[int, int]
    duration: float
    width: int
    height: int
    audio_seconds: float = 0.0
    audio_peak: float = 0.0
    has_audio: bool = False


def film_key(job_id: str, extension: str) -> str:
    """Storage key of a job's joined film, before it is published."""
    return f"work/{job_id}/film{extension}"


def join_film(
    storage: Storage,
    request: JobRequest,
    plan: RenderPlan,
    manifests: tuple[PieceManifest, ...],
    *,
    ffmpeg: Path | None = None,
    stop: threading.Event | None = None,
) -> FilmReport:
    """Join all pieces of a job, in order, with its music, verify the film, and put it into the work folder.

    Where an earlier call left the film complete, that one is verified again and reported. In the report, `path` is
    the film's storage key and `seconds` is 0: only the manager knows both ends of that time. Raises `JoinError`,
    `VerifyError` (naming the damaged piece where one is to blame), `StorageError`.
    """
    _check_complete(plan, manifests)
    preset = find_preset(plan.preset)
    key = film_key(request.job_id, preset.extension)
    music = measure_music(storage.fetch(plan.music), _film_seconds(plan)) if plan.music else None
    if storage.find(key) is None:
        _join(storage, request, plan, manifests, music=music, ffmpeg=ffmpeg, stop=stop)
    path = storage.fetch(key)
    try:
        measure = verify_film(path, plan, music=music)
    except VerifyError:
        # A film that does not verify must not be found by the next try.
        storage.delete(key)
        raise
    with translated("read", path):
        size, sha256 = path.stat().st_size, sha256_of(path)
    return FilmReport(
        path=key,
        frames=measure.frames,
        frame_rate=plan.frame_rate,
        duration=measure.duration,
        width=measure.width,
        height=measure.height,
        size=size,
        sha256=sha256,
        has_audio=measure.has_audio,
        seconds=0.0,
        warnings=_all_warnings(plan, manifests),
    )


def publish_film(storage: Storage, request: JobRequest, film: FilmReport) -> FilmReport:
    """Bring a joined film to the results, or the request's own folder, under its output name; the report with the path.

    Raises `StorageError`, also when another file of that name exists and the request does not permit replacing it.
    """
    source = storage.fetch(film.path)
    if request.folder:
        path: Path | str = publish_file(
            source, Path(request.folder), request.output, replace=request.replace, key=film.path
        )
    else:
        path = storage.publish(source, request.output, replace=request.replace, key=film.path)
    return msgspec.structs.replace(film, path=str(path))


def verify_film(path: Path, plan: RenderPlan, *, music: Music | None = None) -> FilmMeasure:
    """Decode a whole film and check it against its plan: frames, their times, size, duration, and sound.

    Sound must be there exactly when `music` is given, be as long as the film, and not be silent unless the music is.
    Raises `VerifyError` naming what differs.
    """
    measure = measure_film(path)
    title = f"The film “{path.name}” is not what it has to be."
    for what, found, wanted in (
        ("frames", measure.frames, len(plan.frames)),
        ("size", (measure.width, measure.height), (plan.width, plan.height)),
        ("frame rate", Fraction(*measure.frame_rate), Fraction(*plan.frame_rate)),
        ("sound", measure.has_audio, music is not None),
    ):
        if found != wanted:
            raise VerifyError(title, f"Its {what} should be {_words(wanted)} and is {_words(found)}.")
    frame = float(1 / Fraction(*plan.frame_rate))
    expected = _film_seconds(plan)
    if abs(measure.duration - expected) > frame:
        raise VerifyError(title, f"It lasts {measure.duration:.3f} seconds and should last {expected:.3f}.")
    if music is not None:
        _check_sound(title, measure, music, expected, frame)
    return measure


def measure_film(path: Path) -> FilmMeasure:
    """Decode a whole film and measure it. Raises `VerifyError` when it does not decode or frames are out of place."""
    title = f"The film “{path.name}” is damaged."
    with _decoding(path, title), av.open(str(path), options=media_guards(FILM_FORMATS)) as container:
        if not container.streams.video:
            raise VerifyError(title, "It has no pictures.")
        stream = container.streams.video[0]
        # A stream without a known codec has no context, whatever the types say.
        if getattr(stream, "codec_context", None) is None:
            raise VerifyError(title, "Its pictures are of a kind that cannot be read.")
        stream.thread_type = "AUTO"
        rate = stream.average_rate or Fraction(0)
        time_base = stream.time_base or Fraction(1)
        count = 0
        for count, frame in enumerate(container.decode(stream), start=1):
            due = (count - 1) / rate if rate else Fraction(0)
            if frame.pts is None or abs(frame.pts * time_base - due) > time_base:
                raise VerifyError(title, f"Frame {count - 1} is not shown when it should be.")
        duration = float((stream.duration or 0) * time_base)
        width, height = stream.width, stream.height
        has_audio = bool(container.streams.audio)
    audio_seconds, audio_peak = _measure_audio(path, title) if has_audio else (0.0, 0.0)
    return FilmMeasure(
        frames=count,
        frame_rate=(rate.numerator, rate.denominator),
        duration=duration,
        width=width,
        height=height,
        has_audio=has_audio,
        audio_seconds=audio_seconds,
        audio_peak=audio_peak,
    )


def measure_music(path: Path, limit: float) -> Music:
    """Decode music up to `limit` seconds and a little more: enough to know whether it is longer, and how loud it is.

    Raises `JoinError` when it has no sound or does not decode.
    """
    title = f"The music “{path.name}” cannot be used."
    try:
        seconds, peak = _measure_audio(path, title, limit=limit + 1.0, formats=MUSIC_FORMATS)
    except VerifyError as error:
        raise JoinError(error.title, error.cause, "Choose another file, such as a WAV, MP3 or M4A.") from error
    return Music(seconds=seconds, peak=peak)


def _join(
    storage: Storage,
    request: JobRequest,
    plan: RenderPlan,
    manifests: tuple[PieceManifest, ...],
    *,
    music: Music | None,
    ffmpeg: Path | None,
    stop: threading.Event | None,
) -> None:
    preset = find_preset(plan.preset)
    pieces = [storage.fetch(manifest.file) for manifest in manifests]
    for manifest, path in zip(manifests, pieces, strict=True):
        verify_piece(manifest, path, decode=False)
    folder = storage.scratch(f"join-{request.job_id}")
    target = folder / f"film{preset.extension}"
    try:
        join_pieces(
            find_ffmpeg(ffmpeg),
            pieces,
            target,
            preset=preset,
            frame_rate=plan.frame_rate,
            frame_count=len(plan.frames),
            music=storage.fetch(plan.music) if plan.music else None,
            music_seconds=music.seconds if music is not None else 0.0,
            stop=stop,
        )
        storage.put(target, film_key(request.job_id, preset.extension))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_complete(plan: RenderPlan, manifests: tuple[PieceManifest, ...]) -> None:
    grid = piece_grid(plan.frames, plan.piece_length)
    found = tuple((manifest.piece, manifest.frames) for manifest in manifests)
    if found != tuple(enumerate(grid)):
        raise JoinError(
            f"Job {plan.job_id} cannot be joined.", f"It has {len(grid)} pieces, and not exactly those were handed in."
        )
    for manifest in manifests:
        check_manifest(manifest)


def _check_sound(title: str, measure: FilmMeasure, music: Music, expected: float, frame: float) -> None:
    if abs(measure.audio_seconds - expected) > frame + 0.05:
        raise VerifyError(title, f"Its sound lasts {measure.audio_seconds:.3f} seconds and should last {expected:.3f}.")
    if music.peak > 10 * SILENCE_PEAK and measure.audio_peak < SILENCE_PEAK:
        raise VerifyError(title, "Its sound is silent and the music is not.")


def _measure_audio(
    path: Path, title: str, *, limit: float = math.inf, formats: str = FILM_FORMATS
) -> tuple[float, float]:
    """Seconds and loudest sample (0..1) of a file's sound, decoded up to `limit` seconds."""
    samples, peak = 0, 0.0
    resampler = AudioResampler(format="flt", layout="mono")
    with _decoding(path, title), av.open(str(path), options=media_guards(formats)) as container:
        if not container.streams.audio:
            raise VerifyError(title, "It has no sound.")
        stream = container.streams.audio[0]
        rate = stream.rate or 1
        for frame in container.decode(stream):
            for part in resampler.resample(frame):
                samples += part.samples
                peak = max(peak, float(np.abs(part.to_ndarray()).max(initial=0.0)))
            if samples / rate > limit:
                break
    if not samples:
        raise VerifyError(title, "It has no sound.")
    return samples / rate, peak


@contextmanager
def _decoding(path: Path, title: str) -> Iterator[None]:
    try:
        with translated("read", path):
            yield
    except av.error.FFmpegError as error:
        raise _undecodable(path, title, error) from error
    except StorageError as error:
        if isinstance(error.__cause__, av.error.FFmpegError):
            raise _undecodable(path, title, error.__cause__) from error
        raise


def _undecodable(path: Path, title: str, error: av.error.FFmpegError) -> FarmhandError:
    if error.errno == errno.EIO:
        return StorageAwayError(
            f"“{path.name}” cannot be read.",
            f"The disk, or the connection to the share, fails ({error.strerror}).",
            "Check the disk, and the server that has the folder.",
        )
    return VerifyError(title, f"It does not decode: {error.strerror}.")


def _film_seconds(plan: RenderPlan) -> float:
    return float(len(plan.frames) / Fraction(*plan.frame_rate))


def _all_warnings(plan: RenderPlan, manifests: tuple[PieceManifest, ...]) -> tuple[RenderWarning, ...]:
    found = dict.fromkeys(plan.warnings)
    for manifest in manifests:
        found.update(dict.fromkeys(manifest.warnings))
    return tuple(found)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "there" if value else "absent"
    if isinstance(value, tuple):
        return " × ".join(str(part) for part in value)
    return str(value)
