"""The lower third: name and title on two plates that slide out of an accent line and back. 1920×1080, four seconds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from py_aep import CompItem, Project, Shape

from resources.build_samples import stage
from resources.build_samples.project import add_comp
from resources.build_samples.recipe import Recipe
from resources.build_samples.stage import Ease, Layer, TextStyle

SECONDS = 4.0
SIZE = (1920, 1080)

INK, NAVY, WHITE, AMBER, MIST, SLATE = "#14213d", "#284b8f", "#ffffff", "#fca311", "#dfe6f1", "#7d8b99"
SLANT = 0.26
"""Run of a plate's right edge per unit of its height."""

LEFT = 128.0
LINE_X = LEFT + 4
PLATE_LEFT = LEFT + 22
NAME_PLATE = (880.0, 104.0)
TITLE_PLATE = (700.0, 62.0)
NAME_TOP = 802.0
TITLE_TOP = NAME_TOP + NAME_PLATE[1]

ENTER, EXIT = 0.25, 3.20

NAME_STYLE = TextStyle("SourceSansPro-Bold", 62, WHITE, tracking=-6)
TITLE_STYLE = TextStyle("SourceSansPro-Semibold", 34, INK, tracking=12)


@dataclass(frozen=True, slots=True)
class Look:
    """A plate's colours at its left and right end, and how many seconds it moves after the first one."""

    colour: str
    far_colour: str
    late: float


def build(folder: Path, project: Project) -> CompItem:
    """Build the project (no footage, so nothing in `folder` is read); gives the composition to render."""
    del folder
    comp = add_comp(project, "Lower third", *SIZE, SECONDS, background=SLATE)
    _plate(comp, "Title plate", (PLATE_LEFT, TITLE_TOP), TITLE_PLATE, Look(WHITE, MIST, late=0.14))
    _plate(comp, "Name plate", (PLATE_LEFT, NAME_TOP), NAME_PLATE, Look(INK, NAVY, late=0.0))
    title = stage.text_layer(comp, "Title", "Director of Photography", TITLE_STYLE, 0, 0)
    _text(title, (PLATE_LEFT + 32, TITLE_TOP + 43), late=0.16)
    _through(comp, title, "Title window", (PLATE_LEFT, TITLE_TOP), TITLE_PLATE, late=0.14)
    name = stage.text_layer(comp, "Name", "Amelia Hart", NAME_STYLE, 0, 0)
    _text(name, (PLATE_LEFT + 30, NAME_TOP + 73), late=0.0)
    _through(comp, name, "Name window", (PLATE_LEFT, NAME_TOP), NAME_PLATE, late=0.0)
    _accent(comp)
    return comp


def _accent(comp: CompItem) -> None:
    """The upright line that everything comes out of: it grows from its middle and closes again, last of all."""
    height = NAME_PLATE[1] + TITLE_PLATE[1]
    layer = stage.shape_layer(comp, "Accent line", LINE_X, NAME_TOP + height / 2)
    contents = stage.group(layer, "Line")
    path = stage.rectangle(contents, 8, height, roundness=4)
    stage.fill(contents, AMBER)
    size = path.property("ADBE Vector Rect Size")
    stage.animate(
        size,
        (0.0, [8.0, 0.0]),
        (0.55, [8.0, height]),
        (3.50, [8.0, height]),
        (3.90, [8.0, 0.0]),
        ease=Ease(leave=40, arrive=80),
    )


def _plate(comp: CompItem, name: str, corner: tuple[float, float], size: tuple[float, float], look: Look) -> None:
    layer = stage.shape_layer(comp, name, corner[0], corner[1])
    contents = stage.group(layer, "Plate")
    _wipe(contents, size, late=look.late)
    stage.gradient_fill(contents, (0, 0), (size[0], 0), [(0, look.colour, 1), (1, look.far_colour, 1)])


def _through(
    comp: CompItem, text: Layer, name: str, corner: tuple[float, float], size: tuple[float, float], *, late: float
) -> None:
    """Show a text only where its plate already is: a matte of the plate's shape and movement."""
    window = stage.shape_layer(comp, name, corner[0], corner[1])
    contents = stage.group(window, "Window")
    _wipe(contents, size, late=late)
    stage.fill(contents, WHITE)
    stage.alpha_matte(text, window)


def _wipe(contents: stage.Prop, size: tuple[float, float], *, late: float) -> None:
    """A plate that opens to the right from its left edge, and closes again."""
    width, height = size
    first, last = ENTER + late, EXIT - late
    closed, opened = _slanted(0.0, height), _slanted(width, height)
    stage.animate(
        stage.outline(contents, closed).property("ADBE Vector Shape"),
        *((first, closed), (first + 0.85, opened), (last, opened), (last + 0.45, closed)),
        ease=Ease(leave=30, arrive=86),
    )


def _slanted(width: float, height: float) -> Shape:
    """A plate whose right edge leans like an italic letter, `width` being that of its upper edge."""
    return Shape([[0.0, 0.0], [width, 0.0], [max(width - height * SLANT, 0.0), height], [0.0, height]])


def _text(layer: Layer, place: tuple[float, float], *, late: float) -> None:
    """Slide a text in behind the edge of its plate, let it creep on, and draw it back."""
    x, y = place
    first, last = ENTER + 0.10 + late, EXIT - late
    stage.animate(
        stage.transform(layer, "Position"),
        (first, [x - 90.0, y, 0.0]),
        (first + 0.95, [x, y, 0.0]),
        (last, [x + 6.0, y, 0.0]),
        (last + 0.45, [x - 60.0, y, 0.0]),
        ease=Ease(leave=20, arrive=80),
    )
    stage.fade(layer, (first, 0.0), (first + 0.5, 100.0), (last + 0.1, 100.0), (last + 0.4, 0.0))


RECIPE = Recipe(
    name="lower_third",
    build=build,
    poster=60,
    rows=(
        ("Name", "Title", "output"),
        ("Inês Gonçalves", "Director of Photography", "ines-goncalves"),
        ("Paweł Wiśniewski", "Composer", "pawel-wisniewski"),
        ("Dr. Maximiliane Oberhuber", "Institute of Glaciology, Innsbruck", "maximiliane-oberhuber"),
    ),
)
