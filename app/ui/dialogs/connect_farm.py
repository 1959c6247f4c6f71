"""Connect a farm, or change how one is reached: what an admin gave people, a trial of every step, and then its use."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import ErrorInfo, FarmhandError
from app.core.settings import SettingInfo, setting_infos
from app.core.settings_kinds import SettingGroup, SettingKind, SettingValue
from app.farm.farm_profiles import FarmProfile
from app.ui.controllers.farm_places import BROKER_PASSWORD, FarmPlaces
from app.ui.controllers.farm_trial import FarmTrial
from app.ui.services import Services
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.farm_steps import FarmSteps
from app.ui.widgets.parts import button, column, label, line, row, set_property
from app.ui.words import translate

FIRST: Final = ("broker", "storage")
"""What nobody can do without; the rest is shown when it is wanted, or has values."""

S3_KEY, S3_SECRET = "s3.access_key_id", "s3.secret_access_key"


class ConnectFarmDialog(QDialog):
    """Window-modal. `profile` is the farm that is changed; None: a new one."""

    def __init__(
        self, services: Services, places: FarmPlaces, profile: FarmProfile | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connect-farm")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._services, self._places, self._before = services, places, profile
        self.trial = FarmTrial(services, places, self)
        title = self.tr("Connect a farm") if profile is None else self.tr("Change %1").replace("%1", profile.name)
        self.setWindowTitle(title)
        self._name = QLineEdit()
        self._boxes: dict[str, QLineEdit | QCheckBox] = {}
        self._secrets: dict[str, QLineEdit] = {}
        self._more = QWidget()
        self._problem = ErrorCard()
        self._more_button = button("", self._toggle_more, "link", name="more")
        self._cancel = button(self.tr("Cancel"), self.reject, name="cancel")
        self._test = button("", self._test_or_stop, name="test")
        self._connect = button("", self._accept, name="connect")
        self._connect.setText(self.tr("Connect") if profile is None else self.tr("Save and connect"))
        self._lay_out(title)
        self._fill(profile)
        self.trial.changed.connect(self._show)
        self.finished.connect(self.trial.stop)
        self._show()
        self.resize(720, 620)

    def profile(self) -> FarmProfile:
        """What is typed."""
        values: dict[str, SettingValue] = {}
        for name, box in self._boxes.items():
            values[name] = box.isChecked() if isinstance(box, QCheckBox) else box.text().strip()
        return FarmProfile(name=self._name.text(), values=values)

    def typed(self) -> dict[str, str]:
        """The secrets that were typed."""
        return {name: box.text() for name, box in self._secrets.items() if box.text()}

    def _lay_out(self, title: str) -> None:
        form = QVBoxLayout()
        form.setSpacing(12)
        hint = self.tr("The admin of the farm has the address, a user for you, and its password.")
        form.addWidget(label(hint, "hint", wrap=True))
        form.addLayout(self._line("name", self._name, self.tr("Name"), self.tr("What you call it here: “Studio A”.")))
        infos = {info.name: info for info in setting_infos(SettingGroup.CONNECTION)}
        form.addLayout(self._setting(infos["broker"], "amqps://ada@mq.studio.local/farmhand"))
        kept = self.tr("Kept in this computer's keyring, and never shown.")
        form.addLayout(self._secret(BROKER_PASSWORD, self.tr("Password"), kept))
        form.addLayout(self._setting(infos["storage"], ""))
        more = QVBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(12)
        for name, info in infos.items():
            if name not in FIRST:
                more.addLayout(self._setting(info, ""))
        more.addLayout(self._secret(S3_KEY, self.tr("Access key for S3"), ""))
        more.addLayout(self._secret(S3_SECRET, self.tr("Secret key for S3"), ""))
        form.addWidget(self._more_button, 0, Qt.AlignmentFlag.AlignLeading)
        form.addWidget(self._more)
        form.addWidget(line())
        form.addWidget(label(self.tr("Test"), "strong"))
        form.addWidget(FarmSteps(self.trial, self._services.icons))
        form.addStretch(1)
        inside = QWidget()
        inside.setLayout(form)
        form.setContentsMargins(16, 0, 16, 0)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        buttons = row(self._cancel, self._test, self._connect)
        buttons.insertStretch(0, 1)
        buttons.setContentsMargins(16, 0, 16, 0)
        head = label(title, "title", wrap=True)
        head.setContentsMargins(16, 0, 16, 0)
        layout = column(head, scroll, self._problem, buttons, gap=12)
        layout.setContentsMargins(0, 16, 0, 16)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _line(self, name: str, box: QWidget, title: str, hint: str) -> QVBoxLayout:
        box.setObjectName(f"farm-{name}")
        box.setAccessibleName(title)
        box.setAccessibleDescription(hint)
        parts: list[QWidget] = [label(title), box]
        if hint:
            parts.append(label(hint, "hint", wrap=True))
        return column(*parts, gap=4)

    def _setting(self, info: SettingInfo, example: str) -> QVBoxLayout:
        title, hint = translate("Settings", info.title), translate("Settings", info.description)
        if info.kind is SettingKind.SWITCH:
            check = QCheckBox(title)
            check.setObjectName(f"farm-{info.name}")
            check.toggled.connect(self._changed)
            self._boxes[info.name] = check
            return column(check, label(hint, "hint", wrap=True), gap=4)
        box = self._boxes[info.name] = QLineEdit()
        box.setPlaceholderText(example)
        box.textChanged.connect(self._changed)
        if info.kind is not SettingKind.FILE:
            return self._line(info.name, box, title, hint)
        holder = QWidget()
        choose = button(self.tr("Choose…"), partial(self._choose, box, title))
        choose.setAccessibleName(self.tr("Choose %1").replace("%1", title))
        across = row(box, choose, gap=4)
        holder.setLayout(across)
        made = self._line(info.name, holder, title, hint)
        box.setAccessibleName(title)
        box.setObjectName(f"farm-{info.name}")
        holder.setObjectName("")
        return made

    def _secret(self, name: str, title: str, hint: str) -> QVBoxLayout:
        box = self._secrets[name] = QLineEdit()
        box.setEchoMode(QLineEdit.EchoMode.Password)
        if self._before is not None:
            box.setPlaceholderText(self.tr("As it is kept"))
        box.textChanged.connect(self._changed)
        return self._line(f"secret-{name}", box, title, hint)

    def _fill(self, profile: FarmProfile | None) -> None:
        """What is known; of a new farm, what the settings file says for the command line."""
        settings = self._services.settings
        known = profile.values if profile is not None else {name: getattr(settings, name) for name in self._boxes}
        self._name.setText(profile.name if profile is not None else "")
        self._name.textChanged.connect(self._changed)
        for name, box in self._boxes.items():
            value = known.get(name, "")
            if isinstance(box, QCheckBox):
                box.setChecked(bool(value))
            else:
                box.setText(str(value))
        self._show_more(shown=any(known.get(name) for name in self._boxes if name not in FIRST))

    def _toggle_more(self) -> None:
        self._show_more(shown=self._more.isHidden())

    def _show_more(self, *, shown: bool) -> None:
        self._more.setVisible(shown)
        self._more_button.setText(self.tr("Fewer settings") if shown else self.tr("More settings"))

    def _choose(self, box: QLineEdit, title: str) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(box.setText)
        dialog.open()

    def _changed(self, _value: object) -> None:
        self._problem.clear()
        self.trial.outdate()
        self._show()

    def _test_or_stop(self) -> None:
        self._problem.clear()
        if self.trial.running:
            self.trial.stop()
        else:
            self.trial.start(self.profile(), self.typed())

    def _show(self) -> None:
        running = self.trial.running
        ready = bool(self._name.text().strip()) and bool(self.profile().values["broker"])
        self._test.setText(self.tr("Stop testing") if running else self.tr("Test"))
        for one in (self._test, self._connect):
            one.setEnabled(ready)
            one.setToolTip("" if ready else self.tr("Give the farm a name and its broker's address."))
        tested = self.trial.tried is not None
        set_property(self._connect, "kind", "primary" if tested else "")
        set_property(self._test, "kind", "" if tested or running else "primary")
        self._test.setDefault(not tested)
        self._connect.setDefault(tested)
        if self.trial.error is not None:
            self._problem.show_error(self.trial.error)

    def _accept(self) -> None:
        before = self._before.name if self._before is not None else ""
        try:
            self._places.put(self.profile(), self.typed(), instead_of=before)
        except FarmhandError as error:
            self._refuse(error.info())
            return
        for box in self._secrets.values():
            box.clear()
        self.accept()

    def _refuse(self, error: ErrorInfo) -> None:
        self._problem.show_error(error)
