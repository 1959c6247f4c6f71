"""What every page and controller gets handed, built once by the application."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import Settings
from app.farm.settings_store import SettingsStore
from app.template.isolate import WarmParser
from app.ui.commands import Commands
from app.ui.controllers.farm import FarmController
from app.ui.controllers.farm_places import FarmPlaces
from app.ui.icons import Icons
from app.ui.languages import Languages
from app.ui.navigator import Navigator
from app.ui.preferences import Preferences
from app.ui.tasks import TaskRunner
from app.ui.theme import Theme
from app.ui.view_state import ViewState
from app.ui.widgets.notices import Notices


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that pages share. `owner` is the name that jobs carry here; `parser` opens templates quickly.

    `farm` is the farm that renders run on, `places` knows those that there are. `ahead` as in `WindowWiring`.
    """

    owner: str
    preferences: Preferences
    theme: Theme
    languages: Languages
    icons: Icons
    commands: Commands
    state: ViewState
    tasks: TaskRunner
    navigator: Navigator
    notices: Notices
    farm: FarmController
    places: FarmPlaces
    parser: WarmParser
    ahead: bool

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.preferences.settings

    @property
    def settings_store(self) -> SettingsStore:
        """The settings file."""
        return self.preferences.store
