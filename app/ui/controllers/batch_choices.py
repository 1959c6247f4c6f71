"""What people decided about columns, kept per template in the view state."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from app.core.decoding import from_json
from app.core.unreadable import NO_DOCUMENT
from app.template.columns import ColumnChoice
from app.ui.view_state import ViewState


class KeptChoices:
    """Decisions by `column_key`, for each template by its path."""

    def __init__(self, state: ViewState) -> None:
        self._state = state

    def of(self, template: Path | None) -> dict[str, ColumnChoice]:
        """What was decided for a template; nothing where that is not understood."""
        if template is None:
            return {}
        try:
            return from_json(self._state.text(_key(template), "{}"), dict[str, ColumnChoice])
        except (*NO_DOCUMENT, UnicodeEncodeError):
            return {}

    def keep(self, template: Path | None, choices: Mapping[str, ColumnChoice]) -> None:
        """Remember decisions for a template; none: forget it."""
        if template is None:
            return
        if choices:
            self._state.put(_key(template), msgspec.json.encode(dict(choices)).decode())
        else:
            self._state.forget(_key(template))


def _key(template: Path) -> str:
    return f"batch/columns/{hashlib.sha256(str(template.absolute()).encode()).hexdigest()[:16]}"
