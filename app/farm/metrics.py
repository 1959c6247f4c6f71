"""A farm's figures for Prometheus: counted when they are asked for, served by the manager where an admin wants that."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app import __version__
from app.core.errors import FarmhandError, StorageError
from app.farm.store import Store
from app.farm.store.counts import count_all

_log = logging.getLogger(__name__)


class FarmCollector(Collector):
    """Reads the store whenever Prometheus asks. `connected` tells whether the manager has its broker."""

    def __init__(self, store: Store, connected: Callable[[], bool]) -> None:
        self._store = store
        self._connected = connected

    def collect(self) -> Iterator[Metric]:
        """The figures now; where the store cannot be read, `farmhand_up` is 0 and tells so."""
        up = GaugeMetricFamily("farmhand_up", "Whether the manager can read its store.", labels=["version"])
        try:
            with self._store.read() as session:
                counts = count_all(session)
        except FarmhandError as error:
            _log.warning("The metrics could not be read: %s", error)
            up.add_metric([__version__], 0)
            yield up
            return
        up.add_metric([__version__], 1)
        yield up
        yield _gauge("farmhand_broker_connected", "Whether the manager has its broker.", int(self._connected()))
        yield _states("farmhand_jobs", "Jobs by state.", counts.jobs)
        yield _states("farmhand_pieces", "Pieces by state.", counts.pieces)
        yield _states("farmhand_attempts", "Attempts by state.", counts.attempts)
        yield _gauge("farmhand_workers", "Workers that are there.", counts.workers)
        yield _gauge("farmhand_queued_frames", "Frames that wait for a worker.", counts.queued_frames)
        yield _gauge("farmhand_outbox_messages", "Decided messages, sent ones included for a while.", counts.outbox)
        yield CounterMetricFamily("farmhand_events", "Changes of jobs so far.", value=self._store.last_event)


class MetricsServer:
    """Serves the figures at `http://host:port/metrics` until it is closed."""

    def __init__(self, collector: Collector, host: str, port: int) -> None:
        """Port 0 takes a free one. Raises `StorageError` when the port cannot be had."""
        registry = CollectorRegistry()
        registry.register(collector)
        self._server: WSGIServer
        self._thread: threading.Thread
        try:
            self._server, self._thread = start_http_server(port, addr=host, registry=registry)
        except OSError as error:
            raise StorageError(
                f"The metrics cannot be served at {host}:{port}.",
                f"{error.strerror or error}.",
                "Choose another metrics_port, or 0 for none.",
            ) from error

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_port)

    def close(self) -> None:
        """Stop serving; returns when the thread is gone."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _states(name: str, text: str, counts: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=["state"])
    for state, number in sorted(counts.items()):
        family.add_metric([state], number)
    return family
