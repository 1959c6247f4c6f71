"""Slots are listed under the names that people know and found by what people type."""

from __future__ import annotations

from typing import Any

import msgspec
import py_aep
import pytest

from app.core.errors import UsageError
from app.core.model import (
    Comp,
    EssentialControl,
    Footage,
    FootageKind,
    Group,
    Layer,
    LayerKind,
    Property,
    PropertyKind,
    Template,
    TextBox,
    TextRun,
    TextValue,
)
from app.core.slots import SlotKind
from app.template.adapter import save_project
from app.template.build import build_model
from app.template.slots import find_comp, find_slot, list_slots, main_comp


def text_layer(layer_id: int, name: str, text: str = "Hello", *, box: bool = False, expression: str = "") -> Layer:
    value = TextValue(
        text=text,
        runs=(TextRun(start=0, stop=len(text), font="Inter-Bold"),),
        box=TextBox(left=0, top=0, width=200.4, height=50) if box else None,
    )
    source = Property(
        match_name="ADBE Text Document",
        name="Source Text",
        kind=PropertyKind.TEXT,
        value=value,
        expression=expression,
        expression_enabled=bool(expression),
    )
    group = Group(match_name="ADBE Text Properties", name="Text", children=(source,))
    root = Group(match_name="ADBE Text Layer", name="", children=(group,))
    return Layer(id=layer_id, index=1, kind=LayerKind.TEXT, name=name, label=name or text, root=root)


def source_layer(layer_id: int, source_id: int, name: str = "", *, kind: LayerKind = LayerKind.FOOTAGE) -> Layer:
    root = Group(match_name="ADBE AV Layer", name="")
    return Layer(id=layer_id, index=1, kind=kind, name=name, label=name, root=root, source_id=source_id)


def comp(comp_id: int, name: str, *layers: Layer, essential: tuple[EssentialControl, ...] = ()) -> Comp:
    return Comp(
        id=comp_id,
        name=name,
        width=1920,
        height=1080,
        frame_rate=25.0,
        duration=1.0,
        frame_count=25,
        layers=layers,
        essential_controls=essential,
    )


def photo(item_id: int, name: str = "hero.jpg", kind: FootageKind = FootageKind.IMAGE) -> Footage:
    return Footage(id=item_id, name=name, kind=kind, width=640, height=480, path=f"/media/{name}")


def template(*comps: Comp, footage: tuple[Footage, ...] = (), queue: tuple[int, ...] = ()) -> Template:
    return Template(
        version="25.5",
        file_version=96,
        comps=comps,
        footage=footage,
        render_queue=tuple((comp_id, "[compName].mov") for comp_id in queue),
    )


NESTED = template(
    comp(1, "Main", source_layer(10, 2, kind=LayerKind.COMP), text_layer(11, "$title", box=True), source_layer(12, 7)),
    comp(2, "Card", text_layer(20, "Subtitle", "a\nb"), source_layer(21, 7, "Portrait")),
    comp(3, "Other", text_layer(30, "", "Loose", expression="time")),
    footage=(photo(7), photo(8, "unused.png"), photo(9, "clip.mov", FootageKind.VIDEO)),
)


def test_slots_come_in_the_project_s_order_with_stable_keys() -> None:
    slots = list_slots(NESTED)
    assert [slot.key for slot in slots] == ["layer/1/11", "item/7", "layer/2/20", "layer/3/30"]
    assert [slot.kind for slot in slots] == [SlotKind.TEXT, SlotKind.PHOTO, SlotKind.TEXT, SlotKind.TEXT]


def test_what_a_text_slot_tells() -> None:
    title, _, subtitle, loose = list_slots(NESTED)
    assert (title.label, title.comp_id, title.layer_id, title.comp_ids) == ("title", 1, 11, (1,))
    assert (title.width, title.height, title.font, title.multi_line, title.driven) == (
        200,
        50,
        "Inter-Bold",
        True,
        False,
    )
    assert (subtitle.comp_ids, subtitle.multi_line, subtitle.default) == ((1, 2), True, "a\nb")
    assert (loose.label, loose.driven, loose.multi_line) == ("Loose", True, False)


def test_what_a_photo_slot_tells() -> None:
    slot = find_slot(list_slots(NESTED), "hero.jpg")
    assert (slot.item_id, slot.width, slot.height, slot.default) == (7, 640, 480, "/media/hero.jpg")
    assert slot.comp_ids == (1, 2)
    assert "Portrait" in slot.aliases


def test_unused_items_and_videos_are_no_photo_slots() -> None:
    used = template(comp(1, "A", source_layer(1, 9), source_layer(2, 99)), footage=NESTED.footage)
    assert list_slots(used) == ()


@pytest.mark.parametrize(
    "name", ["layer/2/20", "Subtitle", "subtitle", " SUB TITLE ", "Card/Subtitle", "card / subtitle"]
)
def test_a_slot_is_found_by_key_label_and_alias(name: str) -> None:
    assert find_slot(list_slots(NESTED), name).key == "layer/2/20"


def test_a_dollar_name_is_found_with_and_without_the_dollar() -> None:
    slots = list_slots(NESTED)
    assert find_slot(slots, "$title") == find_slot(slots, "Title")


def test_accents_count_only_where_they_are_needed() -> None:
    slots = list_slots(template(comp(1, "A", text_layer(1, "Été"), text_layer(2, "Ete"), text_layer(3, "Niño"))))
    assert find_slot(slots, "Été").layer_id == 1
    assert find_slot(slots, "Ete").layer_id == 2
    assert find_slot(slots, "nino").layer_id == 3
    with pytest.raises(UsageError, match="Several slots"):
        find_slot(slots, "ete")


def test_an_unknown_slot_suggests_what_was_perhaps_meant() -> None:
    with pytest.raises(UsageError) as caught:
        find_slot(list_slots(NESTED), "subtitel")
    assert "Subtitle" in caught.value.cause
    assert "Loose" in caught.value.cause
    assert caught.value.exit_code == 2


def test_an_unknown_slot_of_many_is_not_answered_with_a_wall_of_names() -> None:
    many = template(comp(1, "A", *(text_layer(number, f"line {number}") for number in range(1, 60))))
    with pytest.raises(UsageError) as caught:
        find_slot(list_slots(many), "xyz")
    assert "59" in caught.value.cause
    assert len(caught.value.cause) < 200


def test_slots_of_one_name_are_told_apart_by_key_or_composition() -> None:
    slots = list_slots(template(comp(1, "A", text_layer(1, "name")), comp(2, "B", text_layer(1, "name"))))
    with pytest.raises(UsageError) as caught:
        find_slot(slots, "name")
    assert "layer/1/1 (A/name)" in caught.value.cause
    assert find_slot(slots, "B/name").key == "layer/2/1"


def test_the_empty_name_means_no_slot() -> None:
    with pytest.raises(UsageError):
        find_slot(list_slots(NESTED), "")


def test_compositions_that_show_each_other_are_survived() -> None:
    loop = template(
        comp(1, "A", source_layer(1, 2, kind=LayerKind.COMP)),
        comp(2, "B", source_layer(1, 1, kind=LayerKind.COMP), text_layer(2, "t")),
    )
    assert list_slots(loop)[0].comp_ids == (1, 2)


def test_the_main_composition_is_the_one_in_the_render_queue() -> None:
    assert main_comp(msgspec.structs.replace(NESTED, render_queue=((2, ""), (2, ""), (99, "")))).name == "Card"


def test_the_main_composition_is_else_the_only_one_that_is_not_nested() -> None:
    assert main_comp(template(*NESTED.comps[:2])).name == "Main"


@pytest.mark.parametrize("queue", [(), (1, 3)])
def test_several_main_compositions_are_listed(queue: tuple[int, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        main_comp(template(*NESTED.comps, queue=queue))
    assert "“Main” (#1" in caught.value.cause
    assert "“Other” (#3" in caught.value.cause
    assert "Card" not in caught.value.cause


def test_a_template_without_compositions_says_so() -> None:
    with pytest.raises(UsageError, match="no composition"):
        main_comp(template())


def test_compositions_are_found_by_name_and_id() -> None:
    assert find_comp(NESTED, "Card").id == 2
    assert find_comp(NESTED, "card").id == 2
    assert find_comp(NESTED, "#2").id == 2
    with pytest.raises(UsageError, match="no composition") as caught:
        find_comp(NESTED, "Crad")
    assert "“Card”" in caught.value.cause


def test_compositions_of_one_name_are_chosen_by_id() -> None:
    twins = template(comp(1, "Main"), comp(2, "Main"), comp(3, "main"))
    with pytest.raises(UsageError, match="Several compositions") as caught:
        find_comp(twins, "Main")
    assert "#1" in caught.value.cause
    assert "#2" in caught.value.cause
    assert find_comp(twins, "#2").id == 2
    assert find_comp(twins, "main").id == 3


def control(name: str, comp_id: int, layer_id: int, *path: str) -> EssentialControl:
    return EssentialControl(name=name, comp_id=comp_id, layer_id=layer_id, path=path)


def test_names_in_essential_graphics_come_first_and_the_others_still_count() -> None:
    exposed = template(
        comp(
            1,
            "Main",
            text_layer(1, "headline"),
            text_layer(2, "other"),
            source_layer(3, 7, "Portrait"),
            essential=(
                control("Your name", 1, 1, "ADBE Text Properties", "ADBE Text Document"),
                control("Glow", 1, 2, "ADBE Effect Parade", "ADBE Slider Control", "ADBE Slider Control-0001"),
                control("Your photo", 1, 3, "ADBE Source Options Group", "ADBE Layer Source Alternate"),
                control("Your size", 1, 3, "ADBE Transform Group", "ADBE Scale"),
            ),
        ),
        footage=(photo(7),),
    )
    slots = list_slots(exposed)
    assert [slot.label for slot in slots] == ["Your name", "other", "Your photo"]
    for name in ("your name", "headline", "Main/headline", "main/your name"):
        assert find_slot(slots, name).key == "layer/1/1"
    for name in ("Your photo", "portrait", "hero.jpg", "Main/Portrait"):
        assert find_slot(slots, name).key == "item/7"


def test_essential_graphics_of_a_project_file_name_its_slots() -> None:
    project = py_aep.new("25.0x50", platform="windows").project
    main: Any = project.root_folder.add_comp("Main", 640, 360, 1.0, 4.0, 25.0)
    text = main.add_text("Hello")
    text.name = "headline"
    assert text.text["ADBE Text Document"].add_to_motion_graphics_template_as(main, "Your name")
    media = main.add(project.import_placeholder("Portrait", 40, 30, 25.0, 2.0))
    assert media.add_to_motion_graphics_template_as(main, "Your photo")
    slots = list_slots(build_model(save_project(project, "own.aep"), "own.aep"))
    assert [(slot.kind, slot.label) for slot in slots] == [
        (SlotKind.PHOTO, "Your photo"),
        (SlotKind.TEXT, "Your name"),
    ]
