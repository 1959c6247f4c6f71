"""Errors from below the window, which are English where they are raised, in the language of the window.

A sentence is found again by its words; what stands at its marks are values, which are shown as they are unless they are
such sentences themselves. What is not found is shown as it came: sentences of other kinds of errors, and of programs of
other versions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

from app.core import errors
from app.core.errors import ErrorInfo, FarmhandError
from app.ui.words import filled, marked, translate
from resources import resource_path

CONTEXT: Final = "Errors"

LAST_WORDS: Final = marked("Errors", "Its last words:")
"""What follows it in a cause is what a program wrote before its end."""

_OF_CONSOLES: Final = frozenset({"ServiceError"})

_ELSEWHERE: Final = frozenset({"AbsentError", "ConditionError", "ConflictError", "UploadGoneError", "InternalError"})
"""Kinds of the storage S3, and what faults in Farmhand itself are called."""

KINDS: Final = _ELSEWHERE | frozenset(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, FarmhandError) and name not in _OF_CONSOLES
)
"""The kinds whose sentences are all known, so that none is taken for another."""

FILE: Final = "errors.txt"
"""Beside the translations: the sentences, one a line."""

_MARK: Final = re.compile(r"%([1-9])")
_LEAST_WORDS: Final = 2
_LONGEST: Final = 2000
"""Longer texts hold what other programs say, in which there is nothing to find."""

_END: Final = re.compile(r"(?<=[.:?”]) (?=\S)")
_NO_SPACE_AFTER: Final = "。：？」）"


def is_specific(sentence: str) -> bool:
    """Whether a sentence has enough words of its own to be found again, and no more marks than there are numbers."""
    own = _MARK.sub(" ", sentence)
    return len(re.findall(r"\w{2,}", own)) >= _LEAST_WORDS and "\n" not in sentence and len(_MARK.findall(sentence)) < 9


def told(error: ErrorInfo) -> ErrorInfo:
    """The error as people read it."""
    # In English there is nothing to find.
    if error.kind not in KINDS or translate(CONTEXT, LAST_WORDS) == LAST_WORDS:
        return error
    return msgspec.structs.replace(
        error, title=_told(error.title), cause=_told(error.cause), next_step=_told(error.next_step)
    )


def sentences(error: ErrorInfo) -> str:
    """The error as one text that people read."""
    shown = told(error)
    return " ".join(filter(None, (shown.title, shown.cause, shown.next_step)))


def _told(text: str) -> str:
    """One sentence with all its values, or else line by line; a program's last words are its own."""
    whole = _translated(text)
    if whole:
        return whole
    lines = text.split("\n")
    for number, line in enumerate(lines):
        lines[number] = _translated(line) or _several(line) or line
        if line.endswith(LAST_WORDS):
            break
    return "\n".join(lines)


def _translated(text: str) -> str:
    """A text that is one sentence; empty where it is not known, or not translated."""
    sentence, values = (LAST_WORDS, ()) if text == LAST_WORDS else _find(text)
    translated = translate(CONTEXT, sentence) if sentence else ""
    if translated == sentence:
        return ""
    # Some sentences take in others, such as what to do with a folder.
    return filled(translated, *((value.endswith(".") and _translated(value)) or value for value in values))


def _several(text: str) -> str:
    """A text that is several sentences one after the other; empty where one of them is not known."""
    for end in _END.finditer(text):
        first = _translated(text[: end.start()])
        if first:
            rest = _translated(text[end.end() :]) or _several(text[end.end() :])
            if rest:
                return f"{first}{'' if first[-1] in _NO_SPACE_AFTER else ' '}{rest}"
    return ""


@lru_cache(maxsize=4096)
def _find(text: str) -> tuple[str, tuple[str, ...]]:
    """The sentence that a text was made from, and its values; empty where none is known."""
    if len(text) <= _LONGEST:
        by_word = _known()
        for sentence, own in by_word.get(text.partition(" ")[0], by_word[""]):
            if text.startswith(own[0]) and text.endswith(own[-1]) and all(part in text for part in own):
                found = _pattern(sentence).fullmatch(text)
                if found is not None and _is_whole(found.groups(), own):
                    return sentence, found.groups()
    return "", ()


def _is_whole(values: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether this is one sentence, and not several lines: only the value that ends one may go over lines."""
    return not any("\n" in value for value in (values[:-1] if own[0] else values))


_Known = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=1)
def _known() -> Mapping[str, _Known]:
    """The sentences that may begin with a word, with what stands between their values.

    Under no word are those that begin with a value, and so with any word. Those with most words of their own come
    first: others may be parts of them.
    """
    sentences = resource_path("translations", FILE).read_text("utf-8").splitlines()
    ordered = sorted(sentences, key=lambda one: (-len(_MARK.sub("", one)), one))
    split = [(_first_word(one), (one, tuple(_MARK.split(one)[::2]))) for one in ordered]
    words = {word for word, _ in split} | {""}
    return {word: tuple(one for first, one in split if first in ("", word)) for word in words}


def _first_word(sentence: str) -> str:
    """The word that a sentence begins with; empty where there is a value in it."""
    word = sentence.partition(" ")[0]
    return "" if _MARK.search(word) else word


@lru_cache(maxsize=1024)
def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _MARK.split(sentence)
    written = ("(.*?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(written), re.DOTALL)
