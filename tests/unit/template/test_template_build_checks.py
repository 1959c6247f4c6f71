"""References that lead nowhere or round and round never reach the renderer."""

from __future__ import annotations

import pytest

from app.core.errors import TemplateError
from app.core.model import Comp, Group, Layer, LayerKind, MatteKind, TrackMatte
from app.template.build_checks import MAX_NESTING, check_nesting, mended_layers
from app.template.build_problems import MAX_PROBLEMS, Problems, clean_text, finite_numbers


def layer(layer_id: int, *, parent: int | None = None, matte: int | None = None, source: int | None = None) -> Layer:
    return Layer(
        id=layer_id,
        index=layer_id,
        kind=LayerKind.COMP,
        name=f"L{layer_id}",
        label=f"L{layer_id}",
        root=Group(match_name="ADBE AV Layer", name=""),
        parent_id=parent,
        source_id=source,
        matte=TrackMatte(kind=MatteKind.ALPHA, layer_id=matte) if matte is not None else None,
    )


def comp(comp_id: int, *inner: int) -> Comp:
    layers = tuple(layer(index, source=source) for index, source in enumerate(inner, start=1))
    return Comp(
        id=comp_id,
        name=f"C{comp_id}",
        width=10,
        height=10,
        frame_rate=25.0,
        duration=1.0,
        frame_count=25,
        layers=layers,
    )


def test_sound_references_stay_as_they_are() -> None:
    problems = Problems()
    layers = (layer(1), layer(2, parent=1, matte=1), layer(3, parent=2))
    assert mended_layers(layers, "C", problems) == layers
    assert problems.listed() == ()


def test_missing_parents_and_mattes_are_dropped_and_told() -> None:
    problems = Problems()
    mended = mended_layers((layer(1, parent=9), layer(2, matte=9), layer(3, parent=1)), "C", problems)
    assert [(found.parent_id, found.matte) for found in mended] == [(None, None), (None, None), (1, None)]
    assert [problem.where for problem in problems.listed()] == ["C / L1", "C / L2"]


def test_circles_of_parents_are_opened() -> None:
    problems = Problems()
    mended = mended_layers(
        (layer(1, parent=2), layer(2, parent=3), layer(3, parent=1), layer(4, parent=4)), "C", problems
    )
    assert [found.parent_id for found in mended] == [None, 3, 1, None]
    assert len(problems.listed()) == 2


def test_nested_compositions_may_share_but_not_contain_themselves() -> None:
    check_nesting((comp(1, 2, 3, 2), comp(2, 3), comp(3, 99)), "a.aep")
    for circular in ((comp(1, 1),), (comp(1, 2), comp(2, 3), comp(3, 1)), (comp(4), comp(1, 4, 2), comp(2, 4, 1))):
        with pytest.raises(TemplateError, match="contains itself"):
            check_nesting(circular, "a.aep")


def test_nesting_has_a_limit_and_is_not_recursed() -> None:
    check_nesting([comp(number, number + 1) for number in range(1, MAX_NESTING + 1)], "a.aep")
    with pytest.raises(TemplateError, match="deeper than 64"):
        check_nesting([comp(number, number + 1) for number in range(1, 5_000)], "a.aep")


def test_many_problems_are_counted_not_listed() -> None:
    problems = Problems()
    for number in range(MAX_PROBLEMS + 5):
        problems.add(f"layer {number}", "broken")
    assert len(problems.listed()) == MAX_PROBLEMS + 1
    assert problems.listed()[-1].what == "5 more parts could not be read."


def test_texts_and_numbers_are_fit_for_storage() -> None:
    assert clean_text("Größe\udce4") == "Größe?"
    assert clean_text(None) == ""
    assert finite_numbers([1, 2.5]) == (1.0, 2.5)
    with pytest.raises(ValueError, match="finite"):
        finite_numbers([float("nan")])
