"""What AWS has to permit: no more than is needed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.core.errors import UsageError
from app.farm.fleet.iam import PolicyFor, policy_document

FARM_ONLY = {"StringEquals": {"aws:ResourceTag/farmhand:farm": "studio"}}


def statements(policy: Any) -> dict[str, Any]:
    """The policy's statements, by action."""
    found = {}
    for one in json.loads(json.dumps(policy))["Statement"]:
        assert one["Effect"] == "Allow"
        for action in [one["Action"]] if isinstance(one["Action"], str) else one["Action"]:
            found[action] = one
    return found


def test_a_manager_may_list_and_start_and_stop_machines_of_its_farm_only() -> None:
    found = statements(policy_document("studio", region="eu-central-1", account="123456789012"))
    assert set(found) == {"ec2:DescribeInstances", "ec2:StartInstances", "ec2:StopInstances"}
    for action in ("ec2:StartInstances", "ec2:StopInstances"):
        assert found[action]["Resource"] == "arn:aws:ec2:eu-central-1:123456789012:instance/*"
        assert found[action]["Condition"] == FARM_ONLY
    assert found["ec2:DescribeInstances"]["Condition"] == {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}


def test_an_admin_may_also_mark_them_but_not_give_them_another_farm() -> None:
    found = statements(policy_document("studio", whose=PolicyFor.ADMIN))
    assert set(found) == {"ec2:DescribeInstances", "ec2:StartInstances", "ec2:StopInstances", "ec2:CreateTags"}
    condition = found["ec2:CreateTags"]["Condition"]
    assert condition["ForAllValues:StringEquals"] == {"aws:TagKeys": ["farmhand:direct"]}
    assert condition["StringEquals"] == FARM_ONLY["StringEquals"]
    assert condition["Null"] == {"aws:TagKeys": "false"}
    assert found["ec2:StartInstances"]["Resource"] == "arn:aws:ec2:*:*:instance/*"


@pytest.mark.parametrize("whose", PolicyFor)
def test_nobody_may_make_or_terminate_machines(whose: PolicyFor) -> None:
    text = json.dumps(policy_document("studio", whose=whose))
    for forbidden in ("RunInstances", "Terminate", '"ec2:*"', "DeleteTags", "Modify", '"*:*"'):
        assert forbidden not in text


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-1", "aws")]
)
def test_other_parts_of_aws_have_other_names(region: str, partition: str) -> None:
    found = statements(policy_document("studio", region=region))
    assert found["ec2:StopInstances"]["Resource"] == f"arn:{partition}:ec2:{region}:*:instance/*"


@pytest.mark.parametrize(
    "wrong",
    [
        {"farm": ""},
        {"farm": "*"},
        {"farm": 'a","b'},
        {"farm": "x" * 129},
        {"farm": "${aws:username}"},
        {"farm": "studio", "region": "*"},
        {"farm": "studio", "region": "Frankfurt"},
        {"farm": "studio", "account": "12"},
        {"farm": "studio", "account": "12345678901x"},
    ],
)
def test_what_would_widen_it_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        policy_document(**wrong)
