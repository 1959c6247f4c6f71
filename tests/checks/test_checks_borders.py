"""Whatever catches every error is declared as a border, with what it keeps from what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("app", "worker_agent", "resources", "run.py")


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Whether it takes every error and does not hand it on."""
    taken = [] if handler.type is None else [node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)]
    if handler.type is not None and not {"Exception", "BaseException"} & set(taken):
        return False
    last = handler.body[-1]
    return not (isinstance(last, ast.Raise) and last.exc is None)


def undeclared(source: str) -> Iterator[int]:
    """Lines of broad handlers of which neither they nor the lines of comment before them speak of a border."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.ExceptHandler) and is_broad(node)):
            continue
        said = [lines[node.lineno - 1]]
        above = node.lineno - 2
        while lines[above].strip().startswith("#"):
            said.append(lines[above])
            above -= 1
        if not any("border" in line for line in said):
            yield node.lineno


def test_who_catches_everything_says_so() -> None:
    files = [
        path for name in SOURCES for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob("*.py"))
    ]
    assert len(files) > 300
    found = {str(path.relative_to(ROOT)): list(undeclared(path.read_text("utf-8"))) for path in files}
    assert {path: places for path, places in found.items() if places} == {}


@pytest.mark.parametrize(
    ("handler", "is_found"),
    [
        ("except Exception:\n    log()", True),
        ("except:\n    log()", True),
        ("except (ValueError, Exception) as error:\n    tell(error)", True),
        ("# A border: a listener's fault.\nexcept Exception:\n    log()", False),
        ("except BaseException:\n    undo()\n    raise", False),
        ("except ValueError:\n    log()", False),
    ],
)
def test_a_broad_handler_without_a_word_is_found(handler: str, is_found: bool) -> None:
    assert bool(list(undeclared(f"try:\n    act()\n{handler}\n"))) is is_found
