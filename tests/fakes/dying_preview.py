"""The preview's child, but it dies or hangs where a text says so. `python -m tests.fakes.dying_preview FOLDER`."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from app.core.slots import TextFill
from app.farm.preview import child, drawing
from app.farm.preview.protocol import FrameWanted


class DyingTemplate(drawing.PreviewTemplate):
    """Texts: “crash” ends the process, “hang” stops it; “crash once” does it only the first time in this folder."""

    def draw(self, wanted: FrameWanted) -> drawing.Picture:
        for value in wanted.values.values():
            if isinstance(value, TextFill):
                _obey(value.text)
        return super().draw(wanted)


def _obey(text: str) -> None:
    mark = Path(sys.argv[1]) / "crashed"
    if text == "crash" or (text == "crash once" and not mark.exists()):
        mark.touch()
        os._exit(9)
    if text == "hang":
        threading.Event().wait()


if __name__ == "__main__":
    child.PreviewTemplate = DyingTemplate  # type: ignore[misc]
    child.main(sys.argv[1:])
