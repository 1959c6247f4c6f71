"""The story: an upright film with a photo in a growing window, a headline and a paragraph. 1080×1920, six seconds."""

from __future__ import annotations

from pathlib import Path

from py_aep import CompItem, FootageItem, Project

from resources.build_samples import stage
from resources.build_samples.paintings import harbour, jpeg, paint, terrace
from resources.build_samples.project import add_comp, import_photo
from resources.build_samples.recipe import Recipe
from resources.build_samples.stage import Ease, TextStyle

SECONDS = 6.0
SIZE = (1080, 1920)
PHOTO_SIZE = (1080, 1350)
WINDOW = (64.0, 96.0, 1016.0, 1236.0)
MARGIN = 96.0
HEADLINE_BASELINE = 1486.0

DEEP, PINE, SAGE, CREAM, SAND, APRICOT = "#0c2f30", "#14474a", "#7fb9a2", "#fff6e6", "#e9d9bd", "#ffb066"

HEADLINE_STYLE = TextStyle("SourceSansPro-Black", 118, CREAM, tracking=-18)
PARAGRAPH_STYLE = TextStyle("SourceSansPro-Regular", 44, SAND, leading=62)

HEADLINE = "Slow mornings"
PARAGRAPH = "Mist over the tea fields, the first light on the hills, and nowhere you need to be before noon."


def build(folder: Path, project: Project) -> CompItem:
    """Build the project of the sample that lies in `folder`; gives the composition to render."""
    photo = import_photo(project, folder, "photo.jpg")
    comp = add_comp(project, "Story", *SIZE, SECONDS, background=DEEP)
    _background(comp)
    _halo(comp)
    _photo(comp, photo)
    _words(comp)
    _progress(comp)
    return comp


def _background(comp: CompItem) -> None:
    width, height = SIZE
    layer = stage.shape_layer(comp, "Background", width / 2, height / 2)
    contents = stage.group(layer, "Night")
    stage.rectangle(contents, width, height)
    stage.gradient_fill(contents, (0, -height / 2), (0, height / 2), [(0, PINE, 1), (0.65, DEEP, 1), (1, "#082425", 1)])


def _halo(comp: CompItem) -> None:
    """Two thin circles around the window that draw themselves and turn."""
    for index, (radius, colour, opacity) in enumerate(((650, SAGE, 38.0), (770, SAGE, 20.0))):
        layer = stage.shape_layer(comp, f"Halo {index + 1}", 540, 666)
        contents = stage.group(layer, "Circle")
        stage.ellipse(contents, radius * 2, radius * 2)
        trim = stage.trim(contents)
        stage.stroke(contents, colour, 3, opacity=opacity)
        start = 0.10 + 0.15 * index
        stage.animate(trim.property("ADBE Vector Trim End"), (start, 0.0), (start + 1.8, 100.0), ease=stage.SOFT)
        stage.animate(
            stage.transform(layer, "Rotation"), (0.0, -30.0 - 60.0 * index), (SECONDS, 20.0), ease=Ease(5, 50)
        )


def _photo(comp: CompItem, photo: FootageItem) -> None:
    """The photo shows through a window that opens as a small round one and becomes a rounded panel."""
    left, top, right, bottom = WINDOW
    centre_x, centre_y = (left + right) / 2, (top + bottom) / 2
    layer = comp.add(photo)
    layer.name = "Photo"
    stage.place(layer, centre_x, centre_y, anchor=(PHOTO_SIZE[0] / 2, PHOTO_SIZE[1] / 2))
    stage.animate(
        stage.transform(layer, "Scale"),
        (0.0, [124.0, 124.0, 100.0]),
        (1.9, [104.0, 104.0, 100.0]),
        (SECONDS, [98.0, 98.0, 100.0]),
        ease=Ease(leave=8, arrive=70),
    )
    window = stage.shape_layer(comp, "Photo window", centre_x, centre_y)
    contents = stage.group(window, "Window")
    path = stage.rectangle(contents, right - left, bottom - top)
    stage.fill(contents, "#ffffff")
    stage.animate(
        path.property("ADBE Vector Rect Size"),
        (0.0, [230.0, 230.0]),
        (0.85, [520.0, 520.0]),
        (1.75, [right - left, bottom - top]),
        ease=Ease(leave=45, arrive=75),
    )
    stage.animate(
        path.property("ADBE Vector Rect Roundness"), (0.85, 260.0), (1.75, 72.0), ease=Ease(leave=45, arrive=75)
    )
    stage.alpha_matte(layer, window)


def _words(comp: CompItem) -> None:
    """Headline out of the accent line, then the paragraph underneath."""
    line = stage.shape_layer(comp, "Accent", MARGIN + 4, 1340)
    contents = stage.group(line, "Accent")
    path = stage.rectangle(contents, 120, 10, roundness=5)
    stage.fill(contents, APRICOT)
    stage.animate(path.property("ADBE Vector Rect Size"), (1.35, [0.0, 10.0]), (2.1, [120.0, 10.0]), ease=stage.GLIDE)
    stage.animate(path.property("ADBE Vector Rect Position"), (1.35, [0.0, 0.0]), (2.1, [60.0, 0.0]), ease=stage.GLIDE)

    box = (MARGIN, 1540.0, SIZE[0] - 2 * MARGIN, 264.0)
    paragraph = stage.paragraph_layer(comp, "Paragraph", PARAGRAPH, PARAGRAPH_STYLE, box)
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    stage.slide(paragraph, (x, y + 40), (x, y), at=1.85, lasts=1.1)
    stage.fade(paragraph, (1.85, 0.0), (2.65, 100.0))

    headline = stage.text_layer(comp, "Headline", HEADLINE, HEADLINE_STYLE, 0, 0)
    stage.rise(headline, (MARGIN - 4, HEADLINE_BASELINE), (-20, -136, SIZE[0] - MARGIN, 44), at=1.45)


def _progress(comp: CompItem) -> None:
    """A thin line at the foot that fills evenly until the last frame."""
    width = SIZE[0] - 2 * MARGIN
    layer = stage.shape_layer(comp, "Progress", MARGIN, 1836)
    contents = stage.group(layer, "Elapsed")
    stage.outline(contents, stage.open_line((0, 0), (width, 0)))
    trim = stage.trim(contents)
    stage.stroke(contents, APRICOT, 5)
    end = trim.property("ADBE Vector Trim End")
    end.set_value_at_time(0.0, 0.0)
    end.set_value_at_time(SECONDS, 100.0)
    track = stage.group(layer, "Track")
    stage.outline(track, stage.open_line((0, 0), (width, 0)))
    stage.stroke(track, SAGE, 5, opacity=25)


RECIPE = Recipe(
    name="story",
    build=build,
    poster=110,
    files={
        "(Footage)/photo.jpg": lambda: jpeg(paint(terrace, *PHOTO_SIZE)),
        "photos/fields.jpg": lambda: jpeg(paint(terrace, *PHOTO_SIZE)),
        "photos/bay.jpg": lambda: jpeg(paint(harbour, *PHOTO_SIZE)),
    },
    rows=(
        ("Headline", "Paragraph", "Photo", "output"),
        (HEADLINE, PARAGRAPH, "photos/fields.jpg", "slow-mornings"),
        (
            "Out on the bay",
            "A light breeze, three small sails and a whole day of blue. We cast off at nine; bring a hat and something"
            " to share.",
            "photos/bay.jpg",
            "out-on-the-bay",
        ),
    ),
)
