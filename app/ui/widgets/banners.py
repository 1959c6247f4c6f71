"""What concerns the whole window, above the pages: faults, wrong settings, an offer to go on where it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.ui.widgets.error_card import Action, ErrorCard
from app.ui.widgets.parts import button, label


class Banners(QWidget):
    """Banners by key, one each; the newest stands below the others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banners: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 0)
        self._layout.setSpacing(8)
        self.setVisible(False)

    def banner(self, key: str) -> QWidget | None:
        """The banner of that key, while it is shown."""
        return self._banners.get(key)

    def error(
        self, key: str, error: ErrorInfo, actions: Sequence[Action] = (), *, facts: Mapping[str, str] | None = None
    ) -> None:
        """Show an error that people can dismiss."""
        card = ErrorCard(closable=True)
        card.show_error(error, actions, facts=facts)
        card.closed.connect(lambda: self.clear(key))
        self._put(key, card)

    def ask(self, key: str, text: str, actions: Sequence[Action]) -> None:
        """Say something with buttons, the first one being the likely one; each button takes the banner away."""
        banner = QFrame()
        banner.setProperty("kind", "banner-info")
        banner.setAccessibleName(text)
        layout = QHBoxLayout(banner)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(label(text, wrap=True), 1)
        for verb, run in actions:
            # The page below has the one primary button.
            made = button(verb, run)
            made.clicked.connect(lambda _checked=False: self.clear(key))
            layout.addWidget(made)
        self._put(key, banner)

    def clear(self, key: str) -> None:
        """Take a banner away."""
        banner = self._banners.pop(key, None)
        if banner is not None:
            self._layout.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._banners))

    def _put(self, key: str, banner: QWidget) -> None:
        self.clear(key)
        banner.setObjectName(f"banner-{key}")
        self._banners[key] = banner
        self._layout.addWidget(banner)
        self.setVisible(True)
