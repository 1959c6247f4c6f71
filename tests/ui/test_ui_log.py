"""The log: many lines at once, following, levels, finding, errors, copying, saving, attempts beside each other."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from queue_kit import LEFT, PATIENCE, Queue, job

from app.core.errors import ErrorInfo
from app.core.frames import FrameRange
from app.core.log_lines import LogLevel, LogLine
from app.core.messages import AttemptView, JobDetail
from app.core.ports import Storage
from app.farm.manager.services import logs_prefix
from app.ui.application import Application
from app.ui.controllers.farm import FarmState
from app.ui.models.log_buffer import LogBuffer
from app.ui.models.log_model import LogModel, raw_text
from app.ui.theme import Theme
from app.ui.widgets.log_panel import LogPanel
from app.ui.widgets.log_tools import LogTabs, source_text
from app.ui.widgets.log_view import LogView

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def line(text: str, level: str = LogLevel.INFO, time: float = 1_700_000_000.0) -> LogLine:
    return LogLine(time=time, level=level, text=text)


levels = st.sampled_from([*LogLevel, "debug"])
chunks = st.lists(st.lists(st.builds(line, st.text(max_size=4), levels), max_size=6), max_size=6)


@given(chunks=chunks, shown=st.none() | st.frozensets(levels), text=st.text(max_size=2), start=st.integers(-30, 30))
def test_the_buffer_answers_as_a_plain_list_would(
    chunks: list[list[LogLine]], shown: frozenset[str] | None, text: str, start: int
) -> None:
    buffer = LogBuffer()
    half = len(chunks) // 2
    for chunk in chunks[:half]:
        buffer.append(chunk)
    buffer.set_levels(shown)
    for chunk in chunks[half:]:
        before = buffer.count
        added = buffer.added(chunk)
        buffer.append(chunk)
        assert buffer.count == before + added
    every = [one for chunk in chunks for one in chunk]
    plain = [(number, one) for number, one in enumerate(every) if shown is None or one.level in shown]
    assert buffer.total == len(every)
    assert [(buffer.number(place), buffer.shown(place)) for place in range(buffer.count)] == plain
    for backwards in (False, True):
        found = buffer.find(text, start, backwards=backwards)
        hits = [place for place, (_, one) in enumerate(plain) if text and text.casefold() in one.text.casefold()]
        assert (found in hits) if hits else found == -1
    errors = [place for place, (_, one) in enumerate(plain) if one.level == LogLevel.ERROR]
    assert (buffer.next_error(start) in errors) if errors else buffer.next_error(start) == -1


def test_finding_goes_on_and_around() -> None:
    buffer = LogBuffer()
    buffer.append([line("frame 1"), line("other"), line("Frame 2"), line("frame 3")])
    assert [buffer.find("frame", start) for start in (0, 1, 3, 4)] == [0, 2, 3, 0]
    assert [buffer.find("frame", start, backwards=True) for start in (-1, 2, 1)] == [3, 2, 0]


def test_secrets_are_neither_shown_nor_found_nor_copied() -> None:
    buffer = LogBuffer()
    buffer.append([line("password=hunter2 for the share")])
    assert buffer.find("hunter2", 0) == -1
    assert buffer.find("share", 0) == 0
    model = LogModel()
    model.append([line("password=hunter2 for the share")])
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        assert "hunter2" not in str(model.data(model.index(0, 0), int(role)))
    assert "hunter2" not in raw_text(line("password=hunter2"))
    assert "hunter2" not in "".join(buffer.texts(0, 5))


@pytest.fixture
def view(qtbot: QtBot, application: Application) -> LogView:
    model = LogModel(application)
    made = LogView(model, application.services.theme)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def model_of(view: LogView) -> LogModel:
    model = view.model()
    assert isinstance(model, LogModel)
    return model


def lines(count: int) -> tuple[LogLine, ...]:
    return tuple(
        line(f"line {number}", LogLevel.ERROR if number % 100 == 99 else LogLevel.INFO) for number in range(count)
    )


def test_the_end_is_followed_until_people_scroll_up(view: LogView, qtbot: QtBot) -> None:
    model, bar = model_of(view), view.verticalScrollBar()
    model.append(lines(500))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum(), timeout=PATIENCE)
    with qtbot.waitSignal(view.following_changed) as told:
        bar.setValue(10)
    assert told.args == [False]
    model.append(lines(500))
    qtbot.waitUntil(lambda: bar.maximum() > 900 * 10, timeout=PATIENCE)
    assert bar.value() == 10
    view.follow()
    assert view.following
    assert bar.value() == bar.maximum()
    model.append(lines(50))
    qtbot.waitUntil(lambda: bar.value() == bar.maximum(), timeout=PATIENCE)


def test_a_million_lines_are_not_looked_at_before_they_are_seen(view: LogView) -> None:
    class Counted(tuple[LogLine, ...]):
        looked = 0

        def __getitem__(self, index: object) -> LogLine:  # type: ignore[override]
            Counted.looked += 1
            return super().__getitem__(index)  # type: ignore[index, return-value]

    model_of(view).append(Counted(lines(100) * 10_000), longest=12)
    QApplication.processEvents()
    view.viewport().repaint()
    assert model_of(view).rowCount() == 1_000_000
    assert 0 < Counted.looked < 1000


def test_levels_leave_lines_out_and_bring_them_back(view: LogView) -> None:
    model = model_of(view)
    model.append(lines(300))
    model.set_levels(frozenset({LogLevel.ERROR}))
    assert model.rowCount() == 3
    model.append(lines(200))
    assert model.rowCount() == 5
    assert "line 99" in str(model.data(model.index(3, 0)))
    model.set_levels(None)
    assert model.rowCount() == 500


def test_what_is_chosen_is_copied_as_it_is_stored(view: LogView) -> None:
    model_of(view).append([line("one"), line("two", LogLevel.ERROR), line("three")])
    view.show_line(1)
    assert view.copy() == 1
    text = QApplication.clipboard().text()
    assert text.endswith("ERROR   two")
    assert text.startswith("2023-11-1")
    view.clearSelection()
    assert view.copy() == 3


def test_screen_readers_are_told_the_level() -> None:
    model = LogModel()
    model.append([line("disk full", LogLevel.ERROR)])
    text = model.data(model.index(0, 0), int(Qt.ItemDataRole.AccessibleTextRole))
    assert str(text).startswith("Error ")


def test_sources_have_names_that_people_know() -> None:
    attempt = AttemptView(
        attempt=12, worker="local-1", first=0, last=1, frames=FrameRange(start=0, stop=2), state="done", granted=1.0
    )
    assert source_text("attempt-000012", attempt) == "Attempt 12 · Worker 1"
    assert source_text("attempt-000012", None) == "Attempt 12"
    assert source_text("prepare-1", None) == "Preparing"
    assert source_text("join-3", None) == "Joining, try 3"
    assert source_text("something", None) == "something"


# The panel, over logs in a real farm's storage.


def store_log(storage: Storage, job_id: str, source: str, *texts: tuple[str, LogLevel], part: int = 0) -> None:
    body = "".join(f"1700000000.000\t{level}\t{text}\n" for text, level in texts)
    path = storage.scratch("tests") / "log"
    path.write_bytes(gzip.compress(body.encode()))
    storage.put(path, f"{logs_prefix(job_id)}{source}/{part:05d}.log.gz")


@pytest.fixture
def queue(application: Application, qtbot: QtBot) -> Iterator[Queue]:
    farm = application.services.farm
    farm.ensure_started()
    qtbot.waitUntil(lambda: farm.state is FarmState.RUNNING, timeout=PATIENCE)
    yield Queue(application, qtbot)


ERROR = ErrorInfo(kind="EngineError", title="It stopped at frame 3.", cause="hero.jpg is missing.")


def panel(queue: Queue, job_id: str = "a") -> LogPanel:
    """The panel with the logs of a job of two attempts, the first of which failed."""
    storage = queue.application.services.farm.connection.storage
    store_log(storage, job_id, "prepare-1", ("Checked fonts.", LogLevel.INFO))
    store_log(
        storage,
        job_id,
        "attempt-000001",
        ("Frame 0 drawn", LogLevel.INFO),
        ("A font is missing", LogLevel.WARNING),
        ("hero.jpg cannot be opened", LogLevel.ERROR),
        ("Frame 2 drawn", LogLevel.INFO),
    )
    store_log(storage, job_id, "attempt-000002", ("Frame 3 drawn", LogLevel.INFO))
    queue.tell(job(job_id, state="failed", error=ERROR, pieces="do"))
    queue.click(job_id)
    attempts = tuple(
        AttemptView(
            attempt=number,
            worker=f"local-{number}",
            first=0,
            last=1,
            frames=FrameRange(start=0, stop=60),
            state="done",
            granted=1.0,
            ended=2.0,
            error=ERROR if number == 1 else None,
        )
        for number in (1, 2)
    )
    # The farm does not know this job, whose logs are there all the same.
    queue.qtbot.waitUntil(lambda: queue.controller.detail.error is not None, timeout=PATIENCE)
    queue.controller.logs.describe(JobDetail(job_id=job_id, attempts=attempts))
    queue.table.setFocus()
    queue.press(Qt.Key.Key_L, CTRL)
    logs = queue.controller.logs
    queue.qtbot.waitUntil(lambda: logs.tails[0].model.buffer.total > 0, timeout=PATIENCE)
    found = queue.page.findChild(LogPanel)
    assert found is not None
    return found


def view_in(shown: LogPanel, side: int) -> LogView:
    found = shown.findChild(LogView, f"log-{side}")
    assert isinstance(found, LogView)
    return found


def test_the_attempt_that_failed_is_shown_first_with_its_cause(queue: Queue) -> None:
    shown = panel(queue)
    assert queue.controller.logs.tails[0].source == "attempt-000001"
    assert "It stopped at frame 3. hero.jpg is missing." in [one.text() for one in shown.findChildren(QLabel)]
    tabs = shown.findChild(LogTabs)
    assert tabs is not None
    assert [tabs.tabText(number) for number in range(tabs.count())] == [
        "Preparing",
        "Attempt 1 · Worker 1",
        "Attempt 2 · Worker 2",
    ]
    tabs.setCurrentIndex(2)
    model = queue.controller.logs.tails[0].model
    queue.qtbot.waitUntil(lambda: "Frame 3" in str(model.data(model.index(0, 0))), timeout=PATIENCE)


def test_text_and_errors_are_found_by_keys(queue: Queue) -> None:
    shown = panel(queue)
    view = view_in(shown, 0)
    view.setFocus()
    queue.press(Qt.Key.Key_F, CTRL)
    box = shown.findChild(QLineEdit, "logFind")
    assert isinstance(box, QLineEdit)
    assert box.hasFocus()
    queue.qtbot.keyClicks(box, "frame")
    queue.qtbot.waitUntil(lambda: view.place() == 0, timeout=PATIENCE)
    queue.press(Qt.Key.Key_F3)
    queue.qtbot.waitUntil(lambda: view.place() == 3, timeout=PATIENCE)
    queue.press(Qt.Key.Key_F3, SHIFT)
    queue.qtbot.waitUntil(lambda: view.place() == 0, timeout=PATIENCE)
    queue.press(Qt.Key.Key_F8)
    queue.qtbot.waitUntil(lambda: view.place() == 2, timeout=PATIENCE)
    box.setText("nothing like it")
    queue.qtbot.waitUntil(lambda: "Not found" in [one.text() for one in shown.findChildren(QLabel)], timeout=PATIENCE)
    queue.qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert view.hasFocus()


def test_levels_raw_and_following_in_the_panel(queue: Queue) -> None:
    shown = panel(queue)
    model = queue.controller.logs.tails[0].model
    levels_box = shown.findChild(QComboBox, "logLevels")
    assert isinstance(levels_box, QComboBox)
    levels_box.setCurrentIndex(1)
    assert model.rowCount() == 2
    levels_box.setCurrentIndex(2)
    assert model.rowCount() == 1
    raw = next(one for one in shown.findChildren(QToolButton) if one.text() == "Raw")
    queue.qtbot.mouseClick(raw, LEFT)
    assert " ERROR " in str(model.data(model.index(0, 0)))
    levels_box.setCurrentIndex(0)
    follow = shown.findChild(QPushButton, "follow")
    assert isinstance(follow, QPushButton)
    view = view_in(shown, 0)
    view.show_line(0)
    assert follow.isVisible()
    queue.qtbot.mouseClick(follow, LEFT)
    assert view.following


def test_new_lines_come_by_themselves_while_the_job_runs(queue: Queue) -> None:
    panel(queue)
    storage = queue.application.services.farm.connection.storage
    model = queue.controller.logs.tails[0].model
    count = model.buffer.total
    store_log(storage, "a", "attempt-000001", ("Frame 9 drawn", LogLevel.INFO), part=1)
    queue.qtbot.waitUntil(lambda: model.buffer.total == count + 1, timeout=PATIENCE)


def test_two_attempts_are_compared(queue: Queue) -> None:
    shown = panel(queue)
    compare = next(one for one in shown.findChildren(QToolButton) if one.text() == "Compare")
    queue.qtbot.mouseClick(compare, LEFT)
    left, right = (tail.model for tail in queue.controller.logs.tails)
    queue.qtbot.waitUntil(lambda: right.buffer.total > 0, timeout=PATIENCE)
    assert "Frame 0" in str(left.data(left.index(0, 0)))
    assert "Frame 3" in str(right.data(right.index(0, 0)))
    assert all(one.isVisible() for one in shown.findChildren(LogView))
    queue.qtbot.mouseClick(compare, LEFT)
    assert not view_in(shown, 1).isVisible()


def test_a_log_is_saved_without_its_secrets(queue: Queue, tmp_path: Path) -> None:
    shown = panel(queue)
    storage = queue.application.services.farm.connection.storage
    store_log(storage, "a", "attempt-000001", ("token=abcdef0123456789", LogLevel.INFO), part=1)
    model = queue.controller.logs.tails[0].model
    queue.qtbot.waitUntil(lambda: model.buffer.total == 5, timeout=PATIENCE)
    target = tmp_path / "saved.log"
    shown.save_to(target)
    queue.qtbot.waitUntil(target.exists, timeout=PATIENCE)
    saved = target.read_text("utf-8")
    assert "hero.jpg cannot be opened" in saved
    assert "abcdef" not in saved


def test_nothing_is_read_while_nobody_looks(queue: Queue) -> None:
    queue.tell(job("b"))
    queue.click("b")
    assert not queue.controller.logs.listed
    assert queue.controller.logs.sources == ()


def test_a_job_without_logs_says_so(queue: Queue) -> None:
    queue.tell(job("b"))
    queue.click("b")
    queue.table.setFocus()
    queue.press(Qt.Key.Key_L, CTRL)
    found = queue.page.findChild(LogPanel)
    assert found is not None
    said = "Nothing was logged for this job yet."
    queue.qtbot.waitUntil(lambda: said in [one.text() for one in found.findChildren(QLabel)], timeout=PATIENCE)


def test_themes_and_sizes_are_followed(view: LogView, application: Application) -> None:
    theme: Theme = application.services.theme
    model_of(view).append(lines(3), longest=10)
    before = view.sizeHintForRow(0)
    theme.apply("light", text_size=175)
    assert view.sizeHintForRow(0) > before
