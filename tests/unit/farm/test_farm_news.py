"""What watchers hear: everything, in order, one at a time, whichever threads it comes from."""

from __future__ import annotations

import threading

import msgspec
import pytest

from app.core.messages import JobView
from app.farm.news import News

WAIT = 30.0


def view(number: int, job_id: str = "a") -> JobView:
    return JobView(job_id=job_id, name=job_id, owner="ann", state="rendering", output="o", frames_done=number)


def test_a_watcher_hears_what_there_is_and_then_what_changes() -> None:
    news, heard = News(), list[JobView]()
    news.queue([view(1)])
    news.add(heard.append, [view(2), view(3, "b")])
    news.queue([view(4)])
    news.tell()
    assert heard == [view(2), view(3, "b"), view(4)]


def test_a_watcher_that_was_dropped_hears_nothing_that_still_waits() -> None:
    news, heard = News(), list[JobView]()
    hear = heard.append
    news.add(hear, [view(1)])
    news.drop(hear)
    news.tell()
    assert heard == []


def test_what_one_thread_is_telling_another_one_does_not_overtake() -> None:
    news, heard = News(), list[int]()
    begun, go = threading.Event(), threading.Event()

    def hear(one: JobView) -> None:
        begun.set()
        go.wait(WAIT)
        heard.append(one.frames_done)

    news.add(hear, [view(1)])
    slow = threading.Thread(target=news.tell)
    slow.start()
    assert begun.wait(WAIT)
    news.queue([view(2)])
    news.tell()
    assert heard == []
    go.set()
    news.wait_until_told(WAIT)
    assert heard == [1, 2]
    slow.join()


def test_many_threads_tell_in_the_order_of_queueing() -> None:
    news, heard = News(), list[int]()
    queueing = threading.Lock()
    numbers = iter(range(4000))
    busy = threading.Lock()

    def hear(one: JobView) -> None:
        assert busy.acquire(blocking=False)
        heard.append(one.frames_done)
        busy.release()

    def work() -> None:
        for _ in range(500):
            with queueing:
                news.queue([view(next(numbers))])
            news.tell()

    news.add(hear, [])
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    news.wait_until_told(WAIT)
    assert heard == list(range(4000))


def test_a_watcher_may_add_and_drop_watchers() -> None:
    news, heard = News(), list[str]()

    def second(one: JobView) -> None:
        heard.append(f"second {one.frames_done}")

    def first(one: JobView) -> None:
        heard.append(f"first {one.frames_done}")
        news.drop(first)
        news.add(second, [msgspec.structs.replace(one, frames_done=9)])
        news.tell()
        news.wait_until_told(WAIT)

    news.add(first, [view(1)])
    news.tell()
    news.queue([view(2)])
    news.tell()
    assert heard == ["first 1", "second 9", "second 2"]


def test_a_watcher_with_a_fault_keeps_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    news, heard = News(), list[int]()

    def faulty(_: JobView) -> None:
        raise ZeroDivisionError

    news.add(faulty, [])
    news.add(lambda one: heard.append(one.frames_done), [])
    news.queue([view(1), view(2)])
    news.tell()
    assert heard == [1, 2] and "watcher failed" in caplog.text


def test_an_interrupt_does_not_end_the_telling_for_good() -> None:
    news, heard = News(), list[int]()

    def hear(one: JobView) -> None:
        if not heard:
            heard.append(0)
            raise KeyboardInterrupt
        heard.append(one.frames_done)

    news.add(hear, [view(1)])
    with pytest.raises(KeyboardInterrupt):
        news.tell()
    news.queue([view(2)])
    news.tell()
    assert heard == [0, 2]
