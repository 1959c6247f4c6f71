"""Where films go and the music below them: what is wrong with these, before anything is rendered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from app.core.errors import ErrorInfo, FarmhandError, StorageError
from app.farm.checks import Check, CheckKind, CheckLevel, blocked
from app.farm.files import free_bytes
from app.farm.publishing import make_writable

LITTLE_SPACE: Final = 500_000_000
"""A disk with fewer free bytes than this is worth a warning."""

MUSIC_PROBE_SECONDS: Final = 1.0
"""So much of a music file is decoded to see that it is one."""


class OutputChecker:
    """Keeps what it found about the last music file, as decoding takes a moment. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._music: dict[tuple[Path, int, int], ErrorInfo | None] = {}

    def check(self, folder: Path | None, music: Path | None, *, writing: bool = False) -> tuple[Check, ...]:
        """Everything to tell of the folder that films go to and of their music; `writing`: the folder is made, and a
        file is written there and taken away again. Without a folder, films go elsewhere.
        """
        if folder is None:
            return tuple(self._music_checks(music))
        found = (*self._music_checks(music), *_folder(folder))
        return (*found, *_writing(folder)) if writing and not blocked(found) else found

    def _music_checks(self, music: Path | None) -> Iterable[Check]:
        error = self._music_error(music) if music is not None else None
        if music is not None and error is not None:
            yield Check(kind=CheckKind.MUSIC, level=CheckLevel.ERROR, subject=music.name, error=error)

    def _music_error(self, music: Path) -> ErrorInfo | None:
        """What is wrong with a music file, which is decoded for that only when it is another than before."""
        try:
            status = music.stat()
        except (OSError, ValueError):
            return _not_found(music)
        key = music, status.st_mtime_ns, status.st_size
        with self._lock:
            if key not in self._music:
                self._music = {key: music_error(music)}
            return self._music[key]


def _not_found(music: Path) -> ErrorInfo:
    return StorageError(
        f"The music “{music.name}” was not found.",
        f"It was looked for at {music}.",
        "Choose another file, such as a WAV, MP3 or M4A, or none.",
    ).info()


def music_error(music: Path) -> ErrorInfo | None:
    """What is wrong with a music file, if anything."""
    from app.farm.film import measure_music  # PyAV takes long to import, and music is rare

    try:
        measure_music(music, MUSIC_PROBE_SECONDS)
    except FarmhandError as error:
        return error.info()
    return None


def _folder(folder: Path) -> Iterable[Check]:
    existing = next((one for one in (folder, *folder.parents) if _is(one, Path.exists)), folder)
    if not _is(existing, Path.is_dir):
        yield Check(kind=CheckKind.FOLDER, level=CheckLevel.ERROR, subject=str(folder))
        return
    free = free_bytes(existing)
    # 0: it could not be told.
    if 0 < free < LITTLE_SPACE:
        yield Check(kind=CheckKind.SPACE, level=CheckLevel.WARNING, subject=str(folder), number=free)


def _is(path: Path, fact: Callable[[Path], bool]) -> bool:
    """Also of a path that cannot be, or may not be looked at, as people type any."""
    try:
        return fact(path)
    except OSError:
        return False


def _writing(folder: Path) -> Iterable[Check]:
    try:
        make_writable(folder, shown=folder, called="The folder", next_step="Choose another folder for the films.")
    except FarmhandError as error:
        yield Check(kind=CheckKind.FOLDER, level=CheckLevel.ERROR, subject=str(folder), error=error.info())
