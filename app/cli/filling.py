"""`farmhand fill`, `convert` and `frame`: a filled project, the other format, a single picture."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.cli.console import Output
from app.cli.opened import Opened, missing_policy, open_template
from app.cli.rows import RowWishes, read_rows
from app.core.errors import UsageError
from app.core.slots import FillValue, PlacedMedia, PlacedValue, TextFill
from app.farm.pieces import Frame, straight_alpha
from app.farm.preflight import enforce, find_missing
from app.farm.preflight_characters import character_warnings
from app.farm.requests import drawing_fonts, find_files
from app.farm.wording import said_once
from app.render.renderer import Renderer
from app.template import files
from app.template.apply import apply
from app.template.fill import fill_file
from app.template.locate import FOOTAGE_FOLDER
from app.template.photos import fit_photo
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
    check_project_target(path, out, overwrite=overwrite)
    placed = place(opened, values, out.absolute().parent / FOOTAGE_FOLDER)
    fill_file(path, out, placed)
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


def place(opened: Opened, values: Mapping[str, FillValue], folder: Path) -> dict[str, PlacedValue]:
    """The values with their photos fitted into `folder`."""
    placed: dict[str, PlacedValue] = {}
    for key, value in values.items():
        slot = find_slot(opened.slots, key)
        placed[slot.key] = value if isinstance(value, TextFill) else fit_photo(slot, value, Path(value.path), folder)
    return placed


def convert(source: Path, target: Path, *, overwrite: bool, output: Output) -> None:
    """Write a project in the other format."""
    check_project_target(source, target, overwrite=overwrite)
    files.convert(source, target)
    output.result({"file": str(target.absolute())}, str(target.absolute()))


def check_project_target(source: Path, target: Path, *, overwrite: bool) -> None:
    """Raise `UsageError` when a project cannot be written to `target` without harm, or has no project's ending."""
    files.form_of(target)
    if not target.exists():
        return
    if source.exists() and target.samefile(source):
        raise UsageError(
            f"{target.name} would replace the project that it is made from.", next_step="Give it another name."
        )
    if not overwrite:
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
        enforce(policy, (*missing, *character_warnings(model, comp.id, library)), name=path.name)
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
