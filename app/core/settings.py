"""The settings: each with its type, default, range and description, written once, here.

A value comes from the command line, else from the environment (`FARMHAND_` and the name in capitals), else from the
settings file, else it is the default. Reading the file and the environment is the caller's part; this module is pure.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.core.errors import UsageError
from app.core.model import Struct

ENVIRONMENT_PREFIX = "FARMHAND_"


def _seconds(low: float, high: float, description: str) -> Meta:
    return Meta(ge=low, le=high, description=description, extra={"unit": "seconds"})


def _count(low: int, high: int, description: str) -> Meta:
    return Meta(ge=low, le=high, description=description, extra={"unit": ""})


def _path(description: str) -> Meta:
    return Meta(description=description, extra={"unit": "path"})


class Settings(Struct, frozen=True):
    """All settings of the farm, checked. The descriptions are the documentation."""

    beat_seconds: Annotated[
        float, _seconds(0.01, 60, "How often a worker that holds a grant gives a sign of life.")
    ] = 3.0
    lease_seconds: Annotated[
        float, _seconds(0.05, 600, "How long a worker keeps a grant without a beat. At least two beats long.")
    ] = 12.0
    reap_seconds: Annotated[float, _seconds(0.01, 60, "How often the manager looks for leases that have ended.")] = 1.0
    reaper_rest_seconds: Annotated[
        float, _seconds(0, 600, "After its own link to the broker was down, the manager ends no lease for this long.")
    ] = 30.0
    claim_renew_seconds: Annotated[float, _seconds(0.05, 300, "How often an idle worker renews its claim.")] = 10.0
    claim_lost_seconds: Annotated[
        float, _seconds(0.1, 900, "A claim that was not renewed for this long is forgotten.")
    ] = 30.0
    piece_failures: Annotated[
        int,
        _count(
            1,
            100,
            "A job fails when this many different workers have failed the same piece, or when engines were lost "
            "in it this often (twice as often while no piece of the job is done).",
        ),
    ] = 3
    worker_failures: Annotated[
        int, _count(1, 100, "A worker that failed this often in a job gets no more of that job, unless it is alone.")
    ] = 3
    infrastructure_failures: Annotated[
        int, _count(1, 1000, "A job fails when the same piece was lost this often without the job being to blame.")
    ] = 10
    retry_pause_seconds: Annotated[
        float,
        _seconds(
            0, 60, "First pause after a failure that is not the job's fault; it doubles each time, up to half a minute."
        ),
    ] = 1.0
    task_tries: Annotated[
        int, _count(1, 100, "How often preparing, joining or publishing is tried when the surroundings are to blame.")
    ] = 5
    progress_seconds: Annotated[float, _seconds(0, 60, "Least time between two announcements of a job's progress.")] = (
        0.5
    )
    manager_threads: Annotated[
        int, _count(1, 32, "How many jobs are prepared, joined or published at the same time.")
    ] = 2
    longest_chunk: Annotated[
        int, _count(1, 1000, "Most pieces that a worker is granted at once. Smaller lets urgent jobs in earlier.")
    ] = 16
    ffmpeg: Annotated[
        str, _path("The FFmpeg program; without it the one on the PATH is used, else the one that comes along.")
    ] = ""


class SettingInfo(Struct, frozen=True):
    """What the documentation says of one setting. `lowest` and `highest` are included, and None for paths."""

    name: str
    kind: str
    default: float | str
    lowest: float | None
    highest: float | None
    unit: str
    description: str
    environment: str


def setting_infos() -> tuple[SettingInfo, ...]:
    """All settings, in the order in which they are declared."""
    return tuple(_info(field) for field in msgspec.structs.fields(Settings))


def _info(field: msgspec.structs.FieldInfo) -> SettingInfo:
    kind, meta = field.type.__origin__, field.type.__metadata__[0]
    return SettingInfo(
        name=field.name,
        kind=kind.__name__,
        default=field.default,
        lowest=meta.ge,
        highest=meta.le,
        unit=meta.extra["unit"],
        description=meta.description,
        environment=environment_name(field.name),
    )


def allowed(info: SettingInfo) -> str:
    """What a setting may be, in words."""
    if info.lowest is None or info.highest is None:
        return "the path of a file"
    number = "a whole number" if info.kind == "int" else "a number"
    return f"{number} from {info.lowest:g} to {info.highest:g}"


def environment_name(name: str) -> str:
    """The environment variable of a setting."""
    return ENVIRONMENT_PREFIX + name.upper()


def load_settings(
    *,
    command_line: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    file: Mapping[str, Any] | None = None,
    file_name: str = "the settings file",
) -> Settings:
    """The settings from all sources; an earlier argument wins over a later one.

    `command_line` and `file` map names to values (None in `command_line`: not given); `file` is the parsed settings
    file called `file_name`. Of `environment`, only variables of settings are looked at. Raises `UsageError`, which
    names the setting and the source, when one is unknown, of the wrong type, out of its range, or does not go with
    the others.
    """
    values: dict[str, Any] = {}
    given = {name: value for name, value in (command_line or {}).items() if value is not None}
    for source, part in (
        (file_name, file or {}),
        ("the environment", _of_environment(environment or {})),
        ("the command line", given),
    ):
        for name, value in part.items():
            values[name] = _checked(name, value, source)
    settings = msgspec.structs.replace(Settings(), **values)
    if settings.lease_seconds < 2 * settings.beat_seconds:
        raise UsageError(
            f"The setting lease_seconds is {settings.lease_seconds:g}, which is less than two beats.",
            f"beat_seconds is {settings.beat_seconds:g}.",
            f"Set lease_seconds to {2 * settings.beat_seconds:g} or more.",
        )
    return settings


def _of_environment(environment: Mapping[str, str]) -> dict[str, str]:
    names = (field.name for field in msgspec.structs.fields(Settings))
    return {name: environment[environment_name(name)] for name in names if environment_name(name) in environment}


def _checked(name: str, value: object, source: str) -> Any:
    fields = {field.name: field for field in msgspec.structs.fields(Settings)}
    if name not in fields:
        near = difflib.get_close_matches(name, fields, n=1)
        raise UsageError(
            f"There is no setting “{name}” (in {source}).",
            next_step=f"Did you mean “{near[0]}”?" if near else "Remove it.",
        )
    info = _info(fields[name])
    try:
        # Environment variables are text; files and options carry their own types, which are not bent.
        return msgspec.convert(value, fields[name].type, strict=not isinstance(value, str))
    except msgspec.ValidationError as error:
        raise UsageError(
            f"The setting {name} cannot be “{value}” (in {source}).",
            f"It is {allowed(info)}.",
            f"The default is {info.default}." if info.default != "" else "It need not be set.",
        ) from error
