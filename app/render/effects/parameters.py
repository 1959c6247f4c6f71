"""How an effect reads its parameters: by number within the effect's match name, as After Effects stores them."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from app.core.model import Group
from app.render.scene import Moment, Scene


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect of a layer at a moment. `size` is the layer's in pixels, None when it has none of its own."""

    scene: Scene
    group: Group
    moment: Moment
    size: tuple[float, float] | None

    def number(self, index: int, default: float) -> float:
        """Parameter `index` as a number."""
        return self.scene.number(self.group, self._name(index), self.moment, default)

    def point(self, index: int, default: tuple[float, float]) -> tuple[float, float]:
        """Parameter `index` as a point in layer coordinates."""
        x, y = self.scene.point(self.group, self._name(index), self.moment, default)[:2]
        return x, y

    def color(self, index: int, default: tuple[float, float, float]) -> tuple[float, float, float]:
        """Parameter `index` as a colour, 0..1."""
        red, green, blue = self.scene.point(self.group, self._name(index), self.moment, default)[:3]
        return red, green, blue

    def extent(self) -> tuple[float, float]:
        """Width and height of what the effect works on: the layer, or the composition for shapes and text."""
        return self.size or (float(self.moment.comp.width), float(self.moment.comp.height))

    def crop(self) -> skia.IRect | None:
        """The layer's own rectangle."""
        return None if self.size is None else skia.Rect.MakeWH(*self.size).roundOut()

    def _name(self, index: int) -> str:
        return f"{self.group.match_name}-{index:04d}"
