"""The configuration page says what the schema says."""

from __future__ import annotations

from pathlib import Path

from app.core.settings import setting_infos
from app.core.settings_docs import configuration_page
from app.core.settings_kinds import GROUP_TITLES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "configuration.md"


def test_page_is_generated_from_the_schema() -> None:
    assert PAGE.read_text("utf-8") == configuration_page(), (
        "run: python -m app.core.settings_docs > docs/configuration.md"
    )


def test_every_setting_is_on_the_page() -> None:
    page = configuration_page()
    for info in setting_infos():
        assert f"`{info.name}`" in page
        assert info.environment in page
        assert info.description in page


def test_the_page_has_a_section_for_each_group() -> None:
    titles = [line.removeprefix("## ") for line in configuration_page().splitlines() if line.startswith("## ")]
    assert titles == list(GROUP_TITLES.values())
