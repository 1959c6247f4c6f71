from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.core.errors import StorageError
from app.farm.recent import LARGEST_FILE, MOST, RecentFilm, RecentList, RecentTemplate, recent_films, recent_templates


def template(name: str, opened: float = 1.0) -> RecentTemplate:
    return RecentTemplate(
        path=f"/films/{name}.aep",
        name=name,
        width=1920,
        height=1080,
        frame_rate=25.0,
        frames=250,
        fields=3,
        opened=opened,
    )


def names(recent: RecentList[RecentTemplate]) -> list[str]:
    return [one.name for one in recent.all()]


def test_newest_first_and_each_file_once(tmp_path: Path) -> None:
    recent = recent_templates(tmp_path / "profile")
    assert recent.all() == ()
    for number, name in enumerate(("春節 promo", "b", "c", "b"), start=1):
        recent.add(template(name, float(number)))
    assert names(recent_templates(tmp_path / "profile")) == ["b", "c", "春節 promo"]
    assert recent.all()[0].opened == 4.0


def test_list_is_short(tmp_path: Path) -> None:
    recent = recent_templates(tmp_path)
    for number in range(MOST + 5):
        recent.add(template(f"t{number}", float(number)))
    assert len(recent.all()) == MOST
    assert names(recent)[0] == f"t{MOST + 4}"


def test_removed_one_comes_back_to_its_place(tmp_path: Path) -> None:
    recent = recent_templates(tmp_path)
    for number, name in enumerate("abc", start=1):
        recent.add(template(name, float(number)))
    removed = recent.all()[1]
    recent.remove(removed.path)
    assert names(recent) == ["c", "a"]
    recent.remove("/never/was.aep")
    recent.add(removed)
    assert names(recent) == ["c", "b", "a"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff not json",
        b'{"version": 1, "items": [{"path": 3, "name": "a"}]}',
        b'{"version": 1, "items": [{"path": "/a.aep", "name": "a", "width": -4}]}',
        b'{"version": 99, "items": []}',
        b'["a list"]',
        b'{"version": 1, "items": [{"path": "' + b"x" * 5000 + b'", "name": "a"}]}',
        b" " * (LARGEST_FILE + 1),
    ],
)
def test_damaged_file_begins_anew_and_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    recent = recent_templates(tmp_path)
    recent.path.write_bytes(content)
    assert recent.all() == ()
    assert recent.path.with_suffix(".damaged").read_bytes() == content
    recent.add(template("a"))
    assert names(recent) == ["a"]


def test_folder_in_place_of_the_file_is_no_catastrophe(tmp_path: Path) -> None:
    recent = recent_templates(tmp_path)
    recent.path.mkdir()
    assert recent.all() == ()
    with pytest.raises(StorageError):
        recent.add(template("a"))


def test_two_windows_at_once_lose_nothing_of_one_list(tmp_path: Path) -> None:
    recent = recent_templates(tmp_path)
    threads = [
        threading.Thread(target=recent.add, args=(template(f"t{number}", float(number)),)) for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names(recent)) == sorted(f"t{number}" for number in range(8))


def test_films_have_a_list_of_their_own(tmp_path: Path) -> None:
    recent_templates(tmp_path).add(template("a"))
    films = recent_films(tmp_path)
    films.add(
        RecentFilm(path="/films/1.mp4", name="1", ended=2.0), RecentFilm(path="/films/2.mp4", name="2", ended=3.0)
    )
    films.add(RecentFilm(path="/films/1.mp4", name="1", ended=4.0, size=99))
    assert [(one.name, one.size) for one in recent_films(tmp_path).all()] == [("1", 99), ("2", 0)]
    assert names(recent_templates(tmp_path)) == ["a"]
