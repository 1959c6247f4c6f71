"""What the settings that are a choice may be."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """Language of the window."""

    SYSTEM = ""
    ENGLISH = "en"
    CHINESE_TAIWAN = "zh_TW"


class Theme(StrEnum):
    """Colours of the window."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"
    HIGH_CONTRAST = "high_contrast"


class StartPage(StrEnum):
    """The page that the window opens with."""

    HOME = "home"
    COMPOSE = "compose"
    BATCH = "batch"
    QUEUE = "queue"


class ExistingFilms(StrEnum):
    """What happens when a film of the wanted name is there already."""

    ASK = "ask"
    NUMBER = "number"
    OVERWRITE = "overwrite"
    SKIP = "skip"


class PreviewQuality(StrEnum):
    """Size that the preview is drawn in, against the composition's."""

    FULL = "full"
    HALF = "half"
    QUARTER = "quarter"


class PreviewSurround(StrEnum):
    """What is around the picture in the preview, and behind its transparent parts."""

    NEUTRAL = "neutral"
    BLACK = "black"
    GREY = "grey"
    CHECKERBOARD = "checkerboard"


class MultiFrame(StrEnum):
    """Whether After Effects draws several frames at a time."""

    AS_SET = ""
    ON = "on"
    OFF = "off"


class LogFormat(StrEnum):
    """What the lines of an agent's log are."""

    TEXT = "text"
    JSON = "json"
