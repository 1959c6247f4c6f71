from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

import app.ui

ROOT = Path(__file__).resolve().parents[2]

MODEL_WITH_A_FAULT = """
import sys
from PySide6.QtCore import QAbstractListModel, QTimer
from PySide6.QtWidgets import QApplication, QListView
import app.ui

class Model(QAbstractListModel):
    def rowCount(self, parent=None):
        return 1

    def data(self, index, role=0):
        return self.again() if "deep" in sys.argv else int("four")

    def again(self):
        return self.again()

qt = QApplication([])
told = []

def tell(kind, error, trace):
    if not told:
        told.append(kind)
        print(kind.__name__, error)

sys.excepthook = tell
model = Model()
view = QListView()
view.setModel(model)
QTimer.singleShot(0, view.show)
QTimer.singleShot(500, qt.quit)
qt.exec()
print("there")
"""


@pytest.mark.parametrize(("word", "told"), [("", "ValueError"), ("deep", "RecursionError")])
def test_fault_in_an_override_is_told_and_survived(word: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MODEL_WITH_A_FAULT, word],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    first, last = done.stdout.splitlines()
    assert first.startswith(told), done.stderr
    assert last == "there"


def test_override_takes_a_signals_arguments_as_it_says(qtbot: QtBot) -> None:
    class Question(QDialog):
        said = 0

        def accept(self) -> None:
            """Qt's."""
            self.said += 1
            super().accept()

    dialog = Question()
    qtbot.addWidget(dialog)
    yes = QPushButton(dialog)
    yes.clicked.connect(dialog.accept)
    yes.click()
    assert dialog.said == 1


def test_every_painter_ends_with_its_paint_event() -> None:
    """One that is held by the traceback of a fault outlives the widget that it paints on, and ends the program."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in Path(app.ui.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id.endswith("Painter")
    ]
    assert found == []


def test_an_override_that_takes_anything_is_still_given_it(qtbot: QtBot) -> None:
    class Wide(QDialog):
        def update(self, *values: int, **named: int) -> tuple[object, ...]:  # type: ignore[override]
            return values, named

    made = Wide()
    qtbot.addWidget(made)
    assert made.update(1, two=2) == ((1,), {"two": 2})
