"""Compiled models on disk, by the hash of the project file and the versions of model and builder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.core.errors import StorageError, TemplateError
from app.core.model import MODEL_VERSION, Template
from app.template.files import write_atomic
from app.template.model_bytes import BUILDER_VERSION, decode_model

MAX_ENTRIES = 200
"""Compiled models kept; the ones that were not written for longest go first."""

_SUFFIX = ".model"


class ModelCache:
    """A folder of compiled models. Entries that cannot be read count as missing; a full disk only costs time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, sha256: str) -> Template | None:
        """The model of the file with that hash, or None."""
        try:
            return decode_model(self._path(sha256).read_bytes())
        except (OSError, TemplateError):
            return None

    def put(self, sha256: str, encoded: bytes) -> None:
        """Keep the encoded model of the file with that hash."""
        with suppress(StorageError):
            write_atomic(encoded, self._path(sha256))
            self._prune()

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}-{MODEL_VERSION}-{BUILDER_VERSION}{_SUFFIX}"

    def _prune(self) -> None:
        # Another process may prune at the same time: whatever is gone already is fine.
        with suppress(OSError):
            entries = sorted(self._folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime)
            for path in entries[:-MAX_ENTRIES]:
                path.unlink(missing_ok=True)
