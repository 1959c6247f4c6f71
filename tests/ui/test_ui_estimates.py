"""How long films take: before they are rendered, while they are, afterwards, and by number of workers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from queue_kit import PATIENCE, job

from app.core.errors import BrokerError, UsageError
from app.core.estimates import Basis, Estimate, FilmWanted, PastRender, Spread, TrackRecord
from app.core.frames import FrameRange
from app.core.messages import AnyMessage, EstimateWanted, HistoryWanted, WorkerView
from app.core.remaining import Remaining, RemainingKind
from app.farm.connection import LinkNews
from app.farm.estimates.records import measured_points
from app.farm.opened import Opened, open_template
from app.farm.store.sqlite import DATABASE_NAME
from app.ui.application import Application, WindowWiring
from app.ui.controllers.estimate_asking import Answered, FilmsWish, counts_here, counts_there
from app.ui.controllers.estimates_ahead import EstimatesAhead
from app.ui.controllers.farm_foresight import last_undrawn
from app.ui.dialogs.how_long import HowLongDialog
from app.ui.models import estimate_words as words
from app.ui.models.jobs_text import basis_text, remaining_text
from app.ui.pages.settings_history import HistoryRow
from app.ui.services import Services
from app.ui.widgets.estimate_chart import EstimateView
from app.ui.widgets.estimate_line import EstimateLine
from app.ui.widgets.estimate_panel import EstimatePanel
from tests.fakes.past_films import GREETING, estimate, estimating, past, remember
from tests.fakes.shown_farm import ShownFarm

RIGHT, LEFT, END, ESCAPE = Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Escape


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_template(GREETING.template)


@pytest.fixture
def seven(wiring: WindowWiring) -> tuple[PastRender, ...]:
    """This computer remembers seven films of the greeting."""
    made = tuple(past(number) for number in range(7))
    remember(wiring.home, made)
    return made


class Wish:
    """What is wanted of the greeting, as a test changes it."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.frames = FrameRange(start=0, stop=150)
        self.count = 1
        self.asked_for = True

    def __call__(self) -> FilmsWish | None:
        comp = self.opened.comp(None)
        return FilmsWish(self.opened, comp, self.frames, "mp4", "auto", self.count) if self.asked_for else None


class Ahead:
    """A line that follows what is wanted, seen by somebody."""

    def __init__(self, services: Services, qtbot: QtBot, wish: Wish) -> None:
        self.wish, self.qtbot, self.owner = wish, qtbot, QObject()
        self.controller = EstimatesAhead(services, "test/estimate", wish, self.owner)
        self.line = EstimateLine()
        qtbot.addWidget(self.line)
        self.line.follow(self.controller)
        self.line.show()

    def answered(self) -> str:
        self.qtbot.waitUntil(lambda: self.controller.current, timeout=PATIENCE)
        return self.line.text


@pytest.fixture
def ahead(application: Application, qtbot: QtBot, opened: Opened) -> Iterator[Ahead]:
    made = Ahead(application.services, qtbot, Wish(opened))
    yield made
    made.line.hide()


def worker(name: str) -> WorkerView:
    return WorkerView(name=name, boot="1", state="busy", engines=("builtin",), silent=0.0)


@pytest.fixture
def farm(application: Application, qtbot: QtBot) -> ShownFarm:
    """A farm of three workers that answers."""
    made = ShownFarm((), [worker("a.1"), worker("a.2"), worker("a.3")], (), estimating(3))
    services = application.services
    services.farm.use("Studio", lambda: made)
    qtbot.waitUntil(lambda: services.farm.answers, timeout=PATIENCE)
    return made


# Words.


def test_estimates_are_told_in_words() -> None:
    found = estimate(3600, (3, 6, 10), price=0.36)
    assert words.what_if_text(found) == "3 workers ≈ 20 min · 6 ≈ 10 min · 10 ≈ 6.1 min"
    assert words.basis_text(found) == "from 14 earlier renders of this template"
    assert words.ahead_text(found, waits=True) == "Ready in 17–24 min, after what waits now"
    assert words.cost_text(Spread(p10=1.2, p50=1.3, p90=1.6)) == "$1.20–$1.60"
    assert words.cost_text(Spread(p10=0, p50=0, p90=0)) == "$0.00"
    assert words.record_text(TrackRecord()) == ""
    assert "Machines, by workers – 3: $" in words.details_text(found)
    assert "Machines" not in words.details_text(estimate(3600, (3,)))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 s"), (0, "0 s"), (44.4, "44 s"), (150, "2.5 min"), (2460, "41 min"), (9000, "2.5 h"), (36000, "10 h")],
)
def test_a_duration_is_round_and_never_negative(seconds: float, text: str) -> None:
    assert words.about_text(seconds) == text


def test_what_was_estimated_is_held_against_what_it_took() -> None:
    one = past(0)
    assert words.noted_texts(one)[0].startswith("Before the start: ")
    assert len(words.noted_texts(one)) == 3
    strange = msgspec.structs.replace(one.notes[0], stage="tomorrow")
    late = msgspec.structs.replace(one.notes[0], at=one.ended + 1)
    assert words.noted_texts(msgspec.structs.replace(one, notes=(strange, late))) == []


def test_a_foretold_range_names_its_basis_and_that_it_slipped() -> None:
    told = Remaining(kind=RemainingKind.RANGE, low=60, high=120, basis=Basis.RUNNING, slipped=True, promised=50)
    assert remaining_text(told) == "1–2 min"
    assert basis_text(told) == (
        "from what is finished of it; it takes more than half as long again as first estimated (0:00:50)"
    )


# What is asked.


def test_few_numbers_of_workers_are_told_and_many_are_drawn() -> None:
    assert counts_there(3, curve=False) == (3, 6, 9)
    assert counts_there(1, curve=True)[-1] == 10
    assert {7, 21} <= set(counts_there(7, curve=True))
    assert counts_there(500, curve=True)[-1] == 500
    assert counts_here(1, curve=False)[0] == 1
    assert counts_here(64, curve=True)[-1] >= 64


def test_points_are_of_undisturbed_films_of_that_engine_reckoned_up() -> None:
    films = [past(0, span=10.0), past(1, disturbed=True), past(2, alone=False), past(3, engine="aerender")]
    assert measured_points(films, "auto", 300) == ((1, 20.0),)
    assert measured_points(films, "aerender", 150)[0][0] == 1
    assert measured_points([past(0, frames=0)], "auto", 10) == ()


def test_all_jobs_are_there_when_the_last_is_that_is_granted() -> None:
    first, second = job("a", priority=90, place=5.0), job("b", priority=50, place=1.0)
    last = job("c", priority=50, place=2.0)
    assert last_undrawn([last, first, second]) == last
    assert last_undrawn([job("d", state="joining"), job("e", state="done")]) is None


# Before.


def test_of_a_template_that_was_never_rendered_a_few_frames_are_drawn(
    application: Application, qtbot: QtBot, opened: Opened
) -> None:
    ahead = Ahead(replace(application.services, ahead=True), qtbot, Wish(opened))
    ahead.controller._samples._rest.setInterval(0)
    controller = ahead.controller
    qtbot.waitUntil(lambda: controller.answer is not None and controller.current, timeout=PATIENCE)
    assert controller.answer is not None
    assert controller.answer.estimate.basis is Basis.PRIOR
    guessed = controller.answer.estimate.forecasts[0].seconds

    def timed() -> bool:
        return controller.answer is not None and controller.answer.estimate.basis is Basis.SAMPLE

    qtbot.waitUntil(timed, timeout=PATIENCE)
    seconds = controller.answer.estimate.forecasts[0].seconds
    assert seconds.p90 / seconds.p10 < guessed.p90 / guessed.p10
    assert "from a few frames that were drawn of it" in ahead.line.text
    ahead.line.hide()


def test_films_are_estimated_here_from_what_was_rendered_here(seven: tuple[PastRender, ...], ahead: Ahead) -> None:
    text = ahead.answered()
    assert text.startswith("Ready in ")
    assert "from 7 earlier renders of this template" in text
    answer = ahead.controller.answer
    assert answer is not None
    assert answer.here
    alone = answer.estimate.forecasts[0].seconds.p50
    # It is asked anew when what is wanted changes, and what was said is greyed until then.
    seen: list[tuple[str, bool]] = []
    shown = [one for one in ahead.line.findChildren(QLabel) if one.isVisible()]
    ahead.controller.changed.connect(lambda: seen.append((ahead.line.text, any(one.isEnabled() for one in shown))))
    ahead.wish.count = 10
    ahead.controller.schedule()
    ahead.qtbot.waitUntil(lambda: len(seen) == 2, timeout=PATIENCE)
    assert seen == [(text, False), (ahead.line.text, True)]
    assert ahead.controller.answer.estimate.forecasts[0].seconds.p50 > 5 * alone
    ahead.wish.asked_for = False
    ahead.controller.schedule()
    ahead.qtbot.waitUntil(lambda: ahead.line.text == "", timeout=PATIENCE)


def test_a_running_farm_here_is_asked_as_its_queue_counts(
    seven: tuple[PastRender, ...], application: Application, ahead: Ahead
) -> None:
    application.services.farm.ensure_started()
    ahead.qtbot.waitUntil(lambda: application.services.farm.answers, timeout=PATIENCE)
    ahead.controller.schedule()
    ahead.qtbot.waitUntil(lambda: "7 earlier renders" in ahead.line.text, timeout=PATIENCE)
    assert "after what waits" not in ahead.answered()


def test_a_store_that_cannot_be_read_is_why_there_is_no_estimate(
    wiring: WindowWiring, application: Application, qtbot: QtBot, opened: Opened
) -> None:
    wiring.home.mkdir(parents=True, exist_ok=True)
    (wiring.home / DATABASE_NAME).write_bytes(b"not a database" * 100)
    made = Ahead(application.services, qtbot, Wish(opened))
    assert made.answered().startswith("No estimate: The store in ")
    made.line.hide()


def test_where_it_can_only_guess_what_the_preview_took_is_said(ahead: Ahead) -> None:
    assert "a guess" in ahead.answered()
    ahead.line.follow(ahead.controller, lambda: "Drawing time: 2 min")
    assert ahead.line.text == "Drawing time: 2 min"


def test_a_farm_tells_its_cost_and_what_more_workers_would_do(farm: ShownFarm, ahead: Ahead) -> None:
    text = ahead.answered()
    assert "from 14 earlier renders" in text
    shown = next(one for one in ahead.line.findChildren(QLabel) if one.text().startswith("Ready in"))
    assert "3 workers ≈ 30 min · 6 ≈ 15 min · 9 ≈ 10 min" in shown.toolTip()
    assert "Machines, by workers – 3: $" in shown.toolTip()
    assert shown.accessibleDescription() == shown.toolTip()


def test_a_farm_that_refuses_says_why(farm: ShownFarm, application: Application, ahead: Ahead) -> None:
    def refuse(message: AnyMessage) -> tuple[AnyMessage, ...]:
        raise UsageError("This farm estimates nothing.")

    ahead.answered()
    farm.client.ask = refuse
    ahead.wish.count = 3
    ahead.controller.schedule()
    ahead.qtbot.waitUntil(lambda: ahead.line.text == "No estimate: This farm estimates nothing.", timeout=PATIENCE)
    # What is said of a farm is not said of this computer.
    application.services.farm.use("", None)
    ahead.qtbot.waitUntil(lambda: "a guess" in ahead.line.text, timeout=PATIENCE)


def test_nothing_is_asked_while_nobody_looks(farm: ShownFarm, ahead: Ahead) -> None:
    ahead.answered()
    ahead.line.hide()
    ahead.wish.count = 5
    ahead.controller.schedule()
    assert not ahead.controller._soon.isActive()
    with ahead.qtbot.waitSignal(ahead.controller.changed, timeout=PATIENCE):
        ahead.line.show()
    ahead.answered()


def test_with_more_workers_is_answered_by_a_chart(seven: tuple[PastRender, ...], ahead: Ahead, qtbot: QtBot) -> None:
    ahead.answered()
    button = ahead.line.findChild(QPushButton, "howLong")
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: bool(ahead.line.findChildren(HowLongDialog)), timeout=PATIENCE)
    dialog = ahead.line.findChildren(HowLongDialog)[0]
    qtbot.waitUntil(lambda: "dots: earlier renders" in dialog.view.text, timeout=PATIENCE)
    assert "from 7 earlier renders" in dialog.view.text
    dialog.accept()


# While it runs.


def test_jobs_under_way_are_asked_about_while_the_farm_answers(
    farm: ShownFarm, application: Application, qtbot: QtBot
) -> None:
    asked: list[EstimateWanted] = []
    ask = farm.client.ask

    def noted(message: AnyMessage) -> tuple[AnyMessage, ...]:
        if isinstance(message, EstimateWanted):
            asked.append(message)
            if "gone" in message.job_ids:
                raise UsageError("Of that job nothing is left.")
        return ask(message)  # type: ignore[no-any-return]

    farm.client.ask = noted
    controller, services = application.queue, application.services
    application.window.show_page("queue")
    views = [
        job("a", state="rendering", workers=1, pieces="gg", done=1, priority=90),
        job("gone", state="rendering", workers=1, pieces="gg", priority=80),
        job("b", state="queued", place=3.0),
        job("c", state="done"),
    ]
    for view in views:
        services.farm.bridge.push(view)
    services.farm.bridge.drain()
    controller.model.move_now()
    with qtbot.waitSignal(services.farm.foresight.told, timeout=PATIENCE):
        services.farm.foresight._ask()
    assert {one.job_ids for one in asked} == {("a",), ("gone",), ("b",)}
    told = services.farm.estimates.of_job("a")
    assert (told.kind, told.basis, told.renders) == (RemainingKind.RANGE, Basis.HISTORY, 14)
    assert told.dollars is not None
    assert services.farm.estimates.of_job("gone").basis is None
    assert services.farm.estimates.to_empty().basis is Basis.HISTORY
    # A farm that was lost is not asked, and what it said is forgotten with it.
    asked.clear()
    services.farm.link.told(
        LinkNews(error=BrokerError("The broker cannot be reached.").info(), next_try=time.monotonic())
    )
    services.farm.foresight._ask()
    assert not services.tasks.running("farm/foresight")
    services.farm.use("", None)
    assert services.farm.estimates.of_job("a").kind is RemainingKind.NOTHING


def test_a_done_job_tells_what_was_estimated(
    seven: tuple[PastRender, ...], application: Application, qtbot: QtBot
) -> None:
    application.window.show_page("queue")
    view = job("earlier-3", state="done", template=GREETING.template.name, comp="Greeting")
    application.services.farm.bridge.push(view)
    application.services.farm.bridge.drain()
    application.queue.model.move_now()
    application.queue.show_job("earlier-3")
    page = application.window.page("queue")

    def said() -> str:
        return "\n".join(one.text() for one in page.findChildren(QLabel))

    qtbot.waitUntil(lambda: "Before the start: " in said(), timeout=PATIENCE)
    assert "At half: " in said()
    assert "7 earlier estimates: 100% of the ranges held" in said()


# The chart.


@pytest.fixture
def view(application: Application, qtbot: QtBot) -> EstimateView:
    made = EstimateView(application.services.theme)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.show_answer(Answered(estimate(3600, (1, 2, 3, 4, 6, 10), price=0.36), 3))
    return made


def test_the_chart_is_read_by_keyboard_and_pointer(view: EstimateView, qtbot: QtBot) -> None:
    chart = view.chart
    assert view.text.startswith("3 workers ≈ 20 min · 6 ≈ 10 min · 10 ≈ 6.1 min\nMachines: $")
    assert "dashed: 3 workers now" in view.text
    qtbot.keyClick(chart, RIGHT)
    assert view.text.startswith("4 workers: 13–18 min, most likely 15 min · $")
    qtbot.keyClick(chart, LEFT)
    qtbot.keyClick(chart, LEFT)
    assert chart.chosen is not None
    assert chart.chosen.workers == 2
    qtbot.keyClick(chart, END)
    assert chart.accessibleDescription().startswith("10 workers: ")
    qtbot.keyClick(chart, RIGHT)
    assert chart.chosen.workers == 10
    # A fresh answer keeps what is looked at.
    view.show_answer(Answered(estimate(1800, (1, 3, 10)), 3))
    assert view.text.startswith("10 workers: ")
    qtbot.keyClick(chart, ESCAPE)
    assert view.text.startswith("3 workers ≈ ")
    box = chart._plot.getPlotItem().vb
    chart._moved(box.mapViewToScene(QPointF(1.2, 100.0)))
    assert view.text.startswith("1 worker: ")
    chart._moved(QPointF(-10, -10))
    assert view.text.startswith("3 workers ≈ ")


def test_earlier_renders_are_in_sight_and_explained(view: EstimateView) -> None:
    assert "dots" not in view.text
    view.show_points([(1, 9000.0), (12, 50.0)])
    assert "dots: earlier renders" in view.text
    (left, right), (low, high) = view.chart._plot.getPlotItem().viewRange()
    assert left < 1 < 12 < right
    assert low == 0
    assert high > 9000
    view.show_points([])
    assert "dots" not in view.text


def test_without_an_estimate_there_is_no_chart_but_a_reason(view: EstimateView, qtbot: QtBot) -> None:
    view.say("Nothing waits.")
    assert not view.chart.isVisible()
    assert view.text == "Nothing waits."
    view.show_answer(Answered(Estimate(forecasts=(), basis=Basis.PRIOR), 1))
    qtbot.keyClick(view.chart, RIGHT)
    assert view.chart.chosen is None


def test_the_panel_asks_about_everything_or_one_job(farm: ShownFarm, application: Application, qtbot: QtBot) -> None:
    farm.client.answers.update(estimating(3, [past(number) for number in range(5)]))
    panel = EstimatePanel(application.services)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: "Nothing waits" in panel.view.text, timeout=PATIENCE)
    of_greeting = {"template": GREETING.template.name, "comp": "Greeting", "engine": "builtin"}
    services = application.services
    for view in (job("a", name="Spring", priority=90, **of_greeting), job("b", template="other.aep", comp="Main")):
        services.farm.bridge.push(view)
    services.farm.bridge.drain()
    panel._fill()
    qtbot.waitUntil(lambda: "from 14 earlier renders" in panel.view.text, timeout=PATIENCE)
    # What other templates took says nothing of both together.
    assert "dots" not in panel.view.text
    combo = panel.findChild(QComboBox, "estimate-what")
    assert combo is not None
    assert [combo.itemText(place) for place in range(combo.count())] == ["Everything that waits", "Spring", "Film b"]
    panel.choose("a")
    qtbot.waitUntil(lambda: "dots: earlier renders" in panel.view.text, timeout=PATIENCE)
    services.farm.bridge.push(job("a", state="done"))
    services.farm.bridge.drain()
    panel._fill()
    assert combo.currentText() == "Everything that waits"


# What is remembered.


@pytest.fixture
def row(application: Application, qtbot: QtBot) -> HistoryRow:
    made = HistoryRow(application.services, below=False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: application.services.farm.history.renders is not None, timeout=PATIENCE)
    return made


def test_what_is_remembered_is_counted_exported_and_forgotten(
    seven: tuple[PastRender, ...], row: HistoryRow, qtbot: QtBot, tmp_path: Path
) -> None:
    assert row.text.startswith("This computer: 7 films.")
    target = tmp_path / "films.json"
    row.write(str(target))
    qtbot.waitUntil(target.exists, timeout=PATIENCE)
    assert msgspec.json.decode(target.read_bytes(), type=tuple[PastRender, ...]) == seven
    row.write(str(target / "films.json"))
    qtbot.waitUntil(lambda: "Could not write" in row.problem, timeout=PATIENCE)
    row.ask_to_forget(GREETING.template.name, 7)
    verb = next(one for one in row.window().findChildren(QPushButton, "verb"))
    assert verb.text() == "Forget 7 films"
    verb.click()
    qtbot.waitUntil(lambda: row.text.startswith("This computer: 0 films."), timeout=PATIENCE)
    forget = row.findChild(QPushButton, "forget-history")
    assert forget is not None
    assert (forget.isEnabled(), forget.toolTip()) == (False, "Nothing is remembered yet.")


def test_a_farm_forgets_for_admins_only(
    farm: ShownFarm, row: HistoryRow, application: Application, qtbot: QtBot
) -> None:
    def refuse(message: AnyMessage) -> tuple[AnyMessage, ...]:
        assert isinstance(message, HistoryWanted)
        raise UsageError("ada may not have the farm forget films.", next_step="Ask an admin of the farm.")

    assert row.text.startswith("Farm “Studio”: 0 films.")
    farm.client.ask = refuse
    row.ask_to_forget("all", 3)
    next(one for one in row.window().findChildren(QPushButton, "verb")).click()
    qtbot.waitUntil(lambda: "Ask an admin of the farm." in row.problem, timeout=PATIENCE)


def test_a_film_is_wanted_by_count_preset_and_engine(application: Application, opened: Opened) -> None:
    wish, owner = Wish(opened), QObject()
    ahead = EstimatesAhead(application.services, "test/estimate", wish, owner)
    wish.count = 12
    wanted = wish()
    assert wanted is not None
    film: FilmWanted = ahead.film(wanted)()
    assert (film.count, film.frames, film.preset, film.engine) == (12, 150, "mp4", "auto")
    assert film.features
