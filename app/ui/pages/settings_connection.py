"""The farms that the window knows: which one renders run on, and adding, trying, changing and forgetting them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.farm.farm_profiles import FarmProfile
from app.ui.dialogs.confirm import ask
from app.ui.services import Services
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import breakable, button, label, line
from app.ui.widgets.place_box import place_text


def connection_parts(services: Services) -> Iterator[QWidget]:
    """What is on the page."""
    yield FarmList(services)


class FarmList(QFrame):
    """This computer and each farm, with what can be done with it."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("farm-list")
        self._services = services
        self._problem = ErrorCard(closable=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(12)
        text = self.tr(
            "Renders run on this computer, or on a farm: other computers that render together. Passwords are kept in "
            "this computer's keyring."
        )
        layout.addWidget(label(text, "hint", wrap=True))
        layout.addWidget(self._problem)
        layout.addLayout(self._rows)
        wanted = services.navigator.farm_dialog_wanted
        connect = button(self.tr("Connect a farm…"), partial(wanted.emit, ""), "primary", name="connect-farm")
        holder = QWidget()
        FlowLayout(holder, gap=8).addWidget(connect)
        layout.addWidget(holder)
        services.places.changed.connect(self._show)
        services.farm.link.changed.connect(self._say_state)
        services.farm.state_changed.connect(self._say_state)
        self._state: QLabel | None = None
        self._show()

    @property
    def words(self) -> str:
        """Everything that a search looks at, in small letters."""
        return " ".join(one.text() for one in self.findChildren(QLabel)).casefold()

    def _show(self) -> None:
        places = self._services.places
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._state = None
        for farm in (None, *places.known.farms):
            self._rows.addWidget(self._row(farm))
            self._rows.addWidget(line())
        if places.problem is not None:
            self._problem.show_error(places.problem)
        else:
            self._problem.clear()
        self._say_state()

    def _row(self, farm: FarmProfile | None) -> QWidget:
        places, name = self._services.places, farm.name if farm is not None else ""
        made, holder = QWidget(), QWidget()
        layout, buttons = QVBoxLayout(made), FlowLayout(holder, gap=8)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(place_text(name), "strong", wrap=True))
        if farm is not None:
            where = f"{farm.values.get('broker', '')} · {farm.values.get('storage', '')}"
            layout.addWidget(label(breakable(where.strip(" ·"), 40), "hint", wrap=True))
        if places.known.chosen == name:
            self._state = label("", wrap=True)
            self._state.setObjectName("farm-state")
            layout.addWidget(self._state)
        else:
            buttons.addWidget(button(self.tr("Render here"), partial(places.choose, name), name=f"use-{name}"))
        if farm is not None:
            wanted = self._services.navigator.farm_dialog_wanted
            change = button(self.tr("Test or change…"), partial(wanted.emit, name), name=f"change-{name}")
            forget = button(self.tr("Forget…"), partial(self._forget, name), name=f"forget-{name}")
            for one in (change, forget):
                one.setAccessibleDescription(name)
                buttons.addWidget(one)
        layout.addWidget(holder)
        return made

    def _say_state(self) -> None:
        if self._state is not None:
            self._state.setText(place_state(self._services))

    def _forget(self, name: str) -> None:
        ask(
            self,
            self.tr("Forget %1?").replace("%1", place_text(name)),
            self.tr("How it is reached and its passwords are forgotten on this computer. Its jobs go on there."),
            safe=self.tr("Keep it"),
            verb=self.tr("Forget"),
            answered=partial(self._services.places.forget, name),
        )


def place_state(services: Services) -> str:
    """Whether the place that renders run on is alive, in a sentence."""
    from app.ui.formats import clock_time
    from app.ui.words import translate

    farm, link = services.farm, services.farm.link
    if farm.is_here:
        return translate("Places", "Renders run here.")
    if farm.error is not None:
        return " ".join(filter(None, (farm.error.title, farm.error.cause, farm.error.next_step)))
    if link.error is not None:
        since = translate("Places", "No connection since %1.").replace("%1", clock_time(link.heard))
        text = link.error.title if not link.heard else f"{since} {link.error.title}"
        return f"{text} {link.error.cause} {link.error.next_step}".strip()
    if link.pending:
        return translate("Places", "Connecting…")
    return translate("Places", "Renders run here. Connected.")
