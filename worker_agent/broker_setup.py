"""`farmhand-agent broker setup`: users, rights and queues of a farm in its RabbitMQ, printed or applied."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import SecretsError, UsageError
from app.core.ports import Secrets
from app.farm.files import translated, write_durably
from app.farm.rabbitmq.address import DEFAULT_VHOST
from app.farm.rabbitmq.commands import as_shell_lines, control_commands, definitions
from app.farm.rabbitmq.management import ManagementApi, apply_setup
from app.farm.rabbitmq.roles import FarmSetup, Role, farm_setup
from app.farm.rabbitmq.topology import OLDEST_VERSION, Features

ADMIN_SECRET = "broker-admin"  # noqa: S105 - the name of a secret
FORMS = ("commands", "definitions")


@dataclass(frozen=True, slots=True)
class Target:
    """The RabbitMQ that is to be set up: its management's address and administrator."""

    url: str
    admin: str
    ca_file: Path | None = None


def members(words: Iterable[str]) -> dict[str, Role]:
    """Users and their roles from words like `ann=designer`. Raises `UsageError`."""
    found: dict[str, Role] = {}
    for word in words:
        name, _, role = word.partition("=")
        try:
            found[name] = Role(role)
        except ValueError:
            known = ", ".join(Role)
            raise UsageError(
                f"“{word}” says no role.", f"A user is NAME=ROLE, and a role is one of: {known}.", "Write ann=designer."
            ) from None
    if not found:
        raise UsageError(
            "No user was named.",
            "A farm needs a manager, one user per worker computer, and one per person.",
            "Give --user manager=manager --user node1=worker --user ann=designer, and so on.",
        )
    return found


def print_setup(users: Mapping[str, Role], vhost: str, form: str) -> None:
    """Print what an administrator of the broker can apply by hand; it contains no password. Raises `UsageError`."""
    setup = farm_setup(users, Features(version=OLDEST_VERSION), vhost=vhost or DEFAULT_VHOST)
    if form == "commands":
        sys.stdout.write(as_shell_lines(control_commands(setup)))
    elif form == "definitions":
        sys.stdout.write(json.dumps(definitions(setup), indent=2) + "\n")
    else:
        raise UsageError(f"There is no form “{form}”.", next_step=f"Choose one of: {', '.join(FORMS)}.")


def apply(
    target: Target,
    users: Mapping[str, Role],
    vhost: str,
    *,
    secrets: Secrets,
    passwords: Path,
    renew: Collection[str],
) -> None:
    """Set the broker up, and write each new password into a file of `passwords` that only this user reads.

    Raises `UsageError`, `BrokerError`, `SecretsError` and `StorageError`; it can be repeated after any of them.
    """

    def make(features: Features) -> FarmSetup:
        return farm_setup(users, features, vhost=vhost or DEFAULT_VHOST)

    def hand_over(name: str, password: str) -> None:
        path = passwords / name
        with translated("write", path):
            passwords.mkdir(parents=True, exist_ok=True)
            write_durably(path, password.encode(), private=True)

    make(Features(version=OLDEST_VERSION))  # Wrong names are told before anything is asked for or changed.
    api = management(target, secrets)
    done = apply_setup(api, make, known_password=lambda _: None, hand_over=hand_over, renew=renew)
    version = ".".join(str(part) for part in done.features.version)
    sys.stderr.write(f"The broker (RabbitMQ {version}) is set up in the virtual host {vhost or DEFAULT_VHOST}.\n")
    for name in done.new_users:
        sys.stderr.write(f"{name}: new password in {passwords / name}\n")
    for name in done.kept_users:
        sys.stderr.write(f"{name}: keeps the password\n")


def management(target: Target, secrets: Secrets) -> ManagementApi:
    """The management of that RabbitMQ, as its administrator; in a terminal, the password is asked for.

    Raises `UsageError`, `BrokerError` and `SecretsError`.
    """
    return ManagementApi(target.url, target.admin, _admin_password(target, secrets), ca_file=target.ca_file)


def _admin_password(target: Target, secrets: Secrets) -> str:
    known = secrets.get(ADMIN_SECRET)
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise SecretsError(
            f"The password of the broker's administrator “{target.admin}” is not there.",
            next_step=f"Keep it as the secret “{ADMIN_SECRET}”, or run this in a terminal, where it is asked for.",
        )
    return getpass.getpass(f"Password of {target.admin} at {target.url}: ")
