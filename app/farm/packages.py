"""From what people take for a template to its project file: the file itself, a folder, or a .zip with footage."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from app.core.errors import TemplateError
from app.farm.project_search import choose_project, find_project
from app.farm.unpacking import unpack
from app.farm.zip_archive import open_archive, starts_as_zip
from app.template.files import describe, is_folder, sniff

ARCHIVE_ENDING = ".zip"

_NO_ARCHIVES = frozenset({".mogrt"})
"""Files that are archives inside, with no project as After Effects saves it."""

_HEAD_BYTES = 4096


def project_in(path: Path, *, unpacked: Path, cancelled: Callable[[], bool] = bool) -> Path:
    """The project file that `path` stands for.

    A folder stands for the one project in it. A .zip, told by its content, is unpacked below `unpacked` with its
    footage and then a folder like others. Anything else is taken for a project file; whether it is one shows when it
    is read. Reads and writes files, for minutes where there is much to unpack: not for the window's own thread.

    Raises `UsageError` when a folder or archive has no project or several, `TemplateError` for an archive that is
    damaged or not to be trusted, `StorageError` when it cannot be unpacked, and `InterruptedRenderError` once
    `cancelled` says that it is not wanted any more.
    """
    if is_folder(path):
        return find_project(path)
    return _unpacked_project(path, unpacked, cancelled) if _is_archive(path) else path


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, ValueError):
        # Whoever reads the project says why it cannot be read.
        return False
    if starts_as_zip(head):
        return path.suffix.lower() not in _NO_ARCHIVES
    if path.suffix.lower() == ARCHIVE_ENDING and sniff(head) is None:
        looks = f"It looks like {describe(head)}." if head else "It is empty."
        raise TemplateError(f"{path.name} is not a .zip archive.", looks, "Copy or download it again.")
    return False


def _unpacked_project(path: Path, unpacked: Path, cancelled: Callable[[], bool]) -> Path:
    with open_archive(path, cancelled=cancelled) as archive:
        # Chosen before anything is unpacked: an archive of something else is not worth its space.
        files = sorted((entry.path for entry in archive.entries), key=lambda file: len(file.parts))
        levels = (tuple(level) for _depth, level in groupby(files, key=lambda file: len(file.parts)))
        project = choose_project(
            levels, called=archive.name, advice="Unpack it, and open the project that you want to use."
        )
        return unpack(archive, unpacked) / project
