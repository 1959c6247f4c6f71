"""The settings file as people and the window change it, sometimes both at once."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from app.core.errors import StorageError, UsageError
from app.core.settings import Settings
from app.core.settings_choices import Theme
from app.core.settings_kinds import SettingGroup
from app.core.settings_sources import Origin
from app.farm.places import default_output_folder, output_folder, profile_home
from app.farm.settings_store import SettingsStore

BY_HAND = """# my settings
theme = "light"   # easy on the eyes
workers = 2

# something of a later version
shiny = true
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "farmhand.toml"


@pytest.fixture
def store(path: Path) -> SettingsStore:
    return SettingsStore(path, {})


def by_hand(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())


def test_settings_without_a_file_are_the_defaults(store: SettingsStore) -> None:
    assert store.load() == Settings()
    assert store.origin("theme") is Origin.DEFAULT


def test_settings_that_are_set_are_there_for_the_next_program(store: SettingsStore, path: Path) -> None:
    store.set("theme", Theme.LIGHT)
    store.set("keep_awake", False)
    store.set("lease_seconds", 20)
    store.set("output_folder", "/films/夏")
    found = SettingsStore(path, {}).load()
    assert (found.theme, found.keep_awake, found.lease_seconds) == (Theme.LIGHT, False, 20.0)
    assert found.output_folder == "/films/夏"
    assert store.origin("theme") is Origin.FILE


def test_settings_keep_comments_order_and_what_is_not_known(store: SettingsStore, path: Path) -> None:
    by_hand(path, BY_HAND)
    store.set("theme", "high_contrast")
    store.set("text_size", 125)
    store.reset("workers")
    text = path.read_text("utf-8")
    assert "# my settings" in text
    assert 'theme = "high_contrast"   # easy on the eyes' in text
    assert "shiny = true" in text
    assert "workers" not in text
    assert store.load_lenient()[0].text_size == 125


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_settings_keep_the_line_ends_and_bear_the_mark_of_windows_editors(
    store: SettingsStore, path: Path, ending: str
) -> None:
    by_hand(path, f"\ufeff# mine{ending}workers = 2{ending}")
    store.set("workers", 5)
    assert path.read_bytes() == f"# mine{ending}workers = 5{ending}".encode()


def test_settings_edited_by_hand_meanwhile_stay(store: SettingsStore, path: Path) -> None:
    store.set("theme", "light")
    by_hand(path, path.read_text("utf-8") + "workers = 7\n")
    store.set("text_size", 150)
    found = store.load()
    assert (found.theme, found.workers, found.text_size) == (Theme.LIGHT, 7, 150)


def test_settings_of_a_group_go_back_to_their_defaults(store: SettingsStore, path: Path) -> None:
    by_hand(path, BY_HAND + "text_size = 3\n")
    store.reset_group(SettingGroup.GENERAL)
    found, errors = store.load_lenient()
    assert (found.theme, found.text_size, found.workers) == (Settings().theme, 100, 2)
    assert ["shiny" in error.title for error in errors] == [True]


def test_settings_that_are_wrong_name_file_and_setting(store: SettingsStore, path: Path) -> None:
    by_hand(path, "workers = 900\n")
    with pytest.raises(UsageError, match="workers") as caught:
        store.load()
    assert str(path) in caught.value.title


def test_settings_that_are_wrong_need_not_stop_the_window(store: SettingsStore, path: Path) -> None:
    by_hand(path, 'workers = 900\ntheme = "light"\nwrokers = 3\n')
    found, errors = store.load_lenient()
    assert (found.workers, found.theme) == (0, Theme.LIGHT)
    assert len(errors) == 2
    assert "workers" in errors[1].next_step


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"theme = 'dark'\ntheme = 'light'"])
def test_settings_files_that_cannot_be_read_are_left_alone(store: SettingsStore, path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    found, errors = store.load_lenient()
    assert found == Settings()
    assert [str(path) in error.title for error in errors] == [True]
    for change in (lambda: store.set("theme", "light"), lambda: store.reset("theme"), store.load):
        with pytest.raises(UsageError, match="cannot be read"):
            change()
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("workers", 65),
        ("workers", 1.5),
        ("keep_awake", "perhaps"),
        ("thema", "dark"),
        ("theme", None),
    ],
)
def test_settings_are_not_given_what_they_may_not_have(
    store: SettingsStore, path: Path, name: str, value: object
) -> None:
    by_hand(path, BY_HAND)
    with pytest.raises(UsageError, match=name):
        store.set(name, value)
    assert path.read_text("utf-8") == BY_HAND


def test_settings_that_do_not_go_together_are_refused_and_old_faults_do_not_stand_in_the_way(
    store: SettingsStore, path: Path
) -> None:
    by_hand(path, "workers = 900\n")
    with pytest.raises(UsageError, match="lease_seconds"):
        store.set("lease_seconds", 5)
    store.set("lease_seconds", 15)
    assert store.load_lenient()[0].lease_seconds == 15


def test_settings_of_the_environment_win_and_are_fixed(path: Path) -> None:
    by_hand(path, BY_HAND)
    store = SettingsStore(path, {"FARMHAND_THEME": "high_contrast"})
    assert store.load_lenient()[0].theme is Theme.HIGH_CONTRAST
    assert (store.origin("theme"), store.origin("workers")) == (Origin.ENVIRONMENT, Origin.FILE)
    with pytest.raises(UsageError, match="theme") as caught:
        store.set("theme", "light")
    assert "FARMHAND_THEME" in caught.value.cause
    with pytest.raises(UsageError, match="wrong_name"):
        store.origin("wrong_name")


def test_settings_are_told_to_those_who_want_to_know(store: SettingsStore, path: Path) -> None:
    heard: list[Settings] = []
    end = store.subscribe(heard.append)
    store.set("workers", 3)
    store.set("workers", 3)
    by_hand(path, "workers = 4\n")
    store.load_lenient()
    store.load_lenient()
    assert [one.workers for one in heard] == [3, 4]
    end()
    store.reset("workers")
    assert len(heard) == 2


def test_settings_set_from_many_threads_are_all_there(store: SettingsStore) -> None:
    values = {"workers": 3, "text_size": 110, "theme": "dark", "keep_awake": False, "longest_chunk": 4, "ffmpeg": "f"}
    threads = [threading.Thread(target=store.set, args=one) for one in values.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = store.load()
    assert {name: getattr(found, name) for name in values} == values


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_settings_behind_a_link_are_written_where_they_are_kept(
    store: SettingsStore, path: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text("workers = 2\n", "utf-8")
    path.parent.mkdir()
    path.symlink_to(kept)
    store.set("workers", 3)
    assert path.is_symlink()
    assert kept.read_text("utf-8") == "workers = 3\n"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder in which nobody, not even root, may write")
def test_settings_in_a_folder_that_may_not_be_written_to_say_so() -> None:
    store = SettingsStore(Path("/sys/farmhand.toml"), {})
    with pytest.raises(StorageError, match=r"farmhand\.toml"):
        store.set("workers", 3)


def test_settings_whose_folder_is_a_file_say_so(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way", "utf-8")
    store = SettingsStore(tmp_path / "config" / "farmhand.toml", {})
    with pytest.raises((StorageError, UsageError), match=r"farmhand\.toml"):
        store.set("workers", 3)


def test_films_go_to_the_folder_of_the_settings_or_to_the_users_videos() -> None:
    assert output_folder(Settings()) == default_output_folder()
    assert default_output_folder().name == "Farmhand"
    assert output_folder(Settings(output_folder="~/films")) == Path.home() / "films"


@pytest.mark.parametrize("name", ["", "../x", "a/b", "Ä", "-a", "x" * 65])
def test_profiles_have_plain_names(name: str) -> None:
    with pytest.raises(UsageError, match="profile"):
        profile_home(name)


def test_profiles_have_folders_of_their_own() -> None:
    assert profile_home().name == "default"
    assert profile_home("farm-2") != profile_home()
