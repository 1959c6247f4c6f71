"""Secrets in a real Secret Service, and back ends that must not be used. Each in a process of its own, as the keyring
package remembers its back end for as long as a process lives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLAINTEXT = """
from pathlib import Path
from keyring.backend import KeyringBackend

class PlaintextKeyring(KeyringBackend):
    priority = 0.5

    def get_password(self, service, username):
        return "from a file"

    def set_password(self, service, username, password):
        Path("stolen.txt").write_text(password)

    def delete_password(self, service, username):
        raise AssertionError
"""

MEMORY = """
from keyring.backend import KeyringBackend

class MemoryKeyring(KeyringBackend):
    priority = 2
    kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        if password == "refused":
            raise RuntimeError(f"I do not like {password}")
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]
"""

TRY = """
import json, sys
from app.core.errors import SecretsError
from app.farm.secrets_keyring import KeyringSecrets
for name in sys.argv[2:]:
    __import__(name)
if sys.argv[1] == "chain":
    import keyring
    from keyring.backends.chainer import ChainerBackend
    keyring.set_keyring(ChainerBackend())
secrets = KeyringSecrets()
found = {"available": secrets.available(), "errors": []}
for work in (lambda: secrets.set("broker", "s3cr3t"), lambda: secrets.get("broker"), lambda: secrets.forget("nothing")):
    try:
        found["got"] = work() == "s3cr3t" or found.get("got", False)
    except SecretsError as error:
        found["errors"].append([error.title, error.cause, error.next_step])
for secret in ("refused", ""):
    try:
        secrets.set("broker", secret)
    except SecretsError as error:
        found[secret or "empty"] = f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"
json.dump(found, sys.stdout)
"""


def try_out(folder: Path, *arguments: str, backend: str = "") -> dict[str, object]:
    """What the program finds, where the named modules are there, and perhaps a back end is chosen by the user."""
    (folder / "keyrings" / "alt").mkdir(parents=True)
    (folder / "keyrings" / "alt" / "file.py").write_text(PLAINTEXT, "utf-8")
    (folder / "memory.py").write_text(MEMORY, "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "XDG_"))}
    chosen = {"PYTHON_KEYRING_BACKEND": backend} if backend else {}
    done = subprocess.run(
        [sys.executable, "-c", TRY, *arguments],
        cwd=folder,
        env=kept | chosen | {"HOME": str(folder), "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "s3cr3t" not in done.stdout + done.stderr
    assert not (folder / "stolen.txt").exists()
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("arguments", "backend", "named"),
    [
        (("plain",), "keyring.backends.fail.Keyring", "keeps nothing, or keeps it for everybody"),
        (("plain",), "keyring.backends.null.Keyring", "keeps nothing, or keeps it for everybody"),
        (("plain",), "keyrings.alt.file.PlaintextKeyring", "keeps nothing, or keeps it for everybody"),
        (("plain", "keyrings.alt.file"), "", "keeps nothing, or keeps it for everybody"),
        (("chain", "keyrings.alt.file"), "", "keeps nothing, or keeps it for everybody"),
        (("plain",), "no.such.Keyring", "no"),
    ],
)
def test_secrets_are_not_given_to_what_keeps_them_readable_or_not_at_all(
    tmp_path: Path, arguments: tuple[str, ...], backend: str, named: str
) -> None:
    found = try_out(tmp_path, *arguments, backend=backend)
    assert not found["available"]
    assert isinstance(found["errors"], list)
    assert len(found["errors"]) == 3
    for title, cause, next_step in found["errors"]:
        assert "keyring" in title
        assert named in cause
        assert "keyring" in next_step.lower()


@pytest.mark.parametrize("kind", ["plain", "chain"])
def test_secrets_are_kept_in_the_safe_one_of_several(tmp_path: Path, kind: str) -> None:
    found = try_out(tmp_path, kind, "keyrings.alt.file", "memory")
    assert found["available"]
    assert found["errors"] == []
    assert found["got"]


def test_secrets_do_not_show_in_the_errors_of_a_keyring(tmp_path: Path) -> None:
    found = try_out(tmp_path, "plain", "memory")
    told = str(found["refused"])
    assert "could not be kept" in told
    assert "I do not like" not in told
    assert "RuntimeError" in told
    assert "empty" in str(found["empty"])


@pytest.mark.skipif(sys.platform == "win32", reason="the Secret Service is of free desktops")
def test_secrets_in_a_real_secret_service(tmp_path: Path) -> None:
    missing = [program for program in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(program) is None]
    if missing:
        assert "CI" not in os.environ, f"install dbus and gnome-keyring: {', '.join(missing)}"
        pytest.skip("needs the Debian packages dbus and gnome-keyring")
    (tmp_path / "runtime").mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "XDG_", "DISPLAY"))}
    own = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "runtime"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-m", "tests.fakes.secrets_program"],
        cwd=ROOT,
        env=kept | own,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    locked = found.pop("locked")
    assert found == {
        "available": True,
        "before": None,
        "kept": True,
        "changed": "changed",
        "forgotten": None,
        "other": "another",
        "of another service": None,
    }
    assert locked == [{"cause": "The keyring is locked.", "tells": False}] * 3
    keyrings = list((tmp_path / ".local" / "share" / "keyrings").iterdir())
    assert keyrings
    assert not [path for path in keyrings if b"another" in path.read_bytes()]
