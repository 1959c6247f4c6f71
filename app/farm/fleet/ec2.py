"""The farm's machines on EC2: those that carry its tag. They are started and stopped, never made or terminated."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from app.core.errors import (
    CapacityError,
    FleetAwayError,
    FleetDeniedError,
    FleetError,
    InstanceBusyError,
    InstanceGoneError,
)
from app.core.fleet import Instance, InstanceState
from app.core.ports import FleetOutcome, Secrets
from app.farm.fleet.ec2_errors import LISTING, STARTING, STOPPING, TAGGING, Doing, gone_error
from app.farm.fleet.ec2_link import Ec2Link
from app.farm.fleet.ec2_options import FARM_TAG, NODE_TAG, POOL_TAG, Ec2Limits, Ec2Options
from app.farm.fleet.prices import Prices

if TYPE_CHECKING:
    from types_boto3_ec2.client import EC2Client
    from types_boto3_ec2.type_defs import FilterTypeDef, InstanceStateChangeTypeDef, InstanceTypeDef

PROVIDER: Final = "ec2"

_STATES: Final[Mapping[str, InstanceState]] = {
    "pending": InstanceState.STARTING,
    "running": InstanceState.RUNNING,
    "stopping": InstanceState.STOPPING,
    "stopped": InstanceState.STOPPED,
    "shutting-down": InstanceState.GONE,
    "terminated": InstanceState.GONE,
}

_UP: Final = frozenset({InstanceState.STARTING, InstanceState.RUNNING})
_DOWN: Final = frozenset({InstanceState.STOPPING, InstanceState.STOPPED})

_OF_ONE: Final = (CapacityError, InstanceBusyError, InstanceGoneError, FleetDeniedError)
"""Errors that one machine of many may cause; then the others are tried without it."""

_AS_TOLD: Final = frozenset({"Client.UserInitiatedShutdown", "Client.InstanceInitiatedShutdown"})
"""Reasons for a state that need no telling."""


class Ec2Fleet:
    """Implements `app.core.ports.Fleet`."""

    def __init__(
        self,
        options: Ec2Options,
        prices: Prices,
        *,
        limits: Ec2Limits | None = None,
        secrets: Secrets | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        """Makes no request. When `stop` is set, nothing is repeated any more. Raises `UsageError`."""
        self._link = Ec2Link(options, limits, secrets=secrets, stop=stop)
        self._prices = prices

    @property
    def provider(self) -> str:
        """See `Fleet.provider`."""
        return PROVIDER

    def describe(self) -> tuple[Instance, ...]:
        """See `Fleet.describe`. A machine that is gone stays in the list as long as EC2 tells of it (about an hour)."""
        region = self._link.region
        found = [self._instance(one, region) for one in self._link.call(LISTING, self._all)]
        return tuple(sorted(found, key=lambda one: (one.name, one.instance_id)))

    def start(self, instance_ids: Sequence[str]) -> tuple[FleetOutcome, ...]:
        """See `Fleet.start`."""
        return self._change(STARTING, instance_ids, _UP)

    def stop(self, instance_ids: Sequence[str], *, at_once: bool = False) -> tuple[FleetOutcome, ...]:  # noqa: ARG002
        """See `Fleet.stop`. EC2 shuts the system down, which is all that can be asked for without harming its disk."""
        return self._change(STOPPING, instance_ids, _DOWN)

    def mark(self, instance_ids: Sequence[str], tags: Mapping[str, str]) -> None:
        """See `Fleet.mark`."""
        if not instance_ids:
            return
        known = self._known(instance_ids)
        for instance_id in instance_ids:
            if instance_id not in known:
                raise gone_error(instance_id)
        wanted = [{"Key": key, "Value": value} for key, value in tags.items()]
        self._link.call(TAGGING, lambda client: client.create_tags(Resources=list(instance_ids), Tags=wanted))  # type: ignore[arg-type]

    def close(self) -> None:
        """See `Fleet.close`."""
        self._link.close()

    def _all(self, client: EC2Client) -> list[InstanceTypeDef]:
        return list(self._described(client, []))

    def _known(self, instance_ids: Sequence[str]) -> dict[str, InstanceState]:
        """The states of those ids that are the farm's. They are a filter, which unlike a list may hold unknown ones."""
        wanted = list(dict.fromkeys(instance_ids))
        filters: list[FilterTypeDef] = [{"Name": "instance-id", "Values": wanted}]
        found = self._link.call(LISTING, lambda client: list(self._described(client, filters)))
        return {one.get("InstanceId", ""): _state(one) for one in found}

    def _described(self, client: EC2Client, filters: Sequence[FilterTypeDef]) -> Iterator[InstanceTypeDef]:
        own: FilterTypeDef = {"Name": f"tag:{FARM_TAG}", "Values": [self._link.options.farm]}
        pages = client.get_paginator("describe_instances").paginate(
            Filters=[own, *filters], PaginationConfig={"PageSize": self._link.limits.page}
        )
        for page in pages:
            for reservation in page["Reservations"]:
                yield from reservation.get("Instances", ())

    def _instance(self, one: InstanceTypeDef, region: str) -> Instance:
        tags = {tag.get("Key", ""): tag.get("Value", "") for tag in one.get("Tags", ())}
        instance_id, type_name = one.get("InstanceId", ""), str(one.get("InstanceType", ""))
        name = tags.get("Name") or instance_id
        launched = one.get("LaunchTime")
        windows = "windows" in f"{one.get('Platform', '')} {one.get('PlatformDetails', '')}".lower()
        price = self._prices.of_machine(instance_id, name)
        if price is None:
            price = self._prices.of_type(region, type_name, windows=windows)
        return Instance(
            instance_id=instance_id,
            name=name,
            state=_state(one),
            type=type_name,
            zone=one.get("Placement", {}).get("AvailabilityZone", ""),
            pool=tags.get(POOL_TAG, ""),
            node=tags.get(NODE_TAG) or name,
            address=one.get("PrivateIpAddress") or one.get("PublicIpAddress") or "",
            launched=launched.timestamp() if launched is not None else 0.0,
            price=price,
            spot=one.get("InstanceLifecycle") == "spot",
            tags=tags,
            note=_note(one),
        )

    def _change(
        self, doing: Doing, instance_ids: Sequence[str], reached: frozenset[InstanceState]
    ) -> tuple[FleetOutcome, ...]:
        if not instance_ids:
            return ()
        known = self._known(instance_ids)
        outcomes: dict[str, FleetOutcome] = {}
        wanted: list[str] = []
        for instance_id in dict.fromkeys(instance_ids):
            state = known.get(instance_id, InstanceState.GONE)
            if state is InstanceState.GONE:
                outcomes[instance_id] = FleetOutcome(instance_id, error=gone_error(instance_id))
            elif state in reached:
                outcomes[instance_id] = FleetOutcome(instance_id, state)
            else:
                wanted.append(instance_id)
        batch = self._link.limits.batch
        for first in range(0, len(wanted), batch):
            outcomes |= self._ask(doing, wanted[first : first + batch], known)
        return tuple(outcomes[instance_id] for instance_id in instance_ids)

    def _ask(self, doing: Doing, ids: list[str], known: Mapping[str, InstanceState]) -> dict[str, FleetOutcome]:
        """Ask EC2 for several at once, and where it refuses that because of some, for each alone.

        Raises what concerns all of them: nothing was done then.
        """
        try:
            return self._outcomes(ids, self._request(doing, ids))
        except _OF_ONE as error:
            if len(ids) == 1:
                return {ids[0]: FleetOutcome(ids[0], known.get(ids[0]), error)}
        outcomes: dict[str, FleetOutcome] = {}
        for instance_id in ids:
            try:
                outcomes |= self._outcomes([instance_id], self._request(doing, [instance_id]))
            except FleetError as error:
                # Others have been asked for already: what came of them must not be lost.
                outcomes[instance_id] = FleetOutcome(instance_id, known.get(instance_id), error)
        return outcomes

    def _request(self, doing: Doing, ids: list[str]) -> Sequence[InstanceStateChangeTypeDef]:
        name = ids[0] if len(ids) == 1 else ""

        def work(client: EC2Client) -> Sequence[InstanceStateChangeTypeDef]:
            if doing is STARTING:
                return client.start_instances(InstanceIds=ids)["StartingInstances"]
            return client.stop_instances(InstanceIds=ids)["StoppingInstances"]

        return self._link.call(doing, work, name=name)

    @staticmethod
    def _outcomes(ids: list[str], changes: Sequence[InstanceStateChangeTypeDef]) -> dict[str, FleetOutcome]:
        states = {one.get("InstanceId", ""): one.get("CurrentState", {}).get("Name", "") for one in changes}
        return {
            instance_id: FleetOutcome(instance_id, _STATES.get(states[instance_id]))
            if instance_id in states
            else FleetOutcome(instance_id, error=_untold(instance_id))
            for instance_id in ids
        }


def _state(one: InstanceTypeDef) -> InstanceState:
    # A state that EC2 invents later is none in which a machine can be started.
    return _STATES.get(str(one.get("State", {}).get("Name", "")), InstanceState.STOPPING)


def _note(one: InstanceTypeDef) -> str:
    reason = one.get("StateReason", {})
    if not reason or reason.get("Code", "") in _AS_TOLD:
        return ""
    return str(reason.get("Message", ""))[:200]


def _untold(instance_id: str) -> FleetAwayError:
    return FleetAwayError(
        f"What became of {instance_id} is not known.",
        "The answer of AWS does not mention it.",
        "Look at the list again.",
    )
