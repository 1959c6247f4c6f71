"""The least that a farm needs to be permitted in AWS, as IAM policies.

Machines are listed (which IAM cannot limit to some of them), and those with the farm's tag are started and stopped.
Nothing can be made or terminated, and the farm's tag cannot be given to a machine, which would bring it under the rest.
Actions, resources and condition keys are those of the service authorization reference for Amazon EC2.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, Final

from app.core.errors import UsageError
from app.farm.fleet.ec2_options import DIRECT_TAG, FARM_TAG, Ec2Options, check_options

ANY: Final = "*"

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_VERSION: Final = "2012-10-17"
_PARTITIONS: Final = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))


class PolicyFor(StrEnum):
    """Whose policy it is: the manager's, or that of an admin who may also act while no manager answers."""

    MANAGER = "manager"
    ADMIN = "admin"


def policy_document(farm: str, *, region: str = "", account: str = "", whose: PolicyFor = PolicyFor.MANAGER) -> Any:
    """The policy for the machines of a farm, as JSON has it; without region or account, for all of them.

    Raises `UsageError` for what cannot be a farm's tag, a region or an account.
    """
    check_options(Ec2Options(farm=farm, region=region))
    if account and not _ACCOUNT.fullmatch(account):
        raise UsageError(f"“{account[:100]}” is not an account.", "An account has 12 digits.")
    partition = next((name for start, name in _PARTITIONS if region.startswith(start)), "aws")
    machines = f"arn:{partition}:ec2:{region or ANY}:{account or ANY}:instance/*"
    own = {"StringEquals": {f"aws:ResourceTag/{FARM_TAG}": farm}}
    see: dict[str, Any] = {
        "Sid": "SeeMachines",
        "Effect": "Allow",
        "Action": "ec2:DescribeInstances",
        "Resource": ANY,
    }
    if region:
        see["Condition"] = {"StringEquals": {"aws:RequestedRegion": region}}
    start_and_stop = {
        "Sid": "StartAndStopMachinesOfTheFarm",
        "Effect": "Allow",
        "Action": ["ec2:StartInstances", "ec2:StopInstances"],
        "Resource": machines,
        "Condition": own,
    }
    statements = [see, start_and_stop]
    if whose is PolicyFor.ADMIN:
        statements.append(
            {
                "Sid": "MarkMachinesOfTheFarm",
                "Effect": "Allow",
                "Action": "ec2:CreateTags",
                "Resource": machines,
                "Condition": {
                    **own,
                    # Without any key, ForAllValues holds too.
                    "ForAllValues:StringEquals": {"aws:TagKeys": [DIRECT_TAG]},
                    "Null": {"aws:TagKeys": "false"},
                },
            }
        )
    return {"Version": _VERSION, "Statement": statements}
