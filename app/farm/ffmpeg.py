"""The FFmpeg program: found, run under supervision, and used to join pieces to a film."""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import IO

import imageio_ffmpeg

from app.core.errors import (
    DiskFullError,
    EngineError,
    FarmhandError,
    FfmpegError,
    InterruptedRenderError,
    JoinError,
    StorageAwayError,
)
from app.core.media_guards import FILM_FORMATS
from app.core.presets import Preset
from app.core.program_ends import how_ended
from app.farm.files import translated
from app.farm.processes import LastLines, ProcessTree

AUDIO_RATE = 48_000
"""Samples per second of a film's sound."""

FADE_SECONDS = 0.5
"""Music that goes on after the film fades out over this time at the film's end."""

SILENCE_LIMIT_SECONDS = 120.0
"""FFmpeg reports progress twice a second; after this long without a report it is taken to hang."""

MUSIC_FORMATS = "aac,aiff,asf,caf,flac,m4a,matroska,mov,mp3,mp4,ogg,w64,wav,webm"
"""Containers that music may come in. Play lists and other formats that name further files are not among them."""

_DISK_FULL = "No space left on device"
_DISK_FAILS = "Input/output error"
"""FFmpeg's words for ENOSPC and EIO, on every system."""

_POLL_SECONDS = 0.1
_FILE_ONLY = ("-protocol_whitelist", "file,pipe")


def find_ffmpeg(configured: Path | None = None) -> Path:
    """The FFmpeg program: the configured one, else the one on the PATH, else the one that imageio-ffmpeg brings.

    Raises `JoinError` when there is none, or the configured one is not there.
    """
    if configured is not None:
        if not configured.is_file():
            raise JoinError(
                f"The FFmpeg program “{configured}” does not exist.",
                "It is named in the settings.",
                "Correct the setting, or remove it to use the FFmpeg that comes with Farmhand.",
            )
        return configured
    if found := shutil.which("ffmpeg"):
        return Path(found)
    if (brought := _brought()) is not None:
        return brought
    raise JoinError(
        "There is no FFmpeg program.",
        "None is on the PATH, and none came with Farmhand.",
        "Install FFmpeg, or name its program in the settings.",
    )


def _brought() -> Path | None:
    """The program that imageio-ffmpeg brings.

    Its own function would start it, to see whether it runs, with this program's passwords in the environment.
    """
    folder = Path(imageio_ffmpeg.__file__).with_name("binaries")
    return next((path for path in sorted(folder.glob("ffmpeg-*")) if path.is_file()), None)


def run_ffmpeg(
    program: Path,
    arguments: Sequence[str | Path],
    *,
    doing: str,
    progress: Callable[[int], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Run FFmpeg and return when it has succeeded; `progress` is called with the frames written so far.

    `doing` completes “Could not …”. Raises `FfmpegError` with the end of its messages when it fails or hangs,
    `DiskFullError`, `StorageAwayError` when a disk or share fails, and `InterruptedRenderError` when `stop` was set;
    its whole process tree is gone then.
    """
    command = [program, "-nostdin", "-hide_banner", "-loglevel", "error", "-progress", "pipe:1", *arguments]
    try:
        tree = ProcessTree(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except EngineError as error:
        raise JoinError(f"Could not {doing}.", str(error), "Check the FFmpeg program in the settings.") from error
    messages = LastLines(tree.stderr)
    try:
        _follow(_Reports(tree.stdout), progress, stop, doing)
        code = tree.wait(SILENCE_LIMIT_SECONDS)
    finally:
        tree.kill()
    words = messages.text()
    # What could not be read on is the end of its input to FFmpeg, which then ends well: with a part of the film.
    if code != 0 or _DISK_FAILS in words:
        raise _failure(doing, code, words or "no message")


def _failure(doing: str, code: int | None, words: str) -> FarmhandError:
    if _DISK_FULL in words:
        return DiskFullError(f"Could not {doing}.", "The disk is full.", "Free some space and try again.")
    if _DISK_FAILS in words:
        return StorageAwayError(
            f"Could not {doing}.",
            f"The disk, or the connection to the share, fails ({words}).",
            "Check the disk, and the server that has the folder.",
        )
    return FfmpegError(
        f"Could not {doing}.", f"FFmpeg {how_ended(code) if code is not None else 'did not end'}: {words}"
    )


class _Reports:
    """FFmpeg's progress reports, read by a thread: lines `key=value`, a `progress` line ending each report."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(stream,), name="ffmpeg-progress", daemon=True).start()

    def _read(self, stream: IO[bytes]) -> None:
        try:
            for line in stream:
                self.lines.put(line.decode("ascii", errors="replace").strip())
        except (OSError, ValueError):
            pass  # The pipe was closed because the tree was killed.
        self.lines.put(None)


def _follow(
    reports: _Reports, progress: Callable[[int], None] | None, stop: threading.Event | None, doing: str
) -> None:
    silent = 0.0
    while silent < SILENCE_LIMIT_SECONDS:
        if stop is not None and stop.is_set():
            raise InterruptedRenderError(f"Stopped while trying to {doing}.")
        try:
            line = reports.lines.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            silent += _POLL_SECONDS
            continue
        if line is None:
            return
        silent = 0.0
        key, _, value = line.partition("=")
        if key == "frame" and progress is not None and value.strip().isdigit():
            progress(int(value))
    raise FfmpegError(f"Could not {doing}.", f"FFmpeg gave no sign of life for {SILENCE_LIMIT_SECONDS:g} seconds.")


def join_pieces(
    program: Path,
    pieces: Sequence[Path],
    target: Path,
    *,
    preset: Preset,
    frame_rate: tuple[int, int],
    frame_count: int,
    music: Path | None = None,
    music_seconds: float = 0.0,
    stop: threading.Event | None = None,
) -> None:
    """Join pieces, in order, to one film at `target` by stream copy, with music when given.

    Music is cut or filled up with silence to the film's exact length; `music_seconds` is how long it is, and when
    that is more than the film it fades out at the end. Times are put on the grid of whole frames again, because the
    concat demuxer adds up durations in microseconds. Nothing that differs between two runs (dates, program names) is
    written, so equal pieces give equal bytes. Raises `JoinError`, `StorageError` and `InterruptedRenderError`.
    """
    rate = Fraction(*frame_rate)
    listing = target.with_name(f"{target.name}.pieces.txt")
    with translated("write", listing):
        listing.write_text("".join(_listed(piece) for piece in pieces), encoding="utf-8")
    formats = ("-format_whitelist", f"concat,{FILM_FORMATS}")
    arguments: list[str | Path] = ["-y", *_FILE_ONLY, *formats, "-f", "concat", "-safe", "0", "-i", listing]
    if music is not None:
        arguments += [*_FILE_ONLY, "-format_whitelist", MUSIC_FORMATS, "-i", music]
    arguments += ["-map", "0:v:0", "-c:v", "copy", "-bsf:v", _frame_grid(rate), "-video_track_timescale"]
    arguments += [str(rate.numerator)]
    if music is not None:
        arguments += _music_arguments(preset, rate, frame_count, music_seconds)
    arguments += ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    arguments += ["-movflags", "+faststart", "-f", preset.extension.removeprefix("."), target]
    try:
        run_ffmpeg(program, arguments, doing=f"join {len(pieces)} pieces to “{target.name}”", stop=stop)
    finally:
        listing.unlink(missing_ok=True)


def _listed(piece: Path) -> str:
    # The concat demuxer's quoting: in single quotes nothing is special but the quote itself (ffmpeg-utils, "Quoting").
    quoted = str(piece.absolute()).replace("'", "'\\''")
    return f"file '{quoted}'\n"


def _frame_grid(rate: Fraction) -> str:
    """The bitstream filter that rounds times to whole frames; in the pieces' time scale one frame is `denominator`."""
    ticks = rate.denominator
    return f"setts=pts=round(PTS/{ticks})*{ticks}:dts=round(DTS/{ticks})*{ticks}:duration={ticks}"


def _music_arguments(preset: Preset, rate: Fraction, frame_count: int, music_seconds: float) -> list[str | Path]:
    seconds = Fraction(frame_count) / rate
    samples = round(seconds * AUDIO_RATE)
    filters = [f"aresample={AUDIO_RATE}", f"apad=whole_len={samples}", f"atrim=end_sample={samples}"]
    if music_seconds > seconds:
        fade = min(FADE_SECONDS, float(seconds))
        filters.append(f"afade=t=out:st={float(seconds) - fade:.6f}:d={fade:.6f}")
    arguments: list[str | Path] = ["-map", "1:a:0", "-af", ",".join(filters), "-ac", "2", "-c:a", preset.audio_codec]
    if preset.audio_codec == "aac":
        arguments += ["-b:a", str(preset.audio_bit_rate)]
    return [*arguments, "-flags:a", "+bitexact"]
