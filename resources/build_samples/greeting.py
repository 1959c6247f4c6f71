"""The greeting: a photo in an arch, a name, a message, paper-cut confetti. 1280×720, five seconds."""

from __future__ import annotations

from pathlib import Path

from py_aep import CompItem, FootageItem, Project

from resources.build_samples import stage
from resources.build_samples.music import compose, encode
from resources.build_samples.paintings import harbour, jpeg, jpeg_turned, mountain_lake, paint, sunset_hills
from resources.build_samples.project import add_comp, import_photo
from resources.build_samples.recipe import Recipe
from resources.build_samples.stage import Ease, Layer, TextStyle

SECONDS = 5.0
SIZE = (1280, 720)
PHOTO_SIZE = (640, 800)
CARD_SIZE = (704, 864)
CARD_SCALE = 55.0
CARD_CENTRE = (302.0, 364.0)

PAPER, BLUSH, PEACH = "#fff8f0", "#ffe3d0", "#ffcfae"
CORAL, ROSE, GOLD, TEAL, PLUM, MAUVE = "#ff8a66", "#f2607d", "#f7b538", "#2a9d8f", "#35214a", "#6d5a7d"

NAME_BOX = (660.0, 272.0)
ACCENT_ROOM = 60.0
"""Pixels that the name's mask leaves above and below its box, for accents on capitals and long descenders."""

NAME_STYLE = TextStyle("SourceSansPro-Bold", 84, PLUM, tracking=-16, leading=86)
MESSAGE_STYLE = TextStyle("SourceSansPro-Regular", 30, MAUVE, tracking=6, leading=40)


def build(folder: Path, project: Project) -> CompItem:
    """Build the project of the sample that lies in `folder`; gives the composition to render."""
    photo = import_photo(project, folder, "photo.jpg")
    main = add_comp(project, "Greeting", *SIZE, SECONDS, background=PAPER)
    card = _photo_card(project, photo)
    _background(main)
    _corner_arcs(main)
    _sun(main)
    _confetti(main)
    _photo(main, card)
    _words(main)
    return main


def _photo_card(project: Project, photo: FootageItem) -> CompItem:
    """The photo on its white card, both with a round top; the photo slowly comes nearer to the eye."""
    width, height = CARD_SIZE
    comp = add_comp(project, "Photo card", width, height, SECONDS, background=PAPER)
    half_width, half_height = width / 2, height / 2
    card = stage.shape_layer(comp, "Card", half_width, half_height)
    contents = stage.group(card, "Card")
    stage.outline(
        contents,
        stage.rounded_shape(-half_width, -half_height, half_width, half_height, upper=half_width, lower=40),
    )
    stage.fill(contents, "#ffffff")
    photo_width, photo_height = PHOTO_SIZE
    layer = comp.add(photo)
    layer.name = "Photo"
    stage.place(layer, half_width, half_height, anchor=(photo_width / 2, photo_height / 2))
    zoom = stage.transform(layer, "Scale")
    stage.animate(zoom, (0.0, [112.0, 112.0, 100.0]), (SECONDS, [102.0, 102.0, 100.0]), ease=stage.DRIFT)
    arch = stage.shape_layer(comp, "Arch", half_width, half_height)
    contents = stage.group(arch, "Arch")
    left, top = -photo_width / 2, -photo_height / 2
    stage.outline(contents, stage.rounded_shape(left, top, -left, -top, upper=-left, lower=22))
    stage.fill(contents, "#ffffff")
    stage.alpha_matte(layer, arch)
    return comp


def _background(comp: CompItem) -> None:
    width, height = SIZE
    layer = stage.shape_layer(comp, "Background", width / 2, height / 2)
    glow = stage.group(layer, "Glow")
    stage.rectangle(glow, width, height)
    stage.gradient_fill(
        glow, (300, 330), (300, -470), [(0, PEACH, 0.75), (0.55, PEACH, 0.22), (1, PEACH, 0.0)], radial=True
    )
    paper = stage.group(layer, "Paper")
    stage.rectangle(paper, width, height)
    stage.gradient_fill(paper, (-width / 2, -height / 2), (width / 2, height / 2), [(0, PAPER, 1), (1, BLUSH, 1)])


def _corner_arcs(comp: CompItem) -> None:
    """Three arcs around the lower right corner that draw themselves one after the other."""
    for index, (radius, colour) in enumerate(((92, GOLD), (130, CORAL), (168, TEAL))):
        layer = stage.shape_layer(comp, f"Arc {index + 1}", SIZE[0], SIZE[1])
        contents = stage.group(layer, "Arc")
        stage.ellipse(contents, radius * 2, radius * 2)
        trim = stage.trim(contents)
        stage.stroke(contents, colour, 10, round_caps=False)
        start = 0.30 + index * 0.12
        stage.animate(trim.property("ADBE Vector Trim End"), (start, 74.0), (start + 1.1, 100.0), ease=stage.GLIDE)
        trim.property("ADBE Vector Trim Start").value = 74.0


def _sun(comp: CompItem) -> None:
    """The disc behind the photo: there from the first frame, swelling, then breathing."""
    layer = stage.shape_layer(comp, "Sun", CARD_CENTRE[0] - 44, CARD_CENTRE[1] + 42)
    contents = stage.group(layer, "Sun")
    stage.ellipse(contents, 560, 560)
    stage.gradient_fill(contents, (-150, -260), (170, 260), [(0, "#ffb37a", 1), (0.5, CORAL, 1), (1, ROSE, 1)])
    stage.animate(
        stage.transform(layer, "Scale"),
        (0.0, [62.0, 62.0, 100.0]),
        (0.75, [103.0, 103.0, 100.0]),
        (1.35, [100.0, 100.0, 100.0]),
        (SECONDS, [103.0, 103.0, 100.0]),
        ease=Ease(leave=30, arrive=65),
    )


def _photo(comp: CompItem, card: CompItem) -> None:
    """An outline draws itself, then the card rises out of its own lower edge."""
    x, y = CARD_CENTRE
    ring = stage.shape_layer(comp, "Outline", x + 16, y - 14)
    contents = stage.group(ring, "Outline")
    half_width, half_height = CARD_SIZE[0] * CARD_SCALE / 200, CARD_SIZE[1] * CARD_SCALE / 200
    stage.outline(
        contents, stage.rounded_shape(-half_width, -half_height, half_width, half_height, upper=half_width, lower=22)
    )
    trim = stage.trim(contents)
    stage.stroke(contents, PLUM, 3)
    stage.animate(trim.property("ADBE Vector Trim End"), (0.35, 0.0), (1.55, 100.0), ease=stage.SOFT)

    layer = comp.add(card)
    layer.name = "Photo card"
    width, height = CARD_SIZE
    stage.place(layer, x, y, anchor=(width / 2, height / 2))
    stage.transform(layer, "Scale").value = [CARD_SCALE, CARD_SCALE, 100.0]
    stage.slide(layer, (x, y + 54), (x, y), at=0.20, lasts=1.0)
    reveal = stage.mask(layer, "Reveal")
    stage.animate(
        reveal,
        (0.20, stage.box_shape(0, height, width, height + 4)),
        (1.20, stage.box_shape(0, 0, width, height + 4)),
        ease=stage.GLIDE,
    )


def _words(comp: CompItem) -> None:
    """Accent bar, message and name, held by one null that drifts to its place.

    The name is a paragraph at the bottom of the group, so that a long one may take a second line.
    """
    left, middle = 580.0, 360.0
    guide = comp.add_null()
    guide.name = "Words"
    stage.place(guide, left, middle)

    bar = stage.shape_layer(comp, "Accent", 0, 0)
    bar.parent = guide
    stage.place(bar, 4, -78)
    contents = stage.group(bar, "Accent")
    path = stage.rectangle(contents, 84, 7, roundness=3.5)
    stage.gradient_fill(contents, (0, 0), (84, 0), [(0, GOLD, 1), (1, ROSE, 1)])
    stage.animate(path.property("ADBE Vector Rect Size"), (0.75, [0.0, 7.0]), (1.45, [84.0, 7.0]), ease=stage.GLIDE)
    stage.animate(path.property("ADBE Vector Rect Position"), (0.75, [0.0, 0.0]), (1.45, [42.0, 0.0]), ease=stage.GLIDE)

    message = stage.text_layer(comp, "Message", "A little something for you", MESSAGE_STYLE, 0, 0)
    message.parent = guide
    stage.slide(message, (3, -8), (3, -26), at=1.10, lasts=0.9)
    stage.fade(message, (1.10, 0.0), (1.70, 100.0))

    name = stage.paragraph_layer(comp, "Name", "Amelia Hart", NAME_STYLE, (0, 0, NAME_BOX[0], NAME_BOX[1]))
    name.parent = guide
    half_width, half_height = NAME_BOX[0] / 2, NAME_BOX[1] / 2
    stage.slide(name, (half_width + 46, half_height + 2), (half_width + 2, half_height + 2), at=0.80, lasts=1.2)
    window = (-half_width, -half_height - ACCENT_ROOM, half_width + 40, half_height + ACCENT_ROOM)
    stage.wipe(name, window, feather=70, at=0.75, lasts=1.3)

    stage.slide(guide, (left + 22, middle), (left, middle), at=0.75, lasts=2.4)


def _confetti(comp: CompItem) -> None:
    """Paper pieces at the margins, popping up one by one and turning slowly ever after."""
    pieces = (
        ("ring", 1142, 138, 56, GOLD, 0.0), ("disc", 1062, 92, 22, ROSE, 0.0), ("pill", 1206, 262, 50, TEAL, -38.0),
        ("pill", 716, 112, 46, CORAL, 28.0), ("disc", 604, 178, 16, TEAL, 0.0), ("plus", 884, 84, 30, PLUM, 12.0),
        ("ring", 622, 650, 34, ROSE, 0.0), ("disc", 1046, 604, 18, GOLD, 0.0), ("plus", 1226, 446, 26, CORAL, 20.0),
        ("pill", 872, 646, 42, PLUM, -16.0), ("disc", 1240, 352, 12, PLUM, 0.0), ("disc", 736, 668, 12, TEAL, 0.0),
    )  # fmt: skip
    for index, (kind, x, y, size, colour, turn) in enumerate(pieces):
        layer = stage.shape_layer(comp, f"Confetti {index + 1}", x, y)
        _piece(layer, kind, size, colour)
        at = 0.50 + (index * 5 % len(pieces)) * 0.075
        stage.pop(layer, at, lasts=0.7)
        spin = 50.0 if index % 2 else -40.0
        stage.animate(
            stage.transform(layer, "Rotation"), (at, turn - spin), (SECONDS, turn), ease=Ease(leave=5, arrive=60)
        )
        stage.animate(
            stage.transform(layer, "Position"), (at, [x, y + 14.0, 0.0]), (SECONDS, [x, y - 6.0, 0.0]), ease=Ease(5, 60)
        )


def _piece(layer: Layer, kind: str, size: float, colour: str) -> None:
    contents = stage.group(layer, kind.title())
    if kind == "ring":
        stage.ellipse(contents, size, size)
        stage.stroke(contents, colour, size * 0.17)
    elif kind == "disc":
        stage.ellipse(contents, size, size)
        stage.fill(contents, colour)
    elif kind == "pill":
        stage.rectangle(contents, size, size * 0.26, roundness=size * 0.13)
        stage.fill(contents, colour)
    else:
        stage.rectangle(contents, size, size * 0.24, roundness=size * 0.12)
        stage.rectangle(contents, size * 0.24, size, roundness=size * 0.12)
        stage.fill(contents, colour)


RECIPE = Recipe(
    name="greeting",
    build=build,
    poster=110,
    files={
        "(Footage)/photo.jpg": lambda: jpeg(paint(sunset_hills, *PHOTO_SIZE)),
        "photos/sunset.jpg": lambda: jpeg(paint(sunset_hills, 1600, 1000)),
        "photos/harbour.jpg": lambda: jpeg_turned(paint(harbour, 1000, 1400)),
        "photos/lake.jpg": lambda: jpeg(paint(mountain_lake, 1200, 1200)),
        "music.m4a": lambda: encode(compose(SECONDS)),
    },
    rows=(
        ("Name", "Message", "Photo", "output"),
        ("Zoë Lefèvre", "Happy birthday, with love from all of us", "photos/sunset.jpg", "zoe-lefevre"),
        ("José Ñáñez", "Congratulations on ten wonderful years", "photos/harbour.jpg", "jose-nanez"),
        ("Ngô Thị Hương", "Welcome, we are so glad you are here", "photos/lake.jpg", "ngo-thi-huong"),
    ),
)
