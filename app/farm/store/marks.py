"""Which marks on machines are written down already: they tell what admins did while no manager answered."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from app.farm.store.database import Change
from app.farm.store.schema_fleet import fleet_mark
from app.farm.store.session import Prepared

_MARK = Prepared(select(fleet_mark.c.mark).where(fleet_mark.c.instance_id == bindparam("instance_id_")))
_ADD = Prepared(insert(fleet_mark))
_SET = Prepared(update(fleet_mark).where(fleet_mark.c.instance_id == bindparam("instance_id_")))


def note_mark(change: Change, instance_id: str, mark: str) -> bool:
    """Remember that a machine's mark is written down; whether it was not before."""
    known = change.session.value(_MARK, {"instance_id_": instance_id})
    if known == mark:
        return False
    if known is None:
        change.session.write(_ADD, {"instance_id": instance_id, "mark": mark})
    else:
        change.session.write(_SET, {"instance_id_": instance_id, "mark": mark})
    return True
