"""The engines of this computer, on the Rendering page: what was found, and whether it draws."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.ui.controllers.engine_probe import EngineProbe
from app.ui.formats import number_text
from app.ui.pages.settings_parts import ActionRow
from app.ui.widgets.parts import button


def engine_parts(probe: EngineProbe, *, below: bool) -> Iterator[QWidget]:
    """The rows; `below`: buttons stand below the text."""
    yield BuiltinRow(probe, below=below)
    yield AfterEffectsRow(probe, below=below)


class BuiltinRow(ActionRow):
    """The built-in engine, with its test."""

    def __init__(self, probe: EngineProbe, *, below: bool) -> None:
        self._probe = probe
        self._test = button("", probe.test, name="test-engine")
        super().__init__("", "", self._test, name="engine-builtin", below=below)
        self._title.setText(self.tr("Built-in engine"))
        self._test.setText(self.tr("Test"))
        probe.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        probe = self._probe
        self._test.setEnabled(not probe.testing)
        if probe.testing:
            self.say(self.tr("Drawing one frame of a sample…"))
        elif probe.error is not None:
            error = probe.error
            self.say(
                self.tr("The test did not succeed."),
                " ".join(filter(None, (error.title, error.cause, error.next_step))),
            )
        elif probe.result is not None:
            result = probe.result
            text = self.tr("It works: a frame of %1 × %2 pixels was drawn in %3 s, after %4 s to start.")
            for number, value in enumerate(
                (
                    str(result.width),
                    str(result.height),
                    number_text(result.draw_seconds, 2),
                    number_text(result.start_seconds, 1),
                ),
                start=1,
            ):
                text = text.replace(f"%{number}", value)
            self.say(text)
        else:
            self.say(self.tr("Found. It is part of Farmhand and draws everything on this computer."))


class AfterEffectsRow(ActionRow):
    """After Effects, where it is."""

    def __init__(self, probe: EngineProbe, *, below: bool) -> None:
        super().__init__("After Effects", "", name="engine-after-effects", below=below)
        self._probe = probe
        probe.changed.connect(self._show)
        self._show()
        probe.find()

    def _show(self) -> None:
        path = self._probe.after_effects
        if path is None:
            self.say(self.tr("Not found. It is not needed: films are drawn by the built-in engine."))
        else:
            text = self.tr("Found: %1. Films whose engine is automatic are drawn by it, one at a time.")
            self.say(text.replace("%1", str(path)))
