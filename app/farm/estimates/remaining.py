"""How much work is left on a farm: worker-seconds until everything that waits is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from app.core.estimates import Spread
from app.core.model import Struct
from app.farm.estimates.beliefs import Belief, certain, log_of, total
from app.farm.store import Store
from app.farm.store.unended import UndrawnJob, undrawn_jobs

USUAL_COST = Belief(mean=log_of(0.15), variance=1.0)
"""Seconds that a frame takes a usual worker where nothing is known at all: 0.04 to 0.54 s in eight of ten cases."""

MEASURED_VARIANCE = 0.03
"""Variance of the logarithm of a running job's cost: its last frames may be dearer than its first ones were."""

USUAL_PIECE = 30
"""Frames of a piece of a job that is not laid out yet."""

CostsOf = Callable[[Iterable[str]], Mapping[str, float]]
"""What frames of jobs cost a usual worker, in seconds, of those where finished pieces tell it: `Manager.costs`."""

Expects = Callable[[UndrawnJob], Belief]
"""What is believed beforehand of the seconds that a frame of a job takes a usual worker."""


class WorkLeft(Struct, frozen=True):
    """Work that is left, in seconds of a usual worker (one of pace 1), drawing and encoding alone.

    `expected` is the mean, `spread` the percentiles. `frames` of `jobs` jobs are left; `held` of the frames are in
    pieces that workers have in hand. `longest` is the mean of the largest piece of work that cannot be divided: how
    long one worker draws at least, however many there are.
    """

    expected: float
    spread: Spread
    frames: int
    jobs: int
    held: int
    longest: float = 0.0


def expect_usual(job: UndrawnJob) -> Belief:
    """`Expects` where there is no history."""
    del job
    return USUAL_COST


def remaining_work(store: Store, costs: CostsOf, expects: Expects = expect_usual) -> WorkLeft:
    """What all jobs that are neither ended nor paused still need, from the store's open and granted pieces.

    Frames in pieces under way count in full. A job whose finished pieces tell its cost counts by that (`costs`, for
    instance `Manager.costs`), others by what is expected of them. Jobs of one template are wrong together, those of
    different ones apart. Takes one short read of the store. Raises `StoreError`.
    """
    with store.read() as session:
        jobs = undrawn_jobs(session)
    measured = costs([job.job_id for job in jobs])
    return work_of(jobs, measured, expects)


def work_of(jobs: Iterable[UndrawnJob], measured: Mapping[str, float], expects: Expects) -> WorkLeft:
    """`remaining_work` of these jobs. Pure."""
    jobs = tuple(jobs)
    groups: dict[tuple[str, ...], list[tuple[float, Belief]]] = {}
    longest = 0.0
    for job in jobs:
        cost = measured.get(job.job_id)
        belief = expects(job) if cost is None else certain(cost).wider(MEASURED_VARIANCE)
        # A running job errs by itself; those that wait for their first piece err with their template.
        group = (job.template, job.comp, job.engine) if cost is None else (job.job_id,)
        groups.setdefault(group, []).append((float(job.frames), belief))
        pieces = job.pieces or math.ceil(job.frames / USUAL_PIECE)
        longest = max(longest, job.frames / max(1, pieces) * belief.expected)
    whole = total((1.0, _together(parts)) for parts in groups.values())
    is_some = any(job.frames for job in jobs)
    return WorkLeft(
        expected=whole.expected if is_some else 0.0,
        spread=whole.spread() if is_some else Spread(p10=0.0, p50=0.0, p90=0.0),
        frames=sum(job.frames for job in jobs),
        jobs=sum(1 for job in jobs if job.frames),
        held=sum(job.held for job in jobs),
        longest=longest if is_some else 0.0,
    )


def _together(parts: list[tuple[float, Belief]]) -> Belief:
    """A sum of quantities that err by the same factor."""
    mean = sum(factor * belief.expected for factor, belief in parts)
    variance = max(belief.variance for _, belief in parts)
    return Belief(mean=log_of(mean) - variance / 2, variance=variance)
