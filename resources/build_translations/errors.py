"""The sentences of errors that are raised below the window, as the window translates them.

Errors are English where they are raised, as they are written to logs and cross processes and computers. Their sentences
are constants, with values at some places: the window finds a sentence again by its words (`app.ui.models.error_words`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from app.ui.models.error_words import CONTEXT, KINDS, is_specific
from resources.build_translations.texts import Text

_PARTS: Final = ("title", "cause", "next_step")


def texts_of_errors(*folders: Path) -> Iterator[Text]:
    """The sentences of errors of the translated kinds in the modules of these folders; values are `%1`, `%2`, …"""
    for path in sorted(found for folder in folders for found in folder.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        constants = dict(_constants(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS:
                for part in _parts(node):
                    yield from (Text(CONTEXT, one) for one in _sentences(part, constants) if is_specific(one))


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What names stand for in a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node.value


def _parts(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args[: len(_PARTS)]
    yield from (one.value for one in call.keywords if one.arg in _PARTS)


def _sentences(value: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[str]:
    if isinstance(value, ast.Name) and value.id in constants:
        value = constants[value.id]
    if isinstance(value, ast.IfExp):
        yield from _sentences(value.body, constants)
        yield from _sentences(value.orelse, constants)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        marks = iter(range(1, len(value.values) + 1))
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else f"%{next(marks)}" for one in value.values)
