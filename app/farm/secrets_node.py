"""Secrets of a computer on which nobody logs in: from systemd, from files that only their owner reads, from variables.

The first place that has a secret counts: the folder that systemd names in `$CREDENTIALS_DIRECTORY`, the folder
`secrets` in the agent's own, on Windows the service account's Credential Manager, and the environment.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.core.child_environment import SECRET_PREFIX
from app.core.errors import SecretsError, StorageError
from app.core.ports import Secrets
from app.farm.files import translated, write_durably
from app.farm.secrets_keyring import KeyringSecrets

CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
FOLDER_NAME = "secrets"
MOST_BYTES = 64 * 1024
_OTHERS = 0o077


class NodeSecrets:
    """Implements `app.core.ports.Secrets`. Thread-safe: it keeps nothing in memory.

    A secret called `broker:ann@host` is looked for as the file `broker_ann_host`, else as `broker`; in variables in
    capitals behind `FARMHAND_SECRET_`.
    """

    def __init__(self, home: Path, environment: Mapping[str, str] = os.environ) -> None:
        self._folder = home / FOLDER_NAME
        self._environment = environment
        self._keyring: Secrets | None = KeyringSecrets() if sys.platform == "win32" else None

    def available(self) -> bool:
        """See `Secrets.available`."""
        return True

    def get(self, name: str) -> str | None:
        """See `Secrets.get`. Raises `SecretsError` for a file that others may read too, or that is no text."""
        for path in self._files(name):
            secret = _read(path)
            if secret is not None:
                return secret
        if self._keyring is not None and self._keyring.available():
            secret = self._keyring.get(name)
            if secret is not None:
                return secret
        found = (self._environment.get(SECRET_PREFIX + one.upper()) for one in _names(name))
        return next((one for one in found if one), None)

    def set(self, name: str, secret: str) -> None:
        """See `Secrets.set`. On Windows it goes to the Credential Manager, elsewhere into a file of the owner's."""
        if not secret:
            raise SecretsError(f"The secret “{name}” is empty.", next_step="Enter one, or forget it.")
        if self._keyring is not None and self._keyring.available():
            self._keyring.set(name, secret)
            return
        path = self._folder / _names(name)[0]
        try:
            with translated("write", path):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_durably(path, secret.encode(), private=True)
        except StorageError as error:
            raise SecretsError(f"The secret “{name}” could not be kept.", error.cause, error.next_step) from error

    def forget(self, name: str) -> None:
        """See `Secrets.forget`. What systemd or the environment gives cannot be forgotten here."""
        if self._keyring is not None and self._keyring.available():
            self._keyring.forget(name)
        path = self._folder / _names(name)[0]
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise SecretsError(f"The secret “{name}” could not be deleted.", f"{error.strerror}.") from error

    def _files(self, name: str) -> Iterator[Path]:
        given = self._environment.get(CREDENTIALS_VARIABLE)
        for folder in (Path(given), self._folder) if given else (self._folder,):
            yield from (folder / one for one in _names(name))


def _names(name: str) -> tuple[str, ...]:
    """What a secret is called in files and variables: whole, then its kind alone."""
    whole = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
    return tuple(dict.fromkeys((whole, name.partition(":")[0])))


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            # On Windows a file's rights are not in its mode; its folder is the service account's.
            if sys.platform != "win32" and os.fstat(file.fileno()).st_mode & _OTHERS and _is_ours(path):
                raise SecretsError(f"The secret in {path} may be read by others.", next_step=f"Run: chmod 600 '{path}'")
            content = file.read(MOST_BYTES)
        return content.decode().rstrip("\r\n") or None
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        pass
    except OSError as error:
        raise SecretsError(
            f"The secret in {path} could not be read.", f"{error.strerror}.", "Let the agent's user read it."
        ) from error
    # Outside of the handler, as the error of the decoder carries what it could not decode.
    raise SecretsError(f"The secret in {path} is no text.", next_step="Write it as UTF-8.")


def _is_ours(path: Path) -> bool:
    """Whether the folder is one that people fill; systemd guards its own by the folder's rights."""
    return path.parent.name == FOLDER_NAME
