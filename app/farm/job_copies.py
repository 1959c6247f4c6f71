"""From jobs that exist to new ones like them, and back to the template that a job was made from."""

from __future__ import annotations

import itertools
import shutil
import uuid
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from app.core.errors import UsageError
from app.core.jobs import AssetRef, JobRequest
from app.core.ports import Storage
from app.core.slots import FillValue, MediaFill
from app.farm.files import long_path, sha256_of, translated
from app.farm.manager.services import asset_key
from app.template.locate import FOOTAGE_FOLDER

COPIES_FOLDER: Final = "templates"
"""Folder of a profile for copies of templates whose original is not known any more."""


def requests_again(requests: Iterable[JobRequest]) -> tuple[JobRequest, ...]:
    """The same films once more, each in the place of the one that is there."""
    return tuple(msgspec.structs.replace(one, job_id=uuid.uuid4().hex, replace=True) for one in requests)


def requests_beside(
    requests: Sequence[JobRequest], results: Path, taken: Callable[[str], bool]
) -> tuple[JobRequest, ...]:
    """New jobs like these, their films beside the others under names that are free.

    `results` is where films go that name no folder; `taken` tells whether a job writes a file of that name already.
    Several of one batch are a batch of their own; a single one belongs to none.
    """
    batches: dict[str, str] = {}
    counts = {one.batch_id: 0 for one in requests}
    for one in requests:
        counts[one.batch_id] += 1
    used: set[str] = set()
    found = []
    for one in requests:
        folder = Path(one.folder) if one.folder else results
        output = free_output(one.output, folder, lambda name: taken(name) or name.casefold() in used)
        used.add(output.casefold())
        whole = counts[one.batch_id] > 1 and bool(one.batch_id)
        found.append(
            msgspec.structs.replace(
                one,
                job_id=uuid.uuid4().hex,
                name=PurePosixPath(output).stem,
                output=output,
                replace=False,
                batch_id=batches.setdefault(one.batch_id, uuid.uuid4().hex) if whole else "",
                batch_name=one.batch_name if whole else "",
                row=one.row if whole else None,
            )
        )
    return tuple(found)


def free_output(output: str, folder: Path, taken: Callable[[str], bool]) -> str:
    """The first of “name (2)”, “name (3)” … that neither exists in the folder nor is taken."""
    path = PurePosixPath(output)
    names = (path.with_name(f"{path.stem} ({count}){path.suffix}").as_posix() for count in itertools.count(2))
    return next(name for name in names if not taken(name) and not (folder / name).exists())


def original_template(asset: AssetRef, known: Iterable[Path]) -> Path | None:
    """The file among those that people have opened which is, byte for byte, a job's template; None: there is none."""
    for path in known:
        try:
            if path.name == asset.name and path.stat().st_size == asset.size and sha256_of(path) == asset.sha256:
                return path
        except OSError:
            continue
    return None


def lay_out_template(storage: Storage, request: JobRequest, folder: Path) -> Path:
    """A copy of a job's template with its footage and fonts beside it, under their own names; the template's path.

    What is there from an earlier time is used. Raises `StorageError` when a file is not in storage any more.
    """
    place = folder / request.template.sha256[:16]
    template = _copy(storage, request.template, place)
    for asset in request.footage.values():
        _copy(storage, asset, place / FOOTAGE_FOLDER)
    for font in request.fonts.values():
        _copy(storage, font.asset, place)
    return template


def local_values(storage: Storage, request: JobRequest) -> dict[str, FillValue]:
    """What a job's slots were filled with, photos as files of this computer. Raises `StorageError`."""
    names = {asset.sha256: asset.name for asset in request.assets}
    found: dict[str, FillValue] = {}
    for key, value in request.fill.items():
        if isinstance(value, MediaFill):
            path = storage.fetch(asset_key(value.path, names.get(value.path, "")))
            found[key] = msgspec.structs.replace(value, path=str(path))
        else:
            found[key] = value
    return found


def _copy(storage: Storage, asset: AssetRef, folder: Path) -> Path:
    # Only the last part of the name: it came with a job and may be anything.
    target = folder / PurePosixPath(asset.name.replace("\\", "/")).name
    if target.name in ("", ".", ".."):
        raise UsageError(f"“{asset.name}” cannot be the name of a file.")
    source = storage.fetch(asset_key(asset.sha256, asset.name))
    with translated("write", target, needed=asset.size):
        if not (target.is_file() and target.stat().st_size == asset.size):
            long_path(folder).mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f"{target.name}.part")
            shutil.copyfile(long_path(source), long_path(unfinished))
            unfinished.replace(target)
    return target
