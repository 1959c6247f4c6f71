"""Filling a file and filling the model mean the same, and nothing else changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import py_aep
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core.errors import FarmhandError, FillError, TemplateError, UsageError
from app.core.model import AlphaKind, FootageKind, Template, TextValue
from app.core.slots import MediaFill, PlacedMedia, PlacedValue, Slot, SlotKind, TextFill
from app.template import adapter
from app.template.adapter import save_project
from app.template.apply import apply
from app.template.build import build_model
from app.template.chunks import Chunk, ChunkTree, write_rifx
from app.template.derived import source_text
from app.template.diff import diff
from app.template.files import ProjectFile, ProjectForm, parse_project, read_project, write_project
from app.template.fill import fill, fill_file
from app.template.photos import fit_photo
from app.template.proof import prove_fill
from app.template.slots import find_slot, list_slots
from app.template.targets import read_targets
from tests.fakes.examples import examples

SETTINGS = settings(max_examples=examples(15), deadline=None)


@cache
def project() -> ProjectFile:
    """Texts of every kind that matters to a fill, a photo used twice, and a placeholder."""
    made = py_aep.new("25.0x50", platform="windows").project
    comp = made.root_folder.add_comp("Main", 640, 360, 1.0, 4.0, 25.0)
    inner = made.root_folder.add_comp("Inner", 320, 180, 1.0, 4.0, 25.0)
    plain = comp.add_text("Plain")
    plain.name = "plain"
    _style(comp.add_text("one two\nthree\nfour"))
    _animate(comp.add_text("first"))
    box = inner.add_box_text([200, 90], "In a box")
    box.name = "box"
    _drive(box)
    inner.add_text("")
    placeholder = made.import_placeholder("Portrait", 40, 30, 25.0, 2.0)
    inner.add(placeholder)
    inner.add(placeholder)
    comp.add(inner)
    return parse_project(save_project(made, "own.aep"), "own.aep")


def _drive(layer: Any) -> None:
    layer.text["ADBE Text Document"].expression = "value"


def _style(layer: Any) -> None:
    layer.name = "styled"
    document = layer.text["ADBE Text Document"].value
    document.font = "Inter-Regular"
    document.character_range(4, 7).font = "Inter-Bold"
    document.character_range(4, 7).fill_color = [1.0, 0.0, 0.0]
    document.character_range(1, 2).kerning = 120
    document.paragraph_range(1).justification = py_aep.ParagraphJustification.RIGHT_JUSTIFY


def _animate(layer: Any) -> None:
    """Leave the layer without a name, so that it is called after its text."""
    layer._name_utf8.value = ""
    source = layer.text["ADBE Text Document"]
    for time, text in ((0.0, "first"), (1.0, "second\nline"), (2.0, "third")):
        source.set_value_at_time(time, py_aep.TextDocument(text))
    for keyframe, size in zip(source.keyframes, (20, 30, 40), strict=True):
        keyframe.value.font_size = size


def model_of(filled: ProjectFile) -> Template:
    return build_model(write_rifx(filled.tree), filled.name)


@cache
def model() -> Template:
    return model_of(project())


@cache
def text_slots() -> list[Slot]:
    return [slot for slot in list_slots(model()) if slot.kind is SlotKind.TEXT]


def text_of(template: Template, slot: Slot) -> list[str]:
    comp = template.comp(slot.comp_id or 0)
    layer = comp.layer(slot.layer_id or 0) if comp is not None else None
    source = source_text(layer) if layer is not None else None
    assert source is not None
    values = [keyframe.value for keyframe in source.keyframes] or [source.value]
    return [value.text for value in values if isinstance(value, TextValue)]


def placed_photo(folder: Path, slot: Slot, *, alpha: bool = False, platform: str = "windows") -> PlacedMedia:
    Image.new("RGBA" if alpha else "RGB", (90, 90), (10, 200, 30, 128)[: 4 if alpha else 3]).save(folder / "größe.png")
    project_folder = "Z:\\jobs\\größe" if platform == "windows" else "/mnt/größe"
    return fit_photo(
        slot,
        MediaFill(path="größe.png"),
        folder / "größe.png",
        folder / "placed",
        platform=platform,
        project_folder=project_folder,
    )


TEXTS = ["Hello", "", "eins\nzwei", "a\n", "\n\nx\n\n", "日本語 😀🇩🇪 שלום", "(paren) \\ back\ttab", "x" * 3000]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_layer_takes_any_text(text: str) -> None:
    slots = text_slots()
    assert len(slots) == 5
    values = {slot.key: TextFill(text) for slot in slots}
    filled = fill(project(), values)
    found = model_of(filled)
    assert all(set(text_of(found, slot)) == {text} for slot in slots)
    assert found == apply(model(), values)


@SETTINGS
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.just("\n"), max_size=20), min_size=5, max_size=5
    )
)
def test_the_law_holds_for_any_texts(texts: list[str]) -> None:
    values = {slot.key: TextFill(text) for slot, text in zip(text_slots(), texts, strict=True)}
    assert model_of(fill(project(), values)) == apply(model(), values)


def test_a_text_changes_its_document_and_nothing_else() -> None:
    slot = find_slot(text_slots(), "styled")
    filled = fill(project(), {slot.key: TextFill("new")})
    (difference,) = diff(project().tree, filled.tree)
    assert difference.name == "btdk"


def test_a_text_takes_its_first_style_and_keyframes_stay() -> None:
    styled, unnamed = find_slot(text_slots(), "styled"), find_slot(text_slots(), "first")
    filled = apply(model(), {styled.key: TextFill("a\nb"), unnamed.key: TextFill("next\none")})
    main = filled.comp(styled.comp_id or 0)
    assert main is not None
    source = source_text(next(layer for layer in main.layers if layer.id == styled.layer_id))
    assert source is not None
    assert isinstance(source.value, TextValue)
    assert [(run.start, run.stop, run.font, run.kerning) for run in source.value.runs] == [
        (0, 3, "Inter-Regular", None)
    ]
    assert [(part.start, part.stop) for part in source.value.paragraphs] == [(0, 2), (2, 3)]
    assert "Inter-Bold" in model().fonts
    assert "Inter-Bold" not in filled.fonts
    layer = next(layer for layer in main.layers if layer.id == unnamed.layer_id)
    assert layer.label == "next one"
    animated = source_text(layer)
    assert animated is not None
    assert [keyframe.time for keyframe in animated.keyframes] == [0.0, 1.0, 2.0]
    sizes = [keyframe.value.runs[0].size for keyframe in animated.keyframes if isinstance(keyframe.value, TextValue)]
    assert sizes == [20.0, 30.0, 40.0]


def test_apply_shares_what_it_does_not_touch() -> None:
    before = model()
    slot = find_slot(text_slots(), "box")
    filled = apply(before, {slot.key: TextFill("new")})
    assert filled.comp(slot.comp_id or 0) is not before.comp(slot.comp_id or 0)
    others = [comp for comp in before.comps if comp.id != slot.comp_id]
    assert all(filled.comp(comp.id) is comp for comp in others)
    assert filled.footage is before.footage
    assert apply(before, {}) is before


@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("platform", ["windows", "macos", "linux"])
def test_a_photo_takes_the_placeholder_s_place(tmp_path: Path, platform: str, alpha: bool) -> None:
    before = model()
    slot = find_slot(list_slots(before), "Portrait")
    placed = placed_photo(tmp_path, slot, alpha=alpha, platform=platform)
    values: dict[str, PlacedValue] = {slot.key: placed}
    filled = fill(project(), values)
    after = model_of(filled)
    assert after == apply(before, values)
    item = after.footage_item(slot.item_id or 0)
    assert item is not None
    assert (item.path, item.name, item.kind) == (placed.project_path, "Portrait", FootageKind.IMAGE)
    assert (item.width, item.height) == (40, 30)
    assert item.alpha is (AlphaKind.STRAIGHT if alpha else AlphaKind.NONE)
    assert {difference.path.split("/")[2] for difference in diff(project().tree, filled.tree)} <= {
        "idta",
        "Utf8[1]",
        "Pin",
    }


def path_record(tree: ChunkTree) -> dict[str, Any]:
    (record,) = [chunk for chunk in tree.root.walk() if chunk.tag == "alas"]
    return msgspec.json.decode(record.body, type=dict)


def test_the_path_is_stored_for_the_rendering_machine_and_relative_to_the_project(tmp_path: Path) -> None:
    slot = find_slot(list_slots(model()), "Portrait")
    placed = placed_photo(tmp_path, slot)
    filled = fill(project(), {slot.key: placed}, location="Z:\\jobs\\projects\\filled.aep")
    record = path_record(filled.tree)
    assert record["fullpath"] == placed.project_path
    assert (record["platform"], record["target_is_folder"]) == (1, False)
    assert (record["ascendcount_base"], record["ascendcount_target"]) == (2, 2)
    (raw,) = [chunk.body for chunk in filled.tree.root.walk() if chunk.tag == "alas"]
    assert "größe".encode() in raw
    posix = fill(project(), {slot.key: placed_photo(tmp_path, slot, platform="linux")})
    assert path_record(posix.tree)["platform"] == 2


def test_the_same_fill_gives_the_same_bytes_whatever_the_photo_s_time(tmp_path: Path) -> None:
    slot = find_slot(list_slots(model()), "Portrait")
    placed = placed_photo(tmp_path, slot)
    first = write_rifx(fill(project(), {slot.key: placed}).tree)
    os.utime(placed.path, (1_000_000_000, 1_000_000_000))
    assert write_rifx(fill(project(), {slot.key: placed}).tree) == first


def test_filling_does_not_change_its_input() -> None:
    original = write_rifx(project().tree)
    slot = text_slots()[0]
    first = fill(project(), {slot.key: TextFill("one")})
    second = fill(project(), {slot.key: TextFill("two")})
    assert write_rifx(project().tree) == original
    assert text_of(model_of(first), slot) != text_of(model_of(second), slot)
    assert fill(project(), {}) is project()


def test_a_filled_project_can_be_filled_again() -> None:
    slot = find_slot(text_slots(), "plain")
    twice = fill(fill(project(), {slot.key: TextFill("a\nb")}), {slot.key: TextFill("Plain")})
    assert model_of(twice) == model()


@pytest.mark.parametrize("ending", ["aep", "aepx"])
@pytest.mark.parametrize("source_ending", ["aep", "aepx"])
def test_forms_are_kept_or_crossed_by_the_target_s_ending(tmp_path: Path, source_ending: str, ending: str) -> None:
    source, target = tmp_path / f"in.{source_ending}", tmp_path / f"out.{ending}"
    slot = find_slot(text_slots(), "plain")
    write_project(project().tree, source)
    fill_file(source, target, {slot.key: TextFill("日本\n😀")})
    read = read_project(target)
    assert read.format is ProjectForm(ending)
    assert text_of(model_of(read), slot) == ["日本\n😀"]
    assert [path.name for path in tmp_path.iterdir() if path.suffix not in (".aep", ".aepx")] == []


def test_a_target_of_another_kind_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        fill_file(tmp_path / "nothing.aep", tmp_path / "out.mp4", {})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("layer/1/99", TextFill("x")),
        ("layer/99/1", TextFill("x")),
        ("item/999", PlacedMedia(path="a.png", project_path="a.png", width=4, height=4)),
        ("item/1", TextFill("x")),
        ("layer/1/2", PlacedMedia(path="a.png", project_path="a.png", width=4, height=4)),
        ("title", TextFill("x")),
        ("layer/1/2/3", TextFill("x")),
        ("", TextFill("x")),
    ],
)
def test_values_that_fit_nothing_are_refused_both_ways(key: str, value: PlacedValue) -> None:
    with pytest.raises(FillError):
        fill(project(), {key: value})
    with pytest.raises(FillError):
        apply(model(), {key: value})


@pytest.mark.parametrize("text", ["a\x00b", "\x03", "\ud800", "x" * 30_001])
def test_texts_that_no_layer_holds_are_refused_both_ways(text: str) -> None:
    key = text_slots()[0].key
    with pytest.raises(FillError, match=key):
        fill(project(), {key: TextFill(text)})
    with pytest.raises(FillError, match=key):
        apply(model(), {key: TextFill(text)})


def test_a_photo_of_another_size_is_refused_both_ways(tmp_path: Path) -> None:
    slot = find_slot(list_slots(model()), "Portrait")
    placed = placed_photo(tmp_path, msgspec.structs.replace(slot, width=41))
    for way in (lambda: fill(project(), {slot.key: placed}), lambda: apply(model(), {slot.key: placed})):
        with pytest.raises(FillError, match="wrong size"):
            way()


def test_a_fitted_photo_that_is_gone_is_told(tmp_path: Path) -> None:
    slot = find_slot(list_slots(model()), "Portrait")
    placed = placed_photo(tmp_path, slot)
    Path(placed.path).unlink()
    with pytest.raises(TemplateError):
        fill(project(), {slot.key: placed})


def changed_everywhere(root: Chunk, *, step: int = 1) -> Iterator[tuple[tuple[int, ...], Chunk]]:
    """A changed copy of the tree for every leaf, or every `step`th, with the leaf's place."""
    for place in list(leaf_places(root))[::step]:
        yield place, changed_at(root, place)


def leaf_places(chunk: Chunk, place: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    if chunk.children is None:
        yield place
    for index, child in enumerate(chunk.children or ()):
        yield from leaf_places(child, (*place, index))


def changed_at(chunk: Chunk, place: tuple[int, ...]) -> Chunk:
    if not place:
        return msgspec.structs.replace(chunk, body=chunk.body + b"!")
    children = list(chunk.children or ())
    children[place[0]] = changed_at(children[place[0]], place[1:])
    return msgspec.structs.replace(chunk, children=tuple(children))


def names_at(chunk: Chunk, place: tuple[int, ...]) -> list[str]:
    names = []
    for index in place:
        chunk = (chunk.children or ())[index]
        names.append(chunk.name)
    return names


def test_the_proof_notices_a_change_of_any_other_chunk() -> None:
    slot = find_slot(text_slots(), "styled")
    targets = read_targets({slot.key: TextFill("new")})
    before = project().tree
    let_through = []
    for place, root in changed_everywhere(before.root, step=7):
        try:
            prove_fill(before, ChunkTree(root, before.xmp), targets, "own.aep")
        except TemplateError as error:
            assert "more than asked" in error.title
        else:
            let_through.append(names_at(before.root, place))
    assert {names[-1] for names in let_through} <= {"btdk"}


def test_the_proof_notices_other_bytes_of_the_item_s_record_and_added_chunks(tmp_path: Path) -> None:
    slot = find_slot(list_slots(model()), "Portrait")
    values = {slot.key: placed_photo(tmp_path, slot)}
    targets = read_targets(values)
    filled = fill(project(), values).tree
    prove_fill(project().tree, filled, targets, "own.aep")
    let_through = set()
    for place, root in changed_everywhere(filled.root, step=11):
        try:
            prove_fill(project().tree, ChunkTree(root, filled.xmp), targets, "own.aep")
        except TemplateError as error:
            assert error.title
        else:
            let_through.add(names_at(filled.root, place)[2])
    assert let_through <= {"Pin ", "Utf8"}
    extra = msgspec.structs.replace(filled.root, children=(*(filled.root.children or ()), Chunk("evil", "", b"x")))
    with pytest.raises(TemplateError, match="more than asked") as caught:
        prove_fill(project().tree, ChunkTree(extra, filled.xmp), targets, "own.aep")
    assert "evil" in caught.value.cause
    with pytest.raises(TemplateError, match="more than asked"):
        prove_fill(project().tree, ChunkTree(filled.root, b"other"), targets, "own.aep")


def test_the_proof_notices_a_photo_that_did_not_arrive(tmp_path: Path) -> None:
    slot = find_slot(list_slots(model()), "Portrait")
    targets = read_targets({slot.key: placed_photo(tmp_path, slot)})
    with pytest.raises(TemplateError, match="did not change what was asked"):
        prove_fill(project().tree, project().tree, targets, "own.aep")


def test_an_extra_change_while_filling_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    original = adapter.set_text

    def careless(copy: Any, comp_id: int, layer_id: int, text: str) -> None:
        original(copy, comp_id, layer_id, text)
        copy.items[comp_id].name = "renamed"

    monkeypatch.setattr("app.template.fill.set_text", careless)
    with pytest.raises(TemplateError, match="more than asked") as caught:
        fill(project(), {text_slots()[0].key: TextFill("new")})
    assert "Utf8" in caught.value.cause


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**31), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_project_is_refused_or_filled_lawfully(changes: list[tuple[int, int]]) -> None:
    content = bytearray(write_rifx(project().tree))
    for place, value in changes:
        content[place % len(content)] = value
    values = {slot.key: TextFill("a\nb") for slot in text_slots()}
    try:
        damaged = parse_project(bytes(content), "damaged.aep")
        before, after = model_of(damaged), model_of(fill(damaged, values))
        assert after == apply(before, values)
    except FarmhandError as error:
        assert error.title
