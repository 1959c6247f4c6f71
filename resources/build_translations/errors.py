"""The sentences of errors that are raised below the window, as the window translates them.

Errors are English where they are raised, as they are written to logs and cross processes and computers. Their sentences
are constants, with values at some places: the window finds a sentence again by its words (`app.ui.models.error_words`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, product
from pathlib import Path
from typing import Final

from app.ui.models.error_words import CONTEXT, KINDS, is_specific
from resources.build_translations.texts import Text

_PARTS: Final = ("title", "cause", "next_step")
_PART_NAMES: Final = frozenset({*_PARTS, "problem", "advice"})
"""What parameters are called that become a part of an error, also those of functions which make or raise it."""

_COULD_NOT: Final = ("Could not {} “%1”.",)
_COMPLETED: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys(("translated", "call", "call_head"), _COULD_NOT),
    "run_ffmpeg": ("Could not {}.", "Stopped while trying to {}."),
    "Doing": ("{} did not succeed.", "{} did not succeed: %1.", "AWS did not allow {}.", "AWS did not allow {}: %1."),
}
"""Sentences that are completed by a first argument, or one called `doing`, in words such as “write”."""

_WORDS: Final = re.compile(r"[a-z][a-z %“”0-9]+")

_ENDS: Final = "program_ends.py"
"""The module whose words complete “It …”."""

_CONSOLE: Final = re.compile(
    r"app/cli/.*"
    r"|app/farm/rabbitmq/dead_queue\.py"
    r"|worker_agent/(?:broker_.*|instance_metadata|main|manager_role|render_only|service.*|shutdown|start)\.py"
)
"""Modules whose errors are shown in a console or log, and never in the window."""

_SENTENCE: Final = re.compile(r"(?:[A-Z“]|%\d|aerender ).*[.?]", re.DOTALL)

_Named = Mapping[str, Sequence[ast.expr]]
_Pieces = Sequence[str | None]
_Places = Mapping[str, frozenset[int]]


def texts_of_errors(*folders: Path) -> Iterator[Text]:
    """The sentences of errors of the translated kinds in the modules of these folders; values are `%1`, `%2`, …"""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in _modules(folders)}
    shared = _helpers(trees.values(), private=False)
    for path, tree in trees.items():
        helpers = {**shared, **_helpers([tree], private=True), **dict.fromkeys(KINDS, frozenset(range(len(_PARTS))))}
        named = _named(tree)
        found = (one for node in ast.walk(tree) for one in _sentences_at(node, helpers, named))
        for one in (*found, *(_ends(tree, named) if path.name == _ENDS else ())):
            if is_specific(one):
                yield Text(CONTEXT, one)


def _modules(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if not _CONSOLE.fullmatch(path.relative_to(folder.parent).as_posix()):
                yield path


def _sentences_at(node: ast.AST, helpers: _Places, named: _Named) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = _called(node)
        for part in _parts(node, helpers.get(name, frozenset())):
            found = _sentences(part, named)
            yield from found if name in KINDS else filter(_SENTENCE.fullmatch, found)
        for doing in (*node.args[:1], *(one.value for one in node.keywords if one.arg == "doing")):
            for words in filter(_WORDS.fullmatch, _sentences(doing, {})):
                yield from (_capital(one.format(words)) for one in _COMPLETED.get(name, ()))
    elif isinstance(node, ast.Tuple):
        # What happened and what to do, as functions and tables have it.
        texts = [list(_sentences(one, {})) for one in node.elts]
        if len(texts) in (2, 3) and all(any(map(_SENTENCE.fullmatch, one)) for one in texts):
            yield from chain(*texts)
    elif isinstance(node, ast.Return | ast.Yield) and node.value is not None:
        yield from filter(_SENTENCE.fullmatch, _sentences(node.value, {}))


def _ends(tree: ast.Module, named: _Named) -> Iterator[str]:
    for node in ast.walk(tree):
        values = node.values if isinstance(node, ast.Dict) else [node.value] if isinstance(node, ast.Return) else []
        yield from (f"It {one}." for value in values if value is not None for one in _sentences(value, named))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _helpers(trees: Iterable[ast.Module], *, private: bool) -> _Places:
    """The functions and structs that take parts of an error, and at which places."""
    found: dict[str, frozenset[int]] = {}
    for node in (one for tree in trees for one in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.startswith("_") == private:
            places = {place for place, name in enumerate(_parameters(node)) if name in _PART_NAMES}
            found[node.name] = found.get(node.name, frozenset()) | places
    return found


def _parameters(node: ast.FunctionDef | ast.ClassDef) -> Sequence[str]:
    if isinstance(node, ast.FunctionDef):
        return [one.arg for one in (*node.args.args, *node.args.kwonlyargs) if one.arg not in ("self", "cls")]
    fields = [one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    # Much else has a title.
    return fields if {"title", "next_step"} <= {*fields} else []


def _called(call: ast.Call) -> str:
    """The name of what is called; of one or the other, as in `(JoinError if joining else EncodeError)(…)`, the one."""
    func = call.func.body if isinstance(call.func, ast.IfExp) else call.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _named(tree: ast.Module) -> _Named:
    """What the names of a module and of its functions may stand for."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found.setdefault(node.target.id, []).append(node.value)
    return found


def _parts(call: ast.Call, places: frozenset[int]) -> Iterator[ast.expr]:
    yield from (one for place, one in enumerate(call.args) if place in places)
    if places:
        yield from (one.value for one in call.keywords if one.arg in _PART_NAMES)


def _sentences(value: ast.expr, named: _Named) -> Iterator[str]:
    if isinstance(value, ast.Name):
        # No name leads back to itself.
        others = {name: values for name, values in named.items() if name != value.id}
        for one in named.get(value.id, ()):
            yield from _sentences(one, others)
    elif isinstance(value, ast.IfExp):
        yield from _sentences(value.body, named)
        yield from _sentences(value.orelse, named)
    elif isinstance(value, ast.BoolOp):
        for one in value.values:
            yield from _sentences(one, named)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        for pieces in product(*(_choices(one, named) for one in value.values)):
            marks = count(1)
            yield "".join(f"%{next(marks)}" if piece is None else piece for piece in chain(*pieces))


def _choices(part: ast.expr, named: _Named) -> Sequence[_Pieces]:
    """What a part of a text may be; a value that is one text or another, such as “ because …” or nothing, is both."""
    if isinstance(part, ast.Constant):
        return [[str(part.value)]]
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.Name) and len(named.get(value.id, ())) == 1:
        value = named[value.id][0]
    if isinstance(value, ast.IfExp) and {type(value.body), type(value.orelse)} <= {ast.Constant, ast.JoinedStr}:
        return [_pieces(value.body), _pieces(value.orelse)]
    return [[None]]


def _pieces(text: ast.expr) -> _Pieces:
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return [str(one.value) if isinstance(one, ast.Constant) else None for one in parts]
