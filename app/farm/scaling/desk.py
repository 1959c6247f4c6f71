"""Answers about scaling: the policy in force, the machines as they were seen last, changes of it, and activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.core.errors import UsageError
from app.core.messages import (
    ActivitiesPart,
    ActivitiesWanted,
    AnyMessage,
    FleetPart,
    ScalingChange,
)
from app.farm.manager.desk import NOBODY, PART_BYTES, Access, Question
from app.farm.portions import portions
from app.farm.scaling.autoscaler import Autoscaler


class ScalingDesk:
    """Questions about scaling, in the thread of the request queue. `access` None: everybody may change the policy."""

    def __init__(self, autoscaler: Autoscaler, *, provider: str, access: Access | None) -> None:
        self._autoscaler = autoscaler
        self._provider = provider
        self._access = access

    @property
    def questions(self) -> Mapping[type[AnyMessage], Question]:
        """What it answers, for the manager."""
        return {ScalingChange: self._change, ActivitiesWanted: self._activities}

    def _parts(self) -> Iterator[FleetPart]:
        seen, policy = self._autoscaler.machines(), self._autoscaler.policy()
        for instances, is_last in portions(seen.instances, PART_BYTES):
            yield FleetPart(
                provider=self._provider,
                as_of=seen.as_of,
                instances=instances,
                policy=policy,
                problem=seen.problem,
                last=is_last,
            )

    def _change(self, message: AnyMessage, sender: str) -> Iterator[AnyMessage]:
        assert isinstance(message, ScalingChange)
        if self._access is not None and not self._access(sender, NOBODY):
            raise UsageError(f"{sender} may not change how the farm scales.", next_step="Ask an admin of the farm.")
        self._autoscaler.change_policy(message.policy, sender)
        yield from self._parts()

    def _activities(self, message: AnyMessage, sender: str) -> Iterator[AnyMessage]:
        del sender
        assert isinstance(message, ActivitiesWanted)
        found = self._autoscaler.activities(after=message.after, most=message.most)
        for part, is_last in portions(found, PART_BYTES):
            yield ActivitiesPart(activities=part, last=is_last)
