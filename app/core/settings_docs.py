"""The configuration page of the documentation, generated from the settings' schema.

`python -m app.core.settings_docs` prints it; a test compares it with `docs/configuration.md`.
"""

from __future__ import annotations

import sys

from app.core.settings import SettingInfo, allowed, setting_infos, shown_value
from app.core.settings_kinds import GROUP_TITLES, SettingGroup

_HEAD = """# Configuration

Generated from the schema in `app/core/settings*.py` by `python -m app.core.settings_docs`; do not edit.

A setting comes from an environment variable, else from `farmhand.toml` in the user's configuration folder
(`~/.config/farmhand` on Linux, `%LOCALAPPDATA%\\farmhand` on Windows, `~/Library/Application Support/farmhand` on
macOS), else it is the default. A name or value that is not understood stops a command with a message that names it;
the window says so and goes on with the default. The window changes the file in place and keeps its comments.
"""

_TABLE = """
## {title}

| Setting | Environment variable | What it may be | Default | Meaning |
|---|---|---|---|---|
"""


def configuration_page() -> str:
    """The page, in Markdown."""
    return _HEAD + "".join(_section(group) for group in GROUP_TITLES)


def _section(group: SettingGroup) -> str:
    rows = "".join(f"{_row(info)}\n" for info in setting_infos(group))
    return _TABLE.format(title=GROUP_TITLES[group]) + rows


def _row(info: SettingInfo) -> str:
    unit = f" {info.unit}" if info.unit else ""
    default = f"`{shown_value(info.default)}`{unit}" if info.default != "" else "–"
    return f"| `{info.name}` | `{info.environment}` | {allowed(info)}{unit} | {default} | {info.description} |"


if __name__ == "__main__":
    sys.stdout.write(configuration_page())
