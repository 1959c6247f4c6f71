"""`farmhand farm login`: the broker password of whoever works here, tried and then kept where secrets are kept."""

from __future__ import annotations

import getpass
import sys

from app.cli.console import Output
from app.cli.wiring import Wiring
from app.core.child_environment import SECRET_PREFIX
from app.core.errors import SecretsError, UsageError
from app.farm.farm_parts import broker_address
from app.farm.places import node_home
from app.farm.remote import personal_secrets, remote_farm
from app.farm.secrets_node import NodeSecrets


def login(wiring: Wiring, output: Output) -> None:
    """Read a password, connect with it, and keep it. Raises `SecretsError` where there is no keyring."""
    settings = wiring.settings()
    address = broker_address(settings)
    secrets = personal_secrets(settings)
    if not secrets.has_keyring:
        raise SecretsError(
            "There is no safe keyring to keep the password in.",
            next_step=f"Set up the system's keyring, or give the variable {SECRET_PREFIX}BROKER to each command.",
        )
    password = _read(f"Password of {address.user} at {address}: ")
    # Where an agent looks for secrets, a variable is enough to hand one over.
    tried = NodeSecrets(node_home(settings) / "none", {f"{SECRET_PREFIX}BROKER": password})
    with remote_farm(settings, tried) as farm:
        jobs = len(farm.client.snapshot())
    secrets.set(address.secret_name, password)
    text = f"Logged in to the farm at {address} as {address.user}; it has {jobs} jobs."
    output.result({"broker": str(address), "user": address.user, "jobs": jobs}, text)


def _read(question: str) -> str:
    password = getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise UsageError("No password was given.", "Nothing was changed.")
    return password
