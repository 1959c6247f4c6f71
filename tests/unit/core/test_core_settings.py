"""Where settings come from, and what is said when one is wrong."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UsageError
from app.core.settings import Settings, load_settings, setting_infos


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


def test_every_setting_is_described_and_its_default_is_in_range() -> None:
    infos = setting_infos()
    assert len(infos) == len(Settings.__struct_fields__)
    for info in infos:
        assert info.description.endswith(".")
        if isinstance(info.default, str):
            assert info.lowest is None and info.highest is None
        else:
            assert info.lowest <= info.default <= info.highest
        assert info.environment == f"FARMHAND_{info.name.upper()}"
