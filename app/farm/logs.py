"""The farm's log file: what threads that nobody watches have to say."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_NAME = "farm.log"
LOGGERS = ("app", "worker_agent")
LOG_BYTES = 2_000_000
LOG_FILES = 3

_NOWHERE = logging.NullHandler()


@contextmanager
def farm_log(folder: Path) -> Iterator[None]:
    """Write what Farmhand's own parts log to `farm.log` in `folder` (at most three files of 2 MB), and only there."""
    handler = RotatingFileHandler(
        folder / LOG_NAME, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        for logger, (propagate, level) in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            # What ends after the log, when a second Ctrl+C cuts the order of stopping short, is not for the screen.
            logger.addHandler(_NOWHERE)
            logger.propagate = propagate
            logger.setLevel(level)
        handler.close()
