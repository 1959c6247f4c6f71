"""The program's composition root: reads settings, builds the ports' adapters, starts the command line or the window."""

from __future__ import annotations


def main() -> int:
    """Run the program with the process's arguments; the exit code."""
    raise NotImplementedError


if __name__ == "__main__":
    raise SystemExit(main())
