"""Which project a folder stands for."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import TemplateError, UsageError
from app.farm.project_search import MOST_LOOKED_AT, SEARCH_DEPTH, choose_project, find_project, is_left_out


def folder_with(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["card.aep", "(Footage)/photo.jpg"], "card.aep"),
        (["card.AEPX"], "card.AEPX"),
        (["card.aet", "notes.txt"], "card.aet"),
        (["card.aep", "card.aepx", "card.aet"], "card.aepx"),
        (["Card.aep", "card.aet"], "Card.aep"),
        (["Card/Project/card.aep", "Card/Read me.txt"], "Card/Project/card.aep"),
        (["card.aep", "Help/other.aep", "Help/third.aep"], "card.aep"),
        (["a/card.aep", "b/deeper/other.aep"], "a/card.aep"),
        (["card.aep", "Adobe After Effects Auto-Save/card auto-save 1.aep"], "card.aep"),
        (["a/b/card.aep", "Auto-Save/card.aep", "a/auto-save/x.aep"], "a/b/card.aep"),
        (["card.aep", "._card2.aep", ".hidden.aep"], "card.aep"),
        (["deep/er/card.aep", "__MACOSX/card.aep", ".git/card.aep"], "deep/er/card.aep"),
    ],
)
def test_the_one_project_of_a_folder(tmp_path: Path, names: list[str], found: str) -> None:
    assert find_project(folder_with(tmp_path, *names)) == tmp_path / found


def test_a_folder_that_is_called_like_a_project(tmp_path: Path) -> None:
    folder_with(tmp_path, "card.aep/inner.aep")
    assert find_project(tmp_path) == tmp_path / "card.aep" / "inner.aep"


def test_several_projects_are_listed_by_their_names_in_the_folder(tmp_path: Path) -> None:
    folder_with(tmp_path / "Pack", "wide/card.aep", "tall/card.aep", "tall/card.aepx")
    with pytest.raises(UsageError) as caught:
        find_project(tmp_path / "Pack")
    assert caught.value.title == "It is not clear which of the 2 projects in Pack is meant."
    assert caught.value.cause == "“tall/card.aepx” and “wide/card.aep”"
    assert "project file itself" in caught.value.next_step


def test_of_many_projects_some_are_listed(tmp_path: Path) -> None:
    folder_with(tmp_path, *(f"{number:03}.aep" for number in range(300)))
    with pytest.raises(UsageError) as caught:
        find_project(tmp_path)
    assert "300 projects" in caught.value.title
    assert "292 more" in caught.value.cause


@pytest.mark.parametrize("names", [[], ["photo.jpg"], ["Auto-Save/card.aep"], [".card.aep"], ["card.aep.bak"]])
def test_a_folder_without_a_project(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(UsageError, match="no After Effects project in"):
        find_project(folder_with(tmp_path, *names))


def test_projects_are_looked_for_so_far_down_and_no_farther(tmp_path: Path) -> None:
    names = ["/".join(["in"] * (depth - 1) + ["card.aep"]) for depth in (SEARCH_DEPTH, SEARCH_DEPTH + 1)]
    assert find_project(folder_with(tmp_path / "a", names[0])) == tmp_path / "a" / names[0]
    with pytest.raises(UsageError):
        find_project(folder_with(tmp_path / "b", names[1]))


def test_a_folder_of_everything_is_not_searched(tmp_path: Path) -> None:
    for number in range(MOST_LOOKED_AT + 1):
        os.mkfifo(tmp_path / str(number)) if number % 1000 == 0 else (tmp_path / str(number)).touch()
    with pytest.raises(UsageError, match="too much in it"):
        find_project(tmp_path)


def test_links_do_not_lead_in_circles(tmp_path: Path) -> None:
    folder_with(tmp_path, "a/b/card.aep")
    for place in (tmp_path, tmp_path / "a", tmp_path / "a" / "b"):
        (place / "again").symlink_to(tmp_path, target_is_directory=True)
        (place / "nowhere").symlink_to(place / "nowhere")
    assert find_project(tmp_path) == tmp_path / "a" / "b" / "card.aep"


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="The folder gone cannot be read"):
        find_project(tmp_path / "gone")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems forbid such names")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.aep")).touch()
    (tmp_path / os.fsdecode(b"\xff\xfe.aep")).touch()
    with pytest.raises(UsageError, match="2 projects"):
        find_project(tmp_path)


_PARTS = st.sampled_from(["a", "B", "b", ".x", "__MACOSX", "Auto-Save", "c.aep", "C.aepx", "c.aet", "d.aep", "e.jpg"])
_PATHS = st.lists(st.lists(_PARTS, min_size=1, max_size=4).map(lambda parts: PurePosixPath(*parts)), max_size=12)


@given(_PATHS)
def test_the_answer_does_not_hang_on_the_order_and_is_never_deeper_than_another_project(
    paths: list[PurePosixPath],
) -> None:
    def answer(given_paths: list[PurePosixPath]) -> PurePosixPath | str:
        depths = sorted({len(path.parts) for path in given_paths})
        levels = [[path for path in given_paths if len(path.parts) == depth] for depth in depths]
        try:
            return choose_project(levels, called="x", advice="")
        except UsageError as error:
            return str(error)

    found = answer(paths)
    assert found == answer(paths[::-1])
    projects = [path for path in paths if path.suffix in (".aep", ".aepx", ".aet") and not is_left_out(path)]
    if isinstance(found, PurePosixPath):
        assert found in projects
        assert len(found.parts) == min(len(path.parts) for path in projects)
    else:
        assert len(set(projects)) != 1
