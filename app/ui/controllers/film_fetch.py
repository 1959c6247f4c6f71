"""Films of jobs, to be played or shown in their folder: those of a farm elsewhere are brought here first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.core.errors import ErrorInfo, StorageError
from app.core.jobs import FilmReport
from app.core.messages import JobView
from app.farm.places import output_folder
from app.ui.services import Services
from app.ui.tasks import Task

if TYPE_CHECKING:
    from app.farm.connection import FarmConnection

MOST_NAMES: Final = 100
"""So many names are tried for a film when others of its name are in the folder."""


class FilmFetch(QObject):
    """Answers `Navigator.job_film_wanted` for as long as the window lives."""

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        services.navigator.job_film_wanted.connect(self.bring)

    def bring(self, view: JobView, show: bool) -> None:
        """Play the film of a job, or show it in its folder."""
        services, film = self._services, view.film
        if film is None:
            return
        wanted = services.navigator.folder_wanted if show else services.navigator.film_wanted
        if services.farm.is_here:
            wanted.emit(Path(film.path))
            return
        farm, folder = services.farm.connection, output_folder(services.settings)
        services.tasks.start(
            f"film/{view.job_id}",
            lambda task: bring_film(farm, film, view.output, folder, task),
            owner=self,
            done=wanted.emit,
            failed=self._refused,
            title=self.tr("Bringing “%1” here").replace("%1", view.output),
        )

    def _refused(self, error: ErrorInfo) -> None:
        self._services.notices.say(" ".join(filter(None, (error.title, error.cause, error.next_step))))


def bring_film(farm: FarmConnection, film: FilmReport, output: str, folder: Path, task: Task) -> Path:
    """The film on this computer: where the farm has it, if this computer sees that, else a copy in the folder.

    A copy gets a number where another film has its name. Raises `FarmhandError`.
    """
    here = Path(film.path)
    if here.is_absolute() and here.is_file():
        return here
    from app.farm.film_download import download_film

    name, storage = Path(output), farm.storage
    for count in range(1, MOST_NAMES):
        numbered = name.name if count == 1 else f"{name.stem} ({count}){name.suffix}"
        try:
            return download_film(storage, film, output, folder, replace=False, name=numbered)
        except StorageError:
            if task.cancelled or not (folder / numbered).exists():
                raise
    raise StorageError(f"There is no free name for “{name.name}” in “{folder}”.", next_step="Clear that folder.")
