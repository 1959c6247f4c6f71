"""A job that ends every worker that takes it, among a hundred good ones."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.farm.store.sqlite import DATABASE_NAME
from tests.faults.calls import KILL, Call, CallFaults, Rule
from tests.faults.disturbed_farm import MANAGER, DisturbedFarm, film, read_books
from tests.servers.rabbitmq import RabbitNode

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

WORKERS, GOOD, FRAMES, FRAME_SECONDS = 4, 100, 20, 0.1


def test_17_a_poison_job_ends_three_workers_and_holds_up_nobody(
    rabbit_node: RabbitNode, tmp_path: Path, calls: CallFaults
) -> None:
    farm = DisturbedFarm(rabbit_node, tmp_path, calls=calls, workers=WORKERS)
    farm.start()
    seconds, hashes, jobs = list[float](), set[str](), list[str]()
    try:
        with farm.person("ann") as ann:
            for batch in ("alone", "beside"):
                good = [film(f"{batch}-{number:03d}", FRAMES, seconds=FRAME_SECONDS) for number in range(GOOD)]
                requests = good
                if batch == "beside":
                    # One piece, so that it is always the same one.
                    poison = film("poison", 5, seconds=FRAME_SECONDS)
                    pieces = f"{tmp_path}/storage/work/{poison.job_id}/pieces/*"
                    armed = calls.arm(Rule(pieces, Call.LINK, signal=KILL, who="worker"))
                    requests = [poison, *good]
                begun = time.monotonic()
                ids = ann.client.submit(requests)
                hashes.update(farm.films(ann, *ids[-GOOD:]))
                seconds.append(time.monotonic() - begun)
                jobs += ids[-GOOD:]
            [view] = ann.client.wait([poison.job_id], timeout=60.0)
    finally:
        farm.close()
    with closing(sqlite3.connect(tmp_path / MANAGER / DATABASE_NAME)) as store:
        asked = "SELECT worker FROM attempt WHERE job_id = ? AND failed_piece IS NOT NULL"
        lost = [worker for (worker,) in store.execute(asked, (poison.job_id,))]
    print(
        f"{GOOD} good jobs took {seconds[0]:.1f} s alone and {seconds[1]:.1f} s beside the poison job "
        f"({seconds[1] / seconds[0] - 1:+.0%}), which ended {calls.hits(armed)} workers and failed with: "
        f"{view.error and view.error.title} {view.error and view.error.cause}"
    )
    # The same piece again and again, each time of somebody else: the piece is the reason.
    assert calls.hits(armed) == len(lost) == len(set(lost)) == 3
    assert view.state == "failed" and view.error is not None
    assert "has failed: frames 0–4 could not be drawn, 3 times." in view.error.title
    assert "worker's process ended there" in view.error.cause and "retry" in view.error.next_step
    assert len(hashes) == 1
    books = read_books(farm, tuple(jobs), without=poison.job_id)
    assert books.wrong == () and books.redone == 0
    # Its work folder is kept, as somebody may try it again.
    assert farm.leftovers() == [str(tmp_path / "storage" / "work" / poison.job_id)]
