"""A program that keeps secrets in a real Secret Service: run it in a session bus of its own.

Starts a keyring daemon, tries everything, and prints one JSON document of what happened.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing
from typing import Any

import secretstorage

from app.core.errors import SecretsError
from app.farm.secrets_keyring import KeyringSecrets

SECRET = "päss “wörd” 密碼"


def try_all() -> dict[str, Any]:
    secrets = KeyringSecrets()
    found: dict[str, Any] = {"available": secrets.available(), "before": secrets.get("broker")}
    secrets.set("broker", SECRET)
    secrets.set("aws", "another")
    found["kept"] = KeyringSecrets().get("broker") == SECRET
    secrets.set("broker", "changed")
    found["changed"] = secrets.get("broker")
    secrets.forget("broker")
    secrets.forget("broker")
    found["forgotten"] = secrets.get("broker")
    found["other"] = secrets.get("aws")
    found["of another service"] = KeyringSecrets("other").get("aws")
    with closing(secretstorage.dbus_init()) as bus:
        secretstorage.get_default_collection(bus).lock()
    found["locked"] = []
    for work in (lambda: secrets.get("aws"), lambda: secrets.set("aws", SECRET), lambda: secrets.forget("aws")):
        try:
            work()
        except SecretsError as error:
            shown = f"{error!r} {error} {error.__cause__!r} {error.__context__!r} {secrets!r}"
            found["locked"].append({"cause": error.cause, "tells": SECRET in shown})
    return found


def main() -> None:
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert daemon.stdin is not None
        daemon.stdin.write(b"testpw")
        daemon.stdin.close()
        deadline = time.monotonic() + 20
        while not KeyringSecrets().available() and time.monotonic() < deadline:
            time.sleep(0.05)
        json.dump(try_all(), sys.stdout)
    finally:
        daemon.kill()
        daemon.wait()


if __name__ == "__main__":
    main()
