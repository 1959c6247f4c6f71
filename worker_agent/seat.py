"""One worker in a process of its own: started by the node's supervisor, and stopped through its standard input.

A line `leave` asks it to finish the piece in work, the end of the input to stop at once. It ends with 0 when it was
told to go, or was drained; with anything else it is reported as dead and started anew.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

from app.core.ports import Secrets
from app.core.settings import Settings
from app.farm import farm_parts
from app.farm.attempt_logs import AttemptLogs
from app.farm.clock import SystemClock
from app.farm.engines.builtin import BuiltinEngine
from app.farm.engines.choosing import ChoosingEngine
from app.farm.engines.registry import make_engines, offered_engines
from app.farm.farm_storage import LOCAL, open_storage
from app.farm.log_fields import log_fields
from worker_agent.agent import Agent
from worker_agent.guards import Guards
from worker_agent.inventory import Inventory
from worker_agent.orders import LEAVE, MAY_SHUT_DOWN, OUTBOX

_log = logging.getLogger(__name__)


def run_seat(worker: str, boot: str, settings: Settings, secrets: Secrets, home: Path) -> int:
    """Work as that worker until the input says otherwise; what its process ends with: 0, or `MAY_SHUT_DOWN`.

    Raises what `farm_parts` raises, and `StorageError`.
    """
    stop, leave = threading.Event(), threading.Event()
    # A daemon: it waits for the input for as long as the process lives.
    threading.Thread(target=_listen, args=(sys.stdin.fileno(), stop, leave), name="orders", daemon=True).start()
    clock = SystemClock()
    with ExitStack() as stack:
        stack.enter_context(log_fields(worker=worker))
        storage = open_storage(settings, secrets, home / LOCAL, stop=stop)
        stack.callback(storage.close)
        broker = farm_parts.open_broker(settings, secrets, role=farm_parts.WORKER)
        stack.callback(broker.close)
        logs = AttemptLogs(storage, clock)
        stack.callback(logs.close)
        names = offered_engines(settings, first=worker.endswith(".1"))
        engine = make_engines(names, storage, settings=settings)
        stack.callback(engine.close)
        if isinstance(engine, BuiltinEngine | ChoosingEngine):
            engine.warm_up()
        inventory = Inventory(settings)
        inventory.look_around(settings, engine.offers, home)
        agent = Agent(
            worker,
            boot,
            broker=broker,
            storage=storage,
            engine=engine,
            clock=clock,
            settings=settings,
            logs=logs,
            outbox_folder=home / OUTBOX / worker,
            guards=Guards(clock, home, settings),
            inventory=inventory,
        )
        _log.info("Worker %s begins.", worker)
        agent.run(stop, leave)
        _log.info("Worker %s ends.", worker)
        return MAY_SHUT_DOWN if agent.may_shut_down else 0


def _listen(words: int, stop: threading.Event, leave: threading.Event) -> None:
    # Not through the buffered file: Python cannot end while a thread waits in one.
    heard = b""
    while block := os.read(words, 64):
        *lines, heard = (heard + block).split(b"\n")
        if LEAVE.strip() in lines:
            leave.set()
    stop.set()
