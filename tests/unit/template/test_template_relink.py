"""A filled project made ready for the computer that renders it."""

from __future__ import annotations

import json
from pathlib import Path

import py_aep
import pytest
from own_projects import empty_project, saved
from PIL import Image

from app.core.errors import TemplateError
from app.template.adapter import open_project, save_project, unqueue
from app.template.build import build_model
from app.template.chunks import ChunkTree, read_rifx, write_rifx
from app.template.diff import diff
from app.template.locate import leads_to_a_share, locate_footage
from app.template.relink import counts_from, relink, rename_item
from tests.fakes.models import make_comp, make_image, make_template


def photo_project(folder: Path) -> bytes:
    """Two photos in one composition, the second in a folder."""
    project = py_aep.new("25.0x50", platform="windows").project
    comp = project.root_folder.add_comp("Main", 64, 36, 1.0, 1.0, 25.0)
    for name in ("a.png", "b.png"):
        path = folder / name
        Image.new("RGB", (8, 8)).save(path)
        item = project.import_file(py_aep.ImportOptions(path))
        comp.add(item)
    item.parent_folder = project.root_folder.add_folder("Photos")
    return saved(project)


def paths(tree: ChunkTree) -> list[dict[str, object]]:
    return [json.loads(chunk.body) for chunk in tree.root.walk() if chunk.tag == "alas"]


def test_template_relink_points_items_to_files_of_the_rendering_computer(tmp_path: Path) -> None:
    tree = read_rifx(photo_project(tmp_path), "own.aep")
    items = [item.id for item in build_model(write_rifx(tree), "own.aep").footage]
    wanted = {items[0]: r"C:\fh\1\f\1\ä.png", items[1]: r"C:\fh\1\f\2\b.png"}
    moved = relink(tree, wanted, location=r"C:\fh\1\project.aep", name="own.aep")
    model = build_model(write_rifx(moved), "own.aep")
    assert {item.id: item.path for item in model.footage} == wanted
    first = next(record for record in paths(moved) if record["fullpath"] == wanted[items[0]])
    assert (first["platform"], first["ascendcount_base"], first["ascendcount_target"]) == (1, 1, 3)
    assert {difference.path.rpartition("/")[2].partition("[")[0] for difference in diff(tree, moved)} == {"alas"}


def test_template_relink_leaves_what_it_was_not_told_of_but_for_network_shares(tmp_path: Path) -> None:
    tree = read_rifx(photo_project(tmp_path), "own.aep")
    item = build_model(write_rifx(tree), "own.aep").footage[0]
    share = relink(tree, {item.id: r"\\evil.example\share\a.png"}, location=r"C:\x\p.aep", name="own.aep")
    again = relink(share, {}, location=r"C:\fh\1\project.aep", name="own.aep")
    found = [str(record["fullpath"]) for record in paths(again)]
    assert r"C:\fh\1\missing\a.png" in found
    assert {str(record["fullpath"]) for record in paths(tree)} & set(found), "the other item keeps its path"


def test_template_relink_says_when_an_item_has_no_file(tmp_path: Path) -> None:
    tree = read_rifx(empty_project(), "own.aep")
    with pytest.raises(TemplateError, match="item 7"):
        relink(tree, {7: "/x/a.png"}, location="/x/p.aep", name="own.aep")


def test_template_relink_renames_one_composition_of_two_with_the_same_name(tmp_path: Path) -> None:
    project = py_aep.new("25.0x50", platform="windows").project
    comps = [project.root_folder.add_comp("Main", 64, 36, 1.0, 1.0, 25.0) for _ in range(2)]
    tree = read_rifx(saved(project), "own.aep")
    renamed = rename_item(tree, comps[1].id, "Unique 主", name="own.aep")
    model = build_model(write_rifx(renamed), "own.aep")
    assert {comp.id: comp.name for comp in model.comps} == {comps[0].id: "Main", comps[1].id: "Unique 主"}
    with pytest.raises(TemplateError, match="999"):
        rename_item(tree, 999, "x", name="own.aep")


@pytest.mark.parametrize(("start", "number"), [(0, 0), (1, 1)])
def test_template_relink_knows_where_frames_count_from(start: int, number: int) -> None:
    project = py_aep.new("25.0x50", platform="windows").project
    project.display_start_frame = start
    assert counts_from(read_rifx(saved(project), "own.aep")) == number


def test_template_waiting_render_queue_items_of_the_composition_are_taken_off() -> None:
    project = py_aep.new("25.0x50", platform="windows").project
    wanted, other = (project.root_folder.add_comp(name, 64, 36, 1.0, 1.0, 25.0) for name in ("Main", "Other"))
    for comp in (wanted, other):
        project.render_queue.add(comp).status = py_aep.RQItemStatus.QUEUED
    opened = open_project(saved(project), "own.aep")
    unqueue(opened, wanted.id)
    again = open_project(save_project(opened, "own.aep"), "own.aep")
    assert [item.status.name for item in again.render_queue.items] == ["UNQUEUED", "QUEUED"]


@pytest.mark.parametrize(
    "path", [r"\\evil\s\a.png", "//evil/s/a.png", r"\/evil/s/a.png", r"/\evil\s\a.png", r"\\?\UNC\evil\s\a.png"]
)
def test_template_paths_to_other_computers_are_never_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    looked_for: list[str] = []
    monkeypatch.setattr(Path, "is_file", lambda one: looked_for.append(str(one)))
    item = make_image(1, 8, 8, path=path)
    assert locate_footage(make_template(make_comp(1, 8, 8), footage=[item]), tmp_path / "a.aep") == {}
    assert looked_for and all(one.startswith(str(tmp_path)) for one in looked_for)


@pytest.mark.parametrize("path", ["/footage/a.png", r"C:\footage\a.png", "a.png", r"footage\a.png", ""])
def test_template_paths_to_this_computer_are_none_to_others(path: str) -> None:
    assert not leads_to_a_share(path)
