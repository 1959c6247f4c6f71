"""Garbage is looked for on the window's thread alone, a little at a time.

Python looks for unreachable cycles in whichever thread has just made an object. In a background thread that destroys
widgets while Qt works with them, and the program dies; so the interpreter's own looks are off while there is a window,
and a timer on the window's thread looks in their place. What the program consists of once it is warm is never looked
through again, as that holds the window up for a tenth of a second and finds nothing.
"""

from __future__ import annotations

import gc
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer

LOOK_MILLISECONDS: Final = 250
YOUNG_OBJECTS: Final = 2000
"""So many new objects, fewer those that are gone again, are looked through as soon as there is time."""

YOUNG_LOOKS: Final = 10
"""After so many looks at new objects, those that survived them are looked through as well."""

MIDDLE_LOOKS: Final = 10
"""After so many of those looks, everything is."""

OLD_SHARE: Final = 0.005
"""Looking through everything may take this part of the time."""


class Garbage(QObject):
    """From `start` to `stop`, cycles are collected on the thread that this was made on, and on no other.

    Nothing is before `settle`: a program that is being brought in makes many objects and little garbage.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._enabled_before = True
        self._old_due = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take over from the interpreter."""
        self._enabled_before = gc.isenabled()
        gc.disable()

    def settle(self) -> None:
        """The program is warm: begin to look. What there is now is kept for good, once per process."""
        if not gc.get_freeze_count():
            gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to the interpreter again, as it was before."""
        self._timer.stop()
        if self._enabled_before:
            gc.enable()

    def look(self) -> None:
        """Collect what is due."""
        young, middle, old = gc.get_count()
        begun = time.perf_counter()
        if old > MIDDLE_LOOKS and begun >= self._old_due:
            gc.collect()
            ended = time.perf_counter()
            self._old_due = ended + (ended - begun) / OLD_SHARE
        elif middle > YOUNG_LOOKS:
            gc.collect(1)
        elif young > YOUNG_OBJECTS:
            gc.collect(0)
