"""Answers how long films take: from the history, the jobs that wait, and the workers that are there.

Threads: questions come in the thread of slow answers, others in their own; what was learnt is made anew when a
film was finished since, under a lock under which only the store is called.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

import msgspec

from app.core.errors import UsageError
from app.core.estimates import UNSEEN, Basis, Estimate, FilmWanted, Forecast, PastRender, Spread
from app.core.jobs import JobRequest, RenderPlan
from app.core.messages import (
    SNAPSHOT_PART_BYTES,
    AnyMessage,
    EstimateGiven,
    EstimateWanted,
    HistoryPart,
    HistoryWanted,
)
from app.core.settings import Settings
from app.farm.estimates.asked import Asked, asked_films, baseline_of, estimated, group_of
from app.farm.estimates.beliefs import Belief
from app.farm.estimates.forecasts import FilmLeft, Ways, forecast
from app.farm.estimates.knowledge import Expected, Knowledge, Wanted
from app.farm.estimates.machines import CrewOf, crew_of_workers
from app.farm.estimates.remaining import CostsOf, WorkLeft, remaining_work
from app.farm.estimates.running import DonePiece, InWork, Under, engine_of, film_ahead, film_left, places_of, taught
from app.farm.manager.desk import NOBODY, Access, Question
from app.farm.portions import portions
from app.farm.store import Store, history
from app.farm.store.progress import JobProgress, documents_of, progress_of
from app.farm.store.unended import UndrawnJob, undrawn_jobs

MOST_KNOWN = 1500
"""So many of the latest films are learnt from."""

MOST_QUEUED = 400
"""So many jobs that wait are looked at one by one; those behind them count like the last of these."""


MOST_LESSONS = 8
"""So many films under way tell of others of their template."""


_Kind = tuple[str, str, str, str]
"""Jobs of one kind have a template's file name, a composition, an engine and a preset in common."""


class SeenFarm(Protocol):
    """What a manager tells of its farm."""

    def paces(self) -> Mapping[str, float]:
        """See `Manager.paces`."""
        ...

    def pieces_in_work(self) -> Mapping[int, tuple[int, float]]:
        """See `Manager.pieces_in_work`."""
        ...


def ways_of(settings: Settings, *, cores: int = 0) -> Ways:
    """How a farm with these settings works."""
    return Ways(threads=settings.manager_threads, longest_chunk=settings.longest_chunk, cores=cores)


class EstimateService:
    """Estimates of one farm. Thread-safe.

    `farm` gives the manager that it answers for, when it is asked; `access` as in `Manager`.
    """

    def __init__(
        self,
        store: Store,
        farm: Callable[[], SeenFarm],
        ways: Ways,
        *,
        access: Access | None = None,
        crew: CrewOf | None = None,
    ) -> None:
        self._store = store
        self._farm = farm
        self._ways = ways
        self._access = access
        self._crew = crew or crew_of_workers(lambda: farm().paces())
        self._lock = threading.Lock()
        self._state = (-1, 0.0)
        self._knowledge = Knowledge()

    @property
    def questions(self) -> dict[type[AnyMessage], Question]:
        """What it answers, for `Manager`."""
        return {EstimateWanted: self._answer, HistoryWanted: self._history}

    def knowledge(self) -> Knowledge:
        """What was learnt up to now. Raises `StoreError`."""
        with self._lock:
            with self._store.read() as session:
                state = history.state_of(session)
                renders = history.past_renders(session, MOST_KNOWN) if state != self._state else None
            if renders is not None:
                self._knowledge, self._state = Knowledge(renders, cores=self._ways.cores), state
            return self._knowledge

    def work_left(self, costs: CostsOf) -> WorkLeft:
        """`remaining_work` of the farm, with what was learnt from earlier films. Raises `StoreError`."""
        knowledge = self.knowledge()
        known: dict[_Kind, Belief] = {}

        def expects(job: UndrawnJob) -> Belief:
            kind = _kind_of(job)
            if kind not in known:
                known[kind] = self._expected(knowledge, job).cost
            return known[kind]

        return remaining_work(self._store, costs, expects)

    def _expected(self, knowledge: Knowledge, job: UndrawnJob) -> Expected:
        """What is expected of a job that waits; of a template never rendered, by what was counted and timed of it."""
        found = knowledge.expect(_wanted_of_undrawn(job))
        if found.basis not in UNSEEN:
            return found
        with self._store.read() as session:
            documents = documents_of(session, job.job_id)
        return found if documents is None else knowledge.expect(_wanted_of(*documents))

    def estimate(self, wanted: EstimateWanted) -> Estimate:
        """The estimate that was asked for. Raises `UsageError` when a job is not there, and `StoreError`."""
        knowledge = self.knowledge()
        counts = tuple(sorted({count for count in wanted.workers if count > 0})) or (max(1, len(self._farm().paces())),)
        films = [*wanted.films, *(_film_of(job) for job in wanted.jobs)]
        queue = self._queue(knowledge)
        if films:
            asked = asked_films(knowledge, films, place=queue.last_place)
            left = (*queue.before(min(film.priority for film in films)), *asked.left)
            return estimated(asked, self._forecast(left, counts), baseline=baseline_of(knowledge, films, counts))
        named = queue.named(wanted.job_ids)
        return estimated(named, self._forecast(named.left, counts))

    def frame_seconds(self, request: JobRequest) -> float | None:
        """What a frame of a job that is to be prepared is likely to take; None of a template that was never seen.

        Its engine is decided. Raises `StoreError`.
        """
        return self.knowledge().expect(_wanted_of(request, None)).frame_seconds

    def seconds_left(self, job_id: str) -> Spread | None:
        """How long a job takes from now, with the workers that are there; None when it or they are not there."""
        workers = len(self._farm().paces())
        if not workers:
            return None
        named = self._queue(self.knowledge()).named((job_id,))
        return self._forecast(named.left, (workers,))[0].seconds

    def _answer(self, message: AnyMessage, sender: str) -> Iterable[AnyMessage]:
        del sender
        if isinstance(message, EstimateWanted):
            yield EstimateGiven(estimate=self.estimate(message))

    def _history(self, message: AnyMessage, sender: str) -> Iterable[AnyMessage]:
        if not isinstance(message, HistoryWanted):
            return
        forgotten = 0
        if message.forget:
            if self._access is not None and not self._access(sender, NOBODY):
                raise UsageError(f"{sender} may not have the farm forget films.", next_step="Ask an admin of the farm.")
            named = "" if message.forget == "all" else message.forget
            forgotten = self._store.apply(lambda change: history.forget(change.session, named), durable=True)
        with self._store.read() as session:
            renders = history.past_renders(session)
        for part, is_last in portions(renders, SNAPSHOT_PART_BYTES - 1024):
            yield HistoryPart(renders=part, last=is_last, forgotten=forgotten)

    def _queue(self, knowledge: Knowledge) -> _Queue:
        farm, cores = self._farm(), self._ways.cores
        crowd = max(1.0, len(farm.paces()) / cores) if cores else 1.0
        return _Queue(self._store, knowledge, farm.pieces_in_work(), crowd)

    def _forecast(self, left: Sequence[FilmLeft], counts: Sequence[int]) -> tuple[Forecast, ...]:
        return forecast(left, self._crew(max(counts)), counts, self._ways)


class _Queue:
    """The jobs that wait and run, as one question sees them."""

    def __init__(
        self, store: Store, knowledge: Knowledge, in_work: Mapping[int, tuple[int, float]], crowd: float
    ) -> None:
        self._knowledge = knowledge
        self._in_work = in_work
        self._crowd = crowd
        self._store = store
        self._expected: dict[tuple[str, str, str, int, float], Expected] = {}
        self._seen: dict[_Kind, Wanted] = {}
        self._told: dict[str, Expected] = {}
        self._lessons: dict[_Kind, dict[str, Under]] = defaultdict(dict)
        """The films under way of which something is drawn."""
        with store.read() as session:
            self._jobs = tuple(sorted(undrawn_jobs(session), key=_rank))

    def before(self, priority: int) -> tuple[FilmLeft, ...]:
        """What is granted before new jobs of this priority."""
        return self._left([job for job in self._jobs if job.priority >= priority])

    @property
    def last_place(self) -> float:
        """The place of the last job that waits or runs."""
        return max((job.place for job in self._jobs), default=0.0)

    def named(self, job_ids: Sequence[str]) -> Asked:
        """These jobs, and all that is granted before the last of them. Raises `UsageError` for one that has ended."""
        wanted = set(job_ids)
        own = [job for job in self._jobs if job.job_id in wanted]
        missing = wanted - {job.job_id for job in own}
        if missing or not wanted:
            shown = min(missing, default="")
            raise UsageError(
                f"Of the job “{shown[:80]}” nothing is left to estimate.",
                "It has ended, is paused or being joined, or is not in the list.",
                "Look at the list of jobs.",
            )
        last = max(_rank(job) for job in own)
        ahead = [job for job in self._jobs if _rank(job) <= last]
        left = self._left(ahead)
        expected = [self._told[job.job_id] for job in own if job.job_id in self._told]
        earlier = (past for job in own for past in self._earlier_of(job))
        asked = Asked(left, expected, earlier)
        if any(film.known for film in left if film.job_id in wanted):
            asked.basis = Basis.RUNNING
        return asked

    def _earlier_of(self, job: UndrawnJob) -> tuple[PastRender, ...]:
        return tuple(past for past in self._knowledge.renders if (past.name, past.comp) == (job.template, job.comp))

    def _left(self, jobs: Sequence[UndrawnJob]) -> tuple[FilmLeft, ...]:
        near, far = jobs[:MOST_QUEUED], jobs[MOST_QUEUED:]
        found = list(self._near(near))
        for job in far:
            expected = self._told[job.job_id] = self._taught(job, self._expect(self._wanted_like(job)))
            more = {"group": f"{job.template}/{job.comp}", "owner": job.owner, "engine": engine_of(job.engine)}
            film = film_ahead(job.job_id, job.frames, 25.0, expected, priority=job.priority, place=job.place, **more)
            found.append(film)
        return tuple(found)

    def _near(self, jobs: Sequence[UndrawnJob]) -> Iterator[FilmLeft]:
        by_id = {job.job_id: job for job in jobs}
        with self._store.read() as session:
            found = tuple(progress_of(session, list(by_id)))
        under_way = {one.request.job_id: self._under(one) for one in found if one.grid}
        for job_id, under in under_way.items():
            if under.done:
                self._lessons[_kind_of(by_id[job_id])][job_id] = under
        for progress in found:
            job = by_id[progress.request.job_id]
            wanted = _wanted_of(progress.request, progress.plan)
            self._see(job, wanted)
            expected = self._told[job.job_id] = self._taught(job, self._expect(wanted))
            more = {
                "group": group_of(wanted),
                "owner": job.owner,
                "priority": job.priority,
                "place": job.place,
                "engine": engine_of(wanted.engine),
            }
            known = under_way.get(job.job_id)
            if known is None:
                yield film_ahead(job.job_id, job.frames, 25.0, expected, **more)
                continue
            if known.done:
                more["group"] = job.job_id
            yield film_left(job.job_id, known, expected, **more)

    def _under(self, progress: JobProgress) -> Under:
        return Under(
            grid=progress.grid,
            undone=progress.undone,
            done=tuple(_done_pieces(progress)),
            in_work=tuple(
                InWork(piece=piece, frames=frames, seconds=seconds)
                for number, piece in progress.in_work.items()
                for frames, seconds in (self._in_work.get(number, (0, 0.0)),)
            ),
            crowd=self._crowd,
        )

    def _taught(self, job: UndrawnJob, expected: Expected) -> Expected:
        """What is expected after what was drawn of others of its kind, such as the first films of a batch."""
        lessons = self._lessons.get(_kind_of(job), {})
        others = [under for job_id, under in islice(lessons.items(), MOST_LESSONS) if job_id != job.job_id]
        return taught(expected, others, self._knowledge.noise) if others else expected

    def _see(self, job: UndrawnJob, wanted: Wanted) -> None:
        seen = self._seen.get(_kind_of(job))
        if seen is None or (wanted.sample and not seen.sample):
            self._seen[_kind_of(job)] = wanted

    def _wanted_like(self, job: UndrawnJob) -> Wanted:
        """A job as what was learnt is asked for it: like one of its template that was looked at, where there is one."""
        seen = self._seen.get(_kind_of(job))
        return _wanted_of_undrawn(job) if seen is None else msgspec.structs.replace(seen, frames=job.frames_total)

    def _expect(self, wanted: Wanted) -> Expected:
        """The same for all jobs of a batch."""
        key = (wanted.template or wanted.name, wanted.comp, wanted.engine, wanted.frames, wanted.sample)
        if key not in self._expected:
            self._expected[key] = self._knowledge.expect(wanted)
        return self._expected[key]


def _done_pieces(progress: JobProgress) -> list[DonePiece]:
    places = places_of(progress.grid)
    return [
        DonePiece(place=places[number], seconds_per_frame=seconds / max(1, len(progress.grid[number])))
        for number, seconds in progress.drawn
    ]


def _rank(job: UndrawnJob) -> tuple[int, float]:
    return -job.priority, job.place


def _film_of(job: JobRequest) -> FilmWanted:
    return FilmWanted(
        template=job.template.sha256,
        name=job.template.name,
        comp=job.comp_name,
        engine=job.engine.value,
        preset=job.preset,
        frames=len(job.frames),
        sample=job.sample,
        priority=job.priority,
    )


def _kind_of(job: UndrawnJob) -> _Kind:
    return job.template, job.comp, job.engine, job.preset


def _wanted_of(request: JobRequest, plan: RenderPlan | None) -> Wanted:
    return Wanted(
        template=request.template.sha256,
        comp=request.comp_name,
        engine=(plan.engine if plan is not None else request.engine).value,
        preset=request.preset,
        frames=len(request.frames),
        features=plan.features if plan is not None else {},
        width=plan.width if plan is not None else 0,
        height=plan.height if plan is not None else 0,
        sample=request.sample,
    )


def _wanted_of_undrawn(job: UndrawnJob) -> Wanted:
    return Wanted(
        template="",
        name=job.template,
        comp=job.comp,
        engine=job.engine,
        preset=job.preset,
        frames=job.frames_total,
    )
