"""A program that fetches files from a shared cache in random order and looks at what it gets, beside others like it.

`python -m tests.fakes.cache_users FOLDER SOURCES SEED ROUNDS`: FOLDER is the cache, SOURCES a folder with files named
by their sha256. Prints how many fetches there were and how many of them had to be filled.
"""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

from app.farm.asset_cache import AssetCache, CacheLimits
from app.farm.files import sha256_of

MOST_BYTES = 400_000


def main(folder: Path, sources: Path, seed: int, rounds: int) -> None:
    random_ = random.Random(seed)
    cache = AssetCache(folder, CacheLimits(most_bytes=MOST_BYTES, recent_seconds=0, reserve_bytes=0))
    names = sorted(path.name for path in sources.iterdir())
    filled = 0

    def fetch(name: str) -> Path:
        def fill(part: Path) -> None:
            nonlocal filled
            filled += 1
            shutil.copyfile(sources / name, part)

        return cache.fetch(name, ".png", (sources / name).stat().st_size, fill)

    for _ in range(rounds):
        with cache.holding():
            held = {name: fetch(name) for name in random_.sample(names, 3)}
            for name, path in held.items():
                # What is held is there, whatever the others do meanwhile.
                assert sha256_of(path) == name
    cache.close()
    print(rounds * 3, filled)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
