"""The scaling policy, and what was decided about machines and workers, in the store."""

from __future__ import annotations

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select, update

from app.core.fleet import Activity, ScalingPolicy
from app.core.model import Struct
from app.farm.store.database import Change
from app.farm.store.documents import pack, unpack
from app.farm.store.schema_scaling import MOST_OUTCOME_CHARACTERS, activity, scaling
from app.farm.store.session import Prepared, Session

KEPT_ACTIVITIES = 20_000
"""So many of the latest are kept."""

DONE = "done"

_ONLY = 1
_STATE = Prepared(select(scaling.c.policy, scaling.c.last_up, scaling.c.last_down).where(scaling.c.id == _ONLY))
_ADD_STATE = Prepared(insert(scaling))
_SET_STATE = Prepared(update(scaling).where(scaling.c.id == _ONLY))
_LAST = Prepared(select(func.max(activity.c.number)))
_ADD = Prepared(insert(activity))
_END = Prepared(update(activity).where(activity.c.number == bindparam("number_")))
_END_ALL = Prepared(update(activity).where(activity.c.outcome == ""))
_DROP = Prepared(delete(activity).where(activity.c.number <= bindparam("number_")))
_NEWEST = Prepared(
    select(activity.c.number, activity.c.outcome, activity.c.body)
    .where(activity.c.number > bindparam("after"))
    .order_by(activity.c.number.desc())
    .limit(bindparam("most"))
)


class ScalingState(Struct, frozen=True):
    """The policy, and when machines were last started and stopped by rules of load."""

    policy: ScalingPolicy = ScalingPolicy()
    last_up: float = 0.0
    last_down: float = 0.0


def scaling_state(session: Session) -> ScalingState:
    """What holds now; as it is by default where nothing was ever set."""
    row = session.row(_STATE)
    if row is None:
        return ScalingState()
    return ScalingState(policy=unpack(row.policy, ScalingPolicy), last_up=row.last_up, last_down=row.last_down)


def keep_scaling_state(change: Change, state: ScalingState) -> None:
    """Let this hold from now on."""
    values = {"policy": pack(state.policy), "last_up": state.last_up, "last_down": state.last_down}
    if change.session.row(_STATE) is None:
        change.session.write(_ADD_STATE, {"id": _ONLY, **values})
    else:
        change.session.write(_SET_STATE, values)


def add_activity(change: Change, told: Activity) -> int:
    """Write down what was decided; its number. That of `told` does not count, nor does its time."""
    number = int(change.session.value(_LAST) or 0) + 1
    body = pack(msgspec.structs.replace(told, number=number, at=change.now, outcome=""))
    outcome = told.outcome[:MOST_OUTCOME_CHARACTERS]
    change.session.write(_ADD, {"number": number, "at": change.now, "outcome": outcome, "body": body})
    if number % 100 == 0:
        change.session.write(_DROP, {"number_": number - KEPT_ACTIVITIES})
    return number


def end_activity(change: Change, number: int, outcome: str) -> None:
    """What came of it: `DONE`, or what went wrong."""
    change.session.write(_END, {"number_": number, "outcome": outcome[:MOST_OUTCOME_CHARACTERS]})


def end_open_activities(change: Change, outcome: str) -> None:
    """The manager that decided them has ended before it knew what came of them."""
    change.session.write(_END_ALL, {"outcome": outcome})


def activities(session: Session, *, after: int = 0, most: int = 200) -> tuple[Activity, ...]:
    """The latest ones, those after number `after` only, by rising number."""
    rows = session.rows(_NEWEST, {"after": after, "most": most})
    return tuple(
        msgspec.structs.replace(unpack(row.body, Activity), number=row.number, outcome=row.outcome)
        for row in reversed(rows)
    )
