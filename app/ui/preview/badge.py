"""The badge over the preview: which engine drew it, and what of it is not exact. Never a silent difference."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.core.jobs import RenderWarning
from app.farm.wording import said_once
from app.ui.icons import Icons
from app.ui.widgets.parts import label

MOST_NAMED = 2


class Badge(QToolButton):
    """“Drawn exactly”, or how much is approximated; a click opens the list."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._known: tuple[RenderWarning, ...] = ()
        self._seen: tuple[RenderWarning, ...] = ()
        self._popup: QFrame | None = None
        self.setObjectName("badge")
        self.setProperty("kind", "flat")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: self.open_list())
        self._say()

    def set_known(self, warnings: tuple[RenderWarning, ...]) -> None:
        """What is known of the whole composition."""
        if warnings != self._known:
            self._known = warnings
            self._say()

    def set_seen(self, warnings: tuple[RenderWarning, ...]) -> None:
        """What the frames that were drawn warned of."""
        if warnings != self._seen:
            self._seen = warnings
            self._say()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is not exact, line by line."""
        return said_once((*self._known, *self._seen))

    def open_list(self) -> None:
        """Show the list below the badge; Escape or a click elsewhere closes it."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("kind", "card")
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(label(self.tr("Drawn by Farmhand’s built-in renderer, as the film will be."), wrap=True))
        lines = self.lines
        if lines:
            layout.addWidget(label(self.tr("Not exactly as in After Effects:"), "strong", wrap=True))
        else:
            layout.addWidget(label(self.tr("Everything in this composition is drawn exactly."), wrap=True))
        for line in lines[:20]:
            layout.addWidget(label(line, "hint", wrap=True, selectable=True))
        if len(lines) > 20:
            layout.addWidget(label(self.tr("And %n more.", "", len(lines) - 20), "hint"))
        popup.setFixedWidth(420)
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()
        self._popup = popup

    def _say(self) -> None:
        count = len(self.lines)
        if count:
            text = self.tr("%n thing(s) approximated", "", count)
            self.setIcon(self._icons.icon("triangle-alert", "state.attention"))
        else:
            text = self.tr("Drawn exactly")
            self.setIcon(self._icons.icon("circle-check", "state.done"))
        self.setText(text)
        self.setAccessibleName(self.tr("Built-in renderer: %1").replace("%1", text))
        self.setToolTip(self.tr("Built-in renderer. Click for what is approximated."))
