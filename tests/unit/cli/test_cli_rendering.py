from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.batch import warning_lines
from app.cli.rendering import Wishes, check, engines_here
from app.cli.rows import FilmRow
from app.core.errors import RowError, UsageError
from app.core.jobs import EngineChoice, RenderWarning, WarningKind
from app.core.messages import JobView
from app.core.settings import Settings
from app.core.states import JobState
from app.farm.film_names import film_names
from resources import samples


def rows(*names: str) -> list[FilmRow]:
    return [FilmRow(number=number, values={}, name=name) for number, name in enumerate(names, start=2)]


def exists_in(folder: Path) -> Callable[[str], bool]:
    return lambda name: (folder / name).exists()


def test_an_ending_is_not_added_twice(tmp_path: Path) -> None:
    assert film_names(rows("a.mp4", "b.MP4", "c.mov"), ".mp4", exists_in(tmp_path), number=False) == (
        "a.mp4",
        "b.mp4",
        "c.mov.mp4",
    )


def test_rows_that_differ_in_their_ending_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RowError, match="Rows 2 and 3"):
        film_names(rows("ann", "Ann.mp4"), ".mp4", exists_in(tmp_path), number=False)


def test_numbers_stay_clear_of_files_and_of_other_rows(tmp_path: Path) -> None:
    for name in ("a.mp4", "a (2).mp4", "b.mp4"):
        (tmp_path / name).touch()
    names = film_names(rows("a", "a (3)", "b", "new"), ".mp4", exists_in(tmp_path), number=True)
    assert names == ("a (4).mp4", "a (3).mp4", "b (2).mp4", "new.mp4")


def view(name: str, *warnings: RenderWarning) -> JobView:
    return JobView(job_id=name, name=name, owner="ann", state=JobState.DONE, output=f"{name}.mp4", warnings=warnings)


def test_a_warning_about_all_films_is_one_line() -> None:
    font = [RenderWarning(kind=WarningKind.FONT, what="no Gilroy", where=f"Main / {layer}") for layer in range(5)]
    photo = RenderWarning(kind=WarningKind.PHOTO, what="small.png is enlarged", where="Photo")
    lines = warning_lines([view(f"film{number}", *font) for number in range(7)] + [view("last", photo)])
    assert lines == (
        "film0, film1, film2, film3, film4 and 2 more: no Gilroy (5 places: Main / 0, Main / 1, Main / 2 and 2 more)",
        "last: small.png is enlarged (Photo)",
    )


def test_after_effects_is_asked_for_only_where_it_is(tmp_path: Path) -> None:
    program = tmp_path / "aerender"
    wishes = Wishes(template=samples()[0].template, missing="substitute", engine="aerender")
    with pytest.raises(UsageError, match="does not draw with the engine aerender") as caught:
        check(wishes, engines_here(Settings(after_effects=str(program))))
    assert "--engine builtin" in caught.value.next_step
    program.touch()
    assert check(wishes, engines_here(Settings(after_effects=str(program)))).engine is EngineChoice.AERENDER
    with pytest.raises(UsageError, match="magic"):
        check(replace(wishes, engine="magic"), engines_here(Settings()))
