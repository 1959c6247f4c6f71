"""Documents made into values of a type, by `msgspec`, in whichever thread.

`msgspec` finds out how the values of a class are made when it first meets the class, and notes that at the class before
it is done with it. A second thread that meets the class meanwhile takes what is there for whole, and the program ends
with a segmentation fault (msgspec 0.22.0; at once where the interpreter changes threads all the time). So kinds are
learned here, by one thread at a time, and nothing else has msgspec decode or convert.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar, overload

import msgspec

_T = TypeVar("_T")
_Decoder = TypeVar("_Decoder")

_learning = threading.Lock()
_json: dict[Any, msgspec.json.Decoder[Any]] = {}
_messagepack: dict[Any, msgspec.msgpack.Decoder[Any]] = {}


@overload
def from_json(body: bytes | str | msgspec.Raw, kind: type[_T]) -> _T: ...
@overload
def from_json(body: bytes | str | msgspec.Raw, kind: Any) -> Any: ...
def from_json(body: bytes | str | msgspec.Raw, kind: Any) -> Any:
    """The value in JSON text. Raises what `NO_DOCUMENT` tells when it is none of that kind."""
    return json_decoder(kind).decode(body)


@overload
def from_messagepack(body: bytes, kind: type[_T]) -> _T: ...
@overload
def from_messagepack(body: bytes, kind: Any) -> Any: ...
def from_messagepack(body: bytes, kind: Any) -> Any:
    """The value in MessagePack. Raises what `NO_DOCUMENT` tells when it is none of that kind."""
    return _learned(_messagepack, msgspec.msgpack.Decoder, kind).decode(body)


@overload
def from_plain(value: object, kind: type[_T], *, strict: bool = True) -> _T: ...
@overload
def from_plain(value: object, kind: Any, *, strict: bool = True) -> Any: ...
def from_plain(value: object, kind: Any, *, strict: bool = True) -> Any:
    """The value that is made of plain ones: dictionaries, lists, texts, numbers.

    Not `strict`: a text stands for what it says. Raises `msgspec.ValidationError`.
    """
    # The kind of the decoder and of the conversion are learned anew each, the classes in them only once.
    json_decoder(kind)
    return msgspec.convert(value, kind, strict=strict)


@overload
def json_decoder(kind: type[_T]) -> msgspec.json.Decoder[_T]: ...
@overload
def json_decoder(kind: Any) -> msgspec.json.Decoder[Any]: ...
def json_decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """What decodes JSON of one kind, for those who keep it because they decode much."""
    return _learned(_json, msgspec.json.Decoder, kind)


def _learned(known: dict[Any, _Decoder], make: Callable[[Any], _Decoder], kind: Any) -> _Decoder:
    found = known.get(kind)
    if found is None:
        with _learning:
            found = known.setdefault(kind, make(kind))
    return found
