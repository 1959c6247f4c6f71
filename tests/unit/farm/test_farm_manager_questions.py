"""Questions whose answers take their time: nobody else waits for them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from manual_farm import WAIT, ManualFarm

from app.core.messages import AnyMessage, HistoryPart, HistoryWanted, Refused, SnapshotPart, SnapshotWanted
from app.core.ports import REQUESTS, reply_prefix
from app.farm.manager.desk import MOST_UNANSWERED


class Pondering:
    """Answers when it may."""

    def __init__(self) -> None:
        self.begun, self.may_answer = threading.Event(), threading.Event()

    def answer(self, message: AnyMessage, sender: str) -> Iterable[AnyMessage]:
        del message, sender
        self.begun.set()
        assert self.may_answer.wait(WAIT)
        yield HistoryPart(renders=(), last=True)


@pytest.fixture
def pondering() -> Pondering:
    return Pondering()


@pytest.fixture
def farm(tmp_path: Path, pondering: Pondering) -> Iterator[ManualFarm]:
    made = ManualFarm(tmp_path, questions={HistoryWanted: pondering.answer}, slow=(HistoryWanted,))
    yield made
    pondering.may_answer.set()
    made.close()


def ponder(farm: ManualFarm, times: int = 1) -> None:
    for _ in range(times):
        farm.broker.send(REQUESTS, HistoryWanted(), sender="ann", reply_to=f"{reply_prefix('ann')}test")


def test_others_are_answered_while_one_question_takes_its_time(farm: ManualFarm, pondering: Pondering) -> None:
    ponder(farm)
    assert pondering.begun.wait(WAIT)
    assert isinstance(farm.ask(SnapshotWanted()), SnapshotPart)
    assert not any(isinstance(one, HistoryPart) for one in farm.answers)
    pondering.may_answer.set()
    farm.manager.stop()
    assert farm.broker.wait_idle(WAIT)
    assert isinstance(farm.answers[-1], HistoryPart)


def test_who_asks_when_too_many_have_asked_is_told_so(farm: ManualFarm) -> None:
    ponder(farm, MOST_UNANSWERED)
    answer = farm.ask(HistoryWanted())
    assert isinstance(answer, Refused) and "Ask again" in answer.error.next_step
