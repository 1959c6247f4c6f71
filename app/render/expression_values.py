"""From what an expression gives back to a property's value, as strictly as After Effects takes it."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from app.core.model import PathValue, Property, PropertyKind, TextParagraph, TextRun, TextValue, Value

MAX_TEXT = 100_000


class WrongValueError(Exception):
    """The value does not suit the property; the message is for people."""


def property_result(result: Any, prop: Property, before: Value) -> Value:
    """The property's value; `before` is the value without the expression, which fills up missing dimensions.

    Raises WrongValueError for a value of the wrong kind or with too few dimensions.
    """
    if isinstance(before, TextValue):
        return with_text(before, _text(result))
    if isinstance(before, PathValue):
        return _path(result)
    if not isinstance(before, tuple) or prop.kind in {PropertyKind.LAYER, PropertyKind.MASK}:
        raise WrongValueError("this property takes no expression here")
    return _numbers(result, before)


def with_text(document: TextValue, text: str) -> TextValue:
    """A document with other text, all of it in the style of its first character, as After Effects does it."""
    text = re.sub(r"\r\n?|\x03", "\n", text)
    run = document.runs[0] if document.runs else TextRun(start=0, stop=0)
    paragraph = document.paragraphs[0] if document.paragraphs else TextParagraph(start=0, stop=0)
    return replace(
        document,
        text=text,
        runs=(replace(run, start=0, stop=len(text), kerning=None),),
        paragraphs=(replace(paragraph, start=0, stop=len(text)),),
    )


def _text(result: Any) -> str:
    if isinstance(result, float) and result.is_integer():
        result = int(result)
    if not isinstance(result, str | int | float):
        raise WrongValueError("the value is not a text")
    if len(str(result)) > MAX_TEXT:
        raise WrongValueError("the text is too long")
    return str(result)


def _path(result: Any) -> PathValue:
    if not isinstance(result, dict):
        raise WrongValueError("the value is not a path")
    vertices, ins, outs = (_points(result[name]) for name in ("vertices", "in", "out"))
    if not len(vertices) == len(ins) == len(outs):
        raise WrongValueError("a path needs as many tangents as points")
    return PathValue(vertices=vertices, in_tangents=ins, out_tangents=outs, closed=bool(result["closed"]))


def _points(pairs: Any) -> tuple[tuple[float, float], ...]:
    if any(len(pair) != 2 for pair in pairs):
        raise WrongValueError("a path's points need two dimensions")
    return tuple((float(x), float(y)) for x, y in pairs)


def _numbers(result: Any, before: tuple[float, ...]) -> tuple[float, ...]:
    if isinstance(result, str):
        try:
            result = float(result)
        except ValueError:
            raise WrongValueError("the value is a text, not a number") from None
    numbers = result if isinstance(result, list) else [result]
    if not all(isinstance(number, int | float) for number in numbers):
        raise WrongValueError("the value is not made of numbers")
    needed = min(len(before), 2)
    if len(numbers) < needed or (len(before) == 1 and len(numbers) > 1):
        raise WrongValueError(f"the value has {len(numbers)} dimensions where {needed} are needed")
    given = tuple(float(number) for number in numbers[: len(before)])
    return given + before[len(given) :]
