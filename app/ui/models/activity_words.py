"""What was decided about machines, as people read it: by whom, what, with which numbers, and what came of it."""

from __future__ import annotations

from typing import Final

from app.core.fleet import Activity
from app.core.states import StateWord
from app.ui.formats import money_text, number_text
from app.ui.models.estimate_words import APART, about_text
from app.ui.words import marked, translate

SCALING: Final = "scaling"
DONE: Final = "done"

RULES: Final = {
    "minimum": marked("Activities", "Least machines"),
    "schedule": marked("Activities", "Schedule"),
    "target": marked("Activities", "Target time"),
    "deadline": marked("Activities", "Deadline"),
    "cost cap": marked("Activities", "Cost cap"),
    "maximum": marked("Activities", "Most machines"),
    "idle": marked("Activities", "Idle"),
    "drained": marked("Activities", "Drained"),
    "unowned": marked("Activities", "Not heard of"),
}

DEEDS: Final = {
    "start": marked("Activities", "Start"),
    "stop": marked("Activities", "Stop"),
    "kill": marked("Activities", "Stop now"),
    "drain": marked("Activities", "Drain"),
    "none": marked("Activities", "Not possible"),
    "policy": marked("Activities", "Policy changed"),
    "failed": marked("Activities", "Did not come up"),
    "shut down": marked("Activities", "Shut down"),
}

_DONE: Final = StateWord(family="done", word=marked("Activities", "Done"), icon="circle-check")
_DRY: Final = StateWord(family="held", word=marked("Activities", "Dry run"), icon="circle-dashed")
_UNDER_WAY: Final = StateWord(family="active", word=marked("Activities", "Under way"), icon="circle-ellipsis")
_NOTHING: Final = StateWord(family="attention", word=marked("Activities", "Nothing done"), icon="triangle-alert")
_WRONG: Final = StateWord(family="failed", word=marked("Activities", "Went wrong"), icon="octagon-x")

NUMBERS: Final = {
    "work_seconds": marked("Activities", "%1 of work for one worker"),
    "limit_seconds": marked("Activities", "%1 permitted"),
    "seconds_before": marked("Activities", "drawn in %1 as it was"),
    "seconds_after": marked("Activities", "drawn in %1 then"),
    "boot_seconds": marked("Activities", "boots for %1"),
    "idle_seconds": marked("Activities", "idle for %1"),
    "silent_seconds": marked("Activities", "silent for %1"),
    "dollars_per_hour": marked("Activities", "%1 per hour"),
    "price": marked("Activities", "%1 per hour each"),
    "spent": marked("Activities", "%1 spent"),
    "cap": marked("Activities", "cap %1"),
    "spent_hour": marked("Activities", "%1 this hour"),
    "spent_day": marked("Activities", "%1 today"),
    "up": marked("Activities", "%1 running"),
    "wanted": marked("Activities", "%1 wanted"),
    "minimum": marked("Activities", "least %1"),
    "maximum": marked("Activities", "most %1"),
}

_DOLLARS: Final = ("dollars_per_hour", "price", "spent", "cap", "spent_hour", "spent_day")


def by_text(one: Activity) -> str:
    """By which rule or person it was decided."""
    if one.who != SCALING:
        return one.who
    rule = RULES.get(one.rule)
    return translate("Activities", rule) if rule else one.rule or translate("Activities", "Scaling")


def deed_text(one: Activity) -> str:
    """What was decided."""
    deed = DEEDS.get(one.what)
    return translate("Activities", deed) if deed else one.what


def machines_text(one: Activity) -> str:
    """Which machines it is about."""
    return ", ".join(one.targets)


def numbers_text(one: Activity) -> str:
    """What it rests on."""
    return APART.join(_number(name, value) for name, value in one.numbers.items())


def outcome_word(one: Activity) -> StateWord:
    """What came of it, as a state."""
    if one.outcome not in ("", DONE):
        return _WRONG
    if one.what == "failed":
        return _WRONG
    if one.what == "none":
        return _NOTHING
    if one.dry_run:
        return _DRY
    return _DONE if one.outcome else _UNDER_WAY


def outcome_text(one: Activity) -> str:
    """What came of it: a word, or what went wrong."""
    word = translate("Activities", outcome_word(one).word)
    return one.outcome if one.outcome not in ("", DONE) else word


def is_problem(one: Activity) -> bool:
    """Whether something went wrong, or nothing could be done."""
    return outcome_word(one) in (_WRONG, _NOTHING)


def _number(name: str, value: float) -> str:
    text = NUMBERS.get(name)
    shown = number_text(value, 0 if float(value).is_integer() else 2)
    if text is None:
        # Another manager may tell other numbers.
        return f"{name.replace('_', ' ')} {shown}"
    if name.endswith("_seconds") or name.startswith("seconds_"):
        shown = about_text(value)
    elif name in _DOLLARS:
        shown = money_text(value)
    return translate("Activities", text).replace("%1", shown)
