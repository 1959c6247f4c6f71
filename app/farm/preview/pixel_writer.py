"""The drawing process's side of the pictures that two processes share; see `pixels`."""

from __future__ import annotations

import mmap
import uuid
from pathlib import Path

import numpy as np

from app.farm.files import translated
from app.render.surface import Pixels

_SMALLEST = 1 << 20


class PixelWriter:
    """Writes pictures into the slots' files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, tuple[str, mmap.mmap]] = {}

    def write(self, slot: int, pixels: Pixels) -> str:
        """Copy a picture into a slot; the name of the file that it lies in. Raises `StorageError`."""
        name, shared = self._file(slot, pixels.nbytes)
        np.copyto(np.frombuffer(shared, np.uint8, pixels.size).reshape(pixels.shape), pixels)
        return name

    def _file(self, slot: int, size: int) -> tuple[str, mmap.mmap]:
        known = self._files.get(slot)
        if known is not None and len(known[1]) >= size:
            return known
        if known is not None:
            # Windows does not remove a file that is mapped here too.
            known[1].close()
        path = self._folder / f"slot-{slot}-{uuid.uuid4().hex}"
        length = max(_SMALLEST, 1 << (size - 1).bit_length())
        with translated("write", path, needed=length), path.open("x+b") as file:
            # Written, not only made that long: a full disk is an error here, but in mapped memory the end.
            file.write(bytes(length))
            file.flush()
            self._files[slot] = path.name, mmap.mmap(file.fileno(), length)
        return self._files[slot]
