"""Copies of far files: each got once, given out whole, and taken away only when nobody uses it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.errors import DiskFullError, StorageError
from app.farm.asset_cache import AssetCache, CacheLimits
from app.farm.asset_cache_uses import Uses
from app.farm.file_lock import exclusively
from tests.fakes.cache_users import MOST_BYTES

ROOT = Path(__file__).resolve().parents[3]
SMALL = CacheLimits(most_bytes=1000, recent_seconds=0, reserve_bytes=0)


class Far:
    """Where files come from; counts how often."""

    def __init__(self, *contents: bytes) -> None:
        self.contents = {hashlib.sha256(content).hexdigest(): content for content in contents}
        self.asked: list[str] = []

    def names(self) -> list[str]:
        return list(self.contents)

    def fetch(self, cache: AssetCache, name: str, ending: str = ".png") -> Path:
        def fill(part: Path) -> None:
            self.asked.append(name)
            part.write_bytes(self.contents[name])

        return cache.fetch(name, ending, len(self.contents[name]), fill)


@pytest.fixture
def far() -> Far:
    return Far(*(bytes([number]) * 300 for number in range(6)))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[AssetCache]:
    cache = AssetCache(tmp_path / "cache", SMALL)
    yield cache
    cache.close()


def entries(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("[0-9a-f][0-9a-f]/*")}


def age(path: Path, seconds: float) -> None:
    """Let it have been used so long ago."""
    os.utime(path, ns=(time.time_ns() - int(seconds * 1e9), path.stat().st_mtime_ns))


def test_farm_cache_gets_a_file_once_and_names_it_so_that_decoders_know_it(cache: AssetCache, far: Far) -> None:
    (name, *_) = far.names()
    path = far.fetch(cache, name, ".PNG")
    assert path.read_bytes() == far.contents[name]
    assert path.suffix == ".png"
    assert far.fetch(cache, name) == path
    assert cache.find(name, ".png") == path
    assert far.asked == [name]


def test_farm_cache_is_shared_and_survives_the_program(cache: AssetCache, far: Far, tmp_path: Path) -> None:
    name = far.names()[0]
    far.fetch(cache, name)
    other = AssetCache(tmp_path / "cache", SMALL)
    far.fetch(other, name)
    assert far.asked == [name]
    other.close()


def test_farm_cache_takes_away_what_was_not_used_for_longest(cache: AssetCache, far: Far, tmp_path: Path) -> None:
    first, second, third, fourth, *_ = far.names()
    for seconds, name in ((300, first), (200, second), (100, third)):
        age(far.fetch(cache, name), seconds)
    far.fetch(cache, first)
    far.fetch(cache, fourth)
    assert entries(tmp_path / "cache") == {first, third, fourth}


def test_farm_cache_never_takes_away_what_is_held(cache: AssetCache, far: Far, tmp_path: Path) -> None:
    names = far.names()
    other = AssetCache(tmp_path / "cache", SMALL)
    with other.holding():
        held = [far.fetch(other, name) for name in names[:3]]
        for path in held:
            age(path, 1000)
        for name in names[3:]:
            age(far.fetch(cache, name), 500)
        assert all(path.exists() for path in held)
    far.fetch(cache, names[3])
    far.fetch(cache, names[4])
    assert not any(path.exists() for path in held)
    other.close()


def test_farm_cache_holds_may_be_nested_and_belong_to_a_thread(cache: AssetCache, far: Far, tmp_path: Path) -> None:
    names = far.names()
    with cache.holding():
        outer = far.fetch(cache, names[0])
        with cache.holding():
            far.fetch(cache, names[0])
            inner = far.fetch(cache, names[1])
        for path in (outer, inner):
            age(path, 1000)
        thread = threading.Thread(target=lambda: [far.fetch(cache, name) for name in names[2:]])
        thread.start()
        thread.join()
        assert outer.exists() and not inner.exists()


def test_farm_cache_lets_go_of_what_a_killed_program_held(cache: AssetCache, far: Far, tmp_path: Path) -> None:
    names = far.names()
    paths = [far.fetch(cache, name) for name in names[:3]]
    program = """
import sys, time
from pathlib import Path
from app.farm.asset_cache import AssetCache
cache = AssetCache(Path(sys.argv[1]))
with cache.holding():
    for name in sys.argv[2:]:
        assert cache.find(name, ".png")
    print("held", flush=True)
    time.sleep(600)
"""
    command = [sys.executable, "-c", program, str(tmp_path / "cache"), *names[:3]]
    holder = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    for path in paths:
        age(path, 1000)
    far.fetch(cache, names[3])
    assert all(path.exists() for path in paths)
    holder.kill()
    holder.communicate()
    far.fetch(cache, names[4])
    assert [path.exists() for path in paths].count(True) == 1


def test_farm_cache_keeps_what_was_used_lately(far: Far, tmp_path: Path) -> None:
    cache = AssetCache(tmp_path / "cache", CacheLimits(most_bytes=1000, recent_seconds=60, reserve_bytes=0))
    for name in far.names():
        far.fetch(cache, name)
    assert entries(tmp_path / "cache") == set(far.names())
    cache.close()


@pytest.mark.parametrize("damage", [b"", b"x" * 300, b"\x00" * 299, b"\x00" * 301])
def test_farm_cache_notices_damage_and_gets_the_file_anew(damage: bytes, far: Far, tmp_path: Path) -> None:
    name = far.names()[1]
    cache = AssetCache(tmp_path / "cache", SMALL)
    path = far.fetch(cache, name)
    path.write_bytes(damage)
    assert far.fetch(cache, name).read_bytes() == far.contents[name]
    cache.close()
    # As after a power failure: the content went, and size and times are as they were.
    status = path.stat()
    path.write_bytes(b"y" * 300)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    again = AssetCache(tmp_path / "cache", SMALL)
    assert far.fetch(again, name).read_bytes() == far.contents[name]
    assert far.asked == [name] * 3
    again.close()


def test_farm_cache_goes_on_with_what_a_failed_fetch_left(cache: AssetCache) -> None:
    name = hashlib.sha256(b"0123456789").hexdigest()

    def half(part: Path) -> None:
        part.write_bytes(b"01234")
        raise StorageError("The network is away.")

    def rest(part: Path) -> None:
        with part.open("ab") as file:
            file.write(b"56789")

    with pytest.raises(StorageError, match="away"):
        cache.fetch(name, "", 10, half)
    assert cache.find(name, "") is None
    assert cache.fetch(name, "", 10, rest).read_bytes() == b"0123456789"


def test_farm_cache_many_threads_that_want_one_file_get_it_once(cache: AssetCache, far: Far) -> None:
    name = far.names()[0]
    found: list[bytes] = []
    barrier = threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        found.append(far.fetch(cache, name).read_bytes())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [far.contents[name]] * 8
    assert far.asked == [name]


def test_farm_cache_of_many_programs_gives_out_whole_files_and_keeps_to_its_size(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for number in range(12):
        content = bytes([number]) * (50_000 + number)
        (sources / hashlib.sha256(content).hexdigest()).write_bytes(content)
    folder, rounds = tmp_path / "cache", 60
    commands = [
        [sys.executable, "-m", "tests.fakes.cache_users", folder, sources, str(seed), str(rounds)] for seed in range(4)
    ]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for command in commands]
    counts = [process.communicate()[0].split() for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    print("fetched, filled:", counts)
    kept = sum(path.stat().st_size for path in folder.glob("[0-9a-f][0-9a-f]/*"))
    # What several held at the same time may go beyond it.
    assert kept <= MOST_BYTES + 12 * 50_011
    assert list(folder.glob(".parts/*")) == []
    assert list(folder.glob(".uses/*")) == []


def test_farm_cache_takes_over_what_was_sent_away(cache: AssetCache, tmp_path: Path) -> None:
    name = hashlib.sha256(b"sent").hexdigest()
    for _ in range(2):
        source = tmp_path / "source"
        source.write_bytes(b"sent")
        cache.adopt(source, name, ".bin")
        assert not source.exists()
    found = cache.find(name, ".bin")
    assert found is not None and found.read_bytes() == b"sent"


def test_farm_cache_says_that_the_disk_has_no_room(far: Far, tmp_path: Path) -> None:
    cache = AssetCache(tmp_path / "cache", CacheLimits(reserve_bytes=10**18))
    with pytest.raises(DiskFullError, match="no room") as caught:
        far.fetch(cache, far.names()[0])
    assert caught.value.next_step
    assert far.asked == []
    cache.close()


@pytest.mark.parametrize("name", ["", "a" * 63, "A" * 64, "../../etc/passwd", "0" * 64 + "/x"])
def test_farm_cache_takes_hashes_only(cache: AssetCache, name: str) -> None:
    with pytest.raises(StorageError, match="not a hash"):
        cache.find(name, ".png")


def test_farm_cache_drops_odd_endings(cache: AssetCache, far: Far, tmp_path: Path) -> None:
    path = far.fetch(cache, far.names()[0], ".p/../../x")
    assert path.parent.parent == tmp_path / "cache"
    assert path.suffix == ""


def test_farm_cache_clears_what_was_left_unfinished_long_ago(cache: AssetCache, far: Far, tmp_path: Path) -> None:
    for name, days in (("old", 8), ("young", 6)):
        path = tmp_path / "cache" / ".parts" / f"{name}.part"
        path.write_bytes(b"1")
        os.utime(path, (time.time() - days * 86400,) * 2)
    far.fetch(cache, far.names()[0])
    assert [path.name for path in (tmp_path / "cache" / ".parts").iterdir()] == ["young.part"]


def test_farm_file_locks_are_waited_for_and_not_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        with exclusively(path):
            order.append("second")

    with exclusively(path):
        thread = threading.Thread(target=second)
        thread.start()
        with pytest.raises(TimeoutError), exclusively(path, seconds=0.05):
            pytest.fail("two had it")
        inside.set()
        with pytest.raises(TimeoutError), exclusively(path, stop=inside):
            pytest.fail("two had it")
        order.append("first")
        if os.name != "nt":
            # Who waits notices that this is not the file any more that others lock.
            path.unlink()
    thread.join()
    assert order == ["first", "second"]
    assert path.exists()


def test_farm_asset_cache_forgets_programs_that_were_killed(tmp_path: Path) -> None:
    """Each leaves two files, and who is killed again and again would leave ever more."""
    living = Uses(tmp_path)
    for ending in (".names", ".alive"):
        (tmp_path / f"killed{ending}").write_text("", "utf-8")
    newest = Uses(tmp_path)
    assert len(list(tmp_path.iterdir())) == 4 and not list(tmp_path.glob("killed*"))
    living.close()
    newest.close()
    assert list(tmp_path.iterdir()) == []
