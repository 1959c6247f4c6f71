"""`python -m tests.simulator --seed N --workers W --pieces P [--seeds COUNT] [--trace]`: 0 when all held, else 1."""

from __future__ import annotations

import argparse
import sys

from tests.simulator.simulation import simulate


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="which run; the same one is the same again")
    parser.add_argument("--seeds", type=int, default=1, help="so many runs, from that seed on")
    parser.add_argument("--workers", type=int, default=50)
    parser.add_argument("--pieces", type=int, default=500)
    parser.add_argument("--trace", action="store_true", help="print a line for each event")
    given = parser.parse_args()
    wrong = 0
    for seed in range(given.seed, given.seed + given.seeds):
        outcome = simulate(seed, given.workers, given.pieces, print if given.trace else None)
        print(outcome.told(), flush=True)
        wrong += bool(outcome.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
