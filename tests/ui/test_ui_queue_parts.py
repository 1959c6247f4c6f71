"""Parts of the queue by themselves: what can be done with jobs, bars, names, spans of time, facts, the frame map."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_kit import LEFT, job

from app.core.errors import BrokerError, EngineError, EngineLostError
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, FilmReport, JobRequest, RenderWarning, WarningKind
from app.core.messages import AttemptView, JobDetail, JobView, PieceView
from app.core.remaining import Remaining, RemainingBook, RemainingKind
from app.core.slots import MediaFill, TextFill
from app.ui.controllers.farm_link import PAUSES, FarmLink
from app.ui.controllers.queue_removal import portions
from app.ui.formats import span_text
from app.ui.models.jobs_actions import ACTIONS, cancel_text, offers
from app.ui.models.jobs_columns import Moment
from app.ui.models.jobs_facts import film_facts, settings_facts
from app.ui.models.jobs_failure import failure_facts, failure_of
from app.ui.models.jobs_report import jobs_report
from app.ui.models.jobs_rows import JobRow, Segments
from app.ui.models.jobs_tally import JobsTally
from app.ui.models.jobs_text import basis_text, frames_text, remaining_text
from app.ui.models.pieces_model import COLUMNS, PiecesModel
from app.ui.theme import Theme
from app.ui.widgets.bottom_bar import counts_text, empty_text
from app.ui.widgets.frame_map import FrameMap
from app.ui.widgets.job_bars import SMALLEST, parts_of, widths_of
from app.ui.widgets.job_delegate import elided_name

FILM = FilmReport(
    path="/films/a.mp4",
    frames=100,
    frame_rate=(25, 1),
    duration=4.0,
    width=1920,
    height=1080,
    size=2_500_000,
    sha256="ab" * 32,
    has_audio=True,
    seconds=61.0,
)


def rows(*views: JobView) -> list[JobRow]:
    return [JobRow(view, str) for view in views]


# What can be done.


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        ("queued", {"pause", "priority", "top", "up", "down", "bottom", "duplicate", "compose", "copy", "cancel"}),
        ("rendering", {"pause", "priority", "top", "up", "down", "bottom", "duplicate", "compose", "copy", "cancel"}),
        ("paused", {"pause", "priority", "top", "up", "down", "bottom", "duplicate", "compose", "copy", "cancel"}),
        ("joining", {"duplicate", "compose", "copy", "cancel"}),
        ("publishing", {"duplicate", "compose", "copy"}),
        ("cancelling", {"duplicate", "compose", "copy"}),
        ("failed", {"retry", "duplicate", "compose", "copy", "clear"}),
        ("cancelled", {"retry", "duplicate", "compose", "copy", "clear"}),
        ("done", {"play", "show", "again", "duplicate", "compose", "copy", "clear"}),
    ],
)
def test_every_state_has_its_actions(state: str, possible: set[str]) -> None:
    film = FILM if state == "done" else None
    found = offers(rows(job(state=state, film=film)), by_queue=True)
    assert {name for name, offer in found.items() if offer.enabled} == possible
    assert set(found) == {name for name in ACTIONS if name}
    assert all(offer.reason for offer in found.values() if not offer.enabled)
    assert all(offer.job_ids == ("a",) for offer in found.values() if offer.enabled)


def test_actions_apply_to_the_jobs_they_are_meant_for() -> None:
    found = offers(
        rows(
            job("a", state="failed", pieces="dfoo"),
            job("b", state="failed"),
            job("c", state="done", film=FILM),
            job("d", state="paused"),
            job("e", state="rendering"),
        ),
        by_queue=True,
    )
    assert (found["retry"].text, found["retry"].job_ids) == ("Retry 175 failed frames", ("a", "b"))
    assert (found["pause"].text, found["pause"].job_ids, found["pause"].resumes) == ("Pause", ("e",), False)
    assert (found["clear"].text, found["clear"].job_ids) == ("Remove 3 jobs from list", ("a", "b", "c"))
    assert (found["cancel"].text, found["cancel"].job_ids) == ("Cancel 2 jobs…", ("d", "e"))
    assert found["play"].job_ids == ("c",)
    assert not found["compose"].enabled


def test_paused_jobs_are_resumed_by_the_same_action() -> None:
    found = offers(rows(job("a", state="paused"), job("b", state="done")), by_queue=True)["pause"]
    assert (found.text, found.job_ids, found.resumes) == ("Resume", ("a",), True)


def test_nothing_can_be_done_with_nothing() -> None:
    found = offers([], by_queue=True)
    assert {offer.reason for offer in found.values()} == {"No job is chosen."}


def test_moving_by_a_step_needs_the_queues_order() -> None:
    found = offers(rows(job()), by_queue=False)
    assert not found["up"].enabled
    assert "Sort by State" in found["up"].reason
    assert found["top"].enabled


def test_a_farm_that_does_not_answer_leaves_what_needs_no_farm() -> None:
    found = offers(rows(job(state="done", film=FILM)), by_queue=True, trouble="The farm is silent.")
    assert {name for name, offer in found.items() if offer.enabled} == {"play", "show", "copy"}
    assert found["clear"].reason == "The farm is silent."


def test_a_film_that_is_gone_is_not_played() -> None:
    (row,) = rows(job(state="done", film=FILM))
    row.gone = True
    assert offers([row], by_queue=True)["play"].reason == "The film was moved, deleted or changed."


def test_cancelling_counts_what_is_lost() -> None:
    assert "nothing is rendered yet" in cancel_text(rows(job()), "Film a")
    running = rows(job("a", state="rendering", done=418, total=500, workers=6), job("b"))
    text = cancel_text(running, "Film a, Film b")
    assert text.startswith("Film a, Film b – 418 rendered frames are lost, and what 6 workers draw now.")
    assert "Pause instead" in cancel_text(rows(job(state="paused", done=3)), "Film a")


# Bars and texts.


@given(
    st.lists(st.integers(0, 10_000), min_size=4, max_size=4),
    st.integers(0, 10_000),
    st.integers(0, 400),
)
def test_segments_fill_a_bar_and_never_more(parts: list[int], rest: int, width: int) -> None:
    segments = Segments(*parts)
    widths = widths_of(segments, sum(parts) + rest, width)
    assert all(taken >= SMALLEST for taken, part in zip(widths, parts, strict=True) if part and width and sum(parts))
    assert all(not taken for taken, part in zip(widths, parts, strict=True) if not part)
    assert sum(widths) <= max(width, SMALLEST * 4) if width else not any(widths)


def test_a_failed_job_says_where_by_whom_and_nothing_untrue() -> None:
    lost = EngineLostError("The drawing process was lost.", "It ended.", "The pieces in work are drawn again.").info()
    failed = detail("done", "open")
    attempts = tuple(msgspec.structs.replace(one, error=lost) for one in failed.attempts if one.frames.stop > 30)
    failed = msgspec.structs.replace(failed, attempts=attempts)
    view = job("a", name="Alpha", state="failed", pieces="df", error=lost)
    error = failure_of(view, failed)
    assert error.title == "“Alpha” stopped at frames 30–59."
    assert "The drawing process was lost. It ended. Tried 1 time" in error.cause
    assert "Worker 1" in error.cause
    assert "drawn again" not in error.next_step
    assert "Retry" in error.next_step
    assert failure_facts(view, failed)["Failed frames"] == "30–59"
    assert failure_of(view, None).title == "“Alpha” could not be rendered."
    other = EngineError("Stopped.", next_step="Replace the photo.").info()
    assert failure_of(job("a", state="failed", error=other), None).next_step == "Replace the photo."


def test_many_jobs_are_removed_in_several_messages() -> None:
    parts = list(portions([str(number) for number in range(1100)]))
    assert [len(part) for part in parts] == [500, 500, 100]
    assert [one for part in parts for one in part] == [str(number) for number in range(1100)]


def test_nothing_drawn_is_an_empty_bar() -> None:
    (failed,) = rows(job(state="failed", pieces="ff"))
    assert parts_of(failed) == ((0, 0, 0, 0), 100)


def test_what_only_waits_has_an_empty_bar() -> None:
    (waiting,) = rows(job())
    assert parts_of(waiting) == ((0, 0, 0, 0), 100)
    (mixed,) = rows(job(state="rendering", pieces="do"))
    assert parts_of(mixed) == ((50, 0, 50, 0), 100)


@pytest.mark.parametrize(("drawn", "active"), [(25, 1), (34, 9), (60, 25)])
def test_a_bar_is_as_long_as_its_percentage_while_frames_are_drawn(drawn: int, active: int) -> None:
    (running,) = rows(job(state="rendering", pieces="dgoo", done=drawn))
    assert parts_of(running) == ((25, active, 75 - active, 0), 100)


def test_a_short_name_keeps_its_number(qapp: QApplication) -> None:
    metrics = QFontMetrics(QGuiApplication.font())
    name = "Spring promo with a long title 00012"
    for width in range(40, metrics.horizontalAdvance(name), 7):
        shown = elided_name(name, width, metrics)
        assert metrics.horizontalAdvance(shown) <= width
        if width > metrics.horizontalAdvance("… 00012") + 4:
            assert shown.endswith(" 00012")
    assert elided_name(name, 10_000, metrics) == name
    assert elided_name("No number at its end", 60, metrics).endswith("…")


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0, 0.4, "5 s"),
        (31, 44, "30–45 s"),
        (40, 100, "1–2 min"),
        (370, 430, "6–8 min"),
        (290, 300, "5 min"),
        (3600, 5400, "1–1.5 h"),
        (100_000, 110_000, "28–31 h"),
    ],
)
def test_spans_are_told_as_people_estimate(low: float, high: float, text: str) -> None:
    assert span_text(low, high) == text


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_every_span_has_a_text(low: float, more: float) -> None:
    assert span_text(low, low + more)[0].isdigit()


def test_estimates_tell_their_basis_and_whether_they_slipped() -> None:
    told = Remaining(kind=RemainingKind.RANGE, low=360, high=480, pieces=12, frames=360, seconds=130)
    assert (remaining_text(told), basis_text(told)) == ("6–8 min", "from 12 finished pieces in 0:02:10")
    few = Remaining(kind=RemainingKind.RANGE, low=1, high=2, pieces=1, frames=40, seconds=9, slipped=True, promised=60)
    assert basis_text(few).startswith("from 40 frames drawn in 0:00:09; it takes more than half as long again")
    assert remaining_text(Remaining(kind=RemainingKind.SILENT)) == ""
    assert empty_text(Remaining(kind=RemainingKind.MEASURING)) == "Measuring…"
    assert empty_text(told) == "Empty in 6–8 min"
    assert empty_text(Remaining()) == ""


def test_frames_and_counts_as_text() -> None:
    assert frames_text(job(state="rendering", done=4)) == "4 of 100"
    assert frames_text(job(state="done")) == "100"
    assert counts_text(1, 3) == "1 rendering, 3 queued"
    assert counts_text(0, 0) == "Nothing queued"


def test_the_tally_follows_jobs_in_and_out() -> None:
    tally = JobsTally()
    running, queued = job("a", state="rendering", done=40), job("b")
    for view in (running, queued, job("c", state="failed")):
        tally.count(view, 1)
    assert (tally.running, tally.queued, tally.failed, tally.drawn, tally.frames) == (1, 1, 1, 40, 100)
    assert tally.busy
    tally.count(running, -1)
    tally.count(queued, -1)
    assert not tally.busy


# Reports and facts.


def test_reports_say_what_helps() -> None:
    warned = (RenderWarning(kind=WarningKind.FONT, what="Lato was replaced", where="Main"),)
    text = jobs_report(
        rows(job("a", name="Alpha", state="done", warnings=warned, film=FILM), job("b", name="Beta")),
        Moment(0.0, RemainingBook(float)),
    )
    first, second = text.split("\n\n")
    assert "State: Done with warnings (done)" in first
    assert "Warnings: font: Lato was replaced (Main)" in first
    assert "Film: /films/a.mp4" in first
    assert "Job: Beta" in second


def test_a_films_facts_are_complete() -> None:
    ((_, pairs),) = film_facts(job(state="done", film=FILM, preset="mp4", ended=5.0))
    facts = dict(pairs)
    assert facts["File"] == "a.mp4"
    assert facts["Length"] == "0:00:04"
    assert facts["Picture"].replace(",", "") == "1920 × 1080 pixels"
    assert facts["Sound"] == "Yes"
    assert facts["Checksum (SHA-256)"] == FILM.sha256
    ((_, before),) = film_facts(job(output="later.mp4", folder="/films"))
    assert dict(before)["File"] == "later.mp4"


def test_settings_are_told_by_the_names_that_people_know() -> None:
    photo = AssetRef(sha256="c" * 64, name="ada.jpg", size=3)
    request = JobRequest(
        job_id="a",
        name="a",
        owner="ada",
        template=AssetRef(sha256="0" * 64, name="card.aepx", size=1),
        comp_id=1,
        comp_name="Main",
        frames=FrameRange(start=0, stop=150),
        output="a.mp4",
        preset="mp4",
        fill={"layer/1/2": TextFill("Ada"), "item/3": MediaFill(path=photo.sha256)},
        assets=(photo,),
    )
    groups = dict(settings_facts(request, {"layer/1/2": "Name"}))
    assert dict(groups["Filled in"]) == {"Name": "Ada", "item/3": "ada.jpg (fill)"}
    assert dict(groups["Made from"])["Frames"] == "0–149"
    assert dict(groups["Rendered as"])["Preset"] == "MP4 H.264"


# Pieces.


def detail(*states: str) -> JobDetail:
    pieces = tuple(
        PieceView(frames=FrameRange(start=30 * number, stop=30 * number + 30), state=state, attempt=7)
        for number, state in enumerate(states)
    )
    attempt = AttemptView(
        attempt=7,
        worker="local-1",
        first=0,
        last=len(states) - 1,
        frames=FrameRange(start=0, stop=30 * len(states)),
        state="done",
        granted=1000.0,
        ended=1042.0,
    )
    return JobDetail(job_id="a", pieces=pieces, attempts=(attempt,))


def test_pieces_are_listed_with_who_drew_them(qapp: QApplication) -> None:
    model = PiecesModel()
    model.show(job("a", state="done", pieces="dd"), detail("done", "done"))
    texts = [str(model.data(model.index(1, column))) for column in range(len(COLUMNS))]
    assert texts[:4] == ["30–59", "Done", "7", "Worker 1"]
    assert texts[5] == "0:00:42"
    model.show(job("a", state="rendering", pieces="dg"), detail("done", "done"))
    assert str(model.data(model.index(1, 1))) == "Rendering"
    model.show(None, None)
    assert model.rowCount() == 0


def test_the_frame_map_leads_to_pieces(qtbot: QtBot, qapp: QApplication) -> None:
    shown = FrameMap(Theme(qapp))
    qtbot.addWidget(shown)
    shown.resize(200, 20)
    shown.show()
    shown.show_pieces("dgof", [FrameRange(start=30 * one, stop=30 * one + 30) for one in range(4)])
    assert shown.text_of(1) == "Frames 30–59: Rendering"
    assert shown.text_of(9) == ""
    with qtbot.waitSignal(shown.chosen) as chosen:
        qtbot.mouseClick(shown, LEFT, pos=QPoint(120, 5))
    assert chosen.args == [2]
    with qtbot.waitSignal(shown.chosen) as chosen:
        qtbot.keyClick(shown, Qt.Key.Key_Right)
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert chosen.args == [3]
    assert shown.accessibleDescription() == "Frames 90–119: Failed"
    shown.show_pieces("d" * 5000 + "f" + "o" * 4999, [])
    assert shown.grab().toImage().width() == 200
    assert shown.piece_at(-1) == -1


# The link to the farm.


def test_silence_is_asked_about_again_and_again(qtbot: QtBot) -> None:
    asked: list[int] = []
    link = FarmLink(lambda: asked.append(1))
    silence = BrokerError("The manager does not answer.").info()
    link.failed(silence)
    assert (link.error, link.seconds_left) == (silence, PAUSES[0])
    link.try_now()
    assert asked == [1]
    link.failed(silence)
    assert link.seconds_left == PAUSES[1]
    for _ in PAUSES:
        link.failed(silence)
    assert link.seconds_left == PAUSES[-1]
    with qtbot.waitSignal(link.changed):
        link.answered()
    assert link.error is None
    link.failed(silence)
    assert link.seconds_left == PAUSES[0]
    link.stop()
