"""The settings: each with its type, default, range, group, title and description, written once, here."""

from __future__ import annotations

import difflib
from typing import Annotated, Any

import msgspec

from app.core.errors import UsageError
from app.core.jobs import MissingPolicy
from app.core.model import Struct
from app.core.presets import DEFAULT_PRESET, PRESETS
from app.core.settings_choices import ExistingFilms, Language, PreviewQuality, PreviewSurround, StartPage, Theme
from app.core.settings_fleet import FleetSettings
from app.core.settings_kinds import (
    LONGEST_TEXT,
    SettingGroup,
    SettingKind,
    SettingValue,
    choice,
    count,
    path,
    seconds,
    switch,
    text,
)

ENVIRONMENT_PREFIX = "FARMHAND_"

MOST_WORKERS = 64

_GENERAL = SettingGroup.GENERAL
_RENDERING = SettingGroup.RENDERING
_PREVIEW = SettingGroup.PREVIEW
_OUTPUT = SettingGroup.OUTPUT
_FARM = SettingGroup.FARM
_NOTIFICATIONS = SettingGroup.NOTIFICATIONS
_ADVANCED = SettingGroup.ADVANCED

_LANGUAGES = {
    Language.SYSTEM: "As the system",
    Language.ENGLISH: "English",
    Language.CHINESE_TAIWAN: "繁體中文",
}
_THEMES = {
    Theme.SYSTEM: "As the system",
    Theme.DARK: "Dark",
    Theme.LIGHT: "Light",
    Theme.HIGH_CONTRAST: "High contrast",
}
_START_PAGES = {
    StartPage.HOME: "Home",
    StartPage.COMPOSE: "Compose",
    StartPage.BATCH: "Batch",
    StartPage.QUEUE: "Queue",
}
_PREVIEW_QUALITIES = {PreviewQuality.FULL: "Full", PreviewQuality.HALF: "Half", PreviewQuality.QUARTER: "Quarter"}
_PREVIEW_SURROUNDS = {
    PreviewSurround.NEUTRAL: "Dark grey (#181818)",
    PreviewSurround.BLACK: "Black",
    PreviewSurround.GREY: "Mid grey",
    PreviewSurround.CHECKERBOARD: "Checkerboard",
}
_MISSING = {MissingPolicy.FAIL: "Stop before rendering", MissingPolicy.SUBSTITUTE: "Go on with a substitute"}
_EXISTING = {
    ExistingFilms.ASK: "Ask",
    ExistingFilms.NUMBER: "Keep both, with a number",
    ExistingFilms.OVERWRITE: "Replace",
    ExistingFilms.SKIP: "Skip",
}


class Settings(FleetSettings, frozen=True):
    """All settings, checked. The descriptions are the documentation."""

    language: Annotated[Language, choice(_GENERAL, "Language", _LANGUAGES, "The language of the window.")] = (
        Language.SYSTEM
    )
    theme: Annotated[Theme, choice(_GENERAL, "Theme", _THEMES, "The colours of the window.")] = Theme.DARK
    text_size: Annotated[
        int, count(_GENERAL, "Text size", 75, 175, "Size of the window's text, against the usual one.", "percent")
    ] = 100
    start_page: Annotated[
        StartPage, choice(_GENERAL, "Start page", _START_PAGES, "The page that the window opens with.")
    ] = StartPage.HOME
    reduced_motion: Annotated[
        bool, switch(_GENERAL, "Reduce motion", "Leave out what moves in the window only to be seen moving.")
    ] = False

    workers: Annotated[
        int,
        count(
            _RENDERING,
            "Workers",
            0,
            MOST_WORKERS,
            "How many frames are drawn at the same time. 0: as many as this computer has cores, and one less in the "
            "window while this computer is kept usable.",
        ),
    ] = 0
    keep_usable: Annotated[
        bool,
        switch(
            _RENDERING,
            "Keep this computer usable",
            "The window's renders give way to other programs, and leave one core to them.",
        ),
    ] = True
    keep_awake: Annotated[
        bool,
        switch(
            _RENDERING,
            "Keep this computer awake",
            "While the window renders, this computer does not go to sleep by itself, unless its battery is low.",
        ),
    ] = True
    after_effects: Annotated[
        str,
        path(
            _RENDERING,
            "After Effects",
            SettingKind.FILE,
            "Where After Effects is: its aerender program. Without it the usual places are searched.",
        ),
    ] = ""

    preview_quality: Annotated[
        PreviewQuality,
        choice(_PREVIEW, "Preview quality", _PREVIEW_QUALITIES, "The size that the preview is drawn in."),
    ] = PreviewQuality.HALF
    preview_surround: Annotated[
        PreviewSurround,
        choice(
            _PREVIEW,
            "Preview surround",
            _PREVIEW_SURROUNDS,
            "What is around the picture in the preview, and behind its transparent parts.",
        ),
    ] = PreviewSurround.NEUTRAL

    output_folder: Annotated[
        str,
        path(
            _OUTPUT,
            "Output folder",
            SettingKind.FOLDER,
            "Where the window puts films; without it, the folder Farmhand among the user's videos.",
        ),
    ] = ""
    preset: Annotated[
        str,
        choice(
            _OUTPUT,
            "Preset",
            {preset.name: preset.title for preset in PRESETS.values()},
            "What the window encodes films as.",
        ),
    ] = DEFAULT_PRESET
    name_pattern: Annotated[
        str,
        text(
            _OUTPUT,
            "File names",
            "Pattern of the names of the window's films, with fields in braces such as {template}, {row} and {name}; "
            "without it, the name column or the template's name.",
        ),
    ] = ""
    missing: Annotated[
        MissingPolicy,
        choice(
            _OUTPUT,
            "When something is missing",
            _MISSING,
            "What the window does for films whose font, footage or effect is missing or not exact.",
        ),
    ] = MissingPolicy.FAIL
    existing: Annotated[
        ExistingFilms,
        choice(_OUTPUT, "When a film exists", _EXISTING, "What the window does when a film of that name exists."),
    ] = ExistingFilms.ASK

    piece_failures: Annotated[
        int,
        count(
            _FARM,
            "Failures of a piece",
            1,
            100,
            "A job fails when this many different workers have failed the same piece, or when engines were lost "
            "in it this often (twice as often while no piece of the job is done).",
        ),
    ] = 3
    worker_failures: Annotated[
        int,
        count(
            _FARM,
            "Failures of a worker",
            1,
            100,
            "A worker that failed this often in a job gets no more of that job, unless it is alone.",
        ),
    ] = 3
    infrastructure_failures: Annotated[
        int,
        count(
            _FARM,
            "Losses of a piece",
            1,
            1000,
            "A job fails when the same piece was lost this often without the job being to blame.",
        ),
    ] = 10
    task_tries: Annotated[
        int,
        count(
            _FARM,
            "Tries of a task",
            1,
            100,
            "How often preparing, joining or publishing is tried when the surroundings are to blame.",
        ),
    ] = 5
    manager_threads: Annotated[
        int,
        count(_FARM, "Tasks at a time", 1, 32, "How many jobs are prepared, joined or published at the same time."),
    ] = 2
    longest_chunk: Annotated[
        int,
        count(
            _FARM,
            "Longest chunk",
            1,
            1000,
            "Most pieces that a worker is granted at once. Smaller lets urgent jobs in earlier.",
        ),
    ] = 16

    notify_done: Annotated[bool, switch(_NOTIFICATIONS, "Films are done", "Tell when a job or a batch is done.")] = True
    notify_failed: Annotated[bool, switch(_NOTIFICATIONS, "A job failed", "Tell when a job has failed.")] = True
    notify_attention: Annotated[
        bool, switch(_NOTIFICATIONS, "Something needs me", "Tell when a job or a batch waits for a decision.")
    ] = True
    notify_limit: Annotated[
        bool,
        switch(
            _NOTIFICATIONS,
            "A limit of the farm is reached",
            "Tell when machines of the farm are stopped, or not started, as they would cost too much, or are idle.",
        ),
    ] = True

    beat_seconds: Annotated[
        float,
        seconds(_ADVANCED, "Beat", 0.01, 60, "How often a worker that holds a grant gives a sign of life."),
    ] = 3.0
    lease_seconds: Annotated[
        float,
        seconds(
            _ADVANCED, "Lease", 0.05, 600, "How long a worker keeps a grant without a beat. At least two beats long."
        ),
    ] = 12.0
    reap_seconds: Annotated[
        float, seconds(_ADVANCED, "Reaping", 0.01, 60, "How often the manager looks for leases that have ended.")
    ] = 1.0
    reaper_rest_seconds: Annotated[
        float,
        seconds(
            _ADVANCED,
            "Rest of the reaper",
            0,
            600,
            "After its own link to the broker was down, the manager ends no lease for this long.",
        ),
    ] = 30.0
    claim_renew_seconds: Annotated[
        float, seconds(_ADVANCED, "Renewal of claims", 0.05, 300, "How often an idle worker renews its claim.")
    ] = 10.0
    claim_lost_seconds: Annotated[
        float,
        seconds(_ADVANCED, "Life of claims", 0.1, 900, "A claim that was not renewed for this long is forgotten."),
    ] = 30.0
    retry_pause_seconds: Annotated[
        float,
        seconds(
            _ADVANCED,
            "Pause after a failure",
            0,
            60,
            "First pause after a failure that is not the job's fault; it doubles each time, up to half a minute.",
        ),
    ] = 1.0
    progress_seconds: Annotated[
        float,
        seconds(_ADVANCED, "Progress", 0, 60, "Least time between two announcements of a job's progress."),
    ] = 0.5
    ffmpeg: Annotated[
        str,
        path(
            _ADVANCED,
            "FFmpeg",
            SettingKind.FILE,
            "The FFmpeg program; without it the one on the PATH is used, else the one that comes along.",
        ),
    ] = ""


class SettingChoice(Struct, frozen=True):
    """One of the values of a setting that is a choice, and what people read for it."""

    value: str
    title: str


class SettingInfo(Struct, frozen=True):
    """What is known of one setting.

    `lowest` and `highest` are included, and None where the setting is no number. `choices` is empty unless the
    setting is a choice. `unit` may be empty.
    """

    name: str
    group: SettingGroup
    kind: SettingKind
    title: str
    description: str
    environment: str
    default: SettingValue
    lowest: float | None
    highest: float | None
    unit: str
    choices: tuple[SettingChoice, ...]


def _info(field: msgspec.structs.FieldInfo) -> SettingInfo:
    meta = field.type.__metadata__[0]
    return SettingInfo(
        name=field.name,
        group=meta.extra["group"],
        kind=meta.extra["kind"],
        title=meta.title,
        description=meta.description,
        environment=environment_name(field.name),
        default=plain_value(field.default),
        lowest=meta.ge,
        highest=meta.le,
        unit=meta.extra.get("unit", ""),
        choices=tuple(
            SettingChoice(value=str(value), title=title) for value, title in meta.extra.get("choices", {}).items()
        ),
    )


def environment_name(name: str) -> str:
    """The environment variable of a setting."""
    return ENVIRONMENT_PREFIX + name.upper()


def plain_value(value: Any) -> SettingValue:
    """A setting's value as a settings file has it."""
    plain: SettingValue = str(value) if isinstance(value, str) else value
    return plain


SETTING_FIELDS = {field.name: field for field in msgspec.structs.fields(Settings)}
_GROUPS = list(SettingGroup)
_INFOS = {
    info.name: info for info in sorted(map(_info, SETTING_FIELDS.values()), key=lambda info: _GROUPS.index(info.group))
}


def setting_infos(group: SettingGroup | None = None) -> tuple[SettingInfo, ...]:
    """All settings, or those of one group: group by group, in the order in which they are declared."""
    return tuple(info for info in _INFOS.values() if group is None or info.group is group)


def setting_info(name: str, *, source: str = "the program") -> SettingInfo:
    """One setting. Raises `UsageError`, with a proposal, when `source` names one that does not exist."""
    try:
        return _INFOS[name]
    except KeyError:
        near = difflib.get_close_matches(name, _INFOS, n=1)
        raise UsageError(
            f"There is no setting “{name}” (in {source}).",
            next_step=f"Did you mean “{near[0]}”?" if near else "Remove it.",
        ) from None


def allowed(info: SettingInfo) -> str:
    """What a setting may be, in words."""
    if info.kind is SettingKind.CHOICE:
        return f"one of: {', '.join(choice.value or '(empty)' for choice in info.choices)}"
    words = {
        SettingKind.SWITCH: "true or false",
        SettingKind.TEXT: f"a text of at most {LONGEST_TEXT} characters",
        SettingKind.FILE: "the path of a file",
        SettingKind.FOLDER: "the path of a folder",
        SettingKind.COUNT: "a whole number",
        SettingKind.NUMBER: "a number",
    }[info.kind]
    return words if info.lowest is None else f"{words} from {info.lowest:g} to {info.highest:g}"


def shown_value(value: SettingValue) -> str:
    """A value as people write it into a settings file or a variable."""
    return str(value).lower() if isinstance(value, bool) else str(value)
