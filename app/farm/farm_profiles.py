"""The farms that a window knows, each with how to reach it: a TOML file in the window's profile, without secrets."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from app.core.errors import UsageError
from app.core.model import Struct
from app.core.settings import Settings, plain_value, setting_infos
from app.core.settings_kinds import SettingGroup, SettingValue
from app.core.settings_sources import check_setting
from app.core.unreadable import NO_TOML
from app.farm.files import translated, write_durably

FILE_NAME: Final = "farms.toml"
LONGEST_NAME: Final = 60

_KEYS: Final = {info.name: info.default for info in setting_infos(SettingGroup.CONNECTION)}


class FarmProfile(Struct, frozen=True):
    """A farm by the name that people give it; `values` are settings of the group connection that are not the default.

    Passwords are not among them: they are kept where secrets are, under the names that the broker's address gives.
    """

    name: str
    values: dict[str, SettingValue] = {}

    def settings(self, base: Settings) -> Settings:
        """The settings of whoever works with this farm: `base` but for the connection, which is the profile's alone."""
        checked = {name: check_setting(name, value, f"the farm “{self.name}”") for name, value in self.values.items()}
        return msgspec.structs.replace(base, **(_KEYS | checked))


class KnownFarms(Struct, frozen=True):
    """All profiles in order of their names, and the name of the farm that renders run on (empty: this computer)."""

    farms: tuple[FarmProfile, ...] = ()
    chosen: str = ""

    def find(self, name: str) -> FarmProfile | None:
        """The profile of that name."""
        return next((one for one in self.farms if one.name == name), None)

    def with_farm(self, profile: FarmProfile, *, instead_of: str = "") -> KnownFarms:
        """With one more, or one in the place of another. Raises `UsageError` when its name is none, or is taken."""
        rest = [one for one in self.farms if one.name != instead_of]
        checked = checked_profile(profile)
        if any(one.name.casefold() == checked.name.casefold() for one in rest):
            raise UsageError(
                f"There is a farm called “{checked.name}” already.", next_step="Give this one another name."
            )
        chosen = checked.name if instead_of and self.chosen == instead_of else self.chosen
        return KnownFarms(farms=tuple(sorted((*rest, checked), key=lambda one: one.name.casefold())), chosen=chosen)

    def without(self, name: str) -> KnownFarms:
        """Without that one; what rendered there renders on this computer from now on."""
        return KnownFarms(
            farms=tuple(one for one in self.farms if one.name != name),
            chosen="" if self.chosen == name else self.chosen,
        )

    def with_later(self, later: KnownFarms) -> KnownFarms:
        """With those that were put into another list before this one was read, and with what is chosen there, if any.

        Where both have a farm of the same name, the later one stays.
        """
        taken = {one.name.casefold() for one in later.farms}
        farms = (*(one for one in self.farms if one.name.casefold() not in taken), *later.farms)
        kept = KnownFarms(farms=tuple(sorted(farms, key=lambda one: one.name.casefold())))
        chosen = kept.find(later.chosen or self.chosen)
        return KnownFarms(farms=kept.farms, chosen="" if chosen is None else chosen.name)


def checked_profile(profile: FarmProfile) -> FarmProfile:
    """The profile without spaces around its texts and without what is the default. Raises `UsageError`."""
    name = profile.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(
            "The farm has no name." if not name else f"“{name[:LONGEST_NAME]}” cannot be the name of a farm.",
            next_step=f"Give it a name of up to {LONGEST_NAME} characters, such as that of your studio.",
        )
    values: dict[str, SettingValue] = {}
    for key, value in profile.values.items():
        if key not in _KEYS:
            raise UsageError(f"A farm has no setting “{key}”.", next_step="Remove it.")
        plain = plain_value(check_setting(key, value, f"the farm “{name}”"))
        plain = plain.strip() if isinstance(plain, str) else plain
        if plain != _KEYS[key]:
            values[key] = plain
    return FarmProfile(name=name, values=values)


class FarmProfiles:
    """Reads and writes the file, whole. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._is_damaged = False

    def load(self) -> KnownFarms:
        """What there is; nothing where there is no file. Raises `UsageError` when it is damaged."""
        try:
            return self._read()
        except UsageError:
            self._is_damaged = True
            raise

    def _read(self) -> KnownFarms:
        try:
            with translated("read", self._path):
                text = self._path.read_text("utf-8") if self._path.exists() else ""
            document = tomllib.loads(text)
        except NO_TOML as error:
            raise self._damaged(f"{error}") from error
        known = KnownFarms()
        tables = document.get("farm", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self._damaged("“farm” is no list of tables.")
        for table in tables:
            known = known.with_farm(self._profile(dict(table)))
        chosen = document.get("chosen", "")
        found = known.find(chosen) if isinstance(chosen, str) else None
        return KnownFarms(farms=known.farms, chosen="" if found is None else found.name)

    def save(self, known: KnownFarms, *, unless: Callable[[], bool] = lambda: False) -> None:
        """Keep them, `unless` others are to be kept by now, when it is their turn.

        A damaged file is set aside, for whoever wants to mend it. Raises `StorageError`.
        """
        # Only the window writes profiles, and the rest of the program comes without what it needs for that.
        import tomlkit

        document = {
            "chosen": known.chosen,
            "farm": [{"name": one.name, **one.values} for one in known.farms],
        }
        with self._lock, translated("write", self._path):
            if unless():
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._is_damaged and self._path.exists():
                self._path.replace(self._path.with_suffix(".damaged"))
            self._is_damaged = False
            write_durably(self._path, tomlkit.dumps(document).encode(), private=True)

    def _profile(self, table: dict[str, Any]) -> FarmProfile:
        name = table.pop("name", "")
        if not isinstance(name, str):
            raise self._damaged("The name of a farm is no text.")
        return FarmProfile(name=name, values=table)

    def _damaged(self, cause: str) -> UsageError:
        return UsageError(
            f"The list of farms in {self._path} cannot be read.", f"{cause}", "Mend the file, or move it away."
        )
