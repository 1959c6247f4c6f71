from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.settings_choices import Language
from app.ui.formats import ago_text, number_text
from app.ui.languages import PSEUDO, PSEUDO_MIRRORED, Languages, pseudo, shown_language
from app.ui.words import translate
from resources import resource_path
from resources.build_translations.__main__ import build
from resources.build_translations.sources import texts_from_below, texts_of_window
from resources.build_translations.texts import PLURALS, Text, marks, read_texts, unfinished, write_texts

ROOT = Path(__file__).resolve().parents[2]
FOLDER = resource_path("translations")
WINDOW = ROOT / "app" / "ui"


@pytest.fixture
def languages(qapp: QApplication) -> Iterator[Languages]:
    made = Languages(qapp)
    made.apply("en")
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture(autouse=True)
def numbers_as_before() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize("language", list(PLURALS))
def test_nothing_is_unfinished_and_marks_are_kept(language: str) -> None:
    known = read_texts(FOLDER / f"farmhand_{language}.ts")
    assert unfinished(known) == []
    wrong = [text for text, forms in known.items() if any(marks(form) != marks(text.source) for form in forms)]
    assert wrong == []


@pytest.mark.parametrize("language", list(PLURALS))
def test_files_say_what_the_window_says_now(language: str, tmp_path: Path) -> None:
    for one in PLURALS:
        shutil.copyfile(FOLDER / f"farmhand_{one}.ts", tmp_path / f"farmhand_{one}.ts")
    shown = tmp_path / f"farmhand_{language}.qm"
    shown.write_bytes(b"of an earlier build")
    with shown.open("rb") as mapped:
        build(tmp_path)
        # A window that shows it still has it in its memory, where a file that is written over is the end of it.
        assert mapped.read() == b"of an earlier build"
    for ending in (".ts", ".qm"):
        name = f"farmhand_{language}{ending}"
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), (
            f"{name} is not up to date: run python -m resources.build_translations"
        )
    assert list(tmp_path.glob(".*")) == []


def test_qts_own_collector_finds_nothing_more(tmp_path: Path) -> None:
    sources, found = tmp_path / "sources.lst", tmp_path / "found.ts"
    sources.write_text("\n".join(path.as_posix() for path in sorted(WINDOW.rglob("*.py"))), "utf-8")
    collector = Path(sys.executable).with_name("pyside6-lupdate")
    words = [f"@{sources}", "-silent", "-tr-function-alias", "translate+=marked", "-ts", found]
    subprocess.run([collector, *words], check=True, capture_output=True)
    ours = {*texts_of_window(WINDOW), *texts_from_below()}
    assert set(read_texts(found)) - ours == set()
    assert len(ours) > 700


def test_texts_are_literals(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        'class A(QObject):\n    def f(self, n):\n        self.tr("one %n", "", n.x)\n'
        '        x = f"{self.tr(\'two\')} (*)"\n        translate("Ctx", "th" "ree", "", n.y)\n'
        'T = marked("Ctx", "four")\nself.tr(variable)\n',
        "utf-8",
    )
    assert set(texts_of_window(tmp_path)) == {
        Text("A", "one %n"),
        Text("A", "two"),
        Text("Ctx", "three"),
        Text("Ctx", "four"),
    }


def test_translations_survive_new_texts_and_old_ones_go(tmp_path: Path) -> None:
    path = tmp_path / "farmhand_zh_TW.ts"
    old, kept, new = Text("A", "old"), Text("A", "a <b> & “c”"), Text("B", "%n new")
    write_texts(path, "zh_TW", [old, kept], {old: ("舊",), kept: ("留 <b> & 「c」",)})
    write_texts(path, "zh_TW", [kept, new], read_texts(path))
    found = read_texts(path)
    assert found == {kept: ("留 <b> & 「c」",), new: ()}
    assert unfinished(found) == [new]


def test_english_has_its_plurals(languages: Languages) -> None:
    assert translate("Home", "%n field(s)", "", 1) == "1 field"
    assert translate("Home", "%n field(s)", "", 5) == "5 fields"
    assert translate("QueueFilter", "%n jobs", "", 10_000) == "10,000 jobs"
    assert ago_text(1000.0, 1000.0 + 3 * 60) == "3 min ago"


def test_chinese_of_taiwan(languages: Languages, qtbot: QtBot) -> None:
    with qtbot.waitSignal(languages.changed):
        languages.apply(Language.CHINESE_TAIWAN)
    assert languages.name == "zh_TW"
    assert translate("Commands", "Settings") == "設定"
    assert translate("Home", "%n field(s)", "", 5) == "5 個欄位"
    assert translate("States", "Rendering") == "算圖"
    # Qt's own texts, as in its dialogs.
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    languages.apply("en")
    assert translate("Commands", "Settings") == "Settings"


@pytest.mark.parametrize(
    ("system", "shown"),
    [
        (("zh-Hant-TW", "en"), "zh_TW"),
        (("zh-TW",), "zh_TW"),
        (("zh-Hant-HK",), "zh_TW"),
        (("zh_HK",), "zh_TW"),
        (("zh-Hans-CN", "en-US"), "en"),
        (("fr-FR", "zh-TW"), "zh_TW"),
        (("en-GB", "zh-TW"), "en"),
        (("de-DE",), "en"),
        ((), "en"),
    ],
)
def test_the_systems_first_translated_language_is_shown(system: tuple[str, ...], shown: str) -> None:
    assert shown_language("", system) == shown


def test_numbers_are_written_as_in_the_language(languages: Languages) -> None:
    assert number_text(1234.5, 1) == "1,234.5"


def test_pseudo_texts_are_longer_and_keep_their_marks() -> None:
    text = pseudo("%1 of %n rows need attention")
    assert text.startswith("[%1 öf %n ")
    assert text.endswith("]")
    assert len(text) >= 1.4 * len("%1 of %n rows need attention")


def test_mirrored_language_turns_the_window_around(languages: Languages, qapp: QApplication) -> None:
    languages.apply(PSEUDO_MIRRORED)
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert translate("Commands", "Settings") == "[Séttîñgs··]"
    languages.apply(PSEUDO)
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
