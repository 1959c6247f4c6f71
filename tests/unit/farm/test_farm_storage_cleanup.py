"""What no job needs goes out of the storage, and nothing that one needs or is about to need."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.core.jobs import AssetRef, FontRef, JobRequest
from app.farm.manager.services import asset_key
from app.farm.storage_ages import DAY_SECONDS
from app.farm.storage_cleanup import CleanedUp, CleanUps, References, clean_up, references_of
from app.farm.storage_folder import FolderStorage
from app.farm.store import Store, wishes
from tests.fakes.farm_jobs import make_plan, make_request, store_bytes

NOTHING = References(assets=frozenset(), jobs=frozenset(), working=frozenset())


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "storage", tmp_path / "results")


def put_asset(storage: FolderStorage, folder: Path, content: bytes, days: float) -> AssetRef:
    """An asset that was put so many days ago."""
    path = folder / "photo.png"
    path.write_bytes(content)
    asset = storage.put_asset(path)
    make_old(storage, asset_key(asset.sha256, asset.name), days)
    return asset


def make_old(storage: FolderStorage, key: str, days: float) -> None:
    os.utime(storage.root / key, (time.time() - days * DAY_SECONDS,) * 2)


def put_old(storage: FolderStorage, key: str, days: float) -> None:
    make_old(storage, store_bytes(storage, key, b"1"), days)


def left(storage: FolderStorage) -> list[str]:
    return [stored.key for stored in storage.list("")]


def known(*assets: AssetRef, jobs: str = "", working: str = "") -> Callable[[], References]:
    needed = References(
        assets=frozenset(asset.sha256 for asset in assets),
        jobs=frozenset(jobs.split()),
        working=frozenset(working.split()),
    )
    return lambda: needed


def test_farm_clean_up_takes_old_assets_that_nobody_needs(storage: FolderStorage, tmp_path: Path) -> None:
    needed, _old, young = (
        put_asset(storage, tmp_path, content, days) for content, days in ((b"1", 100), (b"22", 7.01), (b"3", 6.9))
    )
    assert clean_up(storage, known(needed)) == CleanedUp(assets=1, folders=0, bytes=2)
    assert set(left(storage)) == {asset_key(asset.sha256, asset.name) for asset in (needed, young)}


def test_farm_clean_up_leaves_what_a_job_that_is_just_being_made_found(storage: FolderStorage, tmp_path: Path) -> None:
    asset = put_asset(storage, tmp_path, b"pixels", 100)
    # The job is made, and not yet submitted.
    assert storage.put_asset(tmp_path / "photo.png") == asset
    assert clean_up(storage, lambda: NOTHING) == CleanedUp()
    assert storage.fetch(asset_key(asset.sha256, asset.name)).read_bytes() == b"pixels"


def test_farm_clean_up_counts_a_job_that_comes_while_it_works(storage: FolderStorage, tmp_path: Path) -> None:
    asset = put_asset(storage, tmp_path, b"pixels", 100)

    def submitted_meanwhile() -> References:
        # Between the list and this question a client found the asset, and its job was stored.
        storage.put_asset(tmp_path / "photo.png")
        return NOTHING

    assert clean_up(storage, submitted_meanwhile) == CleanedUp()
    assert len(left(storage)) == 1
    make_old(storage, asset_key(asset.sha256, asset.name), 100)
    assert clean_up(storage, known(asset)) == CleanedUp()


def test_farm_clean_up_takes_folders_of_jobs_that_are_gone_or_ended(storage: FolderStorage) -> None:
    for job_id in ("gone", "ended", "working"):
        put_old(storage, f"work/{job_id}/plan.json", 2)
        put_old(storage, f"logs/{job_id}/prepare-1/00000.log.gz", 2)
    put_old(storage, "work/young/plan.json", 2)
    put_old(storage, "work/young/pieces/00001.a1.mp4", 0.5)
    put_old(storage, "work/goner/plan.json", 0.5)
    assert clean_up(storage, known(jobs="ended working", working="working")).folders == 3
    assert left(storage) == [
        "logs/ended/prepare-1/00000.log.gz",
        "logs/working/prepare-1/00000.log.gz",
        "work/goner/plan.json",
        "work/working/plan.json",
        "work/young/pieces/00001.a1.mp4",
        "work/young/plan.json",
    ]


def test_farm_clean_up_ends_when_that_is_asked_for(storage: FolderStorage, tmp_path: Path) -> None:
    put_asset(storage, tmp_path, b"1", 100)
    put_old(storage, "work/gone/plan.json", 100)
    assert clean_up(storage, lambda: NOTHING, stopped=lambda: True) == CleanedUp()
    assert len(left(storage)) == 2


def test_farm_clean_up_knows_what_the_jobs_of_a_store_need(tmp_path: Path) -> None:
    def asset(number: int) -> AssetRef:
        return AssetRef(sha256=f"{number:064x}", name="a", size=1)

    def request(job_id: str, first: int) -> JobRequest:
        return msgspec.structs.replace(
            make_request(make_plan(job_id)),
            template=asset(first),
            assets=(asset(first + 1),),
            footage={1: asset(first + 2)},
            fonts={"Inter": FontRef(asset=asset(first + 3))},
            fallback_fonts=(FontRef(asset=asset(first + 4)),),
            music=asset(first + 5),
        )

    with Store.open(tmp_path) as store:
        with store.change() as change:
            wishes.submit(change, request("waiting", 100))
            wishes.submit(change, request("cancelled", 200))
            wishes.cancel(change, "cancelled")
        found = references_of(store)
        assert found.assets == {f"{number:064x}" for first in (100, 200) for number in range(first, first + 6)}
        assert (found.jobs, found.working) == ({"waiting", "cancelled"}, {"waiting"})


def test_farm_clean_ups_stop_at_once(storage: FolderStorage, tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        CleanUps(storage, store).close()
