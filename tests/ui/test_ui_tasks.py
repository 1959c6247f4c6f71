"""The keyed background runner: results come back on the window's thread, and never stale ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorInfo, UsageError
from app.ui.tasks import Progress, Task, TaskRunner


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.close()


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def test_the_result_arrives_on_the_window_s_thread(qtbot: QtBot, tasks: TaskRunner, owner: QObject) -> None:
    seen: list[tuple[str, QThread, int]] = []
    worked: list[int] = []

    def work(_task: Task) -> str:
        worked.append(threading.get_ident())
        return "film"

    tasks.start("a", work, owner=owner, done=lambda text: seen.append((text, QThread.currentThread(), 1)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][:2] == ("film", owner.thread())
    assert worked[0] != threading.get_ident()


def test_a_newer_task_of_the_same_key_wins(qtbot: QtBot, tasks: TaskRunner, owner: QObject) -> None:
    begun, go_on = threading.Event(), threading.Event()
    results: list[str] = []
    cancelled: list[bool] = []

    def slow(task: Task) -> str:
        begun.set()
        go_on.wait(10)
        cancelled.append(task.cancelled)
        return "old"

    tasks.start("preview", slow, owner=owner, done=results.append)
    assert begun.wait(10)
    tasks.start("preview", lambda _task: "new", owner=owner, done=results.append)
    qtbot.waitUntil(lambda: results == ["new"])
    go_on.set()
    qtbot.waitUntil(lambda: cancelled == [True])
    tasks.start("other", lambda _task: "last", owner=owner, done=results.append)
    qtbot.waitUntil(lambda: len(results) == 2)
    assert results == ["new", "last"]


def test_an_error_of_ours_is_handed_on_as_it_is(qtbot: QtBot, tasks: TaskRunner, owner: QObject) -> None:
    failures: list[ErrorInfo] = []

    def work(_task: Task) -> None:
        raise UsageError("There is no such row.", "It was removed.", "Choose another.")

    tasks.start("a", work, owner=owner, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert (failures[0].title, failures[0].next_step) == ("There is no such row.", "Choose another.")


def test_a_fault_becomes_an_error_that_people_can_read(
    qtbot: QtBot, tasks: TaskRunner, owner: QObject, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[ErrorInfo] = []
    tasks.start("a", lambda _task: 1 // 0, owner=owner, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures[0].kind == "InternalError"
    assert "ZeroDivisionError" not in failures[0].title
    assert "ZeroDivisionError" in failures[0].cause
    assert "has a fault" in caplog.text


def test_an_owner_that_is_gone_hears_nothing(qtbot: QtBot, tasks: TaskRunner) -> None:
    import shiboken6

    gone, here = QObject(), QObject()
    heard: list[str] = []
    go_on = threading.Event()

    def work(_task: Task) -> str:
        go_on.wait(10)
        return "gone"

    tasks.start("a", work, owner=gone, done=heard.append)
    shiboken6.delete(gone)
    go_on.set()
    tasks.start("b", lambda _task: "here", owner=here, done=heard.append)
    qtbot.waitUntil(lambda: "here" in heard)
    qtbot.waitUntil(lambda: not tasks.running("a"))
    assert heard == ["here"]


def test_progress_is_told_while_the_task_runs(qtbot: QtBot, tasks: TaskRunner, owner: QObject) -> None:
    told: list[Progress] = []
    done: list[None] = []

    def work(task: Task) -> None:
        for number in range(3):
            task.report("Checking rows", number, 3)

    tasks.start("a", work, owner=owner, done=done.append, progress=told.append)
    qtbot.waitUntil(lambda: bool(done))
    assert told == [Progress(text="Checking rows", done=number, total=3) for number in range(3)]


def test_titled_tasks_are_listed_until_they_end(qtbot: QtBot, tasks: TaskRunner, owner: QObject) -> None:
    go_on = threading.Event()
    tasks.start("a", lambda _task: go_on.wait(10), owner=owner, title="Preparing 300 films")
    assert [task.title for task in tasks.titled()] == ["Preparing 300 films"]
    with qtbot.waitSignal(tasks.tasks_changed):
        go_on.set()
    assert tasks.titled() == ()


def test_closing_waits_for_threads_and_drops_what_waits(qtbot: QtBot, owner: QObject) -> None:
    runner = TaskRunner()
    ran: list[int] = []
    first = threading.Event()

    def work(task: Task) -> None:
        first.set()
        while not task.cancelled:
            threading.Event().wait(0.001)
        ran.append(1)

    runner.start("first", work, owner=owner)
    assert first.wait(10)
    runner.close()
    assert ran == [1]
