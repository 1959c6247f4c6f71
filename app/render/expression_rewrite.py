"""Turns After Effects' expressions into JavaScript functions that mean the same.

An expression's value is that of its last expression statement, names may be assigned without declaration, and
`+ - * / %` work on arrays. So operators become calls of helpers, expression statements store their value, and
undeclared names become local ones, which also keeps expressions from changing each other. Only text at known places
is replaced; everything else stays as it was written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

MAX_LENGTH = 200_000
_HELPERS = {"+": "__add", "-": "__sub", "*": "__mul", "/": "__div", "%": "__mod"}
_ASSIGNING = {f"{operator}=": helper for operator, helper in _HELPERS.items()}
_BODIES = frozenset({"FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression", "ClassDeclaration"})
_PATTERNS = frozenset({"ArrayPattern", "ObjectPattern", "AssignmentPattern", "RestElement", "Property"})
_DYNAMIC = frozenset({"eval", "Function"})
_LEGACY_ELSE = re.compile(r"([^\s;{}])\s*\belse\b")
"""`if (a) 1 else 2` on one line, which the older engine (ExtendScript) took and JavaScript does not."""
_REFUSED = frozenset({"system", "app", "File", "Folder", "Socket"})


class ExpressionSyntaxError(Exception):
    """The text cannot be made into a function; the message is for people."""


@dataclass(frozen=True, slots=True)
class Script:
    """JavaScript of a function, and the expression-language names it takes as arguments, in order.

    `optional` names need not have a value here: the expression declares them itself, or may not use them at all.
    `check` is JavaScript that throws when the expression is not JavaScript; running it does nothing else.
    """

    source: str
    names: tuple[str, ...]
    optional: frozenset[str]
    check: str


@dataclass(slots=True)
class _Found:
    """What a walk over the syntax tree collects. Insertions are texts by position, in the order they go in."""

    opens: dict[int, list[str]] = field(default_factory=dict)
    closes: dict[int, list[str]] = field(default_factory=dict)
    replaced: dict[int, tuple[int, str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    top_level: set[str] = field(default_factory=set)


@lru_cache(maxsize=2048)
def rewrite(text: str, known: frozenset[str]) -> Script:
    """Make a function of an expression. `known` are the names of the expression language.

    Remembered, since a preview makes a new evaluator at every change of the template.

    Text that the parser does not understand is left to JavaScript as it is. Raises ExpressionSyntaxError for text that
    is too long, too deeply nested, not Unicode, or holds a zero, at which JavaScript's engine would take it to end.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionSyntaxError(f"the expression is longer than {MAX_LENGTH} characters")
    if any("\ud800" <= character <= "\udfff" or character == "\0" for character in text):
        raise ExpressionSyntaxError("the expression has broken characters")
    try:
        for attempt in (text, _LEGACY_ELSE.sub(r"\1; else", text)):
            tree = _parsed(attempt)
            if tree is not None:
                return _Rewriter(attempt, tree).script(known)
    except RecursionError as error:
        raise ExpressionSyntaxError("the expression is nested too deeply") from error
    return _as_written(text, known)


def _parsed(text: str) -> Any:
    """The syntax tree, or None when the text is not JavaScript."""
    # Most templates have no expressions, and it takes long to bring in.
    import esprima

    try:
        return esprima.parseScript(text, {"range": True, "tokens": True})
    except esprima.Error:
        return None


def _as_written(text: str, known: frozenset[str]) -> Script:
    names = tuple(sorted(known - _REFUSED))
    # Which names it uses is not known, so none of them needs to have a value here.
    source = f"(function({','.join(names)}){{return eval({_quoted(text)});}})"
    return Script(source, names, frozenset(names), check=f"new Function({_quoted(text)})")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return '"' + escaped.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + '"'


class _Rewriter:
    """One rewriting in progress."""

    def __init__(self, text: str, tree: Any) -> None:
        self.text = text
        self.tree = tree
        self.tokens = [(*token.range, token.value) for token in tree.tokens]
        self.starts = [token[0] for token in self.tokens]
        self.found = _Found()

    def script(self, known: frozenset[str]) -> Script:
        """The function."""
        found = self.found
        for statement in self.tree.body:
            self._statement(statement)
            self._top_level(statement)
        self._walk(self.tree)
        names = found.used & known
        optional = (found.declared | found.top_level) & names
        if found.used & _DYNAMIC:
            optional |= known - names
        names = (names | optional) - (_REFUSED & optional)
        ordered = tuple(sorted(names))
        local = sorted(found.assigned - found.declared - found.top_level - names)
        variables = "".join(f"var {name};" for name in local)
        body = f"var __result;{variables}{{{self._rewritten()}\n}}return __result;"
        source = f"(function({','.join(ordered)}){{{body}}})"
        return Script(source, ordered, frozenset(optional & names), check=source)

    def _rewritten(self) -> str:
        found = self.found
        parts: list[str] = []
        position = 0
        for place in sorted({*found.opens, *found.closes, *found.replaced}):
            parts.append(self.text[position:place])
            position = max(position, place)
            parts += reversed(found.closes.get(place, []))
            parts += found.opens.get(place, [])
            if place in found.replaced:
                position, replacement = found.replaced[place]
                parts.append(replacement)
        return "".join([*parts, self.text[position:]])

    def _top_level(self, statement: Any) -> None:
        if statement.type == "VariableDeclaration" and statement.kind != "var":
            for declaration in statement.declarations:
                self.found.top_level.update(_bound(declaration.id))

    def _statement(self, node: Any) -> None:
        """Store the value of expression statements that may be the expression's last."""
        if node is None:
            return
        if node.type == "ExpressionStatement":
            self._wrap((node.range[0], self._end_of(node)), "__result=(", ")")
            return
        if node.type in _BODIES:
            return
        for child in _children(node):
            if child.type.endswith(("Statement", "Clause")) or child.type == "SwitchCase":
                self._statement(child)

    def _end_of(self, statement: Any) -> int:
        """Where a statement's expression ends: before its semicolon, after its closing brackets."""
        start, stop = statement.range
        last = bisect_left(self.starts, stop) - 1
        if self.tokens[last][2] == ";" and self.starts[last] > start:
            last -= 1
        return int(self.tokens[last][1])

    def _walk(self, root: Any) -> None:
        waiting = [root]
        while waiting:
            node = waiting.pop()
            handler = getattr(self, f"_on_{node.type}", None)
            if handler is not None:
                handler(node)
            # The first child comes off the stack first, so insertions at one place go from outer to inner.
            waiting.extend(reversed(list(_named_children(node))))

    def _wrap(self, span: tuple[int, int], before: str, after: str) -> None:
        start, stop = span
        self.found.opens.setdefault(start, []).append(before)
        self.found.closes.setdefault(stop, []).append(after)

    def _replace_operator(self, left: Any, right: Any, operator: str, replacement: str) -> None:
        first, last = (bisect_left(self.starts, place) for place in (left.range[1], right.range[0]))
        for start, stop, value in self.tokens[first:last]:
            if value == operator:
                self.found.replaced[start] = (stop, replacement)
                return

    def _on_BinaryExpression(self, node: Any) -> None:  # noqa: N802 (the syntax tree's own names)
        helper = _HELPERS.get(node.operator)
        if helper and not (node.left.type == node.right.type == "Literal"):
            self._wrap(node.range, f"{helper}(", ")")
            self._replace_operator(node.left, node.right, node.operator, ",")

    def _on_UnaryExpression(self, node: Any) -> None:  # noqa: N802
        start = node.range[0]
        if node.operator == "-" and node.argument.type != "Literal":
            self.found.replaced[start] = (start + 1, "__neg(")
            self.found.closes.setdefault(node.range[1], []).append(")")
        elif node.operator == "!":
            self.found.replaced[start] = (start + 1, "!__is(")
            self.found.closes.setdefault(node.range[1], []).append(")")

    def _on_AssignmentExpression(self, node: Any) -> None:  # noqa: N802
        self.found.assigned.update(_bound(node.left))
        helper = _ASSIGNING.get(node.operator)
        if helper:
            target = self.text[slice(*node.left.range)]
            self._replace_operator(node.left, node.right, node.operator, f"={helper}({target},")
            self.found.closes.setdefault(node.range[1], []).append(")")

    def _on_IfStatement(self, node: Any) -> None:  # noqa: N802
        self._wrap(node.test.range, "__is(", ")")

    _on_ConditionalExpression = _on_WhileStatement = _on_DoWhileStatement = _on_IfStatement  # noqa: N815

    def _on_SwitchStatement(self, node: Any) -> None:  # noqa: N802
        self._wrap(node.discriminant.range, "__plain(", ")")

    def _on_ForInStatement(self, node: Any) -> None:  # noqa: N802
        if node.left.type != "VariableDeclaration":
            self.found.assigned.update(_bound(node.left))

    _on_ForOfStatement = _on_ForInStatement  # noqa: N815

    def _on_UpdateExpression(self, node: Any) -> None:  # noqa: N802
        self.found.assigned.update(_bound(node.argument))

    def _on_VariableDeclarator(self, node: Any) -> None:  # noqa: N802
        self.found.declared.update(_bound(node.id))

    def _on_FunctionDeclaration(self, node: Any) -> None:  # noqa: N802
        if node.id is not None:
            self.found.declared.add(node.id.name)

    _on_ClassDeclaration = _on_FunctionDeclaration  # noqa: N815

    def _on_Identifier(self, node: Any) -> None:  # noqa: N802
        self.found.used.add(node.name)


def _bound(pattern: Any) -> Iterator[str]:
    """The names that a declaration or assignment target binds."""
    if pattern is None:
        return
    if pattern.type == "Identifier":
        yield pattern.name
    elif pattern.type in _PATTERNS:
        parts = [pattern.value] if pattern.type == "Property" else []
        parts += [getattr(pattern, name, None) for name in ("left", "argument")]
        parts += [*(getattr(pattern, "elements", None) or ()), *(getattr(pattern, "properties", None) or ())]
        for part in parts:
            if hasattr(part, "type"):
                yield from _bound(part)


def _named_children(node: Any) -> Iterator[Any]:
    """Children in source order, without the names that only label a member or a property."""
    children = _children(node)
    if node.type == "MemberExpression" and not node.computed:
        children = [node.object]
    elif node.type == "Property" and not node.computed:
        children = [node.value]
    yield from sorted(children, key=lambda child: child.range[0])


def _children(node: Any) -> list[Any]:
    found: list[Any] = []
    for name, value in vars(node).items():
        if name in {"tokens", "comments", "errors", "regex"}:
            continue
        for item in value if isinstance(value, list) else [value]:
            if hasattr(item, "type") and hasattr(item, "range") and isinstance(item.type, str):
                found.append(item)
    return found
