"""Tables of headers, as bytes, that a broker hands on and that pika by itself cannot read."""

from __future__ import annotations

import struct
from collections.abc import Callable


def _deep_headers() -> bytes:
    content = b""
    for _ in range(20_000):
        content = b"A" + struct.pack(">I", len(content)) + content
    return b"\x01a" + content


HEADERS: dict[str, Callable[[], bytes]] = {
    "a time beyond all years": lambda: b"\x01aT" + struct.pack(">Q", 2**62),
    "a number that is none": lambda: b"\x01ad" + struct.pack(">d", float("nan")),
    "a number beyond all": lambda: b"\x01af" + struct.pack(">f", float("inf")),
    "lists as deep as can be": _deep_headers,
    "a kind that there is not": lambda: b"\x01a?",
    "a text that is cut": lambda: b"\x01aS\xff\xff\xff\xff",
    "a decimal of 255 places": lambda: b"\x01aD\xff" + struct.pack(">i", 1),
    "a name that is no text": lambda: b"\x02\xff\xfeS\x00\x00\x00\x00",
}
