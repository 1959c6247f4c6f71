"""`python -m resources.build_samples [FOLDER]` writes every sample into FOLDER, by default where they are bundled."""

from __future__ import annotations

import sys
from pathlib import Path

from resources import resource_path
from resources.build_samples import greeting, lower_third, story
from resources.build_samples.recipe import make

RECIPES = (greeting.RECIPE, lower_third.RECIPE, story.RECIPE)


def build_all(samples: Path) -> None:
    """Make every sample in its folder below `samples`."""
    for recipe in RECIPES:
        make(recipe, samples / recipe.name)


if __name__ == "__main__":
    build_all(Path(sys.argv[1]) if len(sys.argv) > 1 else resource_path("samples"))
