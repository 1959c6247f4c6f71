"""All scenes, by name, in the order in which they are played."""

from __future__ import annotations

from tests.screenshots import (  # noqa: F401 - each names its scenes
    scenes_batch,
    scenes_compose,
    scenes_estimates,
    scenes_farm,
    scenes_home,
    scenes_machines,
    scenes_queue,
    scenes_scaling,
    scenes_statistics,
    scenes_window,
)
from tests.screenshots.scene import SCENES

__all__ = ["SCENES"]
