"""Messages between clients, manager and workers: typed, validated, versioned.

Every body is a JSON document of one of these structs, wrapped by `encode` with the protocol version. The store is
the truth; a message may be lost, doubled or late without harm. `attempt` fences: the store gives every grant a
number of its own, and what comes from an attempt that no longer counts changes nothing (but its verified pieces
are welcome while they are needed).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.core.decoding import json_decoder
from app.core.errors import ErrorInfo, MessageError
from app.core.estimates import Estimate, FilmWanted, PastRender
from app.core.fleet import Activity, Instance, NodeFacts, ScalingPolicy
from app.core.frames import FrameRange
from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderWarning
from app.core.needs import MOST_ASSETS, MOST_ENGINES, MOST_FONTS, MOST_TAGS, ShortHash, Tag, Version
from app.core.statistics import StatsBy, StatsRow
from app.core.unreadable import NO_DOCUMENT

PROTOCOL_MAJOR = 1
PROTOCOL_MINOR = 3
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""A larger message is refused unread. Snapshots travel in pieces of at most 256 KB (`SNAPSHOT_PART_BYTES`)."""

SNAPSHOT_PART_BYTES = 256 * 1024

MOST_STATS_KEYS = 100
"""Statistics of so many workers, owners, templates, jobs or causes may be asked for by name."""

LONGEST_PROBLEM = 500
"""Most characters of why a worker claims nothing."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Base of all messages."""


class Submit(Message, frozen=True, tag="submit"):
    """Client → manager: please make these films. Answered by `Accepted` or `Refused`."""

    jobs: tuple[JobRequest, ...]


class JobAction(Message, frozen=True, tag="job_action"):
    """Client → manager, answered like `Submit`.

    `action` is cancel, pause, resume, retry, priority (with `value`), remove (ended jobs from the list; films stay),
    or top, bottom, before (with `target`, a job id): the place among waiting jobs.
    """

    action: str
    job_ids: tuple[str, ...]
    value: int = 0
    target: str = ""


class SnapshotWanted(Message, frozen=True, tag="snapshot_wanted"):
    """Client → manager: the state of these jobs (all when empty). Answered by `SnapshotPart`s."""

    job_ids: tuple[str, ...] = ()


class DetailWanted(Message, frozen=True, tag="detail_wanted"):
    """Client → manager: everything about one job. Answered by `JobDetail`s, or `Refused`."""

    job_id: str


class WorkersWanted(Message, frozen=True, tag="workers_wanted"):
    """Client → manager: the farm's workers. Answered by `WorkersPart`s."""


class WorkerAction(Message, frozen=True, tag="worker_action"):
    """Client → manager, from admins only: `drain` or `ping` these workers, or those of a node that is named.

    Answered by `WorkersPart`s of the workers that were told, or `Refused` when none was.
    """

    action: str
    workers: tuple[str, ...]


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
    finished pieces plus those reported drawn in running ones. Times are seconds since the epoch. `workers` hold
    chunks of it now, `retries` counts its failed attempts. Jobs are granted by falling `priority`, then rising `place`.
    `folder` is where the film goes, where that is not the farm's results folder. `removed`: it has left the list.
    `waits_for`: how many jobs it waits for before it begins.
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
    template: str = ""
    comp: str = ""
    preset: str = ""
    engine: str = ""
    folder: str = ""
    batch_name: str = ""
    place: float = 0.0
    workers: int = 0
    retries: int = 0
    removed: bool = False
    waits_for: int = 0


class PieceView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A piece: its frames, its state, the attempt that holds or drew it, and its storage key once it is done."""

    frames: FrameRange
    state: str
    attempt: int | None = None
    file: str = ""


class TaskView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A task of the manager's own (or the render task, which stands for all pieces)."""

    kind: str
    state: str
    tries: int = 0


class AttemptView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A chunk that a worker was granted: pieces `first` up to and including `last`. Times as in `JobView`."""

    attempt: int
    worker: str
    first: int
    last: int
    frames: FrameRange
    state: str
    granted: float
    ended: float = 0.0
    error: ErrorInfo | None = None
    infrastructure: bool = False


class JobDetail(Message, frozen=True, tag="job_detail"):
    """Manager → client: one job in full, in parts of limited size; request and tasks come in the first.

    After them come the attempts (the newest 500, in rising order), then the pieces. `first_piece` is the number of the
    first of `pieces`; `last` is set on the final part.
    """

    job_id: str
    request: JobRequest | None = None
    tasks: tuple[TaskView, ...] = ()
    attempts: tuple[AttemptView, ...] = ()
    first_piece: int = 0
    pieces: tuple[PieceView, ...] = ()
    last: bool = True


class WorkerView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a client may see of a worker.

    `boot` is its present or last run, `silent` how many seconds nothing was heard of it. `job_id`, `attempt` and
    `frames_drawn` are of what it holds, the frames counted over the attempt. A worker that is lost stays in the view
    for an hour. `node` is the `NodeFacts.node` of its computer, `versions` are those of its engines that it knows.
    `frames_per_hour` are the frames of the pieces that it finished in the last ten minutes (or since it is there, from
    one minute on), times what makes an hour of that; None before. `problem` says why one that rests claims nothing.
    """

    name: str
    boot: str
    state: str
    engines: tuple[str, ...]
    silent: float
    seconds_per_frame: float | None = None
    job_id: str = ""
    attempt: int | None = None
    frames_drawn: int = 0
    node: str = ""
    versions: dict[str, str] = {}
    tags: tuple[str, ...] = ()
    frames_per_hour: float | None = None
    problem: str = ""


class WorkersPart(Message, frozen=True, tag="workers_part"):
    """Manager → client: workers, by name, then what is known of their nodes; `last` on the final part."""

    workers: tuple[WorkerView, ...]
    last: bool
    nodes: tuple[NodeFacts, ...] = ()


class FleetWanted(Message, frozen=True, tag="fleet_wanted"):
    """Client → manager: the farm's machines and scaling. Answered by one `FleetPart`, or `Refused`."""


class FleetAction(Message, frozen=True, tag="fleet_action"):
    """Client → manager, from admins only: start or stop machines. Answered by `FleetPart`, or `Refused`.

    `action` is start, stop (its workers finish the piece in work and hand back the rest) or kill (at once).
    """

    action: str
    instances: tuple[str, ...]


class ScalingChange(Message, frozen=True, tag="scaling_change"):
    """Client → manager, from admins only: scale by this policy from now on. Answered by `FleetPart`, or `Refused`."""

    policy: ScalingPolicy


class FleetPart(Message, frozen=True, tag="fleet_part"):
    """Manager → client: the machines as of a time (seconds since the epoch), and the policy.

    `provider` is empty where the farm has no machines to start. `problem` says why the list is older than it should be.
    """

    provider: str
    as_of: float
    instances: tuple[Instance, ...]
    policy: ScalingPolicy
    problem: ErrorInfo | None = None
    last: bool = True


class ActivitiesWanted(Message, frozen=True, tag="activities_wanted"):
    """Client → manager: the latest activities, those after number `after` only. Answered by `ActivitiesPart`s."""

    after: int = 0
    most: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 200


class ActivitiesPart(Message, frozen=True, tag="activities_part"):
    """Manager → client: activities, by rising number; `last` on the final part."""

    activities: tuple[Activity, ...]
    last: bool


class EstimateWanted(Message, frozen=True, tag="estimate_wanted"):
    """Client → manager: how long would these jobs take with so many workers. Answered by `EstimateGiven` or `Refused`.

    The jobs are as for `Submit`, but nothing is stored, and their assets need not be there; `films` are such in short.
    Or `job_ids` names jobs that are there. Without `workers`: the workers that are there now.
    """

    jobs: tuple[JobRequest, ...] = ()
    films: tuple[FilmWanted, ...] = ()
    job_ids: tuple[str, ...] = ()
    workers: Annotated[tuple[int, ...], msgspec.Meta(max_length=64)] = ()


class EstimateGiven(Message, frozen=True, tag="estimate_given"):
    """Manager → client: the estimate of all the jobs together."""

    estimate: Estimate
    last: bool = True


class HistoryWanted(Message, frozen=True, tag="history_wanted"):
    """Client → manager: the films that are remembered to estimate others by. Answered by `HistoryPart`s, or `Refused`.

    With `forget`, from admins only: forget first those of a template (its sha256 or file name), or `all` of them.
    """

    forget: str = ""


class HistoryPart(Message, frozen=True, tag="history_part"):
    """Manager → client: films that are remembered, the oldest first, and how many were forgotten; `last` at the end."""

    renders: tuple[PastRender, ...]
    last: bool
    forgotten: int = 0


class StatsWanted(Message, frozen=True, tag="stats_wanted"):
    """Client → manager: sums since a time (seconds since the epoch), per `step` seconds. Answered by `StatsPart`s.

    `step` is one of `app.core.statistics.STEPS`; 0 is one sum over all. `by` None: of the whole farm. `keys`: only
    these, when there are any; a manager that does not know them tells all.
    """

    since: float
    until: float = 0.0
    step: int = 0
    by: StatsBy | None = None
    keys: Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_STATS_KEYS)] = ()


class StatsPart(Message, frozen=True, tag="stats_part"):
    """Manager → client: rows, by rising time and then by key; `last` on the final part."""

    rows: tuple[StatsRow, ...]
    last: bool


class SnapshotPart(Message, frozen=True, tag="snapshot_part"):
    """Manager → client: jobs as of event `seq`; `last` on the final part.

    `trouble`: what the manager waits for, such as room on the disk of its store; nothing goes on before that is over.
    """

    seq: int
    jobs: tuple[JobView, ...]
    last: bool
    trouble: ErrorInfo | None = None


class Event(Message, frozen=True, tag="event"):
    """Manager → everybody: a job changed. `seq` rises by one per event; a gap means: take a new snapshot.

    Where several things happened to the job at once, one event tells of the last of them, and stands for those from
    number `first` on too. Progress between state changes has `seq` 0: it is not stored and may be lost.
    """

    seq: int
    kind: str
    job: JobView
    first: int = 0


class Claim(Message, frozen=True, tag="claim"):
    """Worker → manager: I am idle, grant me work. Idempotent by `claim_id`; renewed until granted or withdrawn.

    What follows the engines is of what the worker has (see `needs.Equipment`): `versions` by engine, `fonts` and
    `assets` as short hashes.
    """

    claim_id: Annotated[str, msgspec.Meta(max_length=64)]
    worker: Annotated[str, msgspec.Meta(max_length=200)]
    boot: Annotated[str, msgspec.Meta(max_length=64)]
    engines: Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_ENGINES)]
    seconds_per_frame: float | None = None
    versions: Annotated[dict[str, Version], msgspec.Meta(max_length=MOST_ENGINES)] = {}
    tags: Annotated[tuple[Tag, ...], msgspec.Meta(max_length=MOST_TAGS)] = ()
    fonts: Annotated[tuple[ShortHash, ...], msgspec.Meta(max_length=MOST_FONTS)] = ()
    assets: Annotated[tuple[ShortHash, ...], msgspec.Meta(max_length=MOST_ASSETS)] = ()


class Withdraw(Message, frozen=True, tag="withdraw"):
    """Worker → manager: forget my parked claim (I am draining or stopping).

    With a `problem`, a sentence, it stays and claims nothing until that has passed; it says so as often as it would
    renew a claim. `engines` are what it would draw with.
    """

    worker: str
    boot: str
    problem: Annotated[str, msgspec.Meta(max_length=LONGEST_PROBLEM)] = ""
    engines: Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_ENGINES)] = ()


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


class MayStop(Message, frozen=True, tag="may_stop"):
    """Worker → manager (may be lost): I was idle for so long; may my computer be shut down?

    Sent as often as the claim is renewed, beside it, where the node is set up for that. The answer is `Drain` with
    `shut_down`, to all workers of the node; there is none while it should stay.
    """

    worker: Annotated[str, msgspec.Meta(max_length=200)]
    boot: Annotated[str, msgspec.Meta(max_length=64)]
    idle_seconds: Annotated[float, msgspec.Meta(ge=0.0)]


class Drain(Message, frozen=True, tag="drain"):
    """Manager → worker: finish what you hold and claim no more.

    With `shut_down`, the computer may be shut down when all its workers were told so and have ended.
    """

    shut_down: bool = False


class Ping(Message, frozen=True, tag="ping"):
    """Manager → worker: send a beat now."""


class NodeReport(Message, frozen=True, tag="node_report"):
    """Supervisor → manager (may be lost): how its computer does. Sent every 10 s or so, and when something changes."""

    facts: NodeFacts


AnyMessage = (
    Submit
    | JobAction
    | SnapshotWanted
    | DetailWanted
    | WorkersWanted
    | WorkerAction
    | Accepted
    | Refused
    | JobDetail
    | SnapshotPart
    | WorkersPart
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
    | FleetWanted
    | FleetAction
    | ScalingChange
    | FleetPart
    | ActivitiesWanted
    | ActivitiesPart
    | EstimateWanted
    | EstimateGiven
    | HistoryWanted
    | HistoryPart
    | StatsWanted
    | StatsPart
    | NodeReport
    | MayStop
)


_SAME_VERSION_STEP = "Bring manager, workers and clients to the same version."


class _Envelope(msgspec.Struct, frozen=True):
    v: tuple[int, int]
    m: msgspec.Raw


_encoder = msgspec.json.Encoder()
_envelopes = json_decoder(_Envelope)
_messages = json_decoder(AnyMessage)


def encode(message: AnyMessage) -> bytes:
    """The message as bytes for the wire."""
    body = _Envelope(v=(PROTOCOL_MAJOR, PROTOCOL_MINOR), m=msgspec.Raw(_encoder.encode(message)))
    return _encoder.encode(body)


def decode(body: bytes) -> AnyMessage:
    """The message in `body`. Raises `MessageError` when it is too large, malformed, or of another major version."""
    if len(body) > MAX_MESSAGE_BYTES:
        raise MessageError(
            f"A message of {len(body)} bytes was refused.",
            f"The limit is {MAX_MESSAGE_BYTES} bytes.",
            "Ask for less at once.",
        )
    try:
        envelope = _envelopes.decode(body)
        if envelope.v[0] != PROTOCOL_MAJOR:
            raise MessageError(
                f"A message of protocol version {envelope.v[0]}.{envelope.v[1]} was refused.",
                f"This program speaks version {PROTOCOL_MAJOR}.",
                _SAME_VERSION_STEP,
            )
        message: AnyMessage = _messages.decode(envelope.m)
    except NO_DOCUMENT as error:
        raise MessageError("A message was refused.", f"It is malformed: {error}.", _SAME_VERSION_STEP) from error
    return message
