"""Agents that report what they are granted as done at once, each with a connection of its own: the farm's own cost.

Started by `sleeping_farm`: `nothing_agents.py CONFIG FIRST COUNT SECONDS`, with the settings and the password of a node
in the environment. For so many seconds they hold what they are granted, and send their beats meanwhile.
"""

from __future__ import annotations

import itertools
import queue
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from app.core.errors import BrokerError  # noqa: E402
from app.core.frames import FrameRange  # noqa: E402
from app.core.jobs import PieceManifest  # noqa: E402
from app.core.messages import Beat, ChunkEnded, Claim, Grant, PieceDone  # noqa: E402
from app.core.ports import CLAIMS, RESULTS, Delivery, control_queue  # noqa: E402
from app.farm import farm_parts  # noqa: E402
from app.farm.rabbitmq.broker import RabbitBroker  # noqa: E402
from worker_agent.start import Start  # noqa: E402

RENEW_SECONDS = 10.0
BEAT_SECONDS = 3.0
AGAIN_SECONDS = 0.5
"""Pause before something is sent once more that the broker did not take."""

BOOT = "b"


class NothingAgent:
    """One worker: a thread that claims and reports, and the broker's that brings the grants."""

    def __init__(self, broker: RabbitBroker, name: str, seconds: float) -> None:
        self._broker, self._name, self._seconds = broker, name, seconds
        self._grants: queue.SimpleQueue[Grant] = queue.SimpleQueue()
        self._numbers = itertools.count()
        broker.consume(control_queue(name, BOOT), self._on_control)
        threading.Thread(target=self._run, daemon=True).start()

    def _on_control(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, Grant):
            self._grants.put(delivery.message)

    def _run(self) -> None:
        while True:
            claim_id = f"{self._name}-{next(self._numbers)}"
            grant = None
            while grant is None or grant.claim_id != claim_id:
                self._send(CLAIMS, Claim(claim_id=claim_id, worker=self._name, boot=BOOT, engines=("sleep",)))
                try:
                    grant = self._grants.get(timeout=RENEW_SECONDS)
                except queue.Empty:
                    continue
            self._hold(grant)
            for piece in range(grant.first, grant.last + 1):
                self._send(RESULTS, PieceDone(worker=self._name, boot=BOOT, manifest=_manifest(grant, piece)))
            ended = ChunkEnded(worker=self._name, boot=BOOT, job_id=grant.job_id, attempt=grant.attempt)
            self._send(RESULTS, ended)

    def _hold(self, grant: Grant) -> None:
        until = time.monotonic() + self._seconds
        while (left := until - time.monotonic()) > 0:
            beat = Beat(worker=self._name, boot=BOOT, attempt=grant.attempt, job_id=grant.job_id)
            self._send(CLAIMS, beat)
            time.sleep(min(left, BEAT_SECONDS))

    def _send(self, address: str, message: Beat | Claim | PieceDone | ChunkEnded) -> None:
        while True:
            try:
                self._broker.send(address, message, sender=self._broker.user)
            except BrokerError:
                time.sleep(AGAIN_SECONDS)
                continue
            return


def _manifest(grant: Grant, piece: int) -> PieceManifest:
    return PieceManifest(
        job_id=grant.job_id,
        piece=piece,
        frames=FrameRange(start=piece, stop=piece + 1),
        file="none",
        size=1,
        sha256="0" * 64,
        frame_hashes=("0" * 32,),
        attempt=grant.attempt,
        engine="sleep",
        seconds=0.001,
    )


def main(config: Path, first: int, count: int, seconds: float) -> None:
    """Work until killed."""
    start = Start("worker", config)
    for number in range(first, first + count):
        broker = farm_parts.open_broker(start.settings, start.secrets, role=farm_parts.WORKER)
        NothingAgent(broker, f"{broker.user}.{number}", seconds)
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
