"""What a job needs of a worker, what a worker has, and whether the two fit: the rule behind pools, tags and fonts.

Hashes of files are shortened here to `SHORT` hex digits of their sha256: they only choose workers. What is drawn with
is checked in full by the engines.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec

from app.core.decoding import from_plain
from app.core.errors import UsageError
from app.core.jobs import AssetRef, EngineChoice, JobRequest
from app.core.model import Struct

SHORT = 16
MOST_TAGS = 32
MOST_FONTS = 2048
MOST_ASSETS = 256
"""Of more files than that, a job names the largest and a worker those that it used last."""

MOST_ENGINES = 8

Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"\A[A-Za-z0-9][A-Za-z0-9_.:-]*\Z")]
"""A word that workers carry and jobs may ask for, such as `gpu` or `studio-b`. Capitals count."""

Version = Annotated[str, msgspec.Meta(max_length=32)]
ShortHash = Annotated[str, msgspec.Meta(pattern=rf"\A[0-9a-f]{{{SHORT}}}\Z")]
_Tags = Annotated[tuple[Tag, ...], msgspec.Meta(max_length=MOST_TAGS)]
_Fonts = Annotated[tuple[ShortHash, ...], msgspec.Meta(max_length=MOST_FONTS)]

AUTO_ENGINES = frozenset({EngineChoice.AERENDER.value, EngineChoice.BUILTIN.value})
"""What `auto` stands for; `sleep` draws nothing and must be asked for by name."""


class Needs(Struct, frozen=True):
    """Of a job. Its pool is an engine (kept beside this, as preparing may decide it) of a `version` (empty: of any).

    `tags` and `fonts`: those that could not travel with the job; a worker must have all of them. `assets`: the files
    that a worker without them has to fetch first.
    """

    version: str = ""
    tags: frozenset[str] = frozenset()
    fonts: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()


class Equipment(Struct, frozen=True):
    """Of a worker: its engines, the versions of those of which it is known, its tags, and files that lie there."""

    engines: tuple[str, ...] = ()
    versions: dict[str, str] = {}
    tags: frozenset[str] = frozenset()
    fonts: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()


def short(sha256: str) -> str:
    """A hash as it is compared here."""
    return sha256[:SHORT]


def tags_in(text: str) -> tuple[str, ...]:
    """The tags in a setting, which has commas between them. Raises `UsageError`."""
    tags = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    try:
        return from_plain(tags, _Tags)
    except msgspec.ValidationError as error:
        raise UsageError(
            "The setting tags cannot be used.",
            f"{error}.",
            f"Write up to {MOST_TAGS} words with commas: gpu, studio-b.",
        ) from error


def check_needs(request: JobRequest) -> None:
    """Raise `UsageError` when what a request asks of workers is not written as it must be."""
    try:
        from_plain(request.tags, _Tags)
        from_plain(request.engine_version, Version)
        from_plain([short(one) for one in request.local_fonts.values()], _Fonts)
    except msgspec.ValidationError as error:
        raise UsageError(
            f"“{request.name[:100]}” asks for workers in a way that cannot be.",
            f"{error}.",
            f"Tags are up to {MOST_TAGS} words of letters, digits and _ . : - ; fonts are named by their sha256.",
        ) from error


def needs_of(request: JobRequest) -> Needs:
    """What a request needs."""
    files = [*request.assets, *request.footage.values()]
    files += [font.asset for font in (*request.fonts.values(), *request.fallback_fonts)]
    files += [request.music] if request.music is not None else []
    return Needs(
        version=request.engine_version,
        tags=frozenset(request.tags),
        fonts=frozenset(short(one) for one in request.local_fonts.values()),
        assets=_largest(files),
    )


def can_draw(has: Equipment, engine: EngineChoice, needs: Needs) -> bool:
    """Whether a worker may be granted a job."""
    wanted = AUTO_ENGINES if engine is EngineChoice.AUTO else {engine.value}
    pools = [one for one in has.engines if one in wanted and is_version(has.versions.get(one, ""), needs.version)]
    return bool(pools) and needs.tags <= has.tags and needs.fonts <= has.fonts


def is_version(version: str, wanted: str) -> bool:
    """Whether a version is the wanted one, of which the last parts may be left out: 24.1.2 is a 24.1 and a 24."""
    parts, first = version.split("."), wanted.split(".")
    return not wanted or parts[: len(first)] == first


def _largest(files: Iterable[AssetRef]) -> frozenset[str]:
    sizes = {short(one.sha256): one.size for one in files}
    return frozenset(sorted(sizes, key=lambda one: -sizes[one])[:MOST_ASSETS])
