"""Errors from below the window in the window's language: sentences are found again, values in them stay as they are."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.core import errors
from app.core.errors import ErrorInfo, FarmhandError, TemplateError
from app.farm.engines.aerender.failures import exit_error, fatal_error, hang_error
from app.farm.files import storage_error
from app.farm.rabbitmq.translation import broker_error
from app.template.load import load_template
from app.ui.languages import Languages
from app.ui.models.error_words import CONTEXT, FILE, KINDS, is_specific, sentences, told
from app.ui.widgets.error_card import ErrorCard
from resources import resource_path
from resources.build_translations.__main__ import build
from resources.build_translations.errors import texts_of_errors
from resources.build_translations.texts import PLURALS, Text, read_texts

FOLDER = resource_path("translations")


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[Languages]:
    made = Languages(qapp)
    made.apply("zh_TW")
    yield made
    made.close()


def info(title: str, cause: str = "", next_step: str = "", kind: str = "PhotoError") -> ErrorInfo:
    return ErrorInfo(kind=kind, title=title, cause=cause, next_step=next_step)


def test_sentences_are_translated_and_values_in_them_are_not(chinese: Languages) -> None:
    found = told(info("The photo Ann %1 (2).jpg cannot be read.", "The system says: no %2.", "Choose a file."))
    assert found.title == "無法讀取照片 Ann %1 (2).jpg。"
    assert found.cause == "系統訊息：no %2。"
    assert found.next_step == "請選擇檔案。"
    assert told(info("Rows 3, 7 would write the same film, “a.mp4”.", kind="RowError")).title == (
        "第 3, 7 列會寫入同一部影片「a.mp4」。"
    )


def test_the_sentence_with_most_words_is_the_one(chinese: Languages) -> None:
    # “%1 cannot be read.” would fit too.
    assert told(info("The font file a.otf cannot be read.", kind="RenderError")).title == "無法讀取字型檔案 a.otf。"
    assert told(info("hero.jpg is damaged or incomplete.")).title == "hero.jpg 已損壞或不完整。"


def test_what_is_not_known_is_shown_as_it_came(chinese: Languages) -> None:
    for error in (
        info("Something that a newer worker says."),
        info("Something that a newer engine says.", "It is new. The disk is full.", kind="EngineError"),
        info("The store in /x cannot be read.", kind="ServiceError"),
        info("The store in /x cannot be read.", kind="AKindOfANewerManager"),
        info(""),
        info("The photo a.jpg cannot be read.".replace("a.jpg", "a" * 3000)),
        info("The text of “Name” holds a control character.", kind="FillError"),
    ):
        assert told(error) == error


def test_a_farm_that_is_not_reached_is_told(chinese: Languages) -> None:
    found = told(broker_error(ConnectionRefusedError(), "mq.studio.local:5671", "ada").info())
    assert found.title == "無法連上位於 mq.studio.local:5671 的訊息伺服器。"
    assert found.next_step.startswith("請查看伺服器是否在執行")


def test_a_failed_engine_is_told_and_what_it_said_is_not(chinese: Languages) -> None:
    licence = told(fatal_error("After Effects error: No licence found.", "").info())
    assert licence.kind == "EngineError" and licence.title == "這個工作程序上的 After Effects 沒有授權。"
    assert licence.cause == "它的訊息：After Effects error: No licence found。"
    killed = told(exit_error(-9, "The photo a.jpg cannot be read.\nthe end").info())
    assert killed.title == "After Effects 在算圖時結束了。"
    assert killed.cause.startswith("它被強制結束：")
    assert killed.cause.endswith("\n最後的訊息：\nThe photo a.jpg cannot be read.\nthe end")
    step = told(hang_error(90, "drawing", "").info()).next_step
    assert step.endswith("視窗。完整的影格會保留；其他的會重試，但有次數限制。")
    cause = "It ended with exit code 3. Its last words:\nx"
    assert (
        told(info("The drawing process was lost.", cause, kind="EngineLostError")).cause
        == "它以結束代碼 3 結束。最後的訊息：\nx"
    )


def test_a_full_disk_is_told_with_what_is_free_and_needed(chinese: Languages) -> None:
    path = Path("/films/Ann.mp4")
    full = told(storage_error(OSError(errno.ENOSPC, "No space left"), "write", path, 5_000_000).info())
    assert full.title == f"無法寫入「{path}」。"
    assert full.cause.startswith("磁碟已滿（可用 ") and full.cause.endswith("，需要 5.0 MB）。")
    assert full.next_step == "請釋放一些空間後再試一次。"
    unknown = storage_error(OSError(errno.ENOSPC, "No space left"), "write", path, None)
    assert "需要" not in told(unknown.info()).cause


def test_lines_and_sentences_in_a_row_are_each_found(chinese: Languages) -> None:
    found = told(info("It is empty. Choose another folder. The disk is full.", "It is empty.\nIt purrs.\nIt is empty."))
    assert found.title == "它是空的。請選擇其他資料夾。磁碟已滿。"
    assert found.cause == "它是空的。\nIt purrs.\n它是空的。"


def test_english_stays_as_it_is(qapp: QApplication) -> None:
    error = info("The photo a.jpg cannot be read.", "It lies at /p.", "Choose a file.")
    assert told(error) == error
    assert sentences(error) == "The photo a.jpg cannot be read. It lies at /p. Choose a file."


def test_a_card_shows_it_translated_and_what_is_copied_is_for_whoever_helps(chinese: Languages, qtbot: QtBot) -> None:
    card = ErrorCard()
    qtbot.addWidget(card)
    error = info("The photo a.jpg was not found.", "It lies at /p/a.jpg.", "Correct its path.")
    card.show_error(error)
    assert "找不到照片 a.jpg。" in [one.text() for one in card.findChildren(QLabel)]
    assert "找不到照片 a.jpg。" in card.accessibleName()
    card.copy_details()
    assert error.title in QApplication.clipboard().text()


def test_an_error_as_it_is_really_raised_is_found(chinese: Languages, tmp_path: Path) -> None:
    project = tmp_path / "spring.aep"
    project.write_bytes(b"")
    with pytest.raises(TemplateError) as caught:
        load_template(project)
    found = told(caught.value.info())
    assert found.title == "spring.aep 是空的。" and "檔案" in found.cause


def test_the_list_says_what_errors_say_now(tmp_path: Path) -> None:
    for one in PLURALS:
        shutil.copyfile(FOLDER / f"farmhand_{one}.ts", tmp_path / f"farmhand_{one}.ts")
    build(tmp_path)
    assert (tmp_path / FILE).read_text("utf-8") == (FOLDER / FILE).read_text("utf-8"), (
        f"{FILE} is not up to date: run python -m resources.build_translations"
    )


def test_all_sentences_of_the_kinds_are_there_with_a_translation() -> None:
    kinds = {one.__name__ for one in vars(errors).values() if isinstance(one, type) and issubclass(one, FarmhandError)}
    assert kinds - KINDS == {"ServiceError"}, "errors of services are read in a console"
    known = read_texts(FOLDER / "farmhand_zh_TW.ts")
    listed = [Text(CONTEXT, one) for one in (FOLDER / FILE).read_text("utf-8").splitlines()]
    assert len(listed) > 1000 and all(known[text] for text in listed)


def test_sentences_are_found_in_every_form(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        '_STEP = "Try it again."\n'
        "def f(name, x):\n"
        '    raise PhotoError(f"The photo {name!r} is {x:.1f} MB.", "Its " "size.", next_step=_STEP)\n'
        '    raise RowError("One row." if x else f"Many rows: {x}.", cause=name)\n'
        '    raise ServiceError("Not of these kinds.")\n'
        '    raise FillError(f"{name}: {x}")\n'
        "def g(x):\n"
        '    title = f"Nobody answers at {x}."\n'
        "    return BrokerError(title, x)\n",
        "utf-8",
    )
    found = {text.source for text in texts_of_errors(tmp_path)}
    assert found == {
        "The photo %1 is %2 MB.",
        "Its size.",
        "Try it again.",
        "One row.",
        "Many rows: %1.",
        "Nobody answers at %1.",
    }
    assert not is_specific("%1: %2") and is_specific("Its size.")


def test_sentences_are_found_that_reach_an_error_by_other_ways(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        '"""A sentence of a module."""\n'
        '_SAID = {"404": ("It was not found.", "Look for it.")}\n'
        "def _refused(name, problem):\n"
        '    return StorageError(f"{name} was refused.", problem)\n'
        "def f(name, more):\n"
        '    wanted = f", {more} more" if more else ""\n'
        '    with translated("write", name):\n'
        '        raise _refused("Not this", f"There are {name}{wanted}.")\n'
        '    raise (JoinError if name else EncodeError)("It broke off.")\n'
        "def g(name):\n"
        '    return f"The name “{name}” is long." if name else ""\n'
        "def h(name):\n"
        '    log("Nothing that is raised.")\n',
        "utf-8",
    )
    (tmp_path / "program_ends.py").write_text('ENDS = {9: "was ended by somebody"}\n', "utf-8")
    assert {text.source for text in texts_of_errors(tmp_path)} == {
        "%1 was refused.",
        "Could not write “%1”.",
        "It broke off.",
        "It was ended by somebody.",
        "It was not found.",
        "Look for it.",
        "The name “%1” is long.",
        "There are %1, %2 more.",
        "There are %1.",
    }


def test_what_only_consoles_show_is_left_out(tmp_path: Path) -> None:
    for name in ("app/cli/command.py", "app/farm/part.py", "worker_agent/start.py", "worker_agent/chunk.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f'raise UsageError("The module {name} says so.")\n', "utf-8")
    found = {text.source for text in texts_of_errors(tmp_path / "app", tmp_path / "worker_agent")}
    assert found == {"The module app/farm/part.py says so.", "The module worker_agent/chunk.py says so."}
