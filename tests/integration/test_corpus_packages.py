"""Real projects with their footage, packed: they open as they do from their folders, and find the same footage."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.core.errors import UsageError
from app.farm.packages import project_in
from app.farm.project_search import PROJECT_ENDINGS
from app.template.load import load_template
from app.template.locate import locate_footage

CORPUS = os.environ.get("FARMHAND_CORPUS", "")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]


def folders() -> list[Path]:
    """The folders with collected footage, each with the one project in it, or several."""
    return sorted(path.parent for path in Path(CORPUS).rglob("(Footage)") if path.parent.is_dir()) if CORPUS else []


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.name)
def test_a_packed_folder_opens_as_the_folder_does(folder: Path, tmp_path: Path) -> None:
    pack = Path(shutil.make_archive(str(tmp_path / folder.name), "zip", folder.parent, folder.name))
    unpacked = tmp_path / "unpacked"
    projects = [path for path in sorted(folder.iterdir()) if path.suffix in PROJECT_ENDINGS]
    if len(projects) != 1:
        with pytest.raises(UsageError) as caught:
            project_in(pack, unpacked=unpacked)
        assert all(path.name in caught.value.cause for path in projects)
        return
    [original] = projects
    assert project_in(folder, unpacked=unpacked) == original
    project = project_in(pack, unpacked=unpacked)
    packed, plain = load_template(project, isolated=False), load_template(original, isolated=False)
    assert packed.template == plain.template
    found, expected = locate_footage(packed.template, project), locate_footage(plain.template, original)
    assert found.keys() == expected.keys()
    assert found
    for item, path in found.items():
        assert path.is_relative_to(unpacked)
        assert path.read_bytes() == expected[item].read_bytes()


def test_projects_with_footage_in_folders_of_their_own(tmp_path: Path) -> None:
    folder = Path(CORPUS) / "douglasprod__nexrender-simple-usage"
    pack = Path(shutil.make_archive(str(tmp_path / "page"), "zip", folder))
    project = project_in(pack, unpacked=tmp_path / "unpacked")
    assert project.name == "Untitled Project.aep"
    assert load_template(project, isolated=False).template.comps
