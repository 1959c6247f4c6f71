"""Brings a film from the farm's results to a folder of people's: the film that was verified, whole, or nothing."""

from __future__ import annotations

from contextlib import suppress
from glob import escape
from pathlib import Path

from app.core.errors import StorageError, VerifyError
from app.core.jobs import FilmReport
from app.farm.connection import FarmStorage
from app.farm.files import copy_durably, flush_folder, long_path, place_new, sha256_of, translated, unfinished_name
from app.farm.storage_folder import FolderStorage
from app.farm.storage_keys import check_key

_IN_A_BUCKET = "s3://"

LEFT_SECONDS = 86_400.0
"""A part of a film that was not written to for so long is what a download left that was killed."""


def download_film(
    storage: FarmStorage, film: FilmReport, output: str, folder: Path, *, replace: bool, name: str = ""
) -> Path:
    """Copy a film to `folder` (made if missing) under the last part of its file name `output`, or as `name`; its path.

    A file of that name with the film's content counts as downloaded. Raises `StorageError` when another one is in the
    way and `replace` is False, or when the film is gone, and `VerifyError` when it is not the film that was made.
    """
    check_key(output)
    target = long_path(folder.absolute() / (name or Path(output).name))
    if target.is_file() and sha256_of(target) == film.sha256:
        return target
    if target.exists() and not replace:
        raise _in_the_way(target)
    if film.path.startswith(_IN_A_BUCKET):
        return _from_bucket(storage, film, target)
    return _copied(_source(storage, film, output), film, target, replace=replace)


def _source(storage: FarmStorage, film: FilmReport, output: str) -> Path:
    """Where the film is for this computer, which may know the results under another path than the manager."""
    here = storage.results / output if isinstance(storage, FolderStorage) else Path(film.path)
    source = next((path for path in (here, Path(film.path)) if path.is_file()), None)
    if source is None:
        raise StorageError(
            f"The film “{here}” is not there.",
            "It was moved or deleted, or this computer does not see the farm's results.",
            "See the setting results, and whether the folder is mounted.",
        )
    return source


def _copied(source: Path, film: FilmReport, target: Path, *, replace: bool) -> Path:
    unfinished = target.with_name(unfinished_name(target.name))
    with translated("write", target, needed=film.size):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if copy_durably(source, unfinished) != film.sha256:
                raise _changed(source)
            _take_away_left(target, unfinished)
            if replace:
                unfinished.replace(target)
                flush_folder(target.parent)
            elif not place_new(unfinished, target):
                raise _in_the_way(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return target


def _take_away_left(target: Path, own: Path) -> None:
    """Delete what killed downloads left beside the target; how old it is tells the clock of whoever has the folder."""
    # The film is there, whether or not the folder can be tidied.
    with suppress(OSError):
        latest = own.stat().st_mtime - LEFT_SECONDS
        for left in target.parent.glob(escape(f".{target.name[:100]}.") + "*.part"):
            with suppress(OSError):
                if left != own and left.stat().st_mtime < latest:
                    left.unlink()


def _from_bucket(storage: FarmStorage, film: FilmReport, target: Path) -> Path:
    # Brings in the client of S3, which farms on a folder do without.
    from app.farm.storage_s3 import S3Storage
    from app.farm.storage_s3_films import S3Films

    films = storage.films if isinstance(storage, S3Storage) else None
    if not isinstance(films, S3Films):
        raise StorageError(
            f"The film “{film.path}” is not in the storage that this computer knows.",
            next_step="See the settings storage and results.",
        )
    path = films.download(film.path, target)
    if sha256_of(path) != film.sha256:
        path.unlink()
        raise _changed(film.path)
    return path


def _changed(source: Path | str) -> VerifyError:
    return VerifyError(
        f"“{source}” is not the film that was made.", "It was changed or damaged since.", "Render it again."
    )


def _in_the_way(target: Path) -> StorageError:
    return StorageError(
        f"“{target}” exists already.", "It is another file than the film.", "Add --overwrite, or choose another --out."
    )
