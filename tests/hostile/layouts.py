"""Layouts and sizes of the window that were damaged, or written by somebody else."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from app.ui.controllers.batch_choices import KeptChoices
from app.ui.layouts import Layouts
from app.ui.view_state import ViewState
from tests.hostile.harness import Case, Place

_FILES: dict[str, bytes] = {
    "nothing": b"",
    "zeros": bytes(2000),
    "nonsense": b"\xff\xfe" * 1000,
    "a version that is no number": b"[General]\nversion=@Invalid()\n",
    "a version from the future": b"[General]\nversion=99\n",
    "objects of Qt": b"[General]\nversion=1\n[own%20layouts]\nnames=@Variant(\\0\\0\\0\\x7f\\xff\\xff\\xff\\xff)\n",
    "arrays beyond all": b"[General]\nversion=1\n[own%20layouts]\nstates\\0=@ByteArray("
    + b"\\xff" * 5000
    + b")\nnames=a\n",
    "names without end": b"[General]\nversion=1\n[own%20layouts]\nnames=" + b", ".join([b"a"] * 50_000) + b"\n",
    "a choice as deep as can be": b"[General]\nversion=1\n[batch]\ncolumns\\x=" + b"[" * 50_000 + b"\n",
    "groups as deep as can be": b"[General]\nversion=1\n" + b"a\\" * 20_000 + b"b=1\n",
}


def _read(content: bytes, place: Place) -> None:
    file = place.folder / "view.ini"
    file.write_bytes(content)
    state = ViewState(file)
    layouts = Layouts(state)
    window = QMainWindow()
    for name in (*layouts.own[:20], "none"):
        arrangement = layouts.find(name)
        assert isinstance(arrangement, QByteArray)
        window.restoreState(arrangement)
        window.restoreGeometry(arrangement)
    assert KeptChoices(state).of(place.folder / "a.aep") == {}
    assert isinstance(state.texts("batch/columns/x"), tuple)


CASES = tuple(Case("layouts", name, partial(_read, content), refused=False) for name, content in _FILES.items())
