"""The queue as people use it, with jobs that the farm would tell of: looking for them, choosing, sorting, columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from queue_kit import LEFT, PATIENCE, Queue, job

from app.core.errors import BrokerError, ErrorInfo
from app.core.jobs import RenderWarning, WarningKind
from app.farm.store.owner import OwnerLock
from app.ui.application import Application, WindowWiring
from app.ui.controllers.farm import FarmState
from app.ui.formats import amount_text
from app.ui.layouts import Layouts
from app.ui.models.jobs_columns import COLUMN_IDS
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.frame_map import FrameMap
from app.ui.widgets.layout_menu import LayoutMenu

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def queue(application: Application, qtbot: QtBot) -> Queue:
    return Queue(application, qtbot)


def seen(widget: QWidget) -> str:
    """All text of labels and buttons that can be read."""
    labels = [one.text() for one in widget.findChildren(QLabel) if one.isVisible()]
    return "\n".join([*labels, *(one.text() for one in widget.findChildren(QPushButton) if one.isVisible())])


def type_in(queue: Queue, text: str) -> QLineEdit:
    queue.table.setFocus()
    queue.press(Qt.Key.Key_F, CTRL)
    box = queue.page.findChild(QLineEdit, "jobFilter")
    assert isinstance(box, QLineEdit)
    assert box.hasFocus()
    queue.qtbot.keyClicks(box, text)
    queue.qtbot.waitUntil(lambda: queue.controller.text == text, timeout=PATIENCE)
    return box


def test_an_empty_queue_says_what_will_be_here(queue: Queue) -> None:
    assert "Nothing queued. Rendered videos appear here." in seen(queue.page)
    assert not queue.table.isVisible()


def test_jobs_appear_and_leave(queue: Queue) -> None:
    queue.tell(job("a", name="Spring promo"))
    assert queue.table.isVisible()
    assert queue.text("a", "name") == "Spring promo"
    queue.tell(msgspec.structs.replace(job("a"), removed=True))
    assert "Nothing queued" in seen(queue.page)


def test_the_filter_is_typed_and_taken_back_by_keys(queue: Queue) -> None:
    queue.tell(*(job(name, name=name, state=state) for name, state in (("one", "failed"), ("two", "done"))))
    box = type_in(queue, "state:failed")
    assert queue.ids == ["one"]
    queue.qtbot.waitUntil(lambda: "1 of 2 jobs" in seen(queue.page), timeout=PATIENCE)
    queue.press(Qt.Key.Key_Down)
    assert queue.table.hasFocus()
    queue.qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert sorted(queue.ids) == ["one", "two"]


def test_a_filter_that_finds_nothing_says_so_and_is_cleared_with_a_click(queue: Queue) -> None:
    queue.tell(job("a"))
    type_in(queue, "state:failed")
    assert "No job matches state:failed" in seen(queue.page)
    clear = next(one for one in queue.page.findChildren(QPushButton) if one.text() == "Clear filter")
    queue.qtbot.mouseClick(clear, LEFT)
    assert queue.ids == ["a"]
    assert queue.table.isVisible()


def test_chips_count_and_filter_with_their_keys(queue: Queue) -> None:
    queue.tell(job("a", state="failed"), job("b", state="done"), job("c", state="rendering"), job("d", state="failed"))
    failed = queue.page.findChild(QToolButton, "chip-failed")
    assert isinstance(failed, QToolButton)
    queue.qtbot.waitUntil(lambda: failed.text() == "Failed 2", timeout=PATIENCE)
    queue.table.setFocus()
    queue.press(Qt.Key.Key_6, ALT)
    assert queue.ids == ["a", "d"]
    assert failed.isChecked()
    queue.press(Qt.Key.Key_3, ALT)
    assert queue.ids == ["a", "d", "b"]
    queue.press(Qt.Key.Key_0, ALT)
    assert len(queue.ids) == 4
    queue.qtbot.mouseClick(failed, LEFT)
    assert queue.ids == ["a", "d"]


def test_saved_views_are_filters(queue: Queue) -> None:
    queue.tell(job("a", owner="ada"), job("b", owner="ben"))
    views = queue.page.findChild(QToolButton, "jobViews")
    assert isinstance(views, QToolButton)
    menu = views.menu()
    menu.aboutToShow.emit()
    next(one for one in menu.actions() if one.text() == "Mine").trigger()
    assert queue.ids == ["a"]
    menu.aboutToShow.emit()
    assert next(one for one in menu.actions() if one.text() == "Mine").isChecked()
    type_in(queue, "film b")
    menu.aboutToShow.emit()
    next(one for one in menu.actions() if one.text() == "Keep this filter as a view").trigger()
    queue.controller.clear_filter()
    menu.aboutToShow.emit()
    next(one for one in menu.actions() if one.text() == "film b").trigger()
    assert queue.ids == ["b"]


def test_what_is_chosen_stays_chosen_wherever_it_moves(queue: Queue) -> None:
    queue.tell(*(job(f"{number}", state="queued", place=float(number)) for number in range(6)))
    queue.click("4")
    queue.click("2", CTRL)
    queue.tell(
        job("4", state="rendering"), job("0", state="done", ended=5.0), msgspec.structs.replace(job("1"), removed=True)
    )
    assert queue.ids == ["4", "2", "3", "5", "0"]
    assert queue.table.chosen_ids() == ["4", "2"]
    queue.tell(msgspec.structs.replace(job("2"), removed=True))
    assert queue.table.chosen_ids() == ["4"]
    assert queue.controller.chosen == ("4",)


def test_the_top_row_stays_the_top_row(queue: Queue) -> None:
    queue.tell(*(job(f"{number:03}", place=float(number)) for number in range(200)))
    bar = queue.table.verticalScrollBar()
    queue.qtbot.waitUntil(lambda: bar.maximum() > 100 * queue.table.rowHeight(0), timeout=PATIENCE)
    bar.setValue(queue.table.rowHeight(0) * 50 + 7)
    assert queue.ids[queue.table.rowAt(0)] == "050"
    queue.tell(*(job(f"{number:03}", state="rendering") for number in range(120, 140)))
    assert queue.ids[0] == "120"
    assert queue.ids[queue.table.rowAt(0)] == "050"
    assert queue.table.rowViewportPosition(queue.table.rowAt(0)) == -7


def test_the_order_waits_while_a_menu_is_open(queue: Queue) -> None:
    queue.tell(job("a", place=1.0), job("b", place=2.0))
    menu = QMenu(queue.page)
    menu.addAction("Something")
    menu.popup(queue.page.mapToGlobal(QPoint(50, 50)))
    queue.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is menu, timeout=PATIENCE)
    farm = queue.application.services.farm
    farm.bridge.push(job("b", state="rendering", place=2.0))
    farm.bridge.drain()
    assert queue.table.is_busy()
    assert queue.controller.model.order.stale
    assert queue.ids == ["a", "b"]
    assert queue.text("b", "state") == "Rendering"
    menu.close()
    queue.settle()
    assert queue.ids == ["b", "a"]


def test_a_batch_is_one_row_that_opens_by_keys_and_mouse(queue: Queue) -> None:
    queue.tell(
        *(job(name, batch_id="x", batch_name="Spring", state=state) for name, state in (("a", "done"), ("b", "queued")))
    )
    assert queue.ids == ["batch:x", "b", "a"]
    assert queue.text("batch:x", "name") == "Spring (2 jobs)"
    assert queue.text("batch:x", "frames") == "100 of 200"
    queue.click("batch:x")
    queue.press(Qt.Key.Key_Left)
    assert queue.ids == ["batch:x"]
    assert queue.text("batch:x", "name", Qt.ItemDataRole.AccessibleTextRole) == "Spring (2 jobs), closed"
    queue.press(Qt.Key.Key_Right)
    assert queue.ids == ["batch:x", "b", "a"]
    place = queue.controller.model.index(0, COLUMN_IDS.index("name"))
    arrow = queue.table.delegate.arrow_rect(queue.table.visualRect(place)).center()
    queue.qtbot.mouseClick(queue.table.viewport(), LEFT, pos=arrow)
    assert queue.ids == ["batch:x"]
    assert set(queue.controller.actions.offers["copy"].job_ids) == {"a", "b"}


def test_screen_readers_are_told_everything(queue: Queue) -> None:
    queue.tell(job("a", state="rendering", done=58, workers=1))
    role = Qt.ItemDataRole.AccessibleTextRole
    assert queue.text("a", "progress", role) == "Rendering, 58 percent, 58 of 100 frames"
    assert queue.text("a", "state", role) == "Rendering"
    warned = (RenderWarning(kind=WarningKind.FONT, what="Lato was replaced", where="Main"),)
    error = ErrorInfo(kind="EngineError", title="It stopped at frame 3.", cause="A photo is missing.")
    queue.tell(job("b", state="failed", error=error), job("c", state="done", warnings=warned))
    tooltip = Qt.ItemDataRole.ToolTipRole
    assert queue.text("b", "state", tooltip) == "Failed\nIt stopped at frame 3.\nA photo is missing."
    assert queue.text("c", "state", tooltip) == "Done with warnings\nLato was replaced (Main)"


def test_sorting_and_columns_come_back(queue: Queue, application: Application) -> None:
    queue.tell(job("a", name="b", priority=70), job("b", name="a"))
    header = queue.table.horizontalHeader()
    name, priority, owner = (COLUMN_IDS.index(one) for one in ("name", "priority", "owner"))
    spot = QPoint(header.sectionViewportPosition(name) + 20, header.height() // 2)
    queue.qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    assert queue.ids == ["b", "a"]
    assert header.isSectionHidden(priority)
    menu = queue.page.columns.menu()
    next(one for one in menu.actions() if one.text() == "Priority").trigger()
    next(one for one in menu.actions() if one.text() == "Owner").trigger()
    menu.deleteLater()
    assert not header.isSectionHidden(priority)
    assert header.isSectionHidden(owner)
    application.window.show_page("home")
    application.window.rebuild_pages()
    application.window.show_page("queue")
    header = queue.table.horizontalHeader()
    assert not header.isSectionHidden(priority)
    assert header.isSectionHidden(owner)
    assert header.sortIndicatorSection() == name
    assert queue.ids == ["b", "a"]
    application.services.navigator.layout_reset_wanted.emit()
    assert header.isSectionHidden(priority)
    assert not header.isSectionHidden(owner)
    assert header.sortIndicatorSection() == COLUMN_IDS.index("state")


def test_nothing_scrolls_sideways_at_the_smallest_window(queue: Queue, application: Application) -> None:
    application.window.resize(1100, 700)
    queue.tell(*(job(f"{number}") for number in range(40)))
    queue.qtbot.waitUntil(lambda: queue.table.viewport().width() > 900, timeout=PATIENCE)
    assert not queue.table.horizontalScrollBar().isVisible()
    for size in (175, 75):
        application.services.theme.apply("dark", text_size=size)
        assert not queue.table.horizontalScrollBar().isVisible()
        assert not queue.table.horizontalHeader().isSectionHidden(COLUMN_IDS.index("remaining"))


def test_frames_of_large_batches_are_not_cut(queue: Queue, application: Application) -> None:
    application.window.resize(1100, 700)
    queue.tell(*(job(f"{number}", batch_id="x", total=14_000, done=9_000, state="rendering") for number in range(3)))
    cell = queue.table.visualRect(queue.controller.model.index(0, COLUMN_IDS.index("frames")))
    text = queue.text("batch:x", "frames")
    assert text == amount_text(27_000, 42_000)
    assert cell.width() - 16 >= queue.table.fontMetrics().horizontalAdvance(text)


def test_another_language_keeps_what_was_chosen(queue: Queue, application: Application) -> None:
    queue.tell(job("a", state="failed"), job("b"))
    queue.click("b")
    application.services.languages.apply("pseudo")
    assert queue.table.chosen_ids() == ["b"]
    assert queue.text("a", "state") == "[Fàîléd·]"
    application.services.languages.apply("en")
    assert queue.text("a", "state") == "Failed"


def test_details_follow_what_is_chosen(queue: Queue) -> None:
    error = ErrorInfo(kind="EngineError", title="It stopped at frame 3.", next_step="Replace the photo.")
    queue.tell(
        job("a", name="Alpha", state="rendering", pieces="dgo", done=50, workers=1),
        job("b", name="Beta", state="failed", pieces="df", error=error),
    )
    queue.click("a")
    assert "Alpha" in seen(queue.page)
    assert "1 piece done · 1 rendering · 1 waiting" in seen(queue.page)
    queue.press(Qt.Key.Key_Down)
    assert "“Beta” could not be rendered." in seen(queue.page)
    assert "It stopped at frame 3." in seen(queue.page)
    assert "Replace the photo." in seen(queue.page)
    card = next(one for one in queue.page.findChildren(ErrorCard) if one.isVisible())
    shown = [one.text() for one in card.findChildren(QPushButton) if one.isVisible()]
    assert shown == ["Retry 50 failed frames", "Show log", "Copy details"]
    map_ = queue.page.findChild(FrameMap)
    assert map_ is not None
    assert map_.piece_at(map_.width() - 1.0) == 1
    with queue.qtbot.waitSignal(map_.chosen) as chosen:
        queue.qtbot.mouseClick(map_, LEFT, pos=QPoint(map_.width() - 2, 5))
    assert chosen.args == [1]
    queue.qtbot.waitUntil(lambda: queue.page.docks.is_seen("tasks"), timeout=PATIENCE)


def test_panels_are_pulled_out_and_put_back(queue: Queue, application: Application) -> None:
    queue.tell(job("a"))
    docks = queue.page.docks
    queue.press(Qt.Key.Key_L, CTRL)
    queue.qtbot.waitUntil(lambda: docks.is_seen("log"), timeout=PATIENCE)
    assert not docks.is_seen("overview")
    menu = docks.menu(application.services.navigator)
    next(one for one in menu.actions() if one.text() == "Log in a window of its own").trigger()
    menu.deleteLater()
    assert docks.dock("log").isFloating()
    application.services.navigator.layout_reset_wanted.emit()
    assert not docks.dock("log").isFloating()
    queue.table.setFocus()
    queue.click("a")
    queue.press(Qt.Key.Key_Return)
    queue.qtbot.waitUntil(lambda: docks.is_seen("overview"), timeout=PATIENCE)


def view_layouts(application: Application) -> LayoutMenu:
    found = application.window.findChild(LayoutMenu, "layoutMenu")
    assert isinstance(found, LayoutMenu)
    found.fill()
    return found


def pick(menu: QMenu, text: str) -> None:
    next(one for one in menu.actions() if one.text() == text).trigger()


def test_shipped_layouts_put_the_panels_in_their_places(application: Application, qtbot: QtBot) -> None:
    application.window.resize(1400, 900)
    # From any page, also before Queue was ever seen.
    pick(view_layouts(application), "Farm")
    assert application.window.current == "queue"
    queue = Queue(application, qtbot)
    queue.tell(job("a"))
    docks = queue.page.docks
    qtbot.waitUntil(lambda: docks.is_seen("tasks") and docks.is_seen("log"), timeout=PATIENCE)
    assert docks.dock("log").x() >= docks.dock("tasks").geometry().right()
    pick(view_layouts(application), "Design")
    qtbot.waitUntil(lambda: docks.is_seen("overview") and not docks.is_seen("log"), timeout=PATIENCE)
    pick(view_layouts(application), "Farm")
    qtbot.waitUntil(lambda: docks.is_seen("tasks") and docks.is_seen("log"), timeout=PATIENCE)


def test_own_layouts_are_saved_shown_and_forgotten(queue: Queue, application: Application) -> None:
    application.window.resize(1400, 900)
    queue.tell(job("a"))
    docks = queue.page.docks
    docks.set_floating("output", floating=True)
    pick(view_layouts(application), "Save this layout…")
    dialog = queue.dialog()
    line, save = dialog.findChild(QLineEdit), dialog.findChild(QPushButton, "save-layout")
    assert line is not None and isinstance(save, QPushButton)
    assert not save.isEnabled()
    line.setText("Farm")
    assert not save.isEnabled()
    line.setText("Two & a half")
    queue.answer("save-layout")
    application.services.navigator.layout_reset_wanted.emit()
    assert not docks.dock("output").isFloating()
    pick(view_layouts(application), "Two && a half")
    assert docks.dock("output").isFloating()
    application.services.state.put("own layouts/states/0", QByteArray(b"damaged"))
    pick(view_layouts(application), "Two && a half")
    assert not docks.dock("output").isFloating()
    Layouts(application.services.state).forget("Two & a half")
    assert "Two && a half" not in [one.text() for one in view_layouts(application).actions()]


def test_the_panel_in_front_stays_in_front_in_a_wide_window(queue: Queue, application: Application) -> None:
    application.window.resize(1200, 800)
    queue.tell(job("a"))
    docks = queue.page.docks
    docks.show_panel("settings")
    queue.qtbot.waitUntil(lambda: docks.is_seen("settings"), timeout=PATIENCE)
    application.window.resize(1900, 1000)
    queue.qtbot.waitUntil(lambda: docks.width() > 1500 and docks.is_seen("settings"), timeout=PATIENCE)
    assert not docks.is_seen("overview")


def test_the_first_job_is_looked_at_until_people_choose(queue: Queue) -> None:
    queue.tell(job("a", name="Alpha"), job("b", name="Beta"))
    assert queue.table.chosen_ids() == ["a"]
    assert "Choose a job to see its details." not in seen(queue.page)
    queue.table.clearSelection()
    queue.tell(job("c"))
    assert queue.table.chosen_ids() == []


def test_the_arrangement_is_remembered(queue: Queue, application: Application) -> None:
    application.window.resize(1400, 900)
    queue.tell(job("a"))
    docks = queue.page.docks
    docks.resizeDocks([docks.dock("overview")], [420], Qt.Orientation.Vertical)
    queue.qtbot.waitUntil(lambda: docks.dock("overview").height() > 380, timeout=PATIENCE)
    height = docks.dock("overview").height()
    application.window.show_page("home")
    application.window.rebuild_pages()
    application.window.show_page("queue")
    assert queue.page.docks is not docks
    queue.qtbot.waitUntil(lambda: abs(queue.page.docks.dock("overview").height() - height) <= 2, timeout=PATIENCE)


def test_what_cannot_be_done_says_why(queue: Queue) -> None:
    queue.tell(job("a", state="queued"), job("b", state="failed", pieces="do"), job("c", state="failed"))
    queue.click("a")
    assert not queue.button("play").isEnabled()
    assert "There is no finished film among the chosen jobs." in queue.button("play").toolTip()
    assert queue.button("cancel").isEnabled()
    assert not queue.button("clear").isEnabled()
    assert "Cancel a job before you remove it" in queue.button("clear").toolTip()
    queue.click("b")
    queue.click("c", CTRL)
    retry = next(one for one in queue.page.actions() if one.text() == "Retry 150 failed frames")
    assert isinstance(retry, QAction)
    assert retry.isEnabled()
    assert "(Ctrl+R)" in retry.toolTip()
    queue.table.clearSelection()
    assert "No job is chosen." in queue.button("retry").toolTip()


def test_the_menu_has_the_toolbars_actions_in_its_order(queue: Queue) -> None:
    queue.tell(job("a", state="done", batch_id="x"), job("b", state="done", batch_id="x"))
    queue.click("batch:x")
    shown: list[str] = []

    def look() -> bool:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return False
        shown[:] = [one.text() for one in menu.actions() if not one.isSeparator()]
        menu.close()
        return True

    queue.table.menu_wanted.emit(queue.table.mapToGlobal(queue.spot("batch:x")))
    queue.qtbot.waitUntil(look, timeout=PATIENCE)
    assert shown[:4] == ["Play result", "Show in folder", "Retry failed frames", "Render 2 jobs again from the start…"]
    assert shown[-2:] == ["Cancel…", "Remove 2 jobs from list"]


def test_removal_can_be_undone(queue: Queue, application: Application) -> None:
    queue.tell(job("a", state="done"), job("b", state="failed"), job("c"))
    queue.click("a")
    queue.click("b", CTRL)
    queue.press(Qt.Key.Key_Delete)
    assert queue.ids == ["c"]
    # One has failed, and of the other nobody has told of a film.
    assert "2 jobs were removed from the list." in seen(application.window)
    assert "films stay" not in seen(application.window)
    undo = next(one for one in application.window.findChildren(QPushButton) if one.text() == "Undo" and one.isVisible())
    queue.qtbot.mouseClick(undo, LEFT)
    assert sorted(queue.ids) == ["a", "b", "c"]


def test_details_are_copied_without_the_users_folder(queue: Queue, empty_home: Path) -> None:
    error = ErrorInfo(kind="StorageError", title=f"Could not write “{empty_home}/film.mp4”.")
    queue.tell(job("a", name="Alpha", state="failed", error=error, template="card.aepx"))
    queue.click("a")
    queue.table.setFocus()
    queue.press(Qt.Key.Key_C, CTRL | SHIFT)
    text = QApplication.clipboard().text()
    assert text.startswith("Could not write “~/film.mp4”.")
    assert "Job: Alpha" in text
    assert "Template: card.aepx" in text


@pytest.fixture
def other_owner(wiring: WindowWiring) -> Iterator[OwnerLock]:
    """Another program that has the profile."""
    wiring.home.mkdir(parents=True)
    lock = OwnerLock(wiring.home)
    yield lock
    lock.release()


def test_a_profile_that_another_program_has_is_said_and_tried_again(
    other_owner: OwnerLock, application: Application, qtbot: QtBot
) -> None:
    farm = application.services.farm
    farm.ensure_started()
    qtbot.waitUntil(lambda: farm.state is FarmState.FAILED, timeout=PATIENCE)
    queue = Queue(application, qtbot)
    card = next(one for one in queue.page.findChildren(ErrorCard) if one.isVisible())
    assert card.error is not None
    assert card.error.kind == "StoreBusyError"
    other_owner.release()
    shown = seen(queue.page)
    assert "Another Farmhand has the queue open." in shown
    assert "Nothing is lost" in shown
    assert not queue.button("retry").isVisible()
    assert "Nothing queued" not in seen(application.window)
    again = next(one for one in queue.page.findChildren(QPushButton) if one.text() == "Try again" and one.isVisible())
    qtbot.mouseClick(again, LEFT)
    qtbot.waitUntil(lambda: farm.state is FarmState.RUNNING, timeout=PATIENCE)
    assert "Nothing queued" in seen(queue.page)


def test_a_farm_that_does_not_answer_greys_what_is_shown(queue: Queue, application: Application) -> None:
    queue.tell(job("a", state="queued"))
    queue.click("a")
    link = application.services.farm.link
    link.failed(BrokerError("The farm does not answer.").info())
    card = next(one for one in queue.page.findChildren(ErrorCard) if one.isVisible())
    assert "as of" in seen(card)
    assert "asked again in 2 seconds" in seen(card)
    assert queue.table.delegate.faded
    queue.qtbot.waitUntil(lambda: not queue.button("cancel").isEnabled(), timeout=PATIENCE)
    assert "does not answer" in queue.button("cancel").toolTip()
    queue.tell(job("a", state="rendering"))
    assert not card.isVisible()
    assert not queue.table.delegate.faded


def test_other_failures_are_not_taken_for_silence(application: Application) -> None:
    link = application.services.farm.link
    link.failed(ErrorInfo(kind="UsageError", title="There is no such job."))
    assert link.error is None


@pytest.mark.stall_free
def test_ten_thousand_jobs_are_scrolled_filtered_and_chosen_without_a_stall(queue: Queue) -> None:
    farm = queue.application.services.farm
    for number in range(10_000):
        farm.bridge.push(job(f"{number:05}", batch_id=f"b{number // 50}", state=("queued", "done")[number % 2]))
    farm.bridge.start()
    queue.qtbot.waitUntil(lambda: queue.controller.model.order.total == 10_000, timeout=PATIENCE)
    type_in(queue, "film 00")
    queue.table.setFocus()
    queue.press(Qt.Key.Key_End)
    queue.press(Qt.Key.Key_A, CTRL)
    queue.qtbot.waitUntil(lambda: len(queue.controller.chosen) == queue.controller.model.rowCount(), timeout=PATIENCE)
    queue.controller.clear_filter()
    assert queue.controller.model.rowCount() == 200
