"""The language of the window: its own translations and Qt's, changed at once, in the reading direction they need."""

from __future__ import annotations

import math
import re
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from app.core.settings_choices import Language
from resources import resource_path

PSEUDO: Final = "pseudo"
"""For tests: English with accents, brackets and 40 % more length."""

PSEUDO_MIRRORED: Final = "pseudo_mirrored"
"""For tests: the same, read from right to left."""

_ACCENTED: Final = str.maketrans("aceinouyAEINOUY", "àçéîñöûýÀÉÎÑÖÛÝ")
_LONGER: Final = 0.4
_QTS_OWN: Final = re.compile("Q[A-Z]|CloseButton")
"""How the names of Qt's own contexts begin."""


class Languages(QObject):
    """The language in force. `changed` is emitted once the new texts are there, for whoever shows text."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._translators: list[QTranslator] = []
        self._wanted: str | None = None

    @property
    def name(self) -> str:
        """The language that is shown, such as `en` or `zh_TW`."""
        return shown_language(self._wanted or "")

    def apply(self, wanted: str) -> None:
        """Show a language of `Language` (empty: the system's, where there is a translation), or one for tests."""
        if wanted == self._wanted:
            return
        first = self._wanted is None
        self._wanted = wanted
        self._remove()
        self._translators = _translators(wanted, self)
        for translator in self._translators:
            self._application.installTranslator(translator)
        QLocale.setDefault(_locale(wanted))
        mirrored = wanted == PSEUDO_MIRRORED
        self._application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        )
        if not first:
            self.changed.emit()

    def close(self) -> None:
        """Leave the program as it was: in its own words, from left to right."""
        self._remove()
        QLocale.setDefault(QLocale.system())
        self._application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def _remove(self) -> None:
        for translator in self._translators:
            self._application.removeTranslator(translator)
        self._translators = []


def shown_language(wanted: str, system: tuple[str, ...] | None = None) -> str:
    """The language that is shown for a wanted one; where the system decides, the first of its that is translated."""
    if wanted:
        return wanted
    for name in QLocale.system().uiLanguages() if system is None else system:
        parts = name.replace("_", "-").split("-")
        if parts[0] == "en":
            return Language.ENGLISH
        if parts[0] == "zh" and ("Hant" in parts or {"TW", "HK", "MO"} & set(parts)):
            return Language.CHINESE_TAIWAN
    return Language.ENGLISH


def pseudo(text: str) -> str:
    """A text as a longer, accented one in brackets; `%1`, `%n` and line breaks stay."""
    accented = text.translate(_ACCENTED)
    for mark in ("%1", "%2", "%3", "%n"):
        accented = accented.replace(mark.translate(_ACCENTED), mark)
    return f"[{accented}{'·' * max(1, math.ceil(len(text) * _LONGER) - 2)}]"


class PseudoTranslator(QTranslator):
    """Translates everything of the window's own with `pseudo`."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """There is a translation of everything."""
        return False

    def translate(
        self,
        context: bytes | str,
        source_text: bytes | str,
        disambiguation: bytes | str | None = None,
        n: int = -1,
    ) -> str | None:
        """The longer text; Qt's own contexts are left alone, as their shortcuts are named in them."""
        del disambiguation, n
        if _QTS_OWN.match(_text(context)):
            return None
        return pseudo(_text(source_text))


def _text(value: bytes | str) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else value


def _translators(wanted: str, parent: QObject) -> list[QTranslator]:
    if wanted in (PSEUDO, PSEUDO_MIRRORED):
        return [PseudoTranslator(parent)]
    name = shown_language(wanted)
    found = []
    for file, folder in (
        (f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"farmhand_{name}", str(resource_path("translations"))),
    ):
        translator = QTranslator(parent)
        if translator.load(file, folder):
            found.append(translator)
    return found


def _locale(wanted: str) -> QLocale:
    """How numbers and dates are written: as the system does where its language is shown, else as the language does."""
    if wanted in ("", PSEUDO, PSEUDO_MIRRORED):
        return QLocale.system()
    return QLocale(wanted)
