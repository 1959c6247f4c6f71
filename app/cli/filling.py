"""`farmhand fill`, `convert` and `frame`: a filled project, the other format, a single picture."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.cli.console import Output
from app.cli.rows import RowWishes, read_rows
from app.core.errors import UsageError
from app.core.jobs import missing_policy
from app.core.slots import FillValue, PlacedMedia
from app.farm.compose_film import place, refuse_source, save_filled_project
from app.farm.opened import Opened, open_template, project_of
from app.farm.pieces import Frame, straight_alpha
from app.farm.preflight import enforce, find_missing
from app.farm.preflight_characters import character_warnings
from app.farm.requests import drawing_fonts, find_files
from app.farm.wording import said_once
from app.render.renderer import Renderer
from app.template import files
from app.template.apply import apply
from app.template.slots import find_slot


@dataclass(frozen=True, slots=True)
class FillWish:
    """What goes into a filled project: `--set` values, and one row of a spreadsheet when it is given."""

    settings: Sequence[str]
    csv: Path | None = None
    row: int | None = None


def fill_template(path: Path, wish: FillWish, *, out: Path, overwrite: bool, output: Output) -> None:
    """Write a filled project; photos go to a `(Footage)` folder beside it. Raises the errors of template and fill."""
    opened = open_template(path)
    values = single_row(opened, csv=wish.csv, row=wish.row, settings=wish.settings)
    check_project_target(opened.path, out, overwrite=overwrite)
    placed = save_filled_project(opened, values, out)
    output.result({"file": str(out.absolute()), "filled": sorted(placed)}, str(out.absolute()))


def single_row(
    opened: Opened, *, csv: Path | None, row: int | None, settings: Sequence[str]
) -> Mapping[str, FillValue]:
    """The values for a single film: `--set`, and one row of a spreadsheet when it is given."""
    if row is not None and csv is None:
        raise UsageError("--row names a row of a spreadsheet, but none was given.", next_step="Add --csv FILE.")
    if csv is not None and row is None:
        raise UsageError(f"Which row of {csv.name} is meant?", next_step="Add --row N, as the spreadsheet numbers it.")
    wishes = RowWishes(csv=csv, settings=settings, row=row)
    return read_rows(opened.slots, wishes, fields={"template": opened.path.stem}).rows[0].values


def convert(source: Path, target: Path, *, overwrite: bool, output: Output) -> None:
    """Write a project in the other format."""
    project = project_of(source)
    check_project_target(project, target, overwrite=overwrite)
    files.convert(project, target)
    output.result({"file": str(target.absolute())}, str(target.absolute()))


def check_project_target(source: Path, target: Path, *, overwrite: bool) -> None:
    """Raise `UsageError` when a project cannot be written to `target` without harm, or has no project's ending."""
    refuse_source(source, target)
    if target.exists() and not overwrite:
        raise UsageError(f"{target.name} exists already.", "Nothing was changed.", "Add --overwrite to replace it.")


@dataclass(frozen=True, slots=True)
class FrameWish:
    """The picture that `frame` is to draw; `number` counts from the composition's first frame as 0."""

    comp: str | None
    number: int
    scale: float
    missing: str


def draw_frame(path: Path, wish: FrameWish, *, values: Sequence[str], out: Path, output: Output) -> None:
    """Draw one frame of a filled template to a PNG, over the composition's background only where it is opaque there."""
    policy = missing_policy(wish.missing)
    if out.suffix.lower() != ".png":
        raise UsageError(f"{out.name} cannot be written.", "Pictures are PNG files.", "Give it a name with .png.")
    opened = open_template(path)
    comp = opened.comp(wish.comp)
    if not 0 <= wish.number < comp.frame_count:
        raise UsageError(
            f"“{comp.name}” has no frame {wish.number}.", f"Its frames are numbered 0-{comp.frame_count - 1}."
        )
    with tempfile.TemporaryDirectory(prefix="farmhand-") as folder:
        chosen = single_row(opened, csv=None, row=None, settings=values)
        placed = place(opened, chosen, Path(folder))
        model = apply(opened.template, placed)
        found = find_files(opened.template, opened.path, comp)
        footage = dict(found.footage)
        for key, value in placed.items():
            slot = find_slot(opened.slots, key)
            if isinstance(value, PlacedMedia) and slot.item_id is not None:
                footage[slot.item_id] = Path(value.path)
        library = drawing_fonts(model, comp.id, found.fonts, chosen.values())
        missing = find_missing(model, comp.id, footage=footage, fonts=found.fonts)
        enforce(policy, (*missing, *character_warnings(model, comp.id, library)), name=opened.origin.name)
        renderer = Renderer(model, footage=footage, fonts=library)
        picture = renderer.render(comp.id, wish.number, scale=wish.scale)
        files.write_atomic(_png(picture), out.absolute())
    document = {"file": str(out.absolute()), "frame": wish.number, "warnings": renderer.warnings}
    for line in said_once(renderer.warnings):
        output.say(line)
    output.result(document, str(out.absolute()))


def _png(picture: Frame) -> bytes:
    """A premultiplied RGBA picture as a PNG, which keeps straight alpha."""
    content = io.BytesIO()
    Image.fromarray(straight_alpha(picture), "RGBA").save(content, "PNG")
    return content.getvalue()
