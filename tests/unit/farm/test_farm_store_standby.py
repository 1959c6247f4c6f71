"""When a manager that stands by takes the store over, judged from what it sees of the owner."""

from __future__ import annotations

import pytest

from app.farm.store.mariadb import ServerTimes
from app.farm.store.standby import Sight, Verdict, Watch

TIMES = ServerTimes(quiet=2.0, frozen=5.0)
OWNER = Sight(holder=7, epoch=3, beat=1, connection=7, gone=False, name="a")
NO_LOCK = Sight(holder=None, epoch=3, beat=1, connection=7, gone=False, name="a")


def verdicts(*sights: tuple[float, Sight]) -> list[Verdict]:
    watch = Watch(TIMES)
    return [watch.judge(sight, now) for now, sight in sights]


def beating(beat: int) -> Sight:
    return Sight(holder=7, epoch=3, beat=beat, connection=7, gone=False, name="a")


@pytest.mark.parametrize("nobody", [Sight(), Sight(epoch=3, beat=9, connection=7, gone=True, name="a")])
def test_where_there_is_no_owner_or_it_ended_in_order_nothing_is_waited_for(nobody: Sight) -> None:
    assert verdicts((0.0, nobody)) == [Verdict.SUCCEED]


def test_an_owner_that_beats_is_left_alone_for_ever() -> None:
    assert set(verdicts(*((now * 1.0, beating(now)) for now in range(100)))) == {Verdict.WAIT}


def test_a_killed_owner_is_succeeded_and_a_frozen_one_displaced_after_a_while() -> None:
    killed = verdicts((0.0, OWNER), (0.5, NO_LOCK), (2.4, NO_LOCK), (2.5, NO_LOCK))
    assert killed == [Verdict.WAIT, Verdict.WAIT, Verdict.WAIT, Verdict.SUCCEED]
    frozen = verdicts((0.0, OWNER), (4.9, OWNER), (5.0, OWNER))
    assert frozen == [Verdict.WAIT, Verdict.WAIT, Verdict.DISPLACE]


def test_an_owner_that_connects_anew_in_time_stays() -> None:
    anew = Sight(holder=9, epoch=3, beat=2, connection=9, gone=False, name="a")
    assert set(verdicts((0.0, OWNER), (1.0, NO_LOCK), (2.5, anew), (7.0, anew))) == {Verdict.WAIT}


def test_who_is_just_becoming_the_owner_is_not_displaced() -> None:
    """It may be changing large tables; its row still is that of the one before."""
    becoming = Sight(holder=11, epoch=3, beat=1, connection=7, gone=False, name="a")
    assert set(verdicts((0.0, becoming), (600.0, becoming))) == {Verdict.WAIT}
    assert set(verdicts((0.0, Sight(holder=11)), (600.0, Sight(holder=11)))) == {Verdict.WAIT}
