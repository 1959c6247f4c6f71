"""The list is as long as docs/testing.md says, and says of each kind how many there are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.hostile.addresses import URLS
from tests.hostile.cases import CASES, COUNTS

LEAST = 300
LEAST_NAMES = 60
LEAST_URLS = 30
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "testing.md").read_text("utf-8")


def test_there_are_enough_cases_and_each_is_there_once() -> None:
    assert COUNTS.total() >= LEAST
    assert COUNTS["file names"] >= LEAST_NAMES and len(set(URLS)) >= LEAST_URLS
    names = Counter((case.kind, case.name) for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []


def test_the_table_of_the_documentation_is_that_of_the_list() -> None:
    rows = re.findall(r"^\| ([\w ]+) \| (\d+) \| .* \|$", PAGE, re.MULTILINE)
    told = {kind: int(count) for kind, count in rows if kind in COUNTS or kind == "together"}
    assert told == dict(COUNTS) | {"together": COUNTS.total()}
