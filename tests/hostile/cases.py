"""The one list of hostile input."""

from __future__ import annotations

from collections import Counter

from tests.hostile import (
    addresses,
    archives,
    documents,
    expressions,
    layouts,
    messages,
    names,
    pictures,
    projects,
    sheets,
)
from tests.hostile.harness import Case

CASES: tuple[Case, ...] = (
    *projects.CASES,
    *expressions.CASES,
    *archives.CASES,
    *pictures.CASES,
    *sheets.CASES,
    *messages.CASES,
    *names.CASES,
    *addresses.CASES,
    *documents.CASES,
    *layouts.CASES,
)

COUNTS = Counter(case.kind for case in CASES)
