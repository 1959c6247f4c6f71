"""What people call the slots of a job's template: read from the template, when somebody looks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.core.jobs import AssetRef
from app.core.messages import JobDetail
from app.ui.services import Services
from app.ui.tasks import Task


class QueueSlots(QObject):
    """Labels by slot key, for the templates that were asked for."""

    changed = Signal()

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._labels: dict[str, dict[str, str]] = {}

    def labels(self, detail: JobDetail) -> dict[str, str]:
        """The labels of a job's slots; empty until they are read, which this begins."""
        if detail.request is None:
            return {}
        asset = detail.request.template
        if asset.sha256 not in self._labels and not self._services.tasks.running("queue/slots"):
            self._read(asset)
        return self._labels.get(asset.sha256, {})

    def _read(self, asset: AssetRef) -> None:
        def work(_task: Task) -> dict[str, str]:
            from app.farm.manager.services import asset_key
            from app.farm.opened import open_template

            path = self._services.farm.connection.storage.fetch(asset_key(asset.sha256, asset.name))
            opened = open_template(path, parser=self._services.parser)
            return {slot.key: slot.label for slot in opened.slots}

        def done(labels: dict[str, str]) -> None:
            self._labels[asset.sha256] = labels
            self.changed.emit()

        # Without the template, slots are called by their keys.
        self._services.tasks.start("queue/slots", work, owner=self, done=done, failed=lambda _error: done({}))
