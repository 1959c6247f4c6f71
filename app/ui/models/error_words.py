"""Errors from below the window, which are English where they are raised, in the language of the window.

A sentence is found again by its words; what stands at its marks are values, which are shown as they are. What is not
found is shown as it came: sentences of other kinds of errors, and of programs of other versions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from app.core.errors import ErrorInfo
from app.ui.words import filled, translate
from resources import resource_path

CONTEXT: Final = "Errors"

KINDS: Final = frozenset(
    {"TemplateError", "PhotoError", "RowError", "FillError", "MissingError", "RenderError", "BrokerError"}
)
"""The kinds whose sentences are all known, so that none is taken for another: what designers meet most."""

FILE: Final = "errors.txt"
"""Beside the translations: the sentences, one a line."""

_MARK: Final = re.compile(r"%([1-9])")
_LEAST_WORDS: Final = 2


def is_specific(sentence: str) -> bool:
    """Whether a sentence has enough words of its own to be found again, and no more marks than there are numbers."""
    own = _MARK.sub(" ", sentence)
    return len(re.findall(r"\w{2,}", own)) >= _LEAST_WORDS and "\n" not in sentence and len(_MARK.findall(sentence)) < 9


def told(error: ErrorInfo) -> ErrorInfo:
    """The error as people read it."""
    if error.kind not in KINDS:
        return error
    return msgspec.structs.replace(
        error, title=_told(error.title), cause=_told(error.cause), next_step=_told(error.next_step)
    )


def sentences(error: ErrorInfo) -> str:
    """The error as one text that people read."""
    shown = told(error)
    return " ".join(filter(None, (shown.title, shown.cause, shown.next_step)))


def _told(text: str) -> str:
    sentence, values = _find(text)
    translated = translate(CONTEXT, sentence) if sentence else ""
    return filled(translated, *values) if translated and translated != sentence else text


def _find(text: str) -> tuple[str, tuple[str, ...]]:
    """The sentence that a text was made from, and its values; empty where none is known."""
    for pattern, sentence in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return sentence, found.groups()
    return "", ()


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """All sentences, those with most words of their own first: others may be parts of them."""
    sentences = resource_path("translations", FILE).read_text("utf-8").splitlines()
    ordered = sorted(sentences, key=lambda one: (-len(_MARK.sub("", one)), one))
    return tuple((re.compile(_pattern(one), re.DOTALL), one) for one in ordered)


def _pattern(sentence: str) -> str:
    return "".join("(.*?)" if number % 2 else re.escape(part) for number, part in enumerate(_MARK.split(sentence)))
