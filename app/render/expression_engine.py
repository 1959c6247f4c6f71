"""Runs rewritten expressions in QuickJS within limits of time, memory and stack.

One engine belongs to one thread. Everything that an expression can reach is frozen, so no expression changes the next.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec
import quickjs

from app.core.decoding import from_json
from app.core.unreadable import NO_DOCUMENT
from app.render.expression_rewrite import ExpressionSyntaxError, rewrite

_PARTS = (
    "expression_library.js",
    "expression_objects.js",
    "expression_style.js",
    "expression_time.js",
    "expression_names.js",
    "expression_guard.js",
)
_SET_UP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one evaluation may use: seconds of processor time, bytes of memory, bytes of stack.

    The stack must fit into that of the thread: 1 MB for threads on Windows.
    """

    seconds: float = 0.25
    memory: int = 64 * 2**20
    stack: int = 512 * 2**10


class ExpressionFailedError(Exception):
    """An expression has no value; the message says why, for people. `final`: it must not be tried again."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


class Outcome(msgspec.Struct, frozen=True):
    """What a run came to: a result, an error, or a list of what must be known first."""

    result: Any = None
    error: str | None = None
    needs: list[list[Any]] = []
    refused: list[str] = []
    notes: list[str] = []


class ExpressionEngine:
    """A QuickJS context with After Effects' expression language loaded."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._scripts: dict[str, int | ExpressionFailedError] = {}
        self._start()

    def script(self, text: str) -> int:
        """The number of a compiled expression; compiled once. Raises ExpressionFailedError when it cannot be."""
        found = self._scripts.get(text)
        if found is None:
            found = self._scripts[text] = self._compiled(text)
        if isinstance(found, ExpressionFailedError):
            raise found
        return found

    def run(self, request: dict[str, Any]) -> tuple[Outcome, float]:
        """Run an expression; gives what it came to and the processor seconds it took.

        Raises ExpressionFailedError when it went over a limit.
        """
        started = time.thread_time()
        try:
            answer = self._evaluate(msgspec.json.encode(request).decode())
        except (quickjs.JSException, MemoryError) as error:
            # What the interrupted script left behind is not to be trusted.
            self._start()
            raise ExpressionFailedError(_limit_message(error, self._limits), final=True) from error
        try:
            outcome = from_json(answer, Outcome)
        except NO_DOCUMENT as error:
            raise ExpressionFailedError("its value is not Unicode text or is too large") from error
        if outcome.error is not None and "out of memory" in outcome.error:
            self._start()
            raise ExpressionFailedError(_limit_message(outcome.error, self._limits), final=True)
        return outcome, time.thread_time() - started

    def _start(self) -> None:
        context = quickjs.Context()
        context.set_memory_limit(self._limits.memory)
        context.set_max_stack_size(self._limits.stack)
        context.set_time_limit(_SET_UP_SECONDS)
        functions = context.eval(f"(function(){{{_language()}}})()")
        self._pick = context.eval("(function(list, index){return list[index];})")
        compile_, self._evaluate, names = (self._pick(functions, index) for index in range(3))
        self._compile = compile_
        self._known = frozenset(from_json(names(), list[str]))
        self._scripts.clear()
        # The context must outlive its functions; the limit counts anew for each call.
        self._context = context
        context.set_time_limit(self._limits.seconds)

    def _compiled(self, text: str) -> int | ExpressionFailedError:
        try:
            script = rewrite(text, self._known)
            names = ",".join(("?" if name in script.optional else "") + name for name in script.names)
            return int(self._compile(script.source, names))
        except ExpressionSyntaxError as error:
            return ExpressionFailedError(str(error), final=True)
        except quickjs.JSException as error:
            return ExpressionFailedError(str(error).splitlines()[0], final=True)


@lru_cache(maxsize=4096)
def syntax_problem(text: str) -> str | None:
    """Why an expression cannot be compiled, or None when it can."""
    try:
        context = quickjs.Context()
        context.set_max_stack_size(Limits().stack)
        context.eval(rewrite(text, frozenset()).check)
    except ExpressionSyntaxError as error:
        return str(error)
    except quickjs.JSException as error:
        return str(error).splitlines()[0]
    return None


def _language() -> str:
    folder = files("app.render") / "data"
    return "\n".join((folder / part).read_text(encoding="utf-8") for part in _PARTS)


def _limit_message(error: object, limits: Limits) -> str:
    first = str(error).splitlines()[0] if str(error) else "out of memory"
    if "interrupted" in first:
        return f"it runs longer than {limits.seconds:g} s"
    if "out of memory" in first or isinstance(error, MemoryError):
        return f"it needs more than {limits.memory // 2**20} MB"
    return first
