"""The farms that a window knows: kept in one file, whole, and refused when they cannot be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import UsageError
from app.core.settings import Settings
from app.farm.farm_profiles import FarmProfile, FarmProfiles, KnownFarms, checked_profile

BROKER = "amqps://ann@mq.studio.local/farmhand"


def known(*names: str, chosen: str = "") -> KnownFarms:
    made = KnownFarms()
    for name in names:
        made = made.with_farm(FarmProfile(name=name, values={"broker": BROKER}))
    return KnownFarms(farms=made.farms, chosen=chosen)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file = FarmProfiles(tmp_path / "profile" / "farms.toml")
    assert file.load() == KnownFarms()
    profile = FarmProfile(name="片廠 “A”", values={"broker": BROKER, "broker_plain": True, "storage": "\\\\nas\\films"})
    wanted = KnownFarms(chosen=profile.name).with_farm(profile)
    file.save(wanted)
    assert file.load() == wanted


def test_a_profile_decides_the_whole_connection_and_nothing_else() -> None:
    base = Settings(broker="amqps://bob@other/farm", broker_ca="/etc/ca.pem", workers=3)
    made = FarmProfile(name="A", values={"broker": BROKER}).settings(base)
    assert (made.broker, made.broker_ca, made.workers) == (BROKER, "", 3)


def test_defaults_and_spaces_are_not_kept() -> None:
    typed = FarmProfile(name=" A ", values={"broker": f" {BROKER} ", "storage": "", "broker_plain": False})
    assert checked_profile(typed) == FarmProfile(name="A", values={"broker": BROKER})


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        checked_profile(FarmProfile(name=name, values={}))


def test_what_is_no_setting_of_a_connection_is_refused() -> None:
    with pytest.raises(UsageError, match="no setting “workers”"):
        checked_profile(FarmProfile(name="A", values={"workers": 3}))


def test_a_name_is_taken_once() -> None:
    with pytest.raises(UsageError, match="already"):
        known("Studio").with_farm(FarmProfile(name="STUDIO"))
    renamed = known("Studio", "Other", chosen="Studio").with_farm(FarmProfile(name="studio"), instead_of="Studio")
    assert [one.name for one in renamed.farms] == ["Other", "studio"]
    assert renamed.chosen == "studio"


def test_forgetting_the_chosen_one_goes_back_to_this_computer() -> None:
    left = known("A", "B", chosen="A").without("A")
    assert (left.chosen, [one.name for one in left.farms]) == ("", ["B"])
    assert known("A", "B", chosen="A").without("B").chosen == "A"


def test_what_was_put_before_the_list_was_read_is_among_it() -> None:
    both = known("A", "c", chosen="A").with_later(known("B", chosen="B"))
    assert ([one.name for one in both.farms], both.chosen) == (["A", "B", "c"], "B")
    later = KnownFarms().with_farm(FarmProfile(name="a", values={"broker": BROKER, "broker_plain": True}))
    renamed = known("A", "B", chosen="A").with_later(later)
    assert ([one.name for one in renamed.farms], renamed.chosen) == (["a", "B"], "")
    assert known("A", chosen="A").with_later(KnownFarms()) == known("A", chosen="A")


def test_a_damaged_file_is_set_aside_and_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "farms.toml"
    path.write_text("[farm", "utf-8")
    file = FarmProfiles(path)
    with pytest.raises(UsageError):
        file.load()
    file.save(known("A"))
    assert (path.with_suffix(".damaged").read_text("utf-8"), file.load()) == ("[farm", known("A"))


def test_an_older_list_does_not_come_after_a_newer_one(tmp_path: Path) -> None:
    file = FarmProfiles(tmp_path / "farms.toml")
    file.save(known("A", "B"))
    file.save(known("A"), unless=lambda: True)
    assert file.load() == known("A", "B")


@pytest.mark.parametrize(
    "content",
    ["[farm", "farm = 3", "[[farm]]\nname = 3", "[[farm]]\nname = 'A'\n[[farm]]\nname = 'a'", b"\xff\xfe"],
)
def test_a_damaged_file_is_named(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "farms.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UsageError) as caught:
        FarmProfiles(path).load()
    assert isinstance(caught.value.title, str)


def test_a_chosen_farm_that_is_not_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "farms.toml"
    path.write_text("chosen = 'gone'\n", "utf-8")
    assert FarmProfiles(path).load().chosen == ""
