"""Pieces: drawn frames encoded to small closed films that join by stream copy, their manifests, and their recovery."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import numpy as np
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)
from av.video.stream import VideoStream
from numpy.typing import NDArray

from app.core.decoding import from_json
from app.core.errors import EncodeError, StorageError, VerifyError
from app.core.frames import FrameRange, piece_grid
from app.core.jobs import PieceManifest, RenderPlan
from app.core.media_guards import FILM_FORMATS, media_guards
from app.core.model import Struct
from app.core.ports import Storage
from app.core.presets import Preset
from app.core.unreadable import NO_DOCUMENT
from app.farm.files import flush_path, sha256_of, storage_error, translated

Frame = NDArray[np.uint8]
"""A drawn frame: height × width × 4, premultiplied RGBA."""

PIECES_FOLDER = "work/{job_id}/pieces/"
"""Prefix of the storage keys of a job's pieces; `services.piece_key` makes the keys below it."""

MOST_MANIFEST_BYTES = 1_000_000
"""No manifest is larger; one that is was not written by Farmhand, and is not read."""

REORDERED_FRAMES = 2
"""Frames are decoded this many frame times before they are shown, where the encoder reorders frames at all.

Two suffice for H.264 as x264 writes it (libavcodec, libx264.c: `has_b_frames` is at most 2).
"""

EXACT_OPTIONS = {"libx264": {"mbtree": "0"}}
"""Encoder options, by encoder, without which equal frames would not give equal bytes.

x264's macroblock tree does not: its AVX-512 code reads memory that was never written, and its other versions use the
processor's approximate reciprocal, which vendors make differently. Found with `MALLOC_PERTURB_`; without the tree the
bytes are the same whatever lies in memory, and with and without AVX, AVX2 and AVX-512 (older processors differ).
"""

_EXACT = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
"""Conversion without the processor-dependent short cuts: every machine gets the same bytes."""


class EncodedPiece(Struct, frozen=True):
    """A piece as a local file. `frame_hashes` as in `PieceManifest`."""

    size: int
    sha256: str
    frame_hashes: tuple[str, ...]


def frame_hash(frame: Frame) -> str:
    """blake2b-128 (hex) of a frame's raw bytes."""
    return hashlib.blake2b(np.ascontiguousarray(frame).data, digest_size=16).hexdigest()


def encode_piece(
    frames: Iterable[Frame],
    path: Path,
    *,
    preset: Preset,
    size: tuple[int, int],
    frame_rate: tuple[int, int],
) -> EncodedPiece:
    """Encode frames, one at a time as they come, to a film of `size` (width, height) at `path`, flushed to the disk.

    Frames one pixel smaller than `size` are padded by repeating their edge. Raises `EncodeError`, `DiskFullError`, and
    whatever `frames` raises; then no file is left.
    """
    hashes: list[str] = []
    try:
        writer = PieceWriter(path, preset=preset, size=size, frame_rate=frame_rate)
        try:
            for frame in frames:
                hashes.append(frame_hash(frame))
                writer.write(frame)
            writer.finish()
        finally:
            writer.close()
        with translated("write", path):
            flush_path(path)
            return EncodedPiece(size=path.stat().st_size, sha256=sha256_of(path), frame_hashes=tuple(hashes))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class PieceWriter:
    """Encodes frames to one piece. One thread encodes, and exactly, so the bytes are the same in every process.

    Without alpha, colour is BT.709 in limited range, tagged so; frames must be opaque (drawn over the composition's
    background). With alpha, colours are divided by alpha before encoding: QuickTime's and FFmpeg's reading of
    ProRes 4444 is straight alpha, and a file cannot say otherwise (After Effects asks on import; choose "straight").
    """

    def __init__(self, path: Path, *, preset: Preset, size: tuple[int, int], frame_rate: tuple[int, int]) -> None:
        """Raises `EncodeError` when the size does not suit the preset or the encoder refuses."""
        width, height = size
        if width < 1 or height < 1 or (preset.even_size and (width % 2 or height % 2)):
            raise EncodeError(
                f"A film of {width} × {height} pixels cannot be made as {preset.title}.",
                "Width and height must be even.",
            )
        self._path = path
        self._preset = preset
        self._size = size
        self._reformatter = VideoReformatter()
        self._count = 0
        self._written = 0
        rate = Fraction(*frame_rate)
        self._time_base = 1 / rate
        with _encoding(path):
            self._container = av.open(
                str(path),
                "w",
                format=preset.extension.removeprefix("."),
                # A time scale of the frame rate's numerator makes every frame time a whole number.
                options={"video_track_timescale": str(rate.numerator), "fflags": "+bitexact"},
            )
            self._stream = self._add_stream(rate)

    def write(self, frame: Frame) -> None:
        """Encode the next frame. Raises `EncodeError`."""
        picture = av.VideoFrame.from_numpy_buffer(self._prepared(frame), format="rgba")
        with _encoding(self._path):
            converted = self._reformatter.reformat(
                picture,
                format=self._preset.pixel_format,
                src_colorspace=Colorspace.ITU709,
                dst_colorspace=Colorspace.ITU709,
                src_color_range=ColorRange.JPEG,
                dst_color_range=ColorRange.MPEG,
                interpolation=_EXACT,
                threads=1,
            )
            converted.pts = self._count
            converted.time_base = self._time_base
            self._mux(self._stream.encode(converted))
        self._count += 1

    def finish(self) -> None:
        """Write what the encoder still holds and the file's index. Raises `EncodeError` when there was no frame."""
        if not self._count:
            raise EncodeError(f"The piece “{self._path.name}” has no frames.")
        with _encoding(self._path):
            self._mux(self._stream.encode(None))
            self._container.close()

    def close(self) -> None:
        """Let go of the file; one that was not finished is not usable."""
        with _encoding(self._path):
            self._container.close()

    def _mux(self, packets: Iterable[av.Packet[VideoStream]]) -> None:
        delay = REORDERED_FRAMES if self._stream.codec_context.has_b_frames else 0
        for packet in packets:
            # The encoder does so itself, but not in pieces with fewer frames than that: joined behind other pieces,
            # those would leave a hole in the decoding times.
            packet.dts = self._written - delay
            packet.duration = 1
            self._written += 1
            self._container.mux(packet)

    def _add_stream(self, rate: Fraction) -> VideoStream:
        stream = self._container.add_stream(self._preset.codec, rate=rate)
        if not isinstance(stream, VideoStream):
            raise EncodeError(
                f"The preset “{self._preset.name}” names no video encoder.", f"It is {self._preset.codec}."
            )
        stream.width, stream.height = self._size
        stream.pix_fmt = self._preset.pixel_format
        stream.options = {
            **dict(self._preset.options),
            **EXACT_OPTIONS.get(self._preset.codec, {}),
            "flags": "+cgop+bitexact",
        }
        context = stream.codec_context
        context.time_base = stream.time_base = self._time_base
        context.thread_count = 1
        context.color_range = ColorRange.MPEG
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        return stream

    def _prepared(self, frame: Frame) -> Frame:
        width, height = self._size
        missing_rows, missing_columns = height - frame.shape[0], width - frame.shape[1]
        if frame.dtype != np.uint8 or frame.ndim != 3 or not {missing_rows, missing_columns} <= {0, 1}:
            raise EncodeError(
                f"A frame of {frame.shape} {frame.dtype} does not fit a film of {width} × {height} pixels."
            )
        if missing_rows or missing_columns:
            frame = np.pad(frame, ((0, missing_rows), (0, missing_columns), (0, 0)), mode="edge")
        # The encoder reads the array where it lies, which has to be in order and writable.
        return np.require(straight_alpha(frame) if self._preset.alpha else frame, requirements=["C", "W"])


def straight_alpha(frame: Frame) -> Frame:
    """The frame with its colours divided by alpha, rounded to nearest; invisible pixels stay as they are."""
    alpha = frame[..., 3]
    partial = (alpha > 0) & (alpha < 255)
    if not partial.any():
        return frame
    result = frame.copy()
    pixels = frame[partial].astype(np.uint32)
    divisor = pixels[:, 3:4]
    result[partial, :3] = np.minimum((pixels[:, :3] * 255 + divisor // 2) // divisor, 255).astype(np.uint8)
    return result


@contextmanager
def _encoding(path: Path) -> Iterator[None]:
    try:
        yield
    except av.error.FFmpegError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            raise storage_error(OSError(error.errno, error.strerror), "write", path, None) from error
        raise EncodeError(f"“{path.name}” could not be encoded.", f"The encoder says: {error}.") from error


def manifest_key(file: str) -> str:
    """Storage key of the manifest of the piece with storage key `file`."""
    return f"{file}.json"


def store_piece(storage: Storage, path: Path, manifest: PieceManifest) -> PieceManifest:
    """Put a piece and then its manifest into storage; what has no manifest there does not count.

    `path` and a file beside it may be moved. Raises `StorageError`.
    """
    stored = storage.put(path, manifest.file)
    if stored.size != manifest.size:
        raise StorageError(
            f"The piece “{manifest.file}” was not stored.", "Another file of that name and another size is there."
        )
    unfinished = path.with_name(f"{path.name}.json")
    with translated("write", unfinished):
        unfinished.write_bytes(msgspec.json.encode(manifest))
    storage.put(unfinished, manifest_key(manifest.file))
    return manifest


def verify_piece(manifest: PieceManifest, path: Path, *, decode: bool = True) -> None:
    """Check a piece's file against its manifest: size, hash, and that every frame is there and decodes.

    With `decode` False frames are counted without decoding them. Raises `VerifyError` naming what differs.
    """
    title = f"Piece {manifest.piece} of job {manifest.job_id} is damaged."
    with translated("read", path):
        if path.stat().st_size != manifest.size:
            raise VerifyError(title, f"It has {path.stat().st_size} bytes and should have {manifest.size}.")
        if sha256_of(path) != manifest.sha256:
            raise VerifyError(title, "Its content is not what was written.")
    try:
        with av.open(str(path), options=media_guards(FILM_FORMATS)) as container:
            stream = container.streams.video[0]
            if decode:
                count = sum(1 for _ in container.decode(stream))
            else:
                sizes = [packet.size for packet in container.demux(stream)]
                count = sum(1 for size in sizes if size)
    except (av.error.FFmpegError, IndexError) as error:
        raise VerifyError(title, f"It does not decode: {error}.") from error
    if count != len(manifest.frames):
        raise VerifyError(title, f"It has {count} frames and should have {len(manifest.frames)}.")


def recover_pieces(storage: Storage, job_id: str, plan: RenderPlan) -> tuple[PieceManifest, ...]:
    """The complete pieces of a job that lie in storage, checked by hash, in order, one per piece of the grid.

    What lacks a manifest is ignored: somebody may be about to write it. What differs from its manifest is deleted.
    """
    grid = piece_grid(plan.frames, plan.piece_length)
    found: dict[int, PieceManifest] = {}
    for stored in storage.list(PIECES_FOLDER.format(job_id=job_id)):
        if not stored.key.endswith(".json"):
            continue
        manifest = _read_manifest(storage, stored.key)
        if manifest is None or manifest.job_id != job_id or not _belongs(manifest, grid):
            continue
        if _is_intact(storage, manifest):
            found.setdefault(manifest.piece, manifest)
        else:
            storage.delete(manifest.file)
    return tuple(found[piece] for piece in sorted(found))


def _read_manifest(storage: Storage, key: str) -> PieceManifest | None:
    path = storage.fetch(key)
    try:
        with translated("read", path):
            if path.stat().st_size > MOST_MANIFEST_BYTES:
                return None
            manifest = from_json(path.read_bytes(), PieceManifest)
    except NO_DOCUMENT:
        return None
    return manifest if manifest_key(manifest.file) == key else None


def _belongs(manifest: PieceManifest, grid: tuple[FrameRange, ...]) -> bool:
    return (
        0 <= manifest.piece < len(grid)
        and manifest.frames == grid[manifest.piece]
        and len(manifest.frame_hashes) == len(manifest.frames)
    )


def _is_intact(storage: Storage, manifest: PieceManifest) -> bool:
    stored = storage.find(manifest.file)
    if stored is None or stored.size != manifest.size:
        return False
    path = storage.fetch(manifest.file)
    with translated("read", path):
        return sha256_of(path) == manifest.sha256
