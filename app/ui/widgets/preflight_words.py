"""Findings of the preflight as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from app.farm.checks import Check, CheckKind, CheckLevel
from app.farm.wording import listed
from app.ui.formats import size_text
from app.ui.models.error_words import sentences
from app.ui.words import translate

MOST_PLACES = 2


def sentence(check: Check) -> str:
    """A finding in a sentence or two."""
    if check.error is not None:
        return sentences(check.error)
    text = _text(check)
    if check.places:
        text = translate("Preflight", "%1 (%2)").replace("%1", text).replace("%2", listed(check.places, MOST_PLACES))
    return text


def summary(checks: Sequence[Check], *, current: bool) -> tuple[str, CheckLevel]:
    """All findings in a few words, and the level of the worst; `current` as in `ComposePreflight`."""
    if not checks and not current:
        return translate("Preflight", "Checking…"), CheckLevel.NOTE
    errors = sum(one.level is CheckLevel.ERROR for one in checks)
    warnings = sum(one.level is CheckLevel.WARNING for one in checks)
    if errors:
        return translate("Preflight", "%n thing(s) to settle", "", errors), CheckLevel.ERROR
    if warnings:
        return translate("Preflight", "Ready, with %n remark(s)", "", warnings), CheckLevel.WARNING
    return translate("Preflight", "Ready to render"), CheckLevel.NOTE


def _text(check: Check) -> str:
    if check.kind is CheckKind.UNFILLED:
        text = translate("Preflight", "%n field(s) as in the template: %1", "", check.number)
        return text.replace("%1", check.subject)
    if check.kind is CheckKind.SPACE:
        text = translate("Preflight", "Only %2 are free on the disk of %1.")
        return text.replace("%1", check.subject).replace("%2", size_text(check.number))
    if check.kind in (CheckKind.PHOTO, CheckKind.CHARACTERS, CheckKind.UNREAD):
        return check.detail or check.subject
    texts = {
        CheckKind.FONT: translate("Preflight", "The font %1 is missing."),
        CheckKind.FOOTAGE: translate("Preflight", "The file %1 is missing."),
        CheckKind.EFFECT: translate("Preflight", "Not drawn exactly: %1"),
        CheckKind.EMPTY: translate("Preflight", "“%1” is empty."),
        CheckKind.DRIVEN: translate("Preflight", "An expression decides “%1”, so your text may not show."),
        CheckKind.OVERFLOW: translate("Preflight", "“%1” does not fit: %2."),
        CheckKind.FOLDER: translate("Preflight", "Films cannot go to %1: a file is in the way."),
    }
    return texts.get(check.kind, "%1").replace("%1", check.subject).replace("%2", check.detail)
