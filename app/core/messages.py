"""Messages between clients, manager and workers: typed, validated, versioned.

Every body is a JSON document of one of these structs, wrapped by `encode` with the protocol version. The store is
the truth; a message may be lost, doubled or late without harm. `attempt` fences: the store gives every grant a
number of its own, and what comes from an attempt that no longer counts changes nothing (but its verified pieces
are welcome while they are needed).
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.core.errors import ErrorInfo, MessageError
from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderWarning

PROTOCOL_MAJOR = 1
PROTOCOL_MINOR = 0
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""A larger message is refused unread. Snapshots travel in pieces of at most 256 KB (`SNAPSHOT_PART_BYTES`)."""

SNAPSHOT_PART_BYTES = 256 * 1024


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Base of all messages."""


class Submit(Message, frozen=True, tag="submit"):
    """Client → manager: please make these films. Answered by `Accepted` or `Refused`."""

    jobs: tuple[JobRequest, ...]


class JobAction(Message, frozen=True, tag="job_action"):
    """Client → manager: `action` is cancel, pause, resume, retry or priority (with `value`). Answered the same way."""

    action: str
    job_ids: tuple[str, ...]
    value: int = 0


class SnapshotWanted(Message, frozen=True, tag="snapshot_wanted"):
    """Client → manager: the state of these jobs (all when empty). Answered by `SnapshotPart`s."""

    job_ids: tuple[str, ...] = ()


class Accepted(Message, frozen=True, tag="accepted"):
    """Manager → client. `job_ids` are the jobs as the store knows them, in the order of the request.

    Where an earlier job stands for one, it is that job's id: an equal one that has not ended, has failed, or is done
    and need not be replaced.
    """

    job_ids: tuple[str, ...] = ()


class Refused(Message, frozen=True, tag="refused"):
    """Manager → client: nothing was changed, and why."""

    error: ErrorInfo


class JobView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a client may see of a job.

    `pieces` has one character per piece: `o` open, `g` granted, `d` done, `f` failed. `frames_done` counts frames in
    finished pieces plus those reported drawn in running ones. Times are seconds since the epoch.
    """

    job_id: str
    name: str
    owner: str
    state: str
    output: str
    priority: int = 50
    batch_id: str = ""
    row: int | None = None
    frames_total: int = 0
    frames_done: int = 0
    pieces: str = ""
    submitted: float = 0.0
    started: float = 0.0
    ended: float = 0.0
    error: ErrorInfo | None = None
    warnings: tuple[RenderWarning, ...] = ()
    film: FilmReport | None = None


class SnapshotPart(Message, frozen=True, tag="snapshot_part"):
    """Manager → client: jobs as of event `seq`; `last` on the final part."""

    seq: int
    jobs: tuple[JobView, ...]
    last: bool


class Event(Message, frozen=True, tag="event"):
    """Manager → everybody: a job changed. `seq` rises by one per event; a gap means: take a new snapshot.

    Progress between state changes has `seq` 0: it is not stored and may be lost.
    """

    seq: int
    kind: str
    job: JobView


class Claim(Message, frozen=True, tag="claim"):
    """Worker → manager: I am idle, grant me work. Idempotent by `claim_id`; renewed until granted or withdrawn."""

    claim_id: str
    worker: str
    boot: str
    engines: tuple[str, ...]
    seconds_per_frame: float | None = None


class Withdraw(Message, frozen=True, tag="withdraw"):
    """Worker → manager: forget my parked claim (I am draining or stopping)."""

    worker: str
    boot: str


class Grant(Message, frozen=True, tag="grant"):
    """Manager → worker: you hold pieces `first` up to and including `last` of this job, but for `skip`.

    The lease ends `lease_seconds` after the last beat.
    """

    claim_id: str
    attempt: int
    job_id: str
    plan: str
    first: int
    last: int
    lease_seconds: float
    skip: tuple[int, ...] = ()


class Beat(Message, frozen=True, tag="beat"):
    """Worker → manager, every few seconds: alive, and how far the attempt is. Renews the lease."""

    worker: str
    boot: str
    attempt: int | None = None
    job_id: str = ""
    frames_drawn: int = 0


class PieceDone(Message, frozen=True, tag="piece_done"):
    """Worker → manager (durable): a piece lies verified in storage."""

    worker: str
    boot: str
    manifest: PieceManifest


class ChunkEnded(Message, frozen=True, tag="chunk_ended"):
    """Worker → manager (durable): the attempt is over. `error` None: everything still wanted of it is done.

    With an error, `piece` is the piece it happened in; `infrastructure` says that the job is not to blame.
    """

    worker: str
    boot: str
    job_id: str
    attempt: int
    error: ErrorInfo | None = None
    piece: int | None = None
    infrastructure: bool = False


class WorkerGone(Message, frozen=True, tag="worker_gone"):
    """Supervisor → manager (durable): that worker's process is dead; what it held may be granted at once."""

    worker: str
    boot: str


class GiveUp(Message, frozen=True, tag="give_up"):
    """Manager → worker: of attempt `attempt`, pieces from `first` on are no longer yours; finish those before it."""

    attempt: int
    first: int


class Stop(Message, frozen=True, tag="stop"):
    """Manager → worker: stop attempt `attempt` at once; nothing more of it is wanted. `reason` is for the log."""

    attempt: int
    reason: str


class Drain(Message, frozen=True, tag="drain"):
    """Manager → worker: finish what you hold and claim no more."""


class Ping(Message, frozen=True, tag="ping"):
    """Manager → worker: send a beat now."""


AnyMessage = (
    Submit
    | JobAction
    | SnapshotWanted
    | Accepted
    | Refused
    | SnapshotPart
    | Event
    | Claim
    | Withdraw
    | Grant
    | Beat
    | PieceDone
    | ChunkEnded
    | WorkerGone
    | GiveUp
    | Stop
    | Drain
    | Ping
)


class _Envelope(msgspec.Struct, frozen=True):
    v: tuple[int, int]
    m: msgspec.Raw


_encoder = msgspec.json.Encoder()
_envelopes = msgspec.json.Decoder(_Envelope)
_messages: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyMessage)


def encode(message: AnyMessage) -> bytes:
    """The message as bytes for the wire."""
    body = _Envelope(v=(PROTOCOL_MAJOR, PROTOCOL_MINOR), m=msgspec.Raw(_encoder.encode(message)))
    return _encoder.encode(body)


def decode(body: bytes) -> AnyMessage:
    """The message in `body`. Raises `MessageError` when it is too large, malformed, or of another major version."""
    if len(body) > MAX_MESSAGE_BYTES:
        raise MessageError(f"A message of {len(body)} bytes was refused.", f"The limit is {MAX_MESSAGE_BYTES} bytes.")
    try:
        envelope = _envelopes.decode(body)
        if envelope.v[0] != PROTOCOL_MAJOR:
            raise MessageError(
                f"A message of protocol version {envelope.v[0]}.{envelope.v[1]} was refused.",
                f"This program speaks version {PROTOCOL_MAJOR}.",
                "Bring manager, workers and clients to the same version.",
            )
        message: AnyMessage = _messages.decode(envelope.m)
    except msgspec.MsgspecError as error:
        raise MessageError("A message was refused.", f"It is malformed: {error}.") from error
    return message
