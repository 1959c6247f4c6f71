"""A program that waits for locks whose holders are dead, beside others like it, and tells when it had which.

`python -m tests.fakes.lock_waiters WAY FOLDER TRIALS START SEED`: WAY is `create`, `rename`, or `naive`, which is the
lock that people write first: make a folder, and take an old one away. START is when to begin, by the monotonic clock.
Prints one JSON list: [trial, entered, left, within the lock's promise].
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app.farm.shared_lock import LockTimes, SharedLock, Way

THREADS = 20
ROUND_SECONDS = 1.2
TIMES = LockTimes(beat=0.03, expiry=0.3, look=0.02)
STAY_SECONDS = 0.01
DELAY_SECONDS = 0.02
Section = tuple[int, float, float, bool]


def late(call: Callable[..., Any], random_: random.Random) -> Callable[..., Any]:
    """The call with a server's delays before it is carried out and before it is answered."""

    def delayed(*args: Any) -> Any:
        time.sleep(random_.uniform(0, DELAY_SECONDS))
        try:
            return call(*args)
        finally:
            time.sleep(random_.uniform(0, DELAY_SECONDS / 4))

    return delayed


def careful(way: Way, folder: Path, trial: int, random_: random.Random) -> Section:
    lock = SharedLock(folder, f"lock{trial}", way=way, times=TIMES)
    for name in ("look", "take", "renew"):
        setattr(lock._way, name, late(getattr(lock._way, name), random_))
    with lock.hold(timeout=60) as held:
        asked = time.monotonic()
        held.check()
        entered = time.monotonic()
        time.sleep(STAY_SECONDS)
        left = time.monotonic()
    return trial, entered, left, left - asked < TIMES.expiry


@contextmanager
def naive_lock(place: Path, random_: random.Random) -> Iterator[None]:
    while True:
        try:
            place.mkdir()
            break
        except FileExistsError:
            with suppress(OSError):
                if time.time() - place.stat().st_mtime > TIMES.expiry:
                    time.sleep(random_.uniform(0, DELAY_SECONDS))
                    place.rmdir()
        time.sleep(random_.uniform(0, TIMES.look))
    try:
        yield
    finally:
        with suppress(OSError):
            place.rmdir()


def naive(folder: Path, trial: int, random_: random.Random) -> Section:
    with naive_lock(folder / f"lock{trial}", random_):
        entered = time.monotonic()
        time.sleep(STAY_SECONDS)
        return trial, entered, time.monotonic(), True


def main(way: str, folder: Path, trials: int, start: float, seed: int) -> None:
    found: list[Section] = []

    def work(number: int) -> None:
        random_ = random.Random(seed * 1000 + number)
        for count, trial in enumerate(range(number, trials, THREADS)):
            time.sleep(max(0.0, start + count * ROUND_SECONDS - time.monotonic()))
            section = naive(folder, trial, random_) if way == "naive" else careful(Way(way), folder, trial, random_)
            found.append(section)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(found))


def leave_behind(way: str, folder: Path, trial: int) -> None:
    """A lock whose holder has died."""
    if way == "naive":
        place = folder / f"lock{trial}"
        place.mkdir()
        os.utime(place, (0, 0))
        return
    lock = SharedLock(folder, f"lock{trial}", way=Way(way), owner="dead")
    assert lock._way.take(lock._way.look(), "dead") is not None


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
