"""A project that is not opened and frames that are painted, each in one colour by its number: quick, and enough for
what is not about pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.fakes.aerender.arguments import Arguments, check_templates
from tests.fakes.aerender.behaviour import Behaviour, Orders
from tests.fakes.aerender.tiff import tiff_bytes
from tests.fakes.aerender.words import Film

RATE = 25.0


@dataclass
class Painted:
    """Implements `afterfx.Opened`."""

    film: Film
    warnings: tuple[str, ...] = ()
    from_queue: bool = False

    def output_path(self, number: int) -> Path:
        """See `Opened.output_path`."""
        return self.film.output_path(number)

    def frame(self, number: int, behaviour: Behaviour) -> bytes:
        """See `Opened.frame`."""
        height, width = (int(side * behaviour.scale) for side in (self.film.height, self.film.width))
        return tiff_bytes(np.full((height, width, 4), (number % 256, 100, 50, 255), np.uint8))


def open_painted(given: Arguments, orders: Orders) -> Painted:
    """As if a project were opened. Raises `RenderFailedError`."""
    check_templates(given, orders)
    width, height = orders.painted
    return Painted(
        Film(
            comp=given.one("-comp"),
            first=int(given.one("-s")),
            last=int(given.one("-e")),
            rate=RATE,
            width=width,
            height=height,
            output=given.one("-output"),
            output_module=given.one("-OMtemplate"),
            render_settings=given.one("-RStemplate"),
        )
    )
