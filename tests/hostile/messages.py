"""Messages to the broker: bytes that are none, and well-formed ones that lie about who sends what."""

from __future__ import annotations

import json
import pickle
import struct
import threading
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
from manual_farm import HandWorker, ManualFarm  # type: ignore[import-not-found]
from pika import data
from store_kit import make_manifest, make_request  # type: ignore[import-not-found]

from app.core.errors import MessageError
from app.core.fleet import NodeFacts
from app.core.jobs import AssetRef
from app.core.messages import (
    MAX_MESSAGE_BYTES,
    Accepted,
    ActivitiesWanted,
    AnyMessage,
    Beat,
    ChunkEnded,
    Claim,
    Event,
    FleetAction,
    HistoryWanted,
    JobAction,
    JobView,
    NodeReport,
    PieceDone,
    Refused,
    Submit,
    WorkerAction,
    WorkerGone,
)
from app.core.ports import CLAIMS, REQUESTS, RESULTS, Delivery
from app.core.slots import MediaFill
from app.farm.deliveries import ConsumerThread, Parcel, ParcelQueue
from app.farm.rabbitmq.guards import install_guards
from tests.hostile.harness import PLANTED, Case, Place
from tests.hostile.headers import HEADERS
from worker_agent.reports import ReportFiles

WAIT = 15.0


def _wrapped(message: bytes, version: bytes = b"[1, 3]") -> bytes:
    return b'{"v": ' + version + b', "m": ' + message + b"}"


def _json(**fields: object) -> bytes:
    return _wrapped(json.dumps(fields).encode())


class _Trap:
    """What a pickle of this would do when somebody took it apart."""

    def __reduce__(self) -> tuple[Any, ...]:
        return exec, ("raise SystemExit('a pickle was taken apart')",)


_BYTES: dict[str, bytes] = {
    "nothing": b"",
    "zeros": bytes(100),
    "text": b"hello",
    "a pickle": pickle.dumps(_Trap()),
    "a pickle of protocol 0": pickle.dumps(_Trap(), 0),
    "YAML": b"!!python/object/apply:os.system ['true']",
    "XML": b"<!DOCTYPE x [<!ENTITY s SYSTEM 'file:///etc/passwd'>]><v>&s;</v>",
    "MessagePack": msgspec.msgpack.encode({"v": [1, 3], "m": {"type": "ping"}}),
    "UTF-16": _json(type="ping").decode().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + _json(type="ping"),
    "half": _json(type="ping")[:-3],
    "twice": _json(type="ping") * 2,
    "one byte too many": b" " * (MAX_MESSAGE_BYTES + 1),
    "ten megabytes": b'{"v": [1, 3], "m": "' + b"a" * 10_000_000 + b'"}',
    "as deep as can be": _wrapped(b"[" * 200_000),
    "deep and closed": _wrapped(b'{"type": "ping", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "deep outside": b'{"v": [1, 3], "x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b', "m": {"type": "ping"}}',
    "bytes that are no text": _wrapped(b'{"type": "stop", "attempt": 1, "reason": "\xff"}'),
    "a type that is no text": _wrapped(b'{"type": "ping\xff"}'),
    "half a character as bytes": _wrapped(b'{"type": "stop", "attempt": 1, "reason": "\xed\xa0\x80"}'),
    "half a character": _wrapped(b'{"type": "stop", "attempt": 1, "reason": "\\ud800"}'),
    "no number": _wrapped(b'{"type": "stats_wanted", "since": NaN}'),
    "a number beyond all": _wrapped(b'{"type": "stats_wanted", "since": 1e999}'),
    "an infinite number": _wrapped(b'{"type": "stats_wanted", "since": Infinity}'),
    "a number without end": _wrapped(b'{"type": "give_up", "first": 0, "attempt": ' + b"9" * 10_000 + b"}"),
    "a number as text": _json(type="give_up", first=0, attempt="1"),
    "a switch as a number": _json(type="drain", shut_down=1),
    "an unknown type": _json(type="__init__"),
    "no type": _json(attempt=1),
    "two types": _wrapped(b'{"type": "nothing", "type": "nothing2"}'),
    "a list for a type": _json(type=["ping"]),
    "an old version": _wrapped(b'{"type": "ping"}', b"[0, 9]"),
    "a version from the future": _wrapped(b'{"type": "ping"}', b"[2, 0]"),
    "a version below zero": _wrapped(b'{"type": "ping"}', b"[-1, 0]"),
    "a version without end": _wrapped(b'{"type": "ping"}', b"[" + b"9" * 5000 + b", 0]"),
    "a version of one number": _wrapped(b'{"type": "ping"}', b"[1]"),
    "no version": b'{"m": {"type": "ping"}}',
    "no message": b'{"v": [1, 3]}',
    "a list": b"[[1, 3], {}]",
    "more tags than a claim has": _json(
        type="claim", claim_id="a", worker="w", boot="b", engines=["e"], tags=["t"] * 10_000
    ),
    "more engines than there are": _json(type="claim", claim_id="a", worker="w", boot="b", engines=["e"] * 10_000),
    "a name of a megabyte": _json(type="claim", claim_id="a", worker="w" * 1_000_000, boot="b", engines=[]),
    "fonts that are no hashes": _json(type="claim", claim_id="a", worker="w", boot="b", engines=[], fonts=["../x"]),
    "an idleness below zero": _json(type="may_stop", worker="w", boot="b", idle_seconds=-1.0),
    "questions for a thousand farms": _json(type="estimate_wanted", workers=list(range(1000))),
    "activities without end": _json(type="activities_wanted", most=10**9),
    "a policy of nonsense": _json(type="scaling_change", policy="all"),
}


def _malformed(body: bytes, _: Place) -> None:
    """Bytes in a queue: set aside at once with the reason; the message behind it is handled."""
    handled: list[Delivery] = []
    refused: list[Exception] = []
    settled = threading.Event()
    queue = ParcelQueue("test")
    thread = ConsumerThread(
        queue, handled.append, settle=lambda _: settled.set(), set_aside=lambda _, error: refused.append(error)
    )
    thread.start()
    for one in (body, _json(type="ping")):
        queue.put(Parcel(body=one, sender="eve", reply_to="", correlation_id=""))
    assert settled.wait(WAIT)
    thread.close()
    assert len(handled) == 1 and len(refused) == 1
    assert isinstance(refused[0], MessageError)
    raise refused[0]


def _kept(body: bytes, place: Place) -> None:
    """Bytes among the reports that an agent kept for its next start: set aside, and it starts."""

    folder = place.folder / "outbox"
    folder.mkdir()
    (folder / "000000000001.msg").write_bytes(body)
    reports, following = ReportFiles(folder).load()
    assert not reports and following == 2


def _table(body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + body


def _headers(make: Callable[[], bytes], _: Place) -> None:
    """Headers of a message, as pika reads them with the guards: read or left out, and what follows is found."""
    install_guards()
    encoded = _table(make())
    table, end = data.decode_table(encoded + b"behind", 0)
    assert isinstance(table, dict)
    assert end == len(encoded)


@cache
def _farm(shared: Path) -> ManualFarm:
    """One farm for all cases: a job of ann's with a worker on it."""
    (shared / "farm").mkdir()
    return ManualFarm(shared / "farm", access=lambda sender, owner: sender in (owner, "admin"))


@cache
def _worker(shared: Path) -> HandWorker:
    farm = _farm(shared)
    farm.submit("anns", frames=20)
    worker = farm.idle_worker("w1")
    farm.step()
    assert worker.grants
    return worker


def _refused(message: AnyMessage, place: Place) -> None:
    """Asked by eve, who may do nothing of it: answered with the reason, and the job is as before."""
    _worker(place.shared)
    farm = _farm(place.shared)
    before = farm.view("anns")
    answer = farm.ask(message, sender="eve")
    assert isinstance(answer, Refused), answer
    assert answer.error.title and PLANTED not in repr(answer)
    assert farm.view("anns") == before


def _useless(queue: str, make: Callable[[HandWorker], AnyMessage], sender: str, place: Place) -> None:
    """Sent by somebody whom it does not become, or once more: the job and its worker are as before."""
    worker, farm = _worker(place.shared), _farm(place.shared)
    before, told = farm.view("anns"), len(worker.told)
    farm.broker.send(queue, make(worker), sender=sender)
    farm.step()
    after = farm.view("anns")
    assert (after.pieces, after.state, after.frames_done, after.workers, after.retries) == (
        before.pieces,
        before.state,
        before.frames_done,
        before.workers,
        before.retries,
    )
    assert worker.told[told:] == []


def _tell_piece(farm: ManualFarm, worker: HandWorker, number: int, seconds: float) -> None:
    grant = worker.grants[0]
    manifest = make_manifest(farm.plan(grant.job_id), number, grant.attempt)
    kept = farm.services.keep(msgspec.structs.replace(manifest, seconds=seconds))
    worker.send(RESULTS, PieceDone(worker=worker.name, boot=worker.boot, manifest=kept))
    farm.step()


def _paces(place: Place) -> None:
    """Workers whose pieces took no time at all, or all the time that there is: the farm goes on granting."""
    farm = ManualFarm(place.folder / "own")
    try:
        told = ((1e-320, 1e308, 5e-324, -1.0, 0.0), (1e308, 1e-320))
        for number, seconds in enumerate(told):
            worker = farm.idle_worker(f"w{number}")
            farm.submit(f"job-{number}", frames=40)
            farm.step()
            for piece, one in enumerate(seconds):
                _tell_piece(farm, worker, piece, one)
        last = farm.idle_worker("last")
        farm.submit("job-last", frames=40)
        farm.step()
        assert last.grants
    finally:
        farm.close()


def _answered_elsewhere(place: Place) -> None:
    """An answer wanted at another's address goes nowhere."""
    farm = _farm(place.shared)
    before = len(farm.answers)
    farm.broker.send(REQUESTS, HistoryWanted(), sender="eve", reply_to="reply.ann.test")
    farm.step()
    assert len(farm.answers) == before


def _resent(place: Place) -> None:
    """A request that comes twice is one job."""
    _worker(place.shared)
    farm = _farm(place.shared)
    request = farm.requests["anns"]
    answers = [farm.ask(Submit(jobs=(request,)), sender="ann") for _ in range(2)]
    assert answers[0] == answers[1]
    assert isinstance(answers[0], Accepted) and answers[0].job_ids == ("anns",)


def _request(**fields: object) -> AnyMessage:
    return Submit(jobs=(msgspec.structs.replace(make_request("evil"), owner="eve", **fields),))


_ASKED: dict[str, AnyMessage] = {
    "cancel what is another's": JobAction(action="cancel", job_ids=("anns",)),
    "remove what is another's": JobAction(action="remove", job_ids=("anns",)),
    "move what is another's": JobAction(action="top", job_ids=("anns",)),
    "raise what is another's": JobAction(action="priority", job_ids=("anns",), value=99),
    "an action that there is not": JobAction(action="__class__", job_ids=("anns",)),
    "a job that there is not": JobAction(action="cancel", job_ids=("../../x",)),
    "a priority beyond all": JobAction(action="priority", job_ids=("anns",), value=2**62),
    "submit for somebody else": Submit(jobs=(msgspec.structs.replace(make_request("evil"), owner="ann"),)),
    "an id that leads elsewhere": Submit(
        jobs=(msgspec.structs.replace(make_request("evil"), job_id="../x", owner="eve"),)
    ),
    "an id of control characters": Submit(
        jobs=(msgspec.structs.replace(make_request("evil"), job_id="a\x1b[2J", owner="eve"),)
    ),
    "an id that is a device": Submit(jobs=(msgspec.structs.replace(make_request("evil"), job_id="con", owner="eve"),)),
    "a film elsewhere": _request(output="../../x.mp4"),
    "a film that is a program": _request(output="x.exe"),
    "a folder of one's own": _request(folder="/etc"),
    "a template that is a path": _request(template=AssetRef(sha256="../../etc/passwd", name="a.aep", size=1)),
    "a photo that is a path": _request(fill={"item/1": MediaFill(path="/etc/passwd")}),
    "a photo that is an address": _request(fill={"item/1": MediaFill(path="http://169.254.169.254/")}),
    "drain another's workers": WorkerAction(action="drain", workers=("w1",)),
    "start machines": FleetAction(action="start", instances=("i-1",)),
    "forget what others need": HistoryWanted(forget="all"),
    "activities after a number that no store has": ActivitiesWanted(after=2**70),
    "a job's place beyond all": JobAction(action="before", job_ids=("anns",), target="x" * 100_000),
}


def _listed() -> list[Case]:
    case = partial(Case, "messages")
    found = [case(f"bytes: {name}", partial(_malformed, body), refused=True) for name, body in _BYTES.items()]
    found += [
        case(f"kept report: {name}", partial(_kept, _BYTES[name]), refused=False)
        for name in ("as deep as can be", "bytes that are no text", "a pickle", "half", "nothing", "one byte too many")
    ]
    found += [case(f"headers: {name}", partial(_headers, make), refused=False) for name, make in HEADERS.items()]
    found += [case(f"asked: {name}", partial(_refused, message), refused=False) for name, message in _ASKED.items()]
    lies: dict[str, tuple[str, Callable[[HandWorker], AnyMessage], str]] = {
        "another computer's claim": (
            CLAIMS,
            lambda w: Claim(claim_id="x", worker="w1", boot="b", engines=("builtin",)),
            "eve",
        ),
        "another computer's beat": (
            CLAIMS,
            lambda w: Beat(worker="w1", boot="b", attempt=w.grant.attempt, frames_drawn=20),
            "eve",
        ),
        "another computer's death": (RESULTS, lambda w: WorkerGone(worker="w1", boot="b"), "eve"),
        "another computer's failure": (
            RESULTS,
            lambda w: ChunkEnded(worker="w1", boot="b", job_id="anns", attempt=w.grant.attempt),
            "eve",
        ),
        "a failure of an attempt that there is not": (
            RESULTS,
            lambda w: ChunkEnded(worker="eve", boot="b", job_id="anns", attempt=2**62),
            "eve",
        ),
        "a piece of a job that it was not granted": (
            RESULTS,
            lambda w: PieceDone(worker="eve", boot="b", manifest=_manifest(w)),
            "eve",
        ),
        "facts of another computer": (CLAIMS, lambda w: NodeReport(facts=NodeFacts(node="w1")), "eve"),
        "a worker's message as a request": (REQUESTS, lambda w: WorkerGone(worker="w1", boot="b"), "w1"),
        "a request as a report": (RESULTS, lambda w: JobAction(action="cancel", job_ids=("anns",)), "ann"),
        "an event from a worker": (
            RESULTS,
            lambda w: Event(
                seq=1, kind="done", job=JobView(job_id="anns", name="a", owner="ann", state="done", output="a")
            ),
            "w1",
        ),
    }
    found += [
        case(f"lie: {name}", partial(_useless, queue, make, sender), refused=False)
        for name, (queue, make, sender) in lies.items()
    ]
    found.append(case("an answer at another's address", _answered_elsewhere, refused=False))
    found.append(case("a request that comes twice", _resent, refused=False))
    found.append(case("pieces that took no time, and all of it", _paces, refused=False))
    return found


def _manifest(worker: HandWorker) -> Any:
    return make_manifest(worker.farm.plan("anns"), 3, worker.grant.attempt)


def close(shared: Path) -> None:
    """End the farm, if any case has used it."""
    if _farm.cache_info().currsize:
        _farm(shared).close()


CASES = tuple(_listed())
