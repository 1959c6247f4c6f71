"""Settings of a farm's machines that are started and stopped: who provides them, and which are the farm's."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from app.core.settings_kinds import SettingGroup, SettingKind, choice, path, seconds, switch, text
from app.core.settings_node import NodeSettings

_FLEET = SettingGroup.FLEET


class FleetProvider(StrEnum):
    """Who provides a farm's machines."""

    NONE = "none"
    EC2 = "ec2"
    LOCAL = "local"


_PROVIDERS = {
    FleetProvider.NONE: "Nobody: machines are not started and stopped",
    FleetProvider.EC2: "Amazon EC2",
    FleetProvider.LOCAL: "This computer",
}


class FleetSettings(NodeSettings, frozen=True):
    """All settings that only farms of many computers have; those here concern managers, and admins without one."""

    fleet: Annotated[
        FleetProvider,
        choice(
            _FLEET,
            "Machines",
            _PROVIDERS,
            "Where the machines are that the manager starts and stops. With local, they are agents on the manager's "
            "own computer.",
        ),
    ] = FleetProvider.NONE
    fleet_farm: Annotated[
        str,
        text(
            _FLEET,
            "Farm's tag",
            "The farm's EC2 instances are those whose tag farmhand:farm has this value. No others are ever touched.",
        ),
    ] = ""
    fleet_region: Annotated[
        str, text(_FLEET, "Region", "The region of the instances; without it, as AWS is configured here.")
    ] = ""
    fleet_profile: Annotated[
        str,
        text(
            _FLEET,
            "AWS profile for machines",
            "The profile of the AWS configuration with the keys for EC2; without it, the environment, the default "
            "profile, or the role of the instance.",
        ),
    ] = ""
    fleet_stored_keys: Annotated[
        bool,
        switch(
            _FLEET,
            "Keys for EC2 among the secrets",
            "The keys for EC2 are the secrets ec2.access_key_id and ec2.secret_access_key.",
        ),
    ] = False
    fleet_endpoint: Annotated[
        str,
        text(_FLEET, "EC2 server", "The address of another server that speaks EC2's language; without it, Amazon's."),
    ] = ""
    fleet_prices: Annotated[
        str,
        path(
            _FLEET,
            "Prices",
            SettingKind.FILE,
            "A file with prices of one's own, which count before those that come along (docs/operating.md).",
        ),
    ] = ""
    fleet_stop_seconds: Annotated[
        float,
        seconds(
            _FLEET,
            "Time to finish",
            0,
            7200,
            "For so long the workers of a machine that somebody stops may finish what they hold; then they finish the "
            "piece in work, and hand the rest back.",
        ),
    ] = 120.0
    fleet_machines: Annotated[
        str,
        text(
            _FLEET,
            "Machines on this computer",
            "With local: the broker users, with commas, of the machines. Each is a node with a folder of its own.",
        ),
    ] = ""
    fleet_boot_seconds: Annotated[
        float,
        seconds(_FLEET, "Time to boot", 0, 3600, "With local: how long a machine pretends to boot."),
    ] = 0.0
