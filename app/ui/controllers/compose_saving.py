"""Saves what is filled in as a project for After Effects, and a frame as a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage

from app.core.errors import RenderError
from app.farm.compose_film import save_filled_project
from app.template.files import write_atomic
from app.ui.preview.feed import PreviewFrame

if TYPE_CHECKING:
    from app.ui.controllers.compose import ComposeController

PROJECT_ENDINGS = (".aep", ".aepx")


class ComposeSaving(QObject):
    """Works in the background; says in a notice what was saved."""

    failed = Signal(object)
    """Why something could not be saved (`ErrorInfo`)."""

    def __init__(self, controller: ComposeController) -> None:
        super().__init__(controller)
        self._controller = controller

    def save_project(self, out: Path) -> None:
        """Write the filled project; a file of that name is replaced (people were asked)."""
        template = self._controller.template
        if template is None:
            return
        values = self._controller.values.usable
        self._start(out, lambda: save_filled_project(template, values, out))

    def save_frame(self, out: Path) -> None:
        """Write the frame that is looked at, in full size, as a PNG."""
        look, frame = self._controller.sight.look, self._controller.sight.frame
        if look is not None:
            self._controller.sight.feed.draw_still(
                replace(look, scale=1.0), frame, done=lambda drawn: self._write(drawn, out), failed=self.failed.emit
            )

    def _write(self, drawn: PreviewFrame, out: Path) -> None:
        self._start(out, lambda: write_atomic(png_of(drawn.image), out))

    def _start(self, out: Path, work: Callable[[], object]) -> None:
        services = self._controller.services
        navigator = services.navigator

        def done(_result: object) -> None:
            services.notices.say(
                self.tr("%1 was saved.").replace("%1", out.name),
                lambda: navigator.folder_wanted.emit(out),
                verb=self.tr("Show in folder"),
            )

        services.tasks.start(
            "",
            lambda _task: work(),
            owner=self,
            done=done,
            failed=self.failed.emit,
            title=self.tr("Saving %1").replace("%1", out.name),
        )


def png_of(image: QImage) -> bytes:
    """The picture as a PNG file. Raises `RenderError` when it cannot be encoded."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise RenderError("The frame could not be saved.", "It could not be encoded as a PNG.")
    return bytes(content.data())
