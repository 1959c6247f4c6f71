"""A farm under random faults: deaths, silence, doubled and late messages, restarts. When the faults end, films come."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from manual_farm import HandWorker, ManualFarm

from app.core.messages import AnyMessage, Grant
from app.core.ports import RESULTS
from tests.fakes.examples import seeds

JOBS = {"a": 40, "b": 5, "c": 25}
STEPS = 60
SEEDS = 25


class Storm:
    """One run: three workers, a manager that is killed now and then, and chance."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.farm = ManualFarm(folder)
        self.boots = 0
        self.workers: dict[str, HandWorker] = {}
        self.done: dict[int, int] = {}
        self.sent: list[tuple[HandWorker, AnyMessage]] = []
        for name, frames in JOBS.items():
            self.farm.submit(name, frames=frames)
        for name in ("w1", "w2", "w3"):
            self.start_worker(name)

    def start_worker(self, name: str) -> None:
        self.boots += 1
        self.workers[name] = Recorded(self, name, f"b{self.boots}")

    def step(self) -> None:
        name = self.chance.choice(sorted(self.workers))
        worker = self.workers[name]
        deeds: list[tuple[Any, int]] = [
            (lambda: worker.claim(), 6),
            (lambda: self.work(worker), 20),
            (lambda: self.chance.choice([worker.die, worker.vanish])() or self.start_worker(name), 2),
            (lambda: self.fail(worker), 2),
            (lambda: self.chat(worker), 6),
            (self.repeat, 4),
            (lambda: self.farm.step(self.chance.choice([0.5, 3, 13, 31])), 4),
            (lambda: self.farm.act(self.chance.choice(["pause", "resume"]), self.chance.choice(list(JOBS))), 3),
            (self.restart, 1),
        ]
        deed = self.chance.choices([one for one, _ in deeds], [weight for _, weight in deeds])[0]
        deed()
        self.farm.step()

    def work(self, worker: HandWorker) -> None:
        """Finish the next pieces of what the worker holds; now and then it does not say so, or says so twice."""
        if not worker.grants:
            worker.claim()
            return
        grant = self.chance.choice(worker.grants)
        at = self.done.get(grant.attempt, grant.first)
        for number in range(at, min(grant.last + 1, at + self.chance.randint(1, 4))):
            worker.finish_piece(grant, number)
            self.done[grant.attempt] = number + 1
        if self.done.get(grant.attempt, 0) > grant.last or self.chance.random() < 0.2:
            worker.end(grant)

    def fail(self, worker: HandWorker) -> None:
        if worker.grants:
            kind, infrastructure = self.chance.choice([("EngineError", False), ("DiskFullError", True)])
            worker.end(worker.grant, kind, infrastructure=infrastructure)

    def chat(self, worker: HandWorker) -> None:
        known = [one.attempt for one in worker.of(Grant)] or [None]
        worker.beat(self.chance.choice([*known, 999_999, None]), self.chance.randint(0, 100))

    def repeat(self) -> None:
        """A message comes again, perhaps long after it was sent, and from a worker that is gone."""
        if self.sent:
            worker, message = self.chance.choice(self.sent)
            self.farm.broker.send(RESULTS, message, sender=worker.name)

    def restart(self) -> None:
        self.farm.restart()
        for name in self.workers:
            self.start_worker(name)

    def calm(self) -> None:
        """No more faults: everything is resumed or retried, and new workers do what they are told."""
        for name in list(self.workers):
            self.workers[name].die()
            self.start_worker(name)
        finished: set[int] = set()
        for _ in range(80):
            for name in JOBS:
                if self.farm.state(name) in ("paused", "failed"):
                    self.farm.act("resume" if self.farm.state(name) == "paused" else "retry", name)
            for worker in self.workers.values():
                for grant in worker.grants:
                    if grant.attempt not in finished:
                        finished.add(grant.attempt)
                        worker.finish(grant)
                worker.claim()
            self.farm.step(5)
            if all(self.farm.state(name) == "done" for name in JOBS):
                return


class Recorded(HandWorker):
    """Remembers its reports, so that they can come again."""

    def __init__(self, storm: Storm, name: str, boot: str) -> None:
        super().__init__(storm.farm, name, boot)
        self._storm = storm

    def send(self, queue: str, message: AnyMessage) -> None:
        if queue == RESULTS:
            self._storm.sent.append((self, message))
        super().send(queue, message)


@pytest.mark.parametrize("seed", seeds(range(SEEDS)))
def test_after_any_storm_every_film_has_every_frame_once(tmp_path: Path, seed: int) -> None:
    storm = Storm(tmp_path, seed)
    try:
        for _ in range(STEPS):
            storm.step()
        storm.calm()
        for name, frames in JOBS.items():
            view = storm.farm.view(name)
            assert (view.state, set(view.pieces)) == ("done", {"d"}), (name, view)
            assert storm.farm.services.films[f"{name}.mp4"] == tuple(f"{name}/{frame}" for frame in range(frames))
        assert storm.farm.broker.dead_letters() == ()
        published = [name for call, name in storm.farm.services.calls if call == "publish"]
        assert sorted(published) == sorted(JOBS), "published once each"
    finally:
        storm.farm.close()
