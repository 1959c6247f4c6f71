"""The same frame is the same bytes: in any order, with any cache, in any process; and caches keep what is still."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from app.core.model import Comp, LayerKind, MatteKind, PropertyKind, Template, TextRun, TextValue, TrackMatte
from app.render.cache import ByteCache
from app.render.compositor import Compositor
from app.render.evaluate import CurveEvaluator
from app.render.fonts import FontLibrary
from app.render.renderer import Renderer
from app.render.scene import FontFile, Scene
from app.render.still import StillPictures
from tests.fakes.fonts import NoFonts
from tests.fakes.models import (
    make_comp,
    make_effect,
    make_group,
    make_image,
    make_layer,
    make_mask,
    make_property,
    make_solid,
    make_template,
    rectangle,
    transform_group,
)


def busy_template() -> Template:
    """Nested, masked, matted, blurred, moving, blended and tilted layers, and a placeholder."""
    turn = transform_group(
        anchor=(20, 15), position=[(0.0, (10.0, 10.0, 0.0)), (1.0, (90.0, 50.0, 0.0))], rotation=33.0
    )
    still = make_comp(
        2,
        60,
        40,
        make_layer(1, source_id=100, masks=[make_mask(rectangle(5, 5, 40, 30), feather=(6, 6))], out_point=0.2),
        make_layer(2, source_id=101, transform=transform_group(position=(3.3, 2.7), rotation=12.0)),
    )
    blur = make_effect("ADBE Gaussian Blur 2", make_property("ADBE Gaussian Blur 2-0001", 8.0))
    layers = [
        make_layer(1, source_id=100, is_matte=True, enabled=False, transform=turn),
        make_layer(2, source_id=101, matte=TrackMatte(kind=MatteKind.ALPHA, layer_id=1)),
        make_layer(3, LayerKind.COMP, source_id=2, blend_mode="add", transform=transform_group(scale=(81, 77))),
        make_layer(4, LayerKind.COMP, source_id=2, effects=[blur], transform=transform_group(position=(40, 30))),
        make_layer(5, source_id=100, motion_blur=True, transform=turn),
        make_layer(
            6,
            LayerKind.FOOTAGE,
            source_id=102,
            three_d=True,
            transform=transform_group(extra=[make_property("ADBE Rotate Y", 40.0)]),
        ),
        make_layer(7, LayerKind.COMP, source_id=2, blend_mode="multiply", collapse=True),
    ]
    footage = [
        make_solid(100, 40, 30, (0.9, 0.3, 0.1)),
        make_solid(101, 50, 35, (0.2, 0.7, 0.4)),
        make_image(102, 80, 60),
    ]
    return make_template(make_comp(1, 120, 80, *layers, motion_blur=True), still, footage=footage)


def render_all(renderer: Renderer, frames: list[int]) -> dict[int, str]:
    return {frame: hashlib.sha256(renderer.render(1, frame).tobytes()).hexdigest() for frame in frames}


def print_hashes() -> None:
    """What the child processes of the test below run."""
    hashes = render_all(Renderer(busy_template(), footage={}, fonts=NoFonts()), [11, 3])
    sys.stdout.write(msgspec.json.encode(hashes).decode())


def test_every_frame_is_the_same_with_any_cache_and_in_any_order():
    template = busy_template()
    frames = [0, 4, 5, 12, 4, 0]
    plain = render_all(Renderer(template, footage={}, fonts=NoFonts(), cache_bytes=0), frames)
    assert len(set(plain.values())) == len(set(frames))
    shared = ByteCache()
    for _ in range(2):
        cached = Renderer(template, footage={}, fonts=NoFonts(), cache=shared)
        assert render_all(cached, frames[::-1]) == plain
    small = Renderer(template, footage={}, fonts=NoFonts(), cache_bytes=30_000)
    assert render_all(small, frames) == plain


def test_two_processes_draw_the_same_bytes():
    here = render_all(Renderer(busy_template(), footage={}, fonts=NoFonts()), [3, 11])
    root = Path(__file__).parents[3]
    code = "from tests.unit.render.test_render_renderer_determinism import print_hashes; print_hashes()"
    children = [
        subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for child in children:
        output, _ = child.communicate(timeout=60)
        assert child.returncode == 0
        assert msgspec.json.decode(output, type=dict[int, str]) == here


def keys(comp: Comp, template: Template, time: float) -> object:
    scene = Scene(template=template, evaluator=CurveEvaluator(), fonts=NoFonts(), footage={})
    return StillPictures(scene).key(comp, time, 1.0)


def test_a_still_composition_has_one_key_until_a_layer_comes_or_goes():
    template = busy_template()
    still = template.comps[1]
    assert keys(still, template, 0.0) == keys(still, template, 0.1) is not None
    assert keys(still, template, 0.1) != keys(still, template, 0.3)


def test_what_moves_is_not_kept():
    template = busy_template()
    assert keys(template.comps[0], template, 0.0) is None
    driven = make_property("ADBE Opacity", 50.0, expression="time * 10", expression_enabled=True)
    comp = make_comp(3, 4, 4, make_layer(1, source_id=100, content=[driven]))
    assert keys(comp, template, 0.0) is None


def test_keys_follow_the_content_of_all_that_is_nested(tmp_path: Path):
    def key(color: tuple[float, float, float], footage: dict[int, Path]) -> object:
        inner = make_comp(2, 4, 4, make_layer(1, source_id=100), make_layer(2, source_id=102))
        outer = make_comp(3, 4, 4, make_layer(1, LayerKind.COMP, source_id=2))
        template = make_template(outer, inner, footage=[make_solid(100, 4, 4, color), make_image(102, 4, 4)])
        scene = Scene(template=template, evaluator=CurveEvaluator(), fonts=NoFonts(), footage=footage)
        return StillPictures(scene).key(outer, 0.0, 1.0)

    photo = tmp_path / "photo.png"
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(photo)
    assert key((1, 0, 0), {}) == key((1, 0, 0), {})
    assert len({key((1, 0, 0), {}), key((0, 1, 0), {}), key((1, 0, 0), {102: photo})}) == 3


def test_whoever_shares_a_cache_hears_the_warnings_of_what_it_keeps():
    shared = ByteCache()
    inner = make_comp(2, 8, 8, make_layer(1, LayerKind.FOOTAGE, source_id=102, effects=[make_effect("CC Unheard Of")]))
    turning = transform_group(rotation=[(0.0, 0.0), (1.0, 90.0)])
    outer = make_comp(1, 8, 8, make_layer(1, LayerKind.COMP, source_id=2, transform=turning))
    template = make_template(outer, inner, footage=[make_image(102, 8, 8)])
    heard = []
    for frame in (0, 1, 2):
        renderer = Renderer(template, footage={}, fonts=NoFonts(), cache=shared)
        renderer.render(1, frame)
        heard.append({note.what for note in renderer.warnings})
    assert heard[0] == heard[1] == heard[2]
    assert len(heard[0]) == 2


def test_a_moving_composition_shown_twice_is_drawn_once_a_frame(monkeypatch: pytest.MonkeyPatch):
    drawn: list[tuple[int, float]] = []
    draw = Compositor.draw

    def counted(self: Compositor, comp: Comp, time: float, *others: Any) -> Any:
        drawn.append((comp.id, time))
        return draw(self, comp, time, *others)

    monkeypatch.setattr(Compositor, "draw", counted)
    spin = transform_group(rotation=[(0.0, 0.0), (1.0, 90.0)])
    inner = make_comp(2, 8, 8, make_layer(1, source_id=100, transform=spin))
    twice = [make_layer(1, LayerKind.COMP, source_id=2), make_layer(2, LayerKind.COMP, source_id=2)]
    late = make_layer(3, LayerKind.COMP, source_id=2, start_time=-1.0)
    solid = make_solid(100, 8, 8, (1, 0, 0))
    renderer = Renderer(
        make_template(make_comp(1, 8, 8, *twice, late), inner, footage=[solid]), footage={}, fonts=NoFonts()
    )
    renderer.render(1, 0)
    assert sorted(drawn) == [(1, 0.0), (2, 0.0), (2, 1.0)]
    renderer.render(1, 1)
    assert len(drawn) == 6


def test_the_same_text_in_another_font_is_another_picture(tmp_path: Path):
    text = TextValue(text="a", runs=(TextRun(start=0, stop=1, font="Sought-Regular"),))
    document = make_property("ADBE Text Document", text, kind=PropertyKind.TEXT)
    comp = make_comp(1, 8, 8, make_layer(1, LayerKind.TEXT, content=[make_group("ADBE Text Properties", document)]))
    template = make_template(comp)
    copy = tmp_path / "copy.ttf"
    copy.write_bytes(FontLibrary().fallback("").path.read_bytes())

    def key(fonts: FontLibrary) -> object:
        scene = Scene(template=template, evaluator=CurveEvaluator(), fonts=fonts, footage={})
        return StillPictures(scene).key(comp, 0.0, 1.0)

    named = FontLibrary(files={"Sought-Regular": FontFile(copy)})
    assert key(FontLibrary()) == key(FontLibrary())
    assert key(FontLibrary()) != key(named)


def test_the_cache_stays_within_its_budget_and_forgets_the_longest_unused():
    cache = ByteCache(100)
    made: list[str] = []

    def get(key: str, size: int) -> str:
        def make() -> tuple[str, int]:
            made.append(key)
            return key.upper(), size

        return cache.get(key, make)

    assert [get("a", 40), get("b", 40), get("a", 40), get("c", 40)] == ["A", "B", "A", "C"]
    assert cache.used == 80
    assert [get("a", 40), get("b", 40)] == ["A", "B"]
    assert made == ["a", "b", "c", "b"]
    assert get("huge", 101) == "HUGE"
    assert cache.used == 80


def test_a_cache_keeps_nothing_when_making_fails():
    def fail() -> tuple[str, int]:
        raise ValueError("broken")

    cache = ByteCache()
    with pytest.raises(ValueError, match="broken"):
        cache.get("key", fail)
    assert cache.get("key", lambda: ("fine", 1)) == "fine"


def text_layer(layer_id: int, text: str, *selectors: Any, **fields: Any) -> Any:
    document = TextValue(text=text, runs=(TextRun(start=0, stop=len(text), font="SourceSansPro-Regular", size=12.0),))
    source = make_property("ADBE Text Document", document, kind=PropertyKind.TEXT)
    animators = []
    if selectors:
        moved = make_group("ADBE Text Animator Properties", make_property("ADBE Text Position 3D", (9.0, 9.0, 0.0)))
        chosen = make_group("ADBE Text Selectors", *selectors)
        animators = [make_group("ADBE Text Animators", make_group("ADBE Text Animator", chosen, moved))]
    content = [make_group("ADBE Text Properties", source, *animators)]
    given = {"transform": transform_group(position=(4.0, 24.0, 0.0))} | fields
    return make_layer(layer_id, LayerKind.TEXT, content=content, **given)


def test_a_text_that_wiggles_without_keyframes_is_not_still():
    def template(nested: bool) -> Template:
        comp = make_comp(2, 60, 40, text_layer(1, "wiggle", make_group("ADBE Text Wiggly Selector")))
        if not nested:
            return make_template(msgspec.structs.replace(comp, id=1))
        return make_template(make_comp(1, 60, 40, make_layer(1, LayerKind.COMP, source_id=2)), comp)

    for nested in (False, True):
        cached = render_all(Renderer(template(nested), footage={}, fonts=FontLibrary()), [0, 4, 9])
        plain = render_all(Renderer(template(nested), footage={}, fonts=FontLibrary(), cache_bytes=0), [0, 4, 9])
        assert cached == plain
        assert len(set(cached.values())) == 3


def ground_template(text: str, *, text_moves: bool = False, turned: float = 0.0) -> Template:
    """A solid with a parent, a text on it and something that fades above both."""
    solids = [make_solid(100, 30, 30, (1, 0, 0)), make_solid(101, 30, 30, (0, 1, 0))]
    fading = transform_group(opacity=[(0.0, 0.0), (1.0, 100.0)])
    place = [(0.0, (4.0, 24.0, 0.0)), (1.0, (9.0, 24.0, 0.0))] if text_moves else (4.0, 24.0, 0.0)
    layers = [
        make_layer(1, source_id=101, transform=fading),
        text_layer(2, text, transform=transform_group(position=place)),
        make_layer(3, source_id=100, parent_id=4),
        make_layer(4, LayerKind.NULL, transform=transform_group(rotation=turned, position=(9, 9, 0))),
    ]
    return make_template(make_comp(1, 60, 40, *layers), footage=solids)


def test_what_lies_below_the_first_text_is_kept_while_texts_change():
    shared = ByteCache()
    for text, turned in (("one", 0.0), ("two", 0.0), ("two", 30.0), ("one", 30.0)):
        template = ground_template(text, turned=turned)
        kept = render_all(Renderer(template, footage={}, fonts=FontLibrary(), cache=shared), [0, 9])
        assert kept == render_all(Renderer(template, footage={}, fonts=FontLibrary(), cache_bytes=0), [0, 9])


def test_the_ground_does_not_depend_on_what_moves_on_it():
    shared, used = ByteCache(), set()
    for text in ("one", "another"):
        template = ground_template(text, text_moves=True)
        Renderer(template, footage={}, fonts=FontLibrary(), cache=shared).render(1, 0)
        used.add(shared.used)
    assert len(used) == 1
    Renderer(ground_template("one", text_moves=True, turned=9.0), footage={}, fonts=FontLibrary(), cache=shared).render(
        1, 0
    )
    assert shared.used not in used
