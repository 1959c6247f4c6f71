"""Where Farmhand keeps what belongs to the user: settings, profiles, films."""

from __future__ import annotations

import re
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_videos_path

from app.core.errors import UsageError
from app.core.settings import Settings
from app.farm.files import written_path

SETTINGS_FILE = "farmhand.toml"
DEFAULT_PROFILE = "default"

_PROFILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def settings_file() -> Path:
    """The user's settings file, which need not exist."""
    return user_config_path("farmhand", appauthor=False) / SETTINGS_FILE


def profile_home(name: str = DEFAULT_PROFILE) -> Path:
    """The folder of a profile's farm: store, assets, pieces and logs. Raises `UsageError` for a name that is none."""
    if _PROFILE_NAME.fullmatch(name) is None:
        raise UsageError(
            f"“{name}” cannot be the name of a profile.",
            next_step="Use up to 64 small letters, digits, hyphens and underscores.",
        )
    return user_data_path("farmhand", appauthor=False) / "profiles" / name


def node_home(settings: Settings) -> Path:
    """The folder of this computer's agent: as the settings say, else one of the user's that runs it."""
    if settings.node_home:
        return written_path(settings.node_home).absolute()
    return user_data_path("farmhand", appauthor=False) / "node"


def farm_cache() -> Path:
    """The user's folder of what a client of a farm fetched from its storage, and of what is not there yet."""
    return user_cache_path("farmhand", appauthor=False) / "farm"


def default_output_folder() -> Path:
    """Where films go when no folder is chosen: `Farmhand` among the user's videos."""
    return user_videos_path() / "Farmhand"


def output_folder(settings: Settings) -> Path:
    """The folder that the settings name for films, else the default one."""
    return written_path(settings.output_folder) if settings.output_folder else default_output_folder()
