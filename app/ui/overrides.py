"""A fault in an override of one of Qt's functions is told like any other, where it would end the program.

PySide 6.11 adds the override's name to the exception that leaves it, and takes for granted that the exception is an
object. On Python 3.11 that what the interpreter itself raises (`int("x")`, too deep a recursion) becomes one only when
somebody catches it; until then it is a type and a text, and PySide writes to memory that is none. So every override in
the window's classes catches and raises again. Python 3.12 has no exceptions of that kind.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from types import FunctionType, MethodDescriptorType
from typing import Any, Final

from PySide6.QtCore import QObject

NEEDED: Final = sys.version_info < (3, 12)

_TAKES_MORE: Final = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS


def guard_overrides() -> None:
    """From now on, classes made from Qt's classes have their overrides guarded."""
    if NEEDED:
        QObject.__init_subclass__ = classmethod(_guard_class)  # type: ignore[method-assign, assignment]


def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, whose exceptions are objects by the time they leave it."""
    code = function.__code__
    if code.co_argcount == 1 and not code.co_kwonlyargcount and not code.co_flags & _TAKES_MORE:
        # A signal that is connected to it gives it as many arguments as it says that it takes.
        @functools.wraps(function)
        def run_alone(self: object) -> Any:
            try:
                return function(self)
            except BaseException:  # noqa: TRY203 - it is an object now
                raise

        return run_alone

    @functools.wraps(function)
    def run(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except BaseException:  # noqa: TRY203 - it is an object now
            raise

    return run


def _guard_class(made: type) -> None:
    for name, function in list(vars(made).items()):
        if isinstance(function, FunctionType) and not name.startswith("__") and _is_override(made, name):
            setattr(made, name, guarded(function))


def _is_override(made: type, name: str) -> bool:
    return any(isinstance(vars(base).get(name), MethodDescriptorType) for base in made.__mro__[1:])
