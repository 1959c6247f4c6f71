"""A farm of many computers that only looks like one: for pictures and measurements of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.core.fleet import NodeFacts
from app.core.messages import AnyMessage, JobView, WorkersPart, WorkersWanted, WorkerView
from app.farm.connection import FarmListener, LinkNews

Answer = Callable[[Any], tuple[AnyMessage, ...]]


class ShownClient:
    """What a window asks of a farm when it is only looked at; `answers` are made by type of message."""

    def __init__(
        self, workers: Sequence[WorkerView], nodes: Sequence[NodeFacts], answers: dict[type[AnyMessage], Answer]
    ) -> None:
        self.workers_now, self.nodes, self.answers = tuple(workers), tuple(nodes), answers

    def ask(self, message: AnyMessage) -> tuple[AnyMessage, ...]:
        if isinstance(message, WorkersWanted):
            return (WorkersPart(workers=self.workers_now, nodes=self.nodes, last=True),)
        answer = self.answers.get(type(message))
        return answer(message) if answer is not None else ()

    def snapshot(self, _job_ids: Sequence[str] = ()) -> tuple[JobView, ...]:
        return ()


class ShownFarm:
    """Implements `WindowFarm` with these jobs and workers, and what else is `answered`."""

    owner = "ada"

    def __init__(
        self,
        jobs: Sequence[JobView],
        workers: Sequence[WorkerView],
        nodes: Sequence[NodeFacts],
        answered: dict[type[AnyMessage], Answer] | None = None,
    ) -> None:
        self._jobs = tuple(jobs)
        self.client: Any = ShownClient(workers, nodes, answered or {})
        self.storage: Any = None
        self.listener: FarmListener | None = None

    def start(self) -> None:
        return None

    def follow(self, listener: FarmListener) -> Callable[[], None]:
        self.listener = listener
        listener.push_link(LinkNews())
        for view in self._jobs:
            listener.push(view)
        return lambda: None

    def known_films(self) -> Callable[[str], bool]:
        return lambda _name: False

    def try_now(self) -> None:
        return None

    def stop(self) -> None:
        return None
