"""Grants what waits to idle workers: reads what the decision needs, has it decided, and writes the grants down.

Used by the scheduler's thread; `Granting.doubled` by the results' too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

import msgspec

from app.core.messages import Claim, Grant
from app.core.needs import Equipment, can_draw
from app.core.settings import Settings
from app.farm.manager.roster import Roster
from app.farm.manager.scheduler import Award, Candidate, FarmView, schedule
from app.farm.manager.waiting import Line, Waiting
from app.farm.store import Change, Store, transitions, work
from app.farm.store.going import turned_away

MOST_JOBS_PER_OWNER = 64
MOST_PIECES_PER_JOB = 1024
"""How much of the open work one decision looks at; what lies beyond is looked at when that is granted."""

SPARE_PIECES = 2
"""So many times as many pieces as all idle workers could take are looked at: some are not for everybody."""


class Granting:
    """Who gets what, step by step. Of jobs that `held_back` tells, nothing is granted.

    `doubled` has attempts at pieces that a slower one has in work: attempt → the slower one.
    """

    def __init__(self, roster: Roster, settings: Settings, *, held_back: Callable[[], Collection[str]]) -> None:
        self._roster = roster
        self._settings = settings
        self._held_back = held_back
        self._waiting = Waiting()
        self._lines: dict[str, Line] = {}
        self._unread = 0
        self.doubled: dict[int, int] = {}

    def grant(self, store: Store, now: float) -> None:
        """Grant what can be granted at the monotonic time `now`. Raises `StoreError`."""
        while claims := {one.claim_id: one for one in self._roster.idle(now)}:
            granted, refused = store.apply(partial(self._give, claims=claims, now=now))
            for grant, claim in granted:
                self._roster.lease(grant, claim, now)
                if grant.job_id in self._lines:
                    self._waiting.granted(self._lines[grant.job_id], now)
            for claim in refused:
                self._roster.unpark(claim.worker, claim.boot)
            # Who got nothing may be able to draw what was left unread for the sake of those who did.
            if not granted or not self._unread:
                break

    def _give(
        self, change: Change, claims: Mapping[str, Claim], now: float
    ) -> tuple[list[tuple[Grant, Claim]], list[Claim]]:
        granted: list[tuple[Grant, Claim]] = []
        refused = [claims[claim_id] for claim_id in turned_away(change, claims)]
        away = {claim.claim_id for claim in refused}
        claims = {claim_id: claim for claim_id, claim in claims.items() if claim_id not in away}
        for award in self._awards(change, tuple(claims.values()), now):
            claim = claims[award.claim_id]
            if award.taken_from is not None and not transitions.give_up(change, award.taken_from, award.first):
                continue
            pieces = (award.first, award.last)
            grant = transitions.grant(change, claim, award.job_id, pieces, lease_seconds=self._settings.lease_seconds)
            if grant is None:
                refused.append(claim)
            else:
                granted.append((grant, claim))
                if award.doubles and award.taken_from is not None:
                    self.doubled[grant.attempt] = award.taken_from
        return granted, refused

    def _awards(self, change: Change, claims: tuple[Claim, ...], now: float) -> tuple[Award, ...]:
        """What `schedule` decides. Chunks under way are read only where somebody would else get nothing."""
        if not work.is_waiting(change.session) and not self._roster.drawing():
            self._unread, self._lines = 0, {}
            self._waiting.seen((), now)
            return ()
        view = self._view(change, claims, now)
        awards = schedule(view)
        if len(awards) < len(claims) and not (awards and self._unread):
            awards = schedule(self._with_chunks(change, view, now))
        return awards

    def _with_chunks(self, change: Change, view: FarmView, now: float) -> FarmView:
        """The view, with the chunks under way and what is to be known of their jobs."""
        chunks = work.attempts_of(change.session, self._roster.drawing())
        job_ids = {one.job_id for one in chunks}
        return msgspec.structs.replace(
            view,
            chunks=chunks,
            costs=view.costs | self._roster.costs(job_ids),
            elapsed=self._roster.elapsed(now),
            failures=work.failures_in(change.session, sorted(job_ids - {one.job_id for one in view.work})),
        )

    def _view(self, change: Change, claims: tuple[Claim, ...], now: float) -> FarmView:
        workers = tuple(self._candidates(claims))
        idle = tuple(one.equipment for one in workers if one.claim_id)
        amount = work.Amount(
            jobs=MOST_JOBS_PER_OWNER,
            pieces=MOST_PIECES_PER_JOB,
            enough=len(idle) * self._settings.longest_chunk * SPARE_PIECES,
        )
        found = work.open_work(
            change.session, amount, is_wanted=lambda engine, needs: any(can_draw(one, engine, needs) for one in idle)
        )
        self._unread = found.more
        held_back = self._held_back()
        open_work = tuple(one for one in found.work if one.job_id not in held_back)
        self._lines = {one.job_id: (one.owner, one.priority) for one in open_work}
        return FarmView(
            workers=workers,
            work=open_work,
            more=found.more,
            running=work.running_chunks(change.session) if len({one.owner for one in open_work}) > 1 else {},
            costs=self._roster.costs(one.job_id for one in open_work),
            waited=self._waiting.seen(found.lines, now),
            longest_chunk=self._settings.longest_chunk,
            worker_failures=self._settings.worker_failures,
        )

    def _candidates(self, claims: tuple[Claim, ...]) -> Iterator[Candidate]:
        present = self._roster.present()
        paces = self._roster.paces(present)
        for claim in claims:
            equipment = present.pop(claim.worker, Equipment(engines=claim.engines))
            yield Candidate(
                worker=claim.worker, equipment=equipment, claim_id=claim.claim_id, pace=paces.get(claim.worker)
            )
        for name, equipment in present.items():
            yield Candidate(worker=name, equipment=equipment, pace=paces.get(name))
