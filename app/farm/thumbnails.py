"""Small pictures of templates and films, kept on the disk between runs of the program."""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image
from platformdirs import user_cache_path

from app.farm.files import sha256_of, translated, write_durably
from app.farm.pieces import straight_alpha
from app.farm.stills import Still, stills_of_film

MOST = 500
"""So many thumbnails are kept; those that were not looked up for longest go first."""

_PARTS = 3
"""A film's thumbnail is from the middle one of so many parts: its first frame is often black."""

_JPEG, _PNG = ".jpg", ".png"
_JPEG_QUALITY = 88


class ThumbnailCache:
    """A folder of pictures by the content that they show and the length of their longer side in pixels.

    Anything in it may be deleted at any time. Safe to use from several threads and processes.
    """

    def __init__(self, folder: Path | None = None, *, most: int = MOST) -> None:
        """`folder` is by default the user's cache folder; it need not exist."""
        self._folder = folder or user_cache_path("farmhand", appauthor=False) / "thumbnails"
        self._most = most

    def find(self, content: str, side: int) -> Path | None:
        """The picture of that content, or None. `content` is any text that names it, such as `content_of_file`."""
        for ending in (_JPEG, _PNG):
            path = self._path(content, side, ending)
            with suppress(OSError):
                # That it was wanted keeps it from being pruned.
                os.utime(path)
                return path
        return None

    def put(self, content: str, side: int, still: Still) -> Path:
        """Keep a picture, made smaller where it is larger; the file, a JPEG, or a PNG where anything shows through.

        Raises `StorageError`.
        """
        picture = Image.frombytes("RGBA", (still.width, still.height), still.pixels)
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        opaque = picture.getchannel("A").getextrema() == (255, 255)
        encoded = io.BytesIO()
        if opaque:
            picture.convert("RGB").save(encoded, "JPEG", quality=_JPEG_QUALITY)
        else:
            picture.save(encoded, "PNG")
        path = self._path(content, side, _JPEG if opaque else _PNG)
        with translated("write", path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, encoded.getvalue())
        self._path(content, side, _PNG if opaque else _JPEG).unlink(missing_ok=True)
        self._prune()
        return path

    def of_film(self, film: Path, side: int) -> Path:
        """The picture of a film's middle, made now unless it is there.

        Raises `StorageError`, and `VerifyError` when the film is damaged.
        """
        with translated("read", film):
            status = film.stat()
        # A film is too long to read all of it for its name; it is never written to after it is done.
        content = f"film {film.absolute()} {status.st_mtime_ns} {status.st_size}"
        found = self.find(content, side)
        if found is not None:
            return found
        stills = stills_of_film(film, _PARTS, (side, side))
        return self.put(content, side, stills[len(stills) // 2])

    def _path(self, content: str, side: int, ending: str) -> Path:
        name = hashlib.sha256(f"{side} {content}".encode("utf-8", "surrogateescape")).hexdigest()
        return self._folder / f"{name}{ending}"

    def _prune(self) -> None:
        # Another process may prune at the same time: whatever is gone already is fine.
        with suppress(OSError):
            kept = [path for path in self._folder.iterdir() if path.suffix in (_JPEG, _PNG)]
            kept.sort(key=lambda path: path.stat().st_mtime_ns)
            for path in kept[: -self._most]:
                path.unlink(missing_ok=True)


def content_of_file(path: Path) -> str:
    """A name for a template's content: the hash of its file, which is read for that. Raises `StorageError`."""
    with translated("read", path):
        return sha256_of(path)


def still_of_pixels(pixels: bytes | memoryview, width: int, height: int, *, frame: int = 0) -> Still:
    """A drawn frame of the preview (premultiplied RGBA) as a still, whose colours are not multiplied by alpha."""
    drawn = np.frombuffer(pixels, np.uint8).reshape(height, width, 4)
    return Still(frame=frame, width=width, height=height, pixels=straight_alpha(drawn).tobytes())
