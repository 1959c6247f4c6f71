"""Kinds of documents are learned by many threads at once, in a program of its own as it may end by that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.core.decoding import from_json, from_messagepack, from_plain, json_decoder
from app.core.model import Struct
from app.core.unreadable import NO_DOCUMENT

PROGRAM = """
import sys
import threading

import msgspec

from app.core.decoding import from_json, from_messagepack, from_plain

KINDS = '''
class In{0}(msgspec.Struct):
    a: int = 0
    b: dict[str, tuple[int, ...]] = {{}}

class Out{0}(msgspec.Struct):
    x: tuple[In{0}, ...] = ()
    y: In{0} | None = None
'''
PLAIN = {"x": [{"a": 1, "b": {"k": [1, 2]}}], "y": {"a": 3}}
JSON, PACKED = msgspec.json.encode(PLAIN), msgspec.msgpack.encode(PLAIN)

sys.setswitchinterval(1e-6)
for number in range(200):
    exec(KINDS.format(number))
    kind, inner = globals()[f"Out{number}"], globals()[f"In{number}"]
    calls = (
        lambda: from_json(JSON, kind),
        lambda: from_messagepack(PACKED, kind),
        lambda: from_plain(PLAIN, kind),
        lambda: from_json(b"{}", inner),
        lambda: from_json(JSON, kind),
    )
    together = threading.Barrier(len(calls))

    def decode(call):
        together.wait()
        assert call() is not None

    threads = [threading.Thread(target=decode, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print("learned")
"""


class Small(Struct, frozen=True):
    number: int = 0


def test_kinds_can_be_met_by_many_threads_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "learned"), done.stderr[-2000:]


def test_documents_become_values() -> None:
    assert from_json(b'{"number":3}', Small) == from_json('{"number":3}', Small) == Small(number=3)
    assert from_messagepack(msgspec.msgpack.encode({"number": 3}), Small) == Small(number=3)
    assert from_plain({"number": 3}, Small) == Small(number=3)
    assert from_plain("3", int, strict=False) == 3
    assert json_decoder(list[Small]) is json_decoder(list[Small])


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"number":"3"}', b"[" * 100_000])
def test_what_is_no_document_is_refused(body: bytes) -> None:
    with pytest.raises(NO_DOCUMENT):
        from_json(body, Small)
    with pytest.raises(NO_DOCUMENT):
        from_messagepack(body, Small)
