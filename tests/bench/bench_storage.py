"""How fast storage on S3 is beside boto3 as people use it bare: one file of 200 MB, and 500 small pieces.

Run `python -m tests.bench.bench_storage`, or this file, from the project's folder. Prints one JSON document. Both sides
do the same on the same server, turn by turn; a ratio is our time through boto3's, the median of the rounds, so less is
better. What is ours alone is in the time: the hash of every file before and after, and that nothing is replaced. The
servers run on the same computer and take most of the time, so nothing is asserted here.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from app.farm.storage_s3 import S3Storage  # noqa: E402
from tests.servers.s3 import ACCESS_KEY, SECRET_KEY, S3Server, start_moto, start_rclone  # noqa: E402

LARGE_BYTES = 200_000_000
PIECES = 500
PIECE_BYTES = 60_000
THREADS = 4
ROUNDS = 3

Seconds = dict[str, float]


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def copies(folder: Path, source: Path, names: list[str]) -> list[Path]:
    """Files to put, since ours moves what it puts away; made outside the time."""
    content = source.read_bytes()
    paths = [folder / name for name in names]
    for path in paths:
        path.write_bytes(content)
    return paths


def bare(server: S3Server, folder: Path, source: Path, names: list[str]) -> Seconds:
    """`upload_file` and `download_file`, which send large files in parts and by several threads."""
    client, bucket = server.client(), server.make_bucket()
    paths = copies(folder, source, names)
    with ThreadPoolExecutor(THREADS) as pool:
        put = timed(lambda: list(pool.map(lambda path: client.upload_file(str(path), bucket, path.name), paths)))
        got = timed(
            lambda: list(
                pool.map(lambda path: client.download_file(bucket, path.name, f"{path}.got"), paths),
            )
        )
    return {"put": put, "fetch": got}


def ours(server: S3Server, folder: Path, source: Path, names: list[str]) -> Seconds:
    """`S3Storage.put`, and `fetch` on another computer."""
    options = server.options(server.make_bucket())
    here, there = S3Storage(options, folder / "here"), S3Storage(options, folder / "there")
    here.check()
    there.check()
    paths = copies(here.scratch("bench"), source, names)
    with ThreadPoolExecutor(THREADS) as pool:
        put = timed(lambda: list(pool.map(lambda path: here.put(path, f"work/j/{path.name}"), paths)))
        got = timed(lambda: list(pool.map(lambda name: there.fetch(f"work/j/{name}"), names)))
    here.close()
    there.close()
    return {"put": put, "fetch": got}


def compared(server: S3Server, source: Path, names: list[str]) -> dict[str, object]:
    """The medians of the rounds of both, turn by turn, and what they are to each other."""
    found: dict[str, list[Seconds]] = {"ours": [], "boto3": []}
    for _ in range(ROUNDS):
        for name, work in (("boto3", bare), ("ours", ours)):
            with tempfile.TemporaryDirectory() as folder:
                found[name].append(work(server, Path(folder), source, names))
    total = source.stat().st_size * len(names) / 1e6
    report: dict[str, object] = {}
    for what in ("put", "fetch"):
        mine, theirs = (statistics.median(one[what] for one in found[name]) for name in ("ours", "boto3"))
        report[what] = {
            **{"ours_s": round(mine, 2), "boto3_s": round(theirs, 2), "ratio": round(mine / theirs, 2)},
            **{"ours_MB_per_s": round(total / mine, 1), "ours_files_per_s": round(len(names) / mine, 1)},
        }
    return report


def main() -> None:
    os.environ |= {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
    report: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as place:
        large, small = Path(place, "large"), Path(place, "small")
        large.write_bytes(random.Random(1).randbytes(LARGE_BYTES))
        small.write_bytes(random.Random(2).randbytes(PIECE_BYTES))
        for name in ("rclone", "moto"):
            server = start_moto() if name == "moto" else start_rclone(Path(place, "rclone"))
            try:
                report[name] = {
                    "200 MB": compared(server, large, ["large"]),
                    "500 pieces": compared(server, small, [f"{number:05d}.mp4" for number in range(PIECES)]),
                }
            finally:
                server.close()
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
