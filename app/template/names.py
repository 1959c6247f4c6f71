"""Names as people type them: compared without case, spaces and accents, and suggested when they are nearly right."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

_FEW = 12


def plain_name(name: str) -> str:
    """A name without case, white space and accents, for comparing."""
    letters = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) and not letter.isspace())
    return unicodedata.normalize("NFKC", bare.casefold())


def near_names(wanted: str, names: Iterable[str]) -> list[str]:
    """The names that were perhaps meant, the nearest first."""
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(plain_name(name), name)
    return [by_plain[plain] for plain in difflib.get_close_matches(plain_name(wanted), by_plain, n=3, cutoff=0.6)]


def suggestion(wanted: str, names: Iterable[str]) -> str:
    """A sentence that names what was perhaps meant, and everything there is when that is little."""
    unique = list(dict.fromkeys(names))
    if not unique:
        return "There are none."
    near = near_names(wanted, unique)
    parts = [f"Perhaps {_listed(near, 'or')}."] if near else []
    if len(unique) <= _FEW:
        parts.append(f"There are {_listed(unique, 'and')}." if len(unique) > 1 else f"There is only “{unique[0]}”.")
    elif not near:
        parts.append(f"There are {len(unique)}, such as {_listed(unique[:3], 'and')}.")
    return " ".join(parts)


def _listed(names: list[str], word: str) -> str:
    quoted = [f"“{name}”" for name in names]
    return f" {word} ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else quoted[0]
