"""Secrets in the keyring of the operating system: Credential Manager, Keychain, Secret Service or KWallet.

The keyring package also knows back ends that write plain text to disk, or nothing at all, and takes them silently when
there is no better one; these are refused.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import SecretsError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "farmhand"
"""The name under which the keyring shows Farmhand's secrets."""

_REFUSED_MODULES = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")
_REFUSED_CLASS = "Plaintext"
_LOCKED = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})

_ADVICE = (
    "Set up the keyring of this computer: on Linux install and start GNOME Keyring or KWallet, on Windows and macOS "
    "log in as the user who runs Farmhand."
)

_Result = TypeVar("_Result")


class KeyringSecrets:
    """Implements `app.core.ports.Secrets`. Thread-safe."""

    def __init__(self, service: str = SERVICE) -> None:
        self._service = service
        self._lock = threading.Lock()

    def available(self) -> bool:
        """See `Secrets.available`."""
        try:
            with self._lock:
                self._backend()
        except SecretsError:
            return False
        return True

    def get(self, name: str) -> str | None:
        """See `Secrets.get`."""
        return self._call(f"The secret “{name}” could not be read.", lambda keyring: self._read(keyring, name))

    def set(self, name: str, secret: str) -> None:
        """See `Secrets.set`. Raises `SecretsError` for an empty one too, which keyrings cannot tell from none."""
        if not secret:
            raise SecretsError(f"The secret “{name}” is empty.", next_step="Enter one, or forget it.")
        self._call(
            f"The secret “{name}” could not be kept.",
            lambda keyring: keyring.set_password(self._service, name, secret),
            hidden=secret,
        )

    def forget(self, name: str) -> None:
        """See `Secrets.forget`."""

        def delete(keyring: KeyringBackend) -> None:
            if self._read(keyring, name) is not None:
                keyring.delete_password(self._service, name)

        self._call(f"The secret “{name}” could not be deleted.", delete)

    def _read(self, keyring: KeyringBackend, name: str) -> str | None:
        return keyring.get_password(self._service, name)

    def _call(self, title: str, work: Callable[[KeyringBackend], _Result], *, hidden: str = "") -> _Result:
        """Do something with the keyring; `hidden` must not show in an error."""
        with self._lock:
            backend = self._backend()
            try:
                return work(backend)
            # The border to the systems' keyrings, each of which raises errors of its own.
            except Exception as error:  # noqa: BLE001
                problem = _translated(title, error, hidden)
        # Outside of the handler, so that the system's error, which may know the secret, is not carried along.
        raise problem

    def _backend(self) -> KeyringBackend:
        """The safe back end that there is. Raises `SecretsError`. Called with the lock held."""
        found = _detected(anew=False)
        safe = _safe(found)
        if safe is None:
            # It is looked for once per program; meanwhile a better one may have been started.
            found = _detected(anew=True)
            safe = _safe(found)
        if safe is None:
            raise SecretsError(
                "There is no safe keyring to keep secrets in.",
                "What was found keeps nothing, or keeps it for everybody to read.",
                _ADVICE,
            )
        return safe


def _detected(*, anew: bool) -> KeyringBackend:
    """The back end that the keyring package chooses. Raises `SecretsError`."""
    try:
        # Only who keeps secrets needs it, and looking for back ends takes a moment.
        import keyring.core

        if anew:
            keyring.core.init_backend()
        return keyring.core.get_keyring()
    except ImportError as error:
        raise SecretsError(
            "There is no keyring to keep secrets in.",
            f"A Python package is missing: {error}.",
            "Install Farmhand with its window, and see that PYTHON_KEYRING_BACKEND names a back end that there is.",
        ) from error
    # The border to back ends that fail while they are looked for.
    except Exception as error:
        raise SecretsError(
            "The keyring could not be opened.", f"It says: {type(error).__name__}: {error}.", _ADVICE
        ) from error


def _safe(backend: KeyringBackend) -> KeyringBackend | None:
    """The back end, or the first safe one in a chain, which is then used without the others."""
    chained: Iterable[KeyringBackend] | None = getattr(backend, "backends", None)
    if chained is not None:
        return next((safe for one in chained if (safe := _safe(one)) is not None), None)
    for kind in type(backend).__mro__:
        refused = any(kind.__module__ == name or kind.__module__.startswith(f"{name}.") for name in _REFUSED_MODULES)
        if refused or _REFUSED_CLASS in kind.__name__:
            return None
    return backend


def _translated(title: str, error: Exception, hidden: str) -> SecretsError:
    """The system's error in our words, without the secret."""
    if any(kind.__name__ in _LOCKED for kind in type(error).__mro__):
        return SecretsError(title, "The keyring is locked.", "Unlock the keyring of this computer, then try again.")
    said = f"{type(error).__name__}: {error}"
    if hidden and hidden in said:
        said = type(error).__name__
    return SecretsError(
        title, f"The keyring says: {said}.", "Allow Farmhand to use the keyring of this computer, then try again."
    )
