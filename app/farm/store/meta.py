"""The store's single numbers."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from app.farm.store.schema import meta
from app.farm.store.session import Prepared, Session

EPOCH = "epoch"
ATTEMPT = "attempt"
TURN = "turn"

_META = Prepared(select(meta.c.value).where(meta.c.name == bindparam("name_")))
_SET_META = Prepared(update(meta).where(meta.c.name == bindparam("name_")))
_ADD_META = Prepared(insert(meta))


def get_meta(session: Session, name: str) -> int:
    """One of the numbers; 0 where it was never set."""
    return int(session.value(_META, {"name_": name}) or 0)


def set_meta(session: Session, name: str, value: int) -> None:
    """Set one of the numbers."""
    if session.write(_SET_META, {"name_": name, "value": value}) == 0:
        session.write(_ADD_META, {"name": name, "value": value})


def next_epoch(session: Session) -> int:
    """Begin the epoch of a new owner; its number."""
    epoch = get_meta(session, EPOCH) + 1
    set_meta(session, EPOCH, epoch)
    return epoch
