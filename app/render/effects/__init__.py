"""Effects that are drawn, by match name; each turns an image filter into the next one of the chain."""

from __future__ import annotations

from app.render.effects.parameters import Effect
from app.render.effects.registry import APPROXIMATE, EFFECTS, effect_filter, effects_of, is_control, left_out

__all__ = ["APPROXIMATE", "EFFECTS", "Effect", "effect_filter", "effects_of", "is_control", "left_out"]
