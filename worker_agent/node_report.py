"""What the supervisor of a node tells the manager of it: its computer, its instance, and why its workers rest."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from app.core.errors import FleetAwayError
from app.core.fleet import NodeFacts
from app.core.ports import Broker, Clock
from app.core.settings import Settings
from app.farm.node_facts import Computer, NodeReporter
from worker_agent.guards import Guards
from worker_agent.instance_metadata import InstanceFacts, open_metadata

METADATA_TRIES = 3
"""So many reports ask the instance metadata service, while it does not answer: most computers have none."""


class NodeComputer:
    """The computer of a node, and which instance it is, where it is one."""

    def __init__(self, node: str, home: Path, clock: Clock, environment: Mapping[str, str]) -> None:
        """Raises `UsageError` when the environment names a metadata service in a way that cannot be."""
        self._computer = Computer(node, home, clock)
        self._metadata = open_metadata(environment)
        self._tries_left = METADATA_TRIES
        self._instance: InstanceFacts | None = None

    def facts(self) -> NodeFacts:
        """What is so now. May wait for the metadata service; called by one thread."""
        if self._instance is None and self._metadata is not None and self._tries_left:
            self._tries_left -= 1
            try:
                self._instance = self._metadata.facts()
            except FleetAwayError:
                # Not an EC2 machine, or one that is still starting.
                self._instance = None
        told = self._computer.facts()
        if self._instance is None:
            return told
        one = self._instance
        return msgspec.structs.replace(told, instance_id=one.instance_id, instance_type=one.type, zone=one.zone)


def report_node(broker: Broker, node: str, home: Path, clock: Clock, settings: Settings) -> NodeReporter:
    """Begin to report for the node of that name, which is the broker's user; close it when the node ends.

    Raises `UsageError` as `NodeComputer`.
    """
    # A guard of its own: what holds all workers of the computer back is the same for each of them.
    guards = Guards(clock, home, settings)
    computer = NodeComputer(node, home, clock, os.environ)
    return NodeReporter(
        broker,
        computer.facts,
        clock,
        sender=node,
        seconds=settings.claim_renew_seconds,
        problem=guards.problem,
    )
