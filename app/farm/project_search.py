"""Which file of a folder or an archive is its project."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

from app.core.errors import TemplateError, UsageError
from app.farm.wording import counted, listed

PROJECT_ENDINGS: Final = (".aepx", ".aep", ".aet")
"""Endings of project files. Of files that differ in nothing else, the one whose ending is named first counts."""

SEARCH_DEPTH: Final = 6
"""So many levels of folders are looked through, the chosen one among them."""

MOST_LOOKED_AT: Final = 20_000
"""A folder with more in it is not the folder of one template."""

LISTED: Final = 8

_LEFT_OUT_FILES: Final = frozenset({"thumbs.db", "desktop.ini", "icon\r"})


def is_left_out(path: PurePosixPath) -> bool:
    """Whether a relative path leads to a file that is no part of a template.

    That is what systems put beside people's files, and the copies that After Effects saves by itself.
    """
    return _is_left_out_file(path.name) or any(map(_is_left_out_folder, path.parts[:-1]))


def find_project(folder: Path) -> Path:
    """The one project in a folder: at its top, else the one nearest to it.

    Raises `UsageError` when there is none, several, or too much to look through, and `TemplateError` when the folder
    cannot be read.
    """
    name = folder.absolute().name or str(folder)
    return folder / choose_project(_levels(folder, name), called=name, advice="Open the project file itself.")


def choose_project(levels: Iterable[Iterable[PurePosixPath]], *, called: str, advice: str) -> PurePosixPath:
    """The one project among relative paths, given level by level from the top; deeper ones matter only below none.

    `called` is the folder or archive in errors, `advice` what people may do otherwise. Raises `UsageError`.
    """
    for level in levels:
        found = _projects(level)
        if len(found) == 1:
            return found[0]
        if found:
            names = listed([f"“{path}”" for path in found], LISTED)
            raise UsageError(
                f"It is not clear which of the {counted(len(found), 'project')} in {called} is meant.", names, advice
            )
    raise UsageError(
        f"There is no After Effects project in {called}.",
        "It would be a file that ends with .aep, .aepx or .aet.",
        advice,
    )


def _projects(paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    found: dict[tuple[PurePosixPath, str], PurePosixPath] = {}
    for path in sorted(paths, key=lambda path: (str(path).casefold(), str(path))):
        if path.suffix.lower() in PROJECT_ENDINGS and not is_left_out(path):
            twin = found.setdefault((path.parent, path.stem.casefold()), path)
            if _rank(path) < _rank(twin):
                found[path.parent, path.stem.casefold()] = path
    return list(found.values())


def _rank(path: PurePosixPath) -> int:
    return PROJECT_ENDINGS.index(path.suffix.lower())


def _levels(folder: Path, name: str) -> Iterator[list[PurePosixPath]]:
    """The files of a folder level by level, read as far as they are asked for. Links to folders are not entered."""
    waiting, seen = [PurePosixPath()], 0
    for depth in range(SEARCH_DEPTH):
        files: list[PurePosixPath] = []
        folders: list[PurePosixPath] = []
        for place in waiting:
            for entry in _children(folder / place, name, must_be_readable=depth == 0):
                seen += 1
                # What cannot even be looked at is not the project that people mean.
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(place / entry.name)
                    elif entry.is_file():
                        files.append(place / entry.name)
            if seen > MOST_LOOKED_AT:
                raise UsageError(
                    f"{name} has too much in it to be searched for a project.",
                    f"There are more than {MOST_LOOKED_AT} files and folders.",
                    "Open the project file itself.",
                )
        yield files
        waiting = [place for place in folders if not _is_left_out_folder(place.name)]


def _is_left_out_file(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _LEFT_OUT_FILES


def _is_left_out_folder(name: str) -> bool:
    plain = name.casefold()
    return plain.startswith(".") or plain == "__macosx" or plain.endswith("auto-save")


def _children(folder: Path, name: str, *, must_be_readable: bool) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(islice(entries, MOST_LOOKED_AT + 1))
    except OSError as error:
        if must_be_readable:
            raise TemplateError(
                f"The folder {name} cannot be read.",
                f"The system says: {error.strerror or error}.",
                "Check that you may read it.",
            ) from error
        # What may not be looked into holds nobody's template.
        return []
