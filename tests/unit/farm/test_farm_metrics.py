"""The farm's figures as Prometheus gets them."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from manual_farm import ManualFarm
from prometheus_client.parser import text_string_to_metric_families

from app.core.errors import StorageError
from app.farm.metrics import FarmCollector, MetricsServer


def scraped(server: MetricsServer) -> dict[tuple[str, str], float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=20) as answer:
        text = answer.read().decode()
    return {
        (sample.name, sample.labels.get("state", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_follow_the_farm_and_say_when_the_store_is_gone(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path)
    server = MetricsServer(FarmCollector(farm.store, lambda: True), "127.0.0.1", 0)
    try:
        assert ("farmhand_jobs", "ready") not in scraped(server)
        farm.submit("a", "b")
        farm.step()
        farm.idle_worker("w")
        farm.step()
        found = scraped(server)
        assert found["farmhand_up", ""] == 1 and found["farmhand_broker_connected", ""] == 1
        assert sum(value for (name, _), value in found.items() if name == "farmhand_jobs") == 2
        assert found["farmhand_pieces", "granted"] >= 1
        assert found["farmhand_workers", ""] == 1
        assert found["farmhand_queued_frames", ""] == 40 - 5 * found["farmhand_pieces", "granted"]
        assert found["farmhand_events_total", ""] == farm.store.last_event
        farm.close()
        assert scraped(server) == {("farmhand_up", ""): 0}
    finally:
        server.close()


def test_a_port_that_is_taken_says_so(tmp_path: Path) -> None:
    farm = ManualFarm(tmp_path)
    first = MetricsServer(FarmCollector(farm.store, lambda: False), "127.0.0.1", 0)
    try:
        with pytest.raises(StorageError, match="cannot be served"):
            MetricsServer(FarmCollector(farm.store, lambda: False), "127.0.0.1", first.port)
    finally:
        first.close()
        farm.close()
