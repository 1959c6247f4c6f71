"""What a farm has done, in sums over spans of time."""

from __future__ import annotations

from enum import StrEnum

from app.core.model import Struct


class StatsBy(StrEnum):
    """What sums are made for."""

    WORKER = "worker"
    OWNER = "owner"
    TEMPLATE = "template"
    JOB = "job"
    CAUSE = "cause"


STEPS = (0, 60, 300, 3600, 86_400)
"""Spans, in seconds, that sums are made over; 0 is one sum over all that was asked for."""


class StatsRow(Struct, frozen=True):
    """Sums of one worker, owner, template, job or cause (`key`) over the `step` seconds from `at` on.

    `frames` and `pieces` were drawn and count, each once; `jobs` are films that were finished, `jobs_failed` jobs that
    failed, `failures` attempts that did.
    `busy_seconds` were spent on pieces that count, `lost_seconds` by attempts that did not succeed on anything that
    does not; these fall when something does count after all, so that over a short span they may be negative.
    `present_seconds` is how long workers were there (for a job, template or owner: how long they held it), to ten
    seconds or so. `queued_frames` is the number of frames that waited for a worker at the end of the span, for the
    whole farm (`key` empty) only.
    `ideal_seconds` is what the films that ended in the span would have taken from their first grant on, had the workers
    that drew them divided the work perfectly, `film_seconds` what they took until they were published.
    `dollars` is what machines cost: for a worker its part of its machine's cost, for a job, template or owner that of
    the workers while they held it; what nobody held is in the cost of worker and farm only.
    `label` is the name of the job that `key` is the id of.
    """

    at: float
    key: str = ""
    frames: int = 0
    pieces: int = 0
    jobs: int = 0
    failures: int = 0
    busy_seconds: float = 0.0
    lost_seconds: float = 0.0
    present_seconds: float = 0.0
    queued_frames: int = 0
    ideal_seconds: float = 0.0
    film_seconds: float = 0.0
    dollars: float = 0.0
    jobs_failed: int = 0
    label: str = ""
