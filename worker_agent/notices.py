"""Notices that this machine is about to be taken away, as EC2 gives them about two minutes before.

A spot machine that is stopped, hibernated or terminated has `spot/instance-action`; one that its auto scaling group
takes out has `Terminated` as its target lifecycle state. A recommendation to rebalance is no notice: the machine may
stay for hours, and leaves with a notice like any other.

Thread: `instance notices`, which ends by itself where there is no metadata service.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

import msgspec

from app.core.decoding import from_json
from app.core.errors import FleetAwayError
from app.core.unreadable import NO_DOCUMENT
from worker_agent.instance_metadata import InstanceMetadata

LOOK_SECONDS: Final = 1.0
"""How often is looked. Amazon recommends every five seconds for spot notices; one second costs nothing."""

TRIES: Final = 5
"""So often is asked at the beginning whether there is a metadata service: early in a boot there may be no network."""

TRY_SECONDS: Final = 5.0

_SPOT: Final = "meta-data/spot/instance-action"
_GROUP: Final = "meta-data/autoscaling/target-lifecycle-state"
_LEAVING: Final = "Terminated"

_log = logging.getLogger(__name__)


class _InstanceAction(msgspec.Struct, frozen=True):
    action: str
    time: str = ""


def notice(metadata: InstanceMetadata) -> str:
    """Why this machine is about to be taken away, as a sentence; empty where it is not. Raises `FleetAwayError`."""
    told = metadata.get(_SPOT)
    if told is not None:
        try:
            action = from_json(told, _InstanceAction)
        except NO_DOCUMENT:
            # Whatever it says, it is there only where the machine goes.
            return "EC2 takes this spot machine back."
        return f"EC2 takes this spot machine back ({action.action[:20]} at {action.time[:30] or 'once'})."
    state = metadata.get(_GROUP)
    return "Its auto scaling group takes this machine out." if state == _LEAVING else ""


class NoticeWatch:
    """Looks for a notice until it is closed; when there is one, `on_notice` is told once, and it ends."""

    def __init__(
        self,
        metadata: InstanceMetadata,
        on_notice: Callable[[str], object],
        *,
        look_seconds: float = LOOK_SECONDS,
        try_seconds: float = TRY_SECONDS,
    ) -> None:
        self._metadata = metadata
        self._on_notice = on_notice
        self._look_seconds = look_seconds
        self._try_seconds = try_seconds
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="instance notices", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more; returns when the thread is gone."""
        self._closing.set()
        self._thread.join()

    @property
    def is_looking(self) -> bool:
        """Whether it still looks: not where there is no metadata service, and not after a notice."""
        return self._thread.is_alive()

    def _run(self) -> None:
        if not self._is_there():
            return
        while not self._closing.wait(self._look_seconds):
            try:
                said = notice(self._metadata)
            except FleetAwayError as error:
                # It was there before, so it will be there again.
                _log.debug("%s", error)
                continue
            if said:
                _log.warning("%s The workers finish the piece in work.", said)
                self._on_notice(said)
                return

    def _is_there(self) -> bool:
        for _ in range(TRIES):
            try:
                facts = self._metadata.facts()
            except FleetAwayError:
                if self._closing.wait(self._try_seconds):
                    return False
                continue
            _log.info("This is the EC2 machine %s, of type %s in %s.", facts.instance_id, facts.type, facts.zone)
            return bool(facts.instance_id)
        return False
