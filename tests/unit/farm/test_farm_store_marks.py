"""Marks on machines are written down once, on every database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL
from store_kit import open_store

from app.farm.store.marks import note_mark


def test_a_mark_is_new_once_and_another_one_is_new_again(store_place: Path | URL) -> None:
    with open_store(store_place) as store:
        noted = [
            store.apply(lambda change, mark=mark, one=one: note_mark(change, one, mark))  # type: ignore[misc]
            for one, mark in (("i-1", "a@1/start"), ("i-1", "a@1/start"), ("i-1", "a@2/stop"), ("i-2", "a@2/stop"))
        ]
    assert noted == [True, False, True, True]
    with open_store(store_place) as store:
        assert not store.apply(lambda change: note_mark(change, "i-1", "a@2/stop"))
