"""What programs that this one starts get to see of its environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SECRET_PREFIX: Final = "FARMHAND_SECRET_"  # noqa: S105 - what names of variables begin with
"""Variables with secrets of Farmhand begin like this."""

_SECRETS_OF_OTHERS: Final = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_SECURITY_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "CREDENTIALS_DIRECTORY",
    }
)
"""AWS' keys, where to get them, and systemd's folder of credentials."""


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables without those that hold secrets or lead to them.

    For programs that work on other people's files and need to log in nowhere: what goes wrong in them, and what they
    write down of themselves, gives nothing away then.
    """
    return {name: value for name, value in environment.items() if not _is_secret(name.upper())}


def _is_secret(name: str) -> bool:
    return name.startswith(SECRET_PREFIX) or name in _SECRETS_OF_OTHERS
