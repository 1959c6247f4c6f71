"""What a job may say about files: checked where it is made, where it is taken, and where its files are used.

A job names files by what they contain, never by where they are, so nothing that travels can point anywhere: not into
another job, not out of the storage, not to another computer. Nothing in a job is fetched from an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from app.core.errors import StorageError, UsageError
from app.core.jobs import AssetRef, JobRequest, PieceManifest, RenderPlan
from app.core.presets import PRESETS
from app.core.slots import MediaFill
from app.farm.manager.services import asset_key, plan_key
from app.farm.storage_keys import file_name_problem, key_problem

LONGEST_SECONDS: Final = 1e7
LARGEST_FILE: Final = 2**50
"""No piece takes longer, or is larger: about a hundred days, and a petabyte."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ASSETS: Final = "assets/"
_ENDINGS: Final = tuple(sorted({preset.extension for preset in PRESETS.values()}))


def check_request(request: JobRequest) -> None:
    """Raises `UsageError` that says what a request names in a way that is not allowed.

    Its id and its folder are checked where it is taken (`store.wishes`).
    """
    for problem in _request_problems(request):
        raise UsageError(
            f"“{request.name[:100]}” cannot be rendered.", problem, "Rename what is named so, and submit it again."
        )


def check_plan(plan: RenderPlan, key: str) -> None:
    """Raises `StorageError` when a plan that lies under `key` names files which do not belong to its job."""
    own = f"work/{plan.job_id}/"
    files = [plan.model, plan.project, plan.music]
    files += [footage.file for footage in plan.footage.values()]
    files += [font.file for font in (*plan.fonts.values(), *plan.fallback_fonts)]
    its_own = key == plan_key(plan.job_id) and not _leads_elsewhere(plan.job_id)
    if not its_own or not all(_belongs(file, own) for file in files if file):
        raise StorageError(
            f"The plan “{ascii(key)[1:-1][:200]}” was refused.",
            "It names files that do not belong to its job.",
            "Submit the job again.",
        )


def check_manifest(manifest: PieceManifest) -> None:
    """Raises `StorageError` when a piece's file does not lie among the pieces of its job, or its figures cannot be."""
    own = f"work/{manifest.job_id}/pieces/"
    if _leads_elsewhere(manifest.job_id) or not manifest.file.startswith(own) or key_problem(manifest.file):
        raise StorageError(
            f"Piece {manifest.piece} of job “{ascii(manifest.job_id)[1:-1][:100]}” was refused.",
            "Its file does not lie among the pieces of its job.",
            "See what runs on the computer that drew it.",
        )
    if not (0.0 <= manifest.seconds <= LONGEST_SECONDS and 0 <= manifest.size <= LARGEST_FILE):
        raise StorageError(
            f"Piece {manifest.piece} of job “{ascii(manifest.job_id)[1:-1][:100]}” was refused.",
            f"It says that it took {manifest.seconds:g} s and has {manifest.size} bytes.",
            "See what runs on the computer that drew it.",
        )


def asset_hashes(request: JobRequest) -> frozenset[str]:
    """The sha256 of all files that a request needs."""
    return frozenset(asset.sha256 for asset in _assets(request))


def _request_problems(request: JobRequest) -> Iterator[str]:
    if problem := key_problem(request.output):
        yield f"Its film cannot be named “{request.output[:100]}”: {problem}"
    elif PurePosixPath(request.output).suffix.lower() not in _ENDINGS:
        # What people open with a double-click is a film, and no program.
        yield f"Its film cannot be named “{request.output[:100]}”: its ending is not one of {', '.join(_ENDINGS)}."
    for asset in _assets(request):
        if problem := _asset_problem(asset):
            yield problem
    sent = {asset.sha256 for asset in request.assets}
    for key, value in request.fill.items():
        if isinstance(value, MediaFill) and value.path not in sent:
            yield f"What fills “{key[:100]}” is not among its files."


@lru_cache(maxsize=1024)
def _asset_problem(asset: AssetRef) -> str:
    """What is wrong with a file of a request; empty when nothing is. The requests of a batch all have the same ones."""
    if not _SHA256.fullmatch(asset.sha256) or asset.size < 0:
        return f"The hash of “{asset.name[:100]}” is not one."
    if problem := file_name_problem(asset.name):
        return f"A file cannot be named “{ascii(asset.name)[1:-1][:100]}”: {problem}"
    if problem := key_problem(asset_key(asset.sha256, asset.name)):
        return f"The ending of “{asset.name[:100]}” cannot be used: {problem}"
    return ""


def _assets(request: JobRequest) -> Iterator[AssetRef]:
    yield request.template
    yield from request.assets
    yield from request.footage.values()
    yield from (font.asset for font in (*request.fonts.values(), *request.fallback_fonts))
    if request.music is not None:
        yield request.music


def _belongs(file: str, own: str) -> bool:
    return not key_problem(file) and file.startswith((own, _ASSETS))


def _leads_elsewhere(job_id: str) -> bool:
    return "/" in job_id or bool(key_problem(job_id))
