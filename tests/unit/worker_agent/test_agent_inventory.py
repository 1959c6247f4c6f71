"""What a worker's claims tell of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app import __version__
from app.core.errors import UsageError
from app.core.jobs import PlannedFont, PlannedFootage
from app.core.messages import Claim, decode, encode
from app.core.needs import MOST_ASSETS
from app.core.settings import Settings
from tests.fakes.farm_jobs import make_plan
from worker_agent import inventory as module
from worker_agent.inventory import Inventory


def claim(inventory: Inventory, offers: tuple[str, ...] = ("builtin",)) -> Any:
    made = Claim(claim_id="c", worker="w", boot="b", engines=offers, **inventory.told(offers))
    assert decode(encode(made)) == made
    return made


def key(number: int) -> str:
    return f"assets/{number:02x}/{number:02x}{0:062x}.png"


def test_tags_and_the_version_of_the_own_engine_are_told() -> None:
    told = claim(Inventory(Settings(tags=" gpu, studio-b ,gpu,")))
    assert told.tags == ("gpu", "studio-b") and told.versions == {"builtin": __version__}
    assert claim(Inventory(), ("sleep",)).versions == {}


@pytest.mark.parametrize("tags", ["two words", "é", ",".join(f"t{number}" for number in range(40))])
def test_a_setting_with_something_else_is_refused(tags: str) -> None:
    with pytest.raises(UsageError, match="tags"):
        Inventory(Settings(tags=tags))


def test_files_that_were_used_are_told_and_the_oldest_forgotten() -> None:
    inventory = Inventory()
    plan = make_plan(
        footage={1: PlannedFootage(file=key(1), name="a"), 2: PlannedFootage(file="", name="missing")},
        fonts={"Sans": PlannedFont(file=key(2), face=0, sha256="")},
        music=key(3),
        model="work/job-1/model.msgpack",
    )
    inventory.drew(plan)
    assert claim(inventory).assets == tuple(f"{number:02x}{0:014x}" for number in (1, 2, 3))
    for number in range(MOST_ASSETS):
        inventory.drew(make_plan(music=f"assets/ff/ff{number:014x}{0:048x}.wav"))
    assert claim(inventory).assets == tuple(f"ff{number:014x}" for number in range(MOST_ASSETS))


def test_what_takes_longer_is_told_once_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "bound_fonts", lambda memory: ("ab" * 8,))
    monkeypatch.setattr(module, "find_after_effects", lambda setting: Path("aerender"))
    monkeypatch.setattr(module, "probe_version", lambda program: "24.1x32")
    inventory = Inventory(Settings())
    offers = ("builtin", "aerender")
    inventory.look_around(Settings(), offers, tmp_path).join()
    told = claim(inventory, offers)
    assert told.fonts == ("ab" * 8,) and told.versions == {"builtin": __version__, "aerender": "24.1x32"}
    assert claim(inventory).versions == {"builtin": __version__}
