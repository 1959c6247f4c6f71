"""Where finished films go: a folder of people's, or a bucket (`storage_s3_films`)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.farm.files import place_new
from app.farm.publishing import Place, publish_file


class Films(Protocol):
    """A place for films."""

    def publish(self, source: Path, name: str, *, replace: bool, key: str = "") -> Path | str:
        """See `app.core.ports.Storage.publish`."""
        ...


class FolderFilms:
    """Films in a folder, which is made when the first one comes."""

    def __init__(self, folder: Path, *, place: Place = place_new) -> None:
        """`place` as in `publishing.publish_file`."""
        self._folder = folder.absolute()
        self._place = place

    @property
    def folder(self) -> Path:
        """The folder."""
        return self._folder

    def publish(self, source: Path, name: str, *, replace: bool, key: str = "") -> Path:
        """See `Films.publish`. A file of that name with the same content counts as published by an earlier call."""
        return publish_file(source, self._folder, name, replace=replace, key=key, place=self._place)
