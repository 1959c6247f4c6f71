"""Which fields a composition has, in which order, and where most of them show."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import UsageError
from app.core.model import Layer, LayerKind, PropertyKind, Template, TextRun, TextValue
from app.farm.compose_fields import field_groups, offered_comps, start_comp, telling_frame
from app.farm.opened import Opened
from app.template.files import ProjectForm
from app.template.load import LoadedTemplate
from app.template.slots import list_slots
from tests.fakes.models import make_comp, make_group, make_image, make_layer, make_property, make_template


def text_layer(layer_id: int, text: str, **fields: object) -> Layer:
    value = TextValue(text=text, runs=(TextRun(start=0, stop=len(text), font="SourceSansPro-Bold"),))
    document = make_property("ADBE Text Document", value, kind=PropertyKind.TEXT)
    content = [make_group("ADBE Text Properties", document)]
    return make_layer(layer_id, LayerKind.TEXT, content=content, name=text, **fields)


def comp_layer(layer_id: int, comp_id: int, **fields: object) -> Layer:
    return make_layer(layer_id, LayerKind.COMP, source_id=comp_id, width=100, height=100, **fields)


def opened(template: Template) -> Opened:
    path = Path("a.aep")
    loaded = LoadedTemplate(template=template, sha256="", size=0, path=path, format=next(iter(ProjectForm)))
    return Opened(path=path, origin=path, loaded=loaded, slots=list_slots(template))


def labels(template: Template, comp_id: int) -> list[tuple[str, list[str]]]:
    found = opened(template)
    comp = template.comp(comp_id)
    assert comp is not None
    return [(group.comp.name, [slot.label for slot in group.slots]) for group in field_groups(found, comp)]


def test_fields_come_as_they_begin_in_time_their_own_composition_first() -> None:
    template = make_template(
        make_comp(
            1,
            100,
            100,
            comp_layer(1, 3, in_point=5.0),
            text_layer(2, "late", in_point=4.0),
            comp_layer(3, 2, in_point=1.0),
            text_layer(4, "early", in_point=0.0),
            name="main",
        ),
        make_comp(2, 100, 100, text_layer(1, "second"), name="inner"),
        make_comp(3, 100, 100, text_layer(1, "last"), name="outro"),
    )
    assert labels(template, 1) == [("main", ["early", "late"]), ("inner", ["second"]), ("outro", ["last"])]
    assert labels(template, 2) == [("inner", ["second"])]


def test_a_photo_that_shows_in_several_places_is_one_field() -> None:
    photo = {"kind": LayerKind.FOOTAGE, "source_id": 9, "width": 10, "height": 10}
    template = make_template(
        make_comp(1, 100, 100, comp_layer(1, 2), make_layer(2, **photo), name="main"),
        make_comp(2, 100, 100, make_layer(1, **photo), text_layer(2, "title"), name="inner"),
        footage=[make_image(9, 10, 10)],
    )
    assert labels(template, 1) == [("main", ["image 9.png"]), ("inner", ["title"])]


def test_the_composition_to_begin_with_is_the_main_one_else_the_one_with_most_fields() -> None:
    nested = make_template(make_comp(1, 9, 9), make_comp(2, 9, 9, comp_layer(1, 1)))
    assert start_comp(opened(nested)).id == 2
    assert start_comp(opened(nested), 1).id == 1
    assert start_comp(opened(nested), 4711).id == 2
    several = make_template(make_comp(1, 9, 9), make_comp(2, 9, 9, text_layer(1, "a")), make_comp(3, 9, 9))
    assert start_comp(opened(several)).id == 2
    assert [comp.id for comp in offered_comps(opened(nested))] == [2, 1]
    with pytest.raises(UsageError):
        start_comp(opened(make_template()))


def test_the_frame_to_begin_with_is_amid_the_longest_time_in_which_most_fields_show() -> None:
    comp = make_comp(
        1,
        100,
        100,
        text_layer(1, "a", in_point=0.0, out_point=6.0),
        text_layer(2, "b", in_point=4.0, out_point=9.0),
        text_layer(3, "off", in_point=0.0, out_point=1.0, enabled=False),
    )
    template = make_template(comp)
    assert telling_frame(template, comp, list_slots(template)) == 125


def test_the_frame_to_begin_with_is_found_inside_of_nested_and_slowed_compositions() -> None:
    inner = make_comp(2, 100, 100, text_layer(1, "a", in_point=1.0, out_point=2.0))
    comp = make_comp(1, 100, 100, comp_layer(1, 2, start_time=3.0, stretch=2.0, in_point=3.0, out_point=10.0))
    template = make_template(comp, inner)
    assert telling_frame(template, comp, list_slots(template)) == 150


def test_the_frame_to_begin_with_is_the_middle_where_there_is_nothing_to_fill() -> None:
    comp = make_comp(1, 100, 100)
    assert telling_frame(make_template(comp), comp, ()) == 125
    still = make_comp(1, 100, 100, duration=0.0, frame_count=1)
    assert telling_frame(make_template(still), still, ()) == 0


def test_compositions_that_show_themselves_over_and_over_are_no_endless_work() -> None:
    comps = [make_comp(i, 9, 9, *(comp_layer(n, i + 1) for n in range(1, 9))) for i in range(1, 12)]
    template = make_template(*comps, make_comp(12, 9, 9, text_layer(1, "deep")))
    assert telling_frame(template, comps[0], list_slots(template)) in range(250)
