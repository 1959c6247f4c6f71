"""What a worker has, as its claims tell: tags, versions of engines, fonts that cannot travel, files it used lately."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final

from app import __version__
from app.core.errors import FarmhandError
from app.core.jobs import EngineChoice, RenderPlan
from app.core.needs import MOST_ASSETS, short, tags_in
from app.core.settings import Settings
from app.farm.bound_fonts import bound_fonts
from app.farm.engines.aerender.installed import find_after_effects, probe_version
from app.farm.engines.aerender.templates import output_modules

FONTS_NAME: Final = "fonts.json"

_ASSET: Final = re.compile(r"assets/[0-9a-f]{2}/([0-9a-f]{64})(?:\..*)?")
_log = logging.getLogger(__name__)


class Inventory:
    """Thread-safe. Without settings, it knows the engines' own versions and the files used, and nothing else."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Raises `UsageError` when the setting `tags` has something else than tags."""
        self._lock = threading.Lock()
        self._tags = tags_in(settings.tags) if settings is not None else ()
        self._versions = {EngineChoice.BUILTIN.value: __version__}
        self._fonts: tuple[str, ...] = ()
        self._used: OrderedDict[str, None] = OrderedDict()

    def look_around(self, settings: Settings, offers: tuple[str, ...], home: Path) -> threading.Thread:
        """Find out in a thread, for later claims, what takes longer: fonts, and the version of After Effects."""
        thread = threading.Thread(target=self._look, args=(settings, offers, home), name="inventory", daemon=True)
        thread.start()
        return thread

    def drew(self, plan: RenderPlan) -> None:
        """Files of a plan were used here, so they are near now."""
        keys = [planned.file for planned in plan.footage.values()]
        keys += [font.file for font in (*plan.fonts.values(), *plan.fallback_fonts)]
        found = (_ASSET.fullmatch(key) for key in (*keys, plan.music))
        with self._lock:
            for match in found:
                if match is not None:
                    self._used[short(match[1])] = None
                    self._used.move_to_end(short(match[1]))
            while len(self._used) > MOST_ASSETS:
                self._used.popitem(last=False)

    def told(self, offers: tuple[str, ...]) -> dict[str, Any]:
        """What a claim of a worker with these engines tells, as the fields of `Claim`."""
        with self._lock:
            return {
                "versions": {name: version for name, version in self._versions.items() if name in offers},
                "tags": self._tags,
                "fonts": self._fonts,
                "assets": tuple(self._used),
            }

    def _look(self, settings: Settings, offers: tuple[str, ...], home: Path) -> None:
        fonts = bound_fonts(home / FONTS_NAME)
        with self._lock:
            self._fonts = fonts
        program = find_after_effects(settings.after_effects) if EngineChoice.AERENDER.value in offers else None
        if program is None:
            return
        try:
            version = probe_version(program)
        except FarmhandError as error:
            _log.warning("The version of After Effects is not known: %s", error)
            return
        known = output_modules(version)
        if known and settings.after_effects_output not in known:
            _log.warning(
                "After Effects %s has no output module template “%s”; it has: %s.",
                version,
                settings.after_effects_output,
                ", ".join(known),
            )
        with self._lock:
            self._versions[EngineChoice.AERENDER.value] = version[:32]
