"""Where settings come from, and what is said when one is wrong."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UsageError
from app.core.presets import PRESETS
from app.core.settings import Settings, setting_info, setting_infos
from app.core.settings_choices import Language, Theme
from app.core.settings_kinds import GROUP_TITLES, SettingGroup, SettingKind
from app.core.settings_sources import Origin, load_settings, resolve_settings


def test_the_defaults_are_the_architecture_s() -> None:
    settings = load_settings()
    assert (settings.beat_seconds, settings.lease_seconds, settings.reap_seconds) == (3.0, 12.0, 1.0)
    assert (settings.piece_failures, settings.worker_failures, settings.infrastructure_failures) == (3, 3, 10)


def test_the_command_line_wins_over_environment_over_file() -> None:
    file = tomllib.loads("task_tries = 2\nlongest_chunk = 2\npiece_failures = 2")
    environment = {"FARMHAND_TASK_TRIES": "3", "FARMHAND_LONGEST_CHUNK": "3", "HOME": "x", "FARMHAND_CORPUS": "y"}
    settings = load_settings(command_line={"task_tries": 4, "longest_chunk": None}, environment=environment, file=file)
    assert (settings.task_tries, settings.longest_chunk, settings.piece_failures) == (4, 3, 2)


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ({"lease_secs": 3}, "lease_secs"),
        ({"lease_seconds": True}, "lease_seconds"),
        ({"task_tries": 2.5}, "task_tries"),
        ({"task_tries": 0}, "task_tries"),
        ({"beat_seconds": [1]}, "beat_seconds"),
        ({"beat_seconds": float("nan")}, "beat_seconds"),
        ({"lease_seconds": 5.0}, "lease_seconds"),
        ({"keep_awake": 1}, "keep_awake"),
        ({"keep_awake": "perhaps"}, "keep_awake"),
        ({"theme": "pink"}, "theme"),
        ({"theme": 3}, "theme"),
        ({"preset": "gif"}, "preset"),
        ({"text_size": 74}, "text_size"),
        ({"name_pattern": "x" * 1001}, "name_pattern"),
    ],
)
def test_a_wrong_setting_is_named(file: dict[str, object], named: str) -> None:
    with pytest.raises(UsageError, match=named) as caught:
        load_settings(file=file, file_name="farmhand.toml")
    assert caught.value.next_step or caught.value.cause


def test_a_misspelt_setting_gets_a_proposal_and_its_source() -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(file={"lease_secnds": 12}, file_name="farmhand.toml")
    assert "farmhand.toml" in caught.value.title and "lease_seconds" in caught.value.next_step


@given(st.text(max_size=12))
def test_any_text_in_the_environment_is_a_value_or_a_clear_error(text: str) -> None:
    try:
        settings = load_settings(environment={"FARMHAND_TASK_TRIES": text})
    except UsageError as error:
        assert "task_tries" in error.title
    else:
        assert 1 <= settings.task_tries <= 100


def test_switches_and_choices_are_taken_from_a_file_and_from_variables() -> None:
    file = tomllib.loads('theme = "light"\nkeep_awake = false\nlanguage = "zh_TW"\ntext_size = 125')
    settings = load_settings(environment={"FARMHAND_KEEP_USABLE": "false", "FARMHAND_LANGUAGE": ""}, file=file)
    assert (settings.theme, settings.keep_awake, settings.keep_usable) == (Theme.LIGHT, False, False)
    assert (settings.language, settings.text_size) == (Language.SYSTEM, 125)


def test_a_wrong_choice_is_told_what_there_is() -> None:
    with pytest.raises(UsageError) as caught:
        load_settings(file={"existing": "maybe"})
    assert "ask, number, overwrite, skip" in caught.value.cause


def test_what_is_wrong_can_be_left_out_and_told_of() -> None:
    file = {"theme": "pink", "workers": 3, "colour": "red", "beat_seconds": 10.0}
    found = resolve_settings(environment={"FARMHAND_TEXT_SIZE": "large"}, file=file, file_name="farmhand.toml")
    assert (found.settings.workers, found.settings.theme, found.settings.beat_seconds) == (3, Settings().theme, 3.0)
    named = [
        name
        for name in ("theme", "colour", "text_size", "lease_seconds")
        for error in found.errors
        if name in error.title
    ]
    assert named == ["theme", "colour", "text_size", "lease_seconds"]
    assert (found.origins["workers"], found.origins["theme"]) == (Origin.FILE, Origin.DEFAULT)


def test_what_goes_together_is_taken_together() -> None:
    with pytest.raises(UsageError, match="only one is set"):
        load_settings(file={"after_effects_memory_percent": 80})
    found = resolve_settings(file={"after_effects_memory_percent": 80, "workers": 2})
    assert (found.settings.after_effects_memory_percent, found.settings.workers) == (0, 2)
    assert len(found.errors) == 1
    both = load_settings(file={"after_effects_memory_percent": 80, "after_effects_cache_percent": 40})
    assert both.after_effects_cache_percent == 40


def test_every_setting_is_described_and_its_default_is_allowed() -> None:
    infos = setting_infos()
    assert len(infos) == len(Settings.__struct_fields__)
    for info in infos:
        assert info.description.endswith(".")
        assert info.title and not info.title.endswith(".")
        assert info.environment == f"FARMHAND_{info.name.upper()}"
        assert load_settings(file={info.name: info.default}) == Settings()
        assert (info.lowest is not None) == (info.kind in {SettingKind.COUNT, SettingKind.NUMBER})
        assert bool(info.choices) == (info.kind is SettingKind.CHOICE)
        for choice in info.choices:
            assert choice.title
            load_settings(file={info.name: choice.value})


def test_every_group_has_a_title_and_settings() -> None:
    assert list(GROUP_TITLES) == list(SettingGroup)
    assert [info for group in SettingGroup for info in setting_infos(group)] == list(setting_infos())


def test_the_presets_of_the_setting_are_those_that_there_are() -> None:
    assert [choice.value for choice in setting_info("preset").choices] == list(PRESETS)
