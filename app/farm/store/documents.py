"""JSON documents in the store's columns."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from app.core.decoding import from_json
from app.core.errors import ErrorInfo, StoreError
from app.core.unreadable import NO_DOCUMENT

_T = TypeVar("_T")
_encoder = msgspec.json.Encoder()


def pack(document: Any) -> bytes:
    """The document as it is stored."""
    return _encoder.encode(document)


def unpack(body: bytes, kind: type[_T]) -> _T:
    """The stored document. Raises `StoreError` when it is damaged."""
    try:
        return from_json(body, kind)
    except NO_DOCUMENT as error:
        raise StoreError("The store is damaged.", f"A {kind.__name__} in it cannot be read: {error}.") from error


def unpack_or_none(body: bytes | None, kind: type[_T]) -> _T | None:
    """The stored document, or None where there is none."""
    return None if body is None else unpack(body, kind)


def error_kind(failure: Any) -> str:
    """The kind of the error that a row's `error` holds; empty without one."""
    return unpack(failure.error, ErrorInfo).kind if failure.error else ""
