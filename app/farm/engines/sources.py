"""Where the builtin engine's frames come from: the renderer, or a pattern for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import numpy as np

from app.core.jobs import RenderPlan, RenderWarning
from app.core.presets import find_preset
from app.farm.engines.protocol import Open
from app.farm.files import translated
from app.farm.pieces import Frame
from app.render.cache import ByteCache


class FrameSource(Protocol):
    """An opened job that frames can be asked of, in any order."""

    def frame(self, number: int) -> Frame:
        """Draw a frame, counted from the composition's first as 0. Raises `RenderError`."""
        ...

    def warnings(self) -> tuple[RenderWarning, ...]:
        """What was substituted or approximated so far."""
        ...


OpenSource = Callable[[Open], FrameSource]
"""Opens a job. Raises a `FarmhandError` when it cannot."""


class PatternSource:
    """Frames that differ by number and need no renderer: a moving gradient, opaque unless the preset keeps alpha."""

    def __init__(self, plan: RenderPlan) -> None:
        self._alpha = 128 if find_preset(plan.preset).alpha else 255
        self._size = plan.height, plan.width

    def frame(self, number: int) -> Frame:
        """See `FrameSource.frame`."""
        height, width = self._size
        frame = np.empty((height, width, 4), np.uint8)
        levels = self._alpha + 1
        frame[..., 0] = (np.arange(width) + number * 3) % levels
        frame[..., 1] = ((np.arange(height) + number * 5) % levels)[:, None]
        frame[..., 2] = number * 7 % levels
        frame[..., 3] = self._alpha
        return frame

    def warnings(self) -> tuple[RenderWarning, ...]:
        """See `FrameSource.warnings`."""
        return ()


class RendererSource:
    """Frames of the composition, drawn by `app.render`. `cache` is shared by the jobs of one process."""

    def __init__(self, opened: Open, cache: ByteCache) -> None:
        # Drawing needs Skia and much else, which a child that only draws patterns does without.
        from app.render.fonts import FontLibrary
        from app.render.renderer import Renderer
        from app.render.scene import FontFile
        from app.template.model_bytes import decode_model

        plan = opened.plan
        fonts = {name: FontFile(Path(font.path), font.face) for name, font in opened.fonts.items()}
        fallbacks = [FontFile(Path(font.path), font.face) for font in opened.fallback_fonts]
        footage = {item: Path(path) for item, path in opened.footage.items()}
        model = Path(opened.model)
        with translated("read", model):
            template = decode_model(model.read_bytes())
        library = FontLibrary(files=fonts, fallbacks=fallbacks)
        self._renderer = Renderer(template, footage=footage, fonts=library, cache=cache)
        self._comp_id = plan.comp_id
        self._background = not find_preset(plan.preset).alpha

    def frame(self, number: int) -> Frame:
        """See `FrameSource.frame`."""
        return self._renderer.render(self._comp_id, number, background=self._background)

    def warnings(self) -> tuple[RenderWarning, ...]:
        """See `FrameSource.warnings`."""
        return self._renderer.warnings


def pattern_opener() -> OpenSource:
    """Opens any job as the pattern."""

    def open_pattern(opened: Open) -> FrameSource:
        return PatternSource(opened.plan)

    return open_pattern


def renderer_opener() -> OpenSource:
    """Opens jobs with the renderer."""
    cache = ByteCache()

    def open_renderer(opened: Open) -> FrameSource:
        return RendererSource(opened, cache)

    return open_renderer


OPENERS: Mapping[str, Callable[[], OpenSource]] = {"renderer": renderer_opener, "pattern": pattern_opener}
"""Makers of what opens jobs, by the name that the child process is started with."""
