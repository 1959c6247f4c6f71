"""How aerender is called on this computer, and how long its phases may take."""

from __future__ import annotations

from pathlib import Path

from app.core.errors import EngineError
from app.core.model import Struct
from app.core.settings import Settings
from app.core.settings_choices import MultiFrame
from app.farm.engines.aerender.command import plain_argument
from app.farm.engines.watchdog import EngineTimes

OUTPUT_MODULE = "TIFF Sequence with Alpha"
"""A template that After Effects brings along: 8 bits per channel, premultiplied with black, numbered as the
composition. It brings none for PNG."""

RENDER_SETTINGS = "Best Settings"
"""A template that After Effects brings along."""

SEQUENCE_SUFFIXES = (".tif", ".png")
"""Kinds of frames that are read: what an output module template may write."""

AERENDER_TIMES = EngineTimes(
    launch_seconds=300.0,
    open_seconds=600.0,
    first_frame_seconds=600.0,
    frame_seconds=180.0,
    frame_factor=10.0,
    shutdown_seconds=45.0,
    busy_factor=4.0,
)
"""After Effects takes minutes to start after an update, and to open a large project. It may be silent for longer
while its processes compute."""


class AerenderSetup(Struct, frozen=True):
    """The aerender program and what every call of it says.

    `output_module` and `render_settings` name templates of that After Effects; in another language they have other
    names. `suffix` is what the output module's files end with, unless After Effects knows better. `memory` are the
    percentages of `-mem_usage` (image cache, most memory), `cpu_percent` is how much of the processor multi-frame
    rendering may use: 1 to 100, 0 turns it off. None leaves After Effects' own settings alone.
    """

    program: str
    output_module: str = OUTPUT_MODULE
    render_settings: str = RENDER_SETTINGS
    suffix: str = ".tif"
    memory: tuple[int, int] | None = None
    cpu_percent: int | None = None

    def __post_init__(self) -> None:
        for what, text in (("output module", self.output_module), ("render settings", self.render_settings)):
            if not plain_argument(text):
                raise EngineError(
                    f"The name of the {what} template, “{text}”, cannot be given to aerender.",
                    "It is empty, or has quotes or control characters in it.",
                    "Give the template another name in After Effects and in the settings.",
                )
        if self.suffix not in SEQUENCE_SUFFIXES:
            raise EngineError(
                f"Frames that end with “{self.suffix}” cannot be read.",
                "",
                f"Use an output module template for one of: {', '.join(SEQUENCE_SUFFIXES)}.",
            )


def setup_of(settings: Settings, program: Path) -> AerenderSetup:
    """How that aerender is called by these settings. Raises `EngineError` for names that cannot be given to it."""
    memory = (settings.after_effects_cache_percent, settings.after_effects_memory_percent)
    cpu_percent = {
        MultiFrame.AS_SET: None,
        MultiFrame.OFF: 0,
        MultiFrame.ON: settings.after_effects_cpu_percent,
    }
    return AerenderSetup(
        program=str(program),
        output_module=settings.after_effects_output,
        render_settings=settings.after_effects_render,
        memory=memory if all(memory) else None,
        cpu_percent=cpu_percent[settings.after_effects_mfr],
    )
