"""Damaged projects and logs: read, filled, saved and drawn, or refused; nothing crashes, hangs or raises anything else.

Every input follows from a seed and its number. One that fails says how to make it again.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.core.errors import FarmhandError
from app.core.slots import SlotKind, TextFill
from app.template.aepx import read_aepx, write_aepx
from app.template.apply import apply
from app.template.build import build_model
from app.template.chunks import Chunk, ChunkTree, read_rifx, write_rifx
from app.template.files import ProjectForm, parse_project
from app.template.fill import fill
from app.template.locate import locate_footage
from app.template.model_bytes import decode_model, encode_model
from app.template.relink import relink
from app.template.slots import list_slots
from tests.hostile.harness import SECONDS, Place, watched
from tests.hostile.mutations import Mutator, all_trees, have_xml, own_trees
from tests.hostile.projects import draw
from tests.unit.farm.engines.test_aerender_log import ENGLISH, FRENCH, GERMAN, heard

SEED = "20130526"
REPLAY = os.environ.get("FARMHAND_FUZZ", "")
"""`seed:number` of an input that failed, for `test_one_input_again`; or another seed alone, for the long runs."""

FILE = "tests/hostile/test_hostile_fuzz.py"
DRAWN, FILLED = 0.25, 0.5


@cache
def bases(kind: str, *, everything: bool) -> tuple[ChunkTree, ...]:
    """What is damaged."""
    trees = all_trees() if everything else own_trees()
    return have_xml(trees) if kind == "aepx" else trees


def make(kind: str, seed: str, number: int, *, everything: bool) -> bytes:
    """One input."""
    trees = all_trees() if everything else own_trees()
    mutator = Mutator(f"{seed}:{kind}:{number}:{everything}", bases(kind, everything=everything), trees)
    if kind == "log":
        return mutator.log(mutator.dice.choice((ENGLISH, GERMAN, FRENCH)))
    return mutator.binary() if kind == "aep" else mutator.text()


def use(kind: str, data: bytes, number: int, folder: Path) -> str:
    """Everything that is done with an input. What became of it, in a word."""
    if kind == "log":
        heard(data)
        return "read"
    dice = random.Random(number)
    name = f"fuzz.{kind}"
    project = parse_project(data, name)
    rifx = data if project.format is ProjectForm.BINARY else write_rifx(project.tree)
    model = build_model(rifx, name)
    assert decode_model(encode_model(model)) == model
    locate_footage(model, folder / name)
    relink(project.tree, {}, location="C:\\work\\fuzz.aep", name=name)
    texts = {slot.key: TextFill("Größe\n\U0001f600 2") for slot in list_slots(model) if slot.kind is SlotKind.TEXT}
    ended = "opened"
    if texts and dice.random() < FILLED:
        filled = fill(project, texts)
        apply(model, texts)
        saved = write_rifx(filled.tree)
        assert read_rifx(saved, name) == filled.tree
        if project.format is ProjectForm.XML:
            read_aepx(write_aepx(filled.tree), name)
        ended = "filled"
    if dice.random() < DRAWN:
        draw(model)
        ended = f"{ended} and drawn"
    return ended


def run(kind: str, seed: str, numbers: range, place: Place, *, everything: bool) -> Counter[str]:
    """A row of inputs. Fails at the first that does what it must not, and says how to make it again."""
    ends: Counter[str] = Counter()
    for number in numbers:
        data = make(kind, seed, number, everything=everything)
        again = f"FARMHAND_FUZZ={seed}:{kind}:{number}:{everything} python -m pytest {FILE} -k again"
        started = time.thread_time()
        with watched(place) as watch:
            try:
                ends[use(kind, data, number, place.folder)] += 1
            except FarmhandError as error:
                assert error.title and not watch.seen, f"{error!r} {watch.seen}; again: {again}"
                ends["refused"] += 1
            except Exception as error:
                raise AssertionError(f"{type(error).__name__}: {error}; again: {again}") from error
        seconds = time.thread_time() - started
        assert seconds < SECONDS, f"It took {seconds:.1f} s of the processor; again: {again}"
        assert not watch.seen, f"{watch.seen}; again: {again}"
    print(f"{kind}, seed {seed}, {numbers}: {dict(ends)}; again: FARMHAND_FUZZ={seed}:{kind}:NUMBER:{everything}")
    return ends


@pytest.fixture
def place(tmp_path: Path) -> Place:
    for name in ("case", "shared"):
        (tmp_path / name).mkdir()
    return Place(folder=tmp_path / "case", shared=tmp_path / "shared", secret=tmp_path / "secret", address="")


def test_only_projects_without_an_xml_form_are_no_base_for_one() -> None:
    old = ChunkTree(Chunk("RIFX", "Egg!", b"", (Chunk("alas", "", b"\0\0\1\2 old alias record"),)))
    assert have_xml((*own_trees(), old)) == own_trees()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("kind", "count"), [("aep", 50), ("aepx", 30), ("log", 120)])
def test_damaged_input_is_used_or_refused(kind: str, count: int, place: Place) -> None:
    ends = run(kind, SEED, range(count), place, everything=False)
    assert ends.total() == count
    if kind != "log":
        assert {"refused"} < set(ends)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize(("kind", "count"), [("aep", 300), ("aepx", 150), ("log", 250)])
def test_much_damaged_input_is_used_or_refused(kind: str, count: int, part: int, place: Place) -> None:
    seed = REPLAY if REPLAY and ":" not in REPLAY else SEED
    ends = run(kind, seed, range(1000 + part * count, 1000 + (part + 1) * count), place, everything=True)
    assert ends.total() == count


if ":" in REPLAY:

    def test_one_input_again(place: Place) -> None:
        seed, kind, number, everything = REPLAY.split(":")
        run(kind, seed, range(int(number), int(number) + 1), place, everything=everything == "True")
