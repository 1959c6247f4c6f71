"""How large a farm may be: 200 connections, a batch of 10,000 rows, and a store of up to a million pieces.

Run `python -m tests.bench.bench_capacity [PART …]`; `connections` and `batch` need RabbitMQ. Each part prints one JSON
line with its reference beside it; figures depend on what else the computer does, so nothing is asserted. `growth` also
draws its chart into `docs/images`.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit" / "farm")]

import msgspec  # noqa: E402
import pika  # noqa: E402
import psutil  # noqa: E402
from store_kit import MemoryServices  # noqa: E402

from app.cli.rendering import Wishes, check, make_requests  # noqa: E402
from app.core.errors import BrokerError  # noqa: E402
from app.core.jobs import EngineChoice  # noqa: E402
from app.core.ports import AssetStore, control_queue  # noqa: E402
from app.core.settings import Settings  # noqa: E402
from app.farm.broker_memory import MemoryBroker  # noqa: E402
from app.farm.client import FarmClient  # noqa: E402
from app.farm.clock import SystemClock  # noqa: E402
from app.farm.embedded import embedded_farm  # noqa: E402
from app.farm.manager.manager import Manager  # noqa: E402
from app.farm.rabbitmq.topology import private_queue  # noqa: E402
from app.farm.store import Store  # noqa: E402
from tests.bench import full_store  # noqa: E402
from tests.bench.bench_farm import EMPTY_PIECES, done_seconds, empty_jobs, processor_seconds  # noqa: E402
from tests.bench.bench_store import claims_at  # noqa: E402
from tests.bench.growth_chart import draw  # noqa: E402
from tests.bench.sleeping_farm import (  # noqa: E402
    PASSWORD,
    PERSON,
    VHOST,
    SleepingFarm,
    sleeping_farm,
    wait_for,
)

AGENTS, AGENTS_PER_PROCESS = 200, 50
IDLE_SECONDS = 20.0
JOBS = 100
HELD_SECONDS = 12.0

SAMPLE = ROOT / "resources" / "samples" / "greeting"
ROWS = 10_000

STORED = 100_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
MEASURED = 300
"""So many pieces are granted and reported at each size."""

CHART = ROOT / "docs" / "images" / "capacity.png"


# 200 agents.


def connections() -> dict[str, float]:
    """200 agents with connections of their own: to connect, to idle, to hold, to work, and to come back.

    The reference: as many connections of pika used bare, one after the other, each with a queue that it listens to.
    """
    found: dict[str, float] = {}
    with sleeping_farm() as farm, farm.person() as person:
        manager, broker = farm.manager.pid, _broker()
        found["bare_connections_s"], found["bare_broker_mb"] = _bare_connections(farm, broker)
        before = _megabytes(broker)
        begun = time.perf_counter()
        _start_agents(farm, seconds=0.0)
        wait_for(lambda: len(person.client.workers()) == AGENTS)
        found["agents_there_s"] = time.perf_counter() - begun
        found["broker_mb"] = _megabytes(broker) - before
        found["manager_mb"] = _megabytes(manager)
        with _percents(found, "idle", manager, broker):
            time.sleep(IDLE_SECONDS)
        found |= _worked(person.client, manager, broker)
        found["broker_started_s"] = _timed(lambda: _restart(farm))
        found["all_back_after_s"] = _timed(
            lambda: wait_for(lambda: _listening(farm) == AGENTS and _is_answered(person.client))
        )
        found["working_after_s"] = _timed(lambda: done_seconds(person.client, empty_jobs(JOBS)))
    return found


def held() -> dict[str, float]:
    """200 agents that hold chunks and send their beats: what that takes manager and broker of a core."""
    found: dict[str, float] = {}
    with sleeping_farm() as farm, farm.person() as person:
        _start_agents(farm, seconds=HELD_SECONDS)
        wait_for(lambda: len(person.client.workers()) == AGENTS)
        person.client.submit(empty_jobs(AGENTS))
        wait_for(lambda: sum(1 for one in person.client.workers() if one.state == "busy") > AGENTS // 2)
        with _percents(found, "held", farm.manager.pid, _broker()):
            time.sleep(IDLE_SECONDS)
    return found


def _start_agents(farm: SleepingFarm, *, seconds: float) -> None:
    for first in range(1, AGENTS, AGENTS_PER_PROCESS):
        farm.start_nothing(first, AGENTS_PER_PROCESS, seconds)


def _worked(client: FarmClient, manager: int, broker: int) -> dict[str, float]:
    """Tasks that do nothing: the rate, and the processor time that one takes."""
    used = processor_seconds(manager), processor_seconds(broker)
    seconds = done_seconds(client, empty_jobs(JOBS))
    tasks = JOBS * (EMPTY_PIECES + 3)
    return {
        "tasks_per_second": tasks / seconds,
        "manager_ms_per_task": 1000 * (processor_seconds(manager) - used[0]) / tasks,
        "broker_ms_per_task": 1000 * (processor_seconds(broker) - used[1]) / tasks,
    }


def _bare_connections(farm: SleepingFarm, broker: int) -> tuple[float, float]:
    before, begun = _megabytes(broker), time.perf_counter()
    with ExitStack() as stack:
        for number in range(AGENTS):
            login = pika.PlainCredentials("node", PASSWORD)
            connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", farm.node.port, VHOST, login))
            stack.callback(connection.close)
            channel = connection.channel()
            name = private_queue(control_queue(f"node.{number + 1}", "bare"), f"{number:012x}")
            channel.queue_declare(name, exclusive=True, auto_delete=True)
            channel.basic_consume(name, lambda *_: None)
        seconds = time.perf_counter() - begun
        return seconds, _megabytes(broker) - before


def _restart(farm: SleepingFarm) -> None:
    farm.node.kill()
    farm.node.start()


def _listening(farm: SleepingFarm) -> int:
    """How many agents have their control queues."""
    queues = farm.node.manage("GET", f"/queues/{VHOST}?columns=name&disable_stats=true&enable_queue_totals=true")
    return sum(1 for one in queues if one["name"].startswith("ctl."))


def _is_answered(client: FarmClient) -> bool:
    try:
        client.workers()
    except BrokerError:
        return False
    return True


def _broker() -> int:
    """The process of RabbitMQ."""
    children = psutil.Process().children(recursive=True)
    return next(one.pid for one in children if one.name().startswith("beam"))


def _megabytes(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss / 1e6)


@contextmanager
def _percents(found: dict[str, float], name: str, manager: int, broker: int) -> Iterator[None]:
    """Percent of a core that the two take meanwhile."""
    begun, used = time.perf_counter(), (processor_seconds(manager), processor_seconds(broker))
    yield
    seconds = time.perf_counter() - begun
    found[f"{name}_manager_percent"] = 100 * (processor_seconds(manager) - used[0]) / seconds
    found[f"{name}_broker_percent"] = 100 * (processor_seconds(broker) - used[1]) / seconds


# A batch of 10,000 rows.


def batch() -> dict[str, float]:
    """Seconds for a spreadsheet of 10,000 rows until all its jobs are accepted: embedded, and over RabbitMQ.

    The reference: a request of one row, encoded and written to SQLite as often.
    """
    found: dict[str, float] = {}
    nobody: Any = lambda *_args, **_more: _NoAgents()  # noqa: E731
    with tempfile.TemporaryDirectory() as name:
        sheet = _sheet(Path(name))
        with embedded_farm(
            Path(name) / "out",
            workers=1,
            start_agents=nobody,
            settings=Settings(),
            owner="ann",
        ) as farm:
            found |= _accepted("embedded", sheet, farm.storage, farm.client)
            found["bare_s"] = _bare_rows(farm.client)
        with sleeping_farm() as remote, remote.person() as person:
            found |= _accepted("rabbitmq", sheet, person.storage, person.client)
    return found


class _NoAgents:
    def stop(self) -> None:
        """There are none."""


def _sheet(folder: Path) -> Path:
    path = folder / "rows.csv"
    photo = (SAMPLE / "photos" / "sunset.jpg").as_posix()
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Name", "Message", "Photo", "output"))
        rows.writerows((f"Guest {n}", f"Welcome, number {n}", photo, f"film-{n:05d}") for n in range(ROWS))
    return path


def _accepted(where: str, sheet: Path, storage: AssetStore, client: FarmClient) -> dict[str, float]:
    wishes = Wishes(template=SAMPLE / "greeting.aep", csv=sheet, missing="substitute")
    begun = time.perf_counter()
    plan = check(wishes, (EngineChoice.AUTO, EngineChoice.BUILTIN))
    checked = time.perf_counter()
    requests = make_requests(
        plan,
        wishes,
        storage=storage,
        exists=lambda _: False,
        replaces=lambda _: False,
        number=False,
        owner=PERSON,
    )
    made = time.perf_counter()
    assert len(client.submit(requests)) == ROWS
    ended = time.perf_counter()
    return {
        f"{where}_s": ended - begun,
        f"{where}_check_s": checked - begun,
        f"{where}_requests_s": made - checked,
        f"{where}_submit_s": ended - made,
    }


def _bare_rows(client: FarmClient) -> float:
    view = client.snapshot()[0]
    request = client.detail(view.job_id).request
    assert request is not None
    with full_store.bare_database() as database:
        begun = time.perf_counter()
        for number in range(ROWS):
            one = msgspec.structs.replace(request, job_id=str(number))
            database.execute("INSERT INTO request VALUES (?, ?)", (number, msgspec.json.encode(one)))
        database.commit()
        return time.perf_counter() - begun


# A full store.


def store() -> dict[str, float]:
    """A store of 100,000 pieces: granting and reporting, claims, a snapshot of all, and a new manager."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        full_store.fill(folder, STORED)
        with full_store.stepped(folder) as (manager, broker):
            own = full_store.grant_and_report(manager, broker, MEASURED)
        found = _managed(folder)
        found |= {f"claims_{name}": value for name, value in claims_at(folder, full_store.request).items()}
        bare = full_store.bare_rows(folder, MEASURED)
    found |= {"ms_per_piece": 1000 * own, "grants_and_reports_per_second": 1 / own, "times_bare": own / bare}
    with tempfile.TemporaryDirectory() as name:
        full_store.fill_with_long_film(Path(name))
        with full_store.stepped(Path(name)) as (manager, broker):
            found["hour_of_film_ms_per_piece"] = 1000 * full_store.grant_and_report(manager, broker, MEASURED // 3)
    return found


def _managed(folder: Path) -> dict[str, float]:
    """Seconds of a manager that starts over a store until it answers, and for a snapshot of all."""
    broker = MemoryBroker()
    begun = time.perf_counter()
    with Store.open(folder) as opened:
        manager = Manager(opened, broker, MemoryServices(), SystemClock(), Settings())
        manager.start()
        client = FarmClient(broker, "ann", answer_seconds=120)
        client.workers()
        answered = time.perf_counter()
        count = len(client.snapshot())
        ended = time.perf_counter()
        client.close()
        manager.stop()
        broker.close()
    return {"restart_s": answered - begun, "snapshot_s": ended - answered, "snapshot_jobs": count}


def growth() -> dict[str, Any]:
    """Milliseconds of processor time per granted and reported piece, and memory, by pieces in the store."""
    spawn = multiprocessing.get_context("spawn")
    rows = []
    for size in SIZES:
        # In a process of its own each, as memory that was used once is not given back.
        with ProcessPoolExecutor(1, mp_context=spawn) as pool:
            rows.append(pool.submit(grown_to, size).result())
    own, bare, memory = (tuple(values) for values in zip(*rows, strict=True))
    draw(CHART, SIZES, own, bare)
    return {"pieces": SIZES, "ms_per_piece": own, "bare_ms": bare, "memory_mb": memory}


def grown_to(size: int) -> tuple[float, float, float]:
    """With so many pieces: milliseconds per piece, those of SQLite used bare, and megabytes for the store."""
    with tempfile.TemporaryDirectory() as name:
        full_store.fill(Path(name), size)
        before = _megabytes(os.getpid())
        with full_store.stepped(Path(name)) as (manager, broker):
            full_store.grant_and_report(manager, broker, MEASURED // 10)
            rounds = [full_store.grant_and_report(manager, broker, MEASURED // 3) for _ in range(3)]
            memory = _megabytes(os.getpid()) - before
        bare = full_store.bare_rows(Path(name), MEASURED)
    return round(1000 * statistics.median(rounds), 3), round(1000 * bare, 3), round(memory, 1)


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "connections": connections,
    "held": held,
    "batch": batch,
    "store": store,
    "growth": growth,
}


def main(names: Sequence[str]) -> None:
    """Measure and print."""
    for name in names or PARTS:
        found = {key: round(value, 3) if isinstance(value, float) else value for key, value in PARTS[name]().items()}
        print(json.dumps({name: found, "load": round(os.getloadavg()[0], 1)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
