"""The sentences of errors that are raised below the window, as the window translates them.

Errors are English where they are raised, as they are written to logs and cross processes and computers. Their sentences
are constants, with values at some places: the window finds a sentence again by its words (`app.ui.models.error_words`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from app.ui.models.error_words import CONTEXT, KINDS, is_specific
from resources.build_translations.texts import Text

_PARTS: Final = ("title", "cause", "next_step")


def texts_of_errors(*folders: Path) -> Iterator[Text]:
    """The sentences of errors of the translated kinds in the modules of these folders; values are `%1`, `%2`, …"""
    for path in sorted(found for folder in folders for found in folder.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        named = _named(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS:
                for part in _parts(node):
                    yield from (Text(CONTEXT, one) for one in _sentences(part, named) if is_specific(one))


def _named(tree: ast.Module) -> Mapping[str, Sequence[ast.expr]]:
    """What the names of a module and of its functions may stand for."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found.setdefault(node.target.id, []).append(node.value)
    return found


def _parts(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args[: len(_PARTS)]
    yield from (one.value for one in call.keywords if one.arg in _PARTS)


def _sentences(value: ast.expr, named: Mapping[str, Sequence[ast.expr]]) -> Iterator[str]:
    if isinstance(value, ast.Name):
        # One name does not lead to another, which could lead back.
        for one in named.get(value.id, ()):
            yield from _sentences(one, {})
    elif isinstance(value, ast.IfExp):
        yield from _sentences(value.body, named)
        yield from _sentences(value.orelse, named)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        marks = iter(range(1, len(value.values) + 1))
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else f"%{next(marks)}" for one in value.values)
