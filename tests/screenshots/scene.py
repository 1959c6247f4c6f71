"""What is photographed and how: scenes by name, and the looks that each is shown in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.ui.languages import PSEUDO, PSEUDO_MIRRORED

if TYPE_CHECKING:
    from tests.screenshots.studio import Studio

SMALL, LARGE, CHINESE = (1100, 700), (1920, 1080), "zh_TW"


@dataclass(frozen=True, slots=True)
class Look:
    """A window of that size (width, height), dressed so. `ratio` is how many pixels of a screen make one of ours."""

    size: tuple[int, int] = SMALL
    theme: str = "dark"
    text_size: int = 100
    language: str = "en"
    ratio: int = 1

    @property
    def name(self) -> str:
        """Such as `1100x700-dark` or `1100x700-dark-text175`."""
        words = [f"{self.size[0]}x{self.size[1]}", self.theme]
        words += [f"text{self.text_size}"] if self.text_size != 100 else []
        words += [{PSEUDO: "long", PSEUDO_MIRRORED: "rtl"}.get(self.language, self.language)]
        words += [f"{self.ratio * 100}percent"] if self.ratio != 1 else []
        return "-".join(word for word in words if word != "en")


PLAIN: Final = (Look(), Look(size=LARGE))
"""Every scene is shown in these."""

MORE: Final = (
    Look(theme="light"),
    Look(theme="high_contrast"),
    Look(text_size=175),
    Look(language=PSEUDO),
    Look(language=PSEUDO_MIRRORED),
    Look(language=CHINESE),
    Look(ratio=2),
)
"""The main scenes are shown in these too."""

Play = Callable[["Studio"], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """`play` brings the window into a state. `anew`: for each look, as the state does not last."""

    name: str
    play: Play
    main: bool
    anew: bool

    @property
    def looks(self) -> tuple[Look, ...]:
        """The looks that it is shown in."""
        return (*PLAIN, *MORE) if self.main else PLAIN


SCENES: dict[str, Scene] = {}


def scene(name: str, *, main: bool = False, anew: bool = False) -> Callable[[Play], Play]:
    """Names a scene."""

    def add(play: Play) -> Play:
        assert name not in SCENES, name
        SCENES[name] = Scene(name, play, main, anew)
        return play

    return add
