"""Opens a job in Compose: its template as people know it where that is still there, else a copy, with its values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.core.errors import ErrorInfo, UsageError
from app.farm.connection import FarmConnection
from app.farm.job_copies import COPIES_FOLDER, lay_out_template, local_values, original_template
from app.farm.recent import recent_templates
from app.ui.controllers.compose_session import ComposeSession
from app.ui.controllers.compose_wishes import OutputWishes
from app.ui.services import Services
from app.ui.tasks import Task
from app.ui.words import translate


def open_in_compose(services: Services, job_id: str, *, owner: QObject, failed: Callable[[ErrorInfo], None]) -> None:
    """Find the template in the background, then go to Compose with it."""
    farm = services.farm

    def work(_task: Task) -> ComposeSession:
        return filled_session(farm.connection, job_id, farm.home)

    def begin() -> None:
        services.tasks.start(
            "queue/compose",
            work,
            owner=owner,
            done=services.navigator.compose_wanted.emit,
            failed=failed,
            title=translate("QueueActions", "Opening the template"),
        )

    farm.ensure_started(begin, failed)


def filled_session(farm: FarmConnection, job_id: str, home: Path) -> ComposeSession:
    """What Compose shows for a job. Raises `UsageError` or `StorageError` when that is not there any more."""
    request = farm.client.detail(job_id).request
    if request is None:
        raise UsageError("The farm does not know what the job was made from.", next_step="Open its template.")
    known = [Path(one.path) for one in recent_templates(home).all()]
    path = original_template(request.template, known)
    if path is None:
        path = lay_out_template(farm.storage, request, home / COPIES_FOLDER)
    return ComposeSession(
        path=str(path),
        comp_id=request.comp_id,
        values=local_values(farm.storage, request),
        wishes=OutputWishes(
            preset=request.preset, folder=request.folder, engine=request.engine, missing=request.missing
        ),
        frame=request.frames.start,
    )
