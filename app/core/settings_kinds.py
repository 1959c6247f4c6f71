"""What settings are: their groups and kinds, and the metadata that each of them is declared with."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Meta

LONGEST_TEXT = 1000


class SettingGroup(StrEnum):
    """Settings that belong together: a page of the settings, a section of the documentation."""

    GENERAL = "general"
    RENDERING = "rendering"
    PREVIEW = "preview"
    OUTPUT = "output"
    FARM = "farm"
    NOTIFICATIONS = "notifications"
    CONNECTION = "connection"
    NODE = "node"
    FLEET = "fleet"
    ADVANCED = "advanced"


GROUP_TITLES: dict[SettingGroup, str] = {
    SettingGroup.GENERAL: "General",
    SettingGroup.RENDERING: "Rendering",
    SettingGroup.PREVIEW: "Preview",
    SettingGroup.OUTPUT: "Output",
    SettingGroup.FARM: "Farm",
    SettingGroup.NOTIFICATIONS: "Notifications",
    SettingGroup.CONNECTION: "Connection to a farm",
    SettingGroup.NODE: "Agents",
    SettingGroup.FLEET: "Machines that come and go",
    SettingGroup.ADVANCED: "Advanced",
}
"""What people read for each group, in the order of the pages."""

FARM_GROUPS = (SettingGroup.CONNECTION, SettingGroup.NODE, SettingGroup.FLEET)
"""The groups that only farms of many computers have."""

WINDOW_GROUPS = tuple(group for group in SettingGroup if group not in FARM_GROUPS)
"""The groups that concern the window on this computer."""


class SettingKind(StrEnum):
    """What a setting is, and so how it is shown and edited."""

    NUMBER = "number"
    COUNT = "count"
    SWITCH = "switch"
    CHOICE = "choice"
    TEXT = "text"
    FILE = "file"
    FOLDER = "folder"


SettingValue = float | str | bool
"""A setting's value as a settings file has it; choices are their names."""


def seconds(group: SettingGroup, title: str, low: float, high: float, description: str) -> Meta:
    """A length of time; `low` and `high` are allowed."""
    extra = {"group": group, "kind": SettingKind.NUMBER, "unit": "seconds"}
    return Meta(ge=low, le=high, title=title, description=description, extra=extra)


def count(group: SettingGroup, title: str, low: int, high: int, description: str, unit: str = "") -> Meta:
    """A whole number; `low` and `high` are allowed."""
    extra = {"group": group, "kind": SettingKind.COUNT, "unit": unit}
    return Meta(ge=low, le=high, title=title, description=description, extra=extra)


def switch(group: SettingGroup, title: str, description: str) -> Meta:
    """On or off."""
    return Meta(title=title, description=description, extra={"group": group, "kind": SettingKind.SWITCH})


def choice(group: SettingGroup, title: str, choices: Mapping[str, str], description: str) -> Meta:
    """One of several values; `choices` maps them to what people read."""
    extra = {"group": group, "kind": SettingKind.CHOICE, "choices": choices}
    return Meta(title=title, description=description, extra=extra)


def text(group: SettingGroup, title: str, description: str) -> Meta:
    """A text of at most `LONGEST_TEXT` characters."""
    extra = {"group": group, "kind": SettingKind.TEXT}
    return Meta(max_length=LONGEST_TEXT, title=title, description=description, extra=extra)


def path(group: SettingGroup, title: str, kind: SettingKind, description: str) -> Meta:
    """The path of a file or folder."""
    return Meta(title=title, description=description, extra={"group": group, "kind": kind})
