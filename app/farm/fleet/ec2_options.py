"""What is to be known before EC2 can be asked for a farm's machines, and how patiently it is talked to."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from app.core.errors import UsageError
from app.core.model import Struct

FARM_TAG: Final = "farmhand:farm"
"""The tag that says whose a machine is; its value is the farm's name. Nothing without it is ever touched."""

POOL_TAG: Final = "farmhand:pool"
"""The tag with a machine's pool."""

NODE_TAG: Final = "farmhand:node"
"""The tag with the broker user of a machine's agents; without it, they are called as the machine is."""

DIRECT_TAG: Final = "farmhand:direct"
"""The tag that an admin leaves who acts while no manager answers: `USER@SECONDS`, seconds since the epoch."""

ACCESS_KEY_SECRET: Final = "ec2.access_key_id"  # noqa: S105  # the name of a secret
"""Under this name `Secrets` keeps the access key, where `Ec2Options.stored_keys` is set."""

SECRET_KEY_SECRET: Final = "ec2.secret_access_key"  # noqa: S105
"""Under this name `Secrets` keeps the secret key."""

_FARM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.:/=+@-]{0,127}")
_REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}")


class Ec2Options(Struct, frozen=True):
    """Which machines of EC2 are a farm's, and with whose keys they are asked for.

    `farm` is the value of their tag `farmhand:farm`. `region` empty: as AWS is configured here. `profile` names one of
    the AWS configuration; without it, and without `stored_keys`, keys come from the environment, the default profile,
    or the instance's role. `stored_keys` takes them from `Secrets`. `endpoint` is the address of another server that
    speaks EC2's language; empty means Amazon's.
    """

    farm: str
    region: str = ""
    profile: str = ""
    stored_keys: bool = False
    endpoint: str = ""


class Ec2Limits(Struct, frozen=True):
    """How long is waited (seconds) and how much is asked for at a time.

    A request that fails for a passing reason is made `tries` times in all, after random pauses of at most
    `first_pause`, twice that, and so on up to `longest_pause`; not any more when it has taken `total_seconds`. Machines
    are listed `page` at a time (EC2 takes 5 to 1000), and started and stopped `batch` at a time.
    """

    connect_seconds: float = 5.0
    read_seconds: float = 20.0
    tries: int = 5
    first_pause: float = 0.5
    longest_pause: float = 8.0
    total_seconds: float = 45.0
    page: int = 200
    batch: int = 50


def check_options(options: Ec2Options) -> None:
    """Raises `UsageError` that names the option which cannot be right."""
    if not options.farm:
        raise UsageError(
            "It is not said which machines are the farm's.",
            f"The setting fleet_farm, the value of their tag {FARM_TAG}, is empty.",
            "Give the farm a name there, and the machines the tag.",
        )
    if not _FARM.fullmatch(options.farm):
        raise UsageError(
            f"“{options.farm[:100]}” cannot be the name of a farm.",
            "It begins with a letter or digit, and has up to 128 of them, of spaces, and of the signs _ . : / = + - @.",
        )
    if options.region and not _REGION.fullmatch(options.region):
        raise UsageError(
            f"“{options.region[:100]}” is not a region.", next_step="Regions are called like eu-central-1."
        )
    if options.endpoint:
        _check_endpoint(options.endpoint)


def _check_endpoint(endpoint: str) -> None:
    # The address itself is not repeated: people paste passwords into it.
    try:
        parts = urlsplit(endpoint)
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        is_right = False
    if not is_right:
        raise UsageError(
            "The address of the EC2 server cannot be used.", next_step="Enter it like http://server.local:5000."
        )
