"""Pictures between two processes: files mapped into the memory of both, one per slot.

The handle decides which slot a frame goes to, and gives a slot away again only after its picture was released, so
nothing is overwritten while somebody looks at it. The child (`pixel_writer`) decides how large the slot's file is; when
a picture does not fit, it begins a new file, and the handle removes the old one.
"""

from __future__ import annotations

import mmap
import queue
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.core.errors import StorageError, UsageError
from app.farm.files import translated

SLOTS = 4
"""Pictures that can be on their way or looked at, at a time."""

MAX_PIXELS = 4096 * 4096
"""A slot's largest picture; what is asked for larger is drawn smaller."""

BYTES_PER_PIXEL = 4


class PixelsHandle:
    """A drawn picture in shared memory: `height` rows of `width` premultiplied RGBA pixels, without gaps.

    Copy it or draw from it, then `release` it: there are few slots, and while none is free, nothing is drawn.
    """

    def __init__(self, memory: memoryview, width: int, height: int, on_release: Callable[[], None]) -> None:
        self.width = width
        self.height = height
        self._memory: memoryview | None = memory
        self._on_release = on_release

    def __enter__(self) -> PixelsHandle:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.release()

    def __del__(self) -> None:
        self.release()

    def view(self) -> memoryview:
        """The pixels themselves, to be read only before `release`. Raises `UsageError` after it."""
        if self._memory is None:
            raise UsageError("A picture of the preview was used after it was released.")
        return self._memory

    def copy(self) -> bytes:
        """The pixels as bytes of the caller's own. Raises `UsageError` after `release`."""
        return bytes(self.view())

    def release(self) -> None:
        """Let the slot be drawn into again; harmless when that was done before."""
        memory, self._memory = self._memory, None
        if memory is not None:
            # A view that the caller took lives on by itself; what it shows then is not defined.
            with suppress(BufferError):
                memory.release()
            self._on_release()


class PixelSlots:
    """The handle's side: which slots are free, and the pictures in the others. Safe to use from several threads."""

    def __init__(self, folder: Path, on_release: Callable[[], None]) -> None:
        self._folder = folder
        self._on_release = on_release
        # The one kind of queue that a finalizer may use, whatever the thread that it interrupts is doing.
        self._free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(SLOTS):
            self._free.put(slot)
        self._files: dict[int, tuple[str, mmap.mmap]] = {}

    @property
    def free(self) -> int:
        """How many slots are free now."""
        return self._free.qsize()

    def take(self) -> int:
        """A free slot, which is then not free any more. Raises `queue.Empty` when there is none."""
        return self._free.get_nowait()

    def give_back(self, slot: int) -> None:
        """A slot that was taken is free again."""
        self._free.put(slot)

    def picture(self, slot: int, file: str, width: int, height: int) -> PixelsHandle:
        """The picture that lies in a slot's file; the slot is free when it is released. Raises `StorageError`."""
        memory = memoryview(self._mapped(slot, file))
        size = width * height * BYTES_PER_PIXEL
        if len(memory) < size:
            raise StorageError("A picture of the preview is incomplete.", f"{file} has {len(memory)} bytes.")

        def released() -> None:
            self.give_back(slot)
            self._on_release()

        return PixelsHandle(memory[:size].toreadonly(), width, height, released)

    def close(self) -> None:
        """Let go of all files; pictures that are not released yet must not be looked at any more."""
        for slot in list(self._files):
            self._forget(slot)

    def _mapped(self, slot: int, file: str) -> mmap.mmap:
        known = self._files.get(slot)
        if known is not None and known[0] == file:
            return known[1]
        if known is not None:
            self._forget(slot)
            with suppress(OSError):
                (self._folder / known[0]).unlink()
        path = self._folder / file
        with translated("read", path), path.open("rb") as stream:
            mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._files[slot] = file, mapped
        return mapped

    def _forget(self, slot: int) -> None:
        _, mapped = self._files.pop(slot)
        # Somebody still holds a view of it: the system unmaps it with the last one.
        with suppress(BufferError):
            mapped.close()
