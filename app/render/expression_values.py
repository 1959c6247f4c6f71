"""From what an expression gives back to a property's value, as strictly as After Effects takes it."""

from __future__ import annotations

import re
from typing import Any

from msgspec import ValidationError
from msgspec.structs import asdict, replace

from app.core.decoding import from_plain
from app.core.model import PathValue, Property, PropertyKind, TextParagraph, TextRun, TextValue, Value

MAX_TEXT = 100_000
_MAX_SIZE = 10_000.0
_BLACK = [0.0, 0.0, 0.0]
_RUN_FIELDS = {
    "font": "font",
    "fontSize": "size",
    "strokeWidth": "stroke_width",
    "tracking": "tracking",
    "baselineShift": "baseline_shift",
}
_RUN_SWITCHES = {
    "isFauxBold": "faux_bold",
    "isFauxItalic": "faux_italic",
    "isAllCaps": "all_caps",
    "isSmallCaps": "small_caps",
}


class WrongValueError(Exception):
    """The value does not suit the property; the message is for people."""


def property_result(result: Any, prop: Property, before: Value) -> Value:
    """The property's value; `before` is the value without the expression, which fills up missing dimensions.

    Raises WrongValueError for a value of the wrong kind or with too few dimensions.
    """
    if isinstance(before, TextValue):
        return _styled(result, before) if isinstance(result, dict) else with_text(before, _text(result))
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


def _styled(result: dict[str, Any], before: TextValue) -> TextValue:
    """A document of a style that an expression made, with the text that it set or else its own."""
    if "style" not in result:
        raise WrongValueError("the value is not a text")
    style = result["style"]
    document = with_text(before, before.text if result["text"] is None else _text(result["text"]))
    changes: dict[str, Any] = {_RUN_FIELDS[name]: style[name] for name in _RUN_FIELDS if name in style}
    changes |= {_RUN_SWITCHES[name]: bool(style[name]) for name in _RUN_SWITCHES if name in style}
    changes["fill"] = _colour(style, "fillColor") if style.get("applyFill") else None
    changes["stroke"] = _colour(style, "strokeColor") if style.get("applyStroke") else None
    changes["leading"] = None if style.get("autoLeading") else style.get("leading")
    try:
        run = from_plain({**asdict(document.runs[0]), **changes}, TextRun)
    except ValidationError as error:
        raise WrongValueError("the style has a value of the wrong kind") from error
    if not 0 < run.size <= _MAX_SIZE:
        raise WrongValueError(f"the font size is not between 0 and {_MAX_SIZE:g}")
    return replace(document, runs=(run,))


def _colour(style: dict[str, Any], name: str) -> tuple[float, ...]:
    colour = style.get(name, _BLACK)
    if not isinstance(colour, list) or len(colour) < 3 or not all(isinstance(part, int | float) for part in colour):
        raise WrongValueError("a colour needs three numbers")
    return tuple(min(max(float(part), 0.0), 1.0) for part in colour[:3])


def _text(result: Any) -> str:
    if isinstance(result, list) and len(result) == 1:
        result = result[0]
    if isinstance(result, float) and result.is_integer():
        result = int(result)
    if not isinstance(result, str | int | float):
        raise WrongValueError("the value is not a text")
    if len(str(result)) > MAX_TEXT:
        raise WrongValueError("the text is too long")
    return str(result)


def _path(result: Any) -> PathValue:
    if not isinstance(result, dict) or "vertices" not in result:
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
