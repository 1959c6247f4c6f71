"""Nodes that are to go: from the transaction on that says so, nothing is granted to them.

Grants are made in transactions of the same store, which run one after the other. So either a grant was made before,
which `go` sees and leaves the node alone, or after, and then the one who grants sees that the node is to go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, false, insert, select

from app.core.messages import Claim
from app.core.model import Struct
from app.core.ports import worker_user
from app.core.states import TaskState
from app.farm.store.database import Change
from app.farm.store.documents import pack, unpack
from app.farm.store.schema import attempt
from app.farm.store.schema_scaling import going
from app.farm.store.session import Prepared, Session

_ALL = Prepared(select(going.c.node, going.c.instance_id, going.c.who, going.c.at, going.c.launched, going.c.boots))
_ADD = Prepared(insert(going))
_FORGET = Prepared(delete(going).where(going.c.node == bindparam("node_")))
_HOLDERS = Prepared(
    select(attempt.c.worker).where(attempt.c.state == TaskState.RUNNING.value, attempt.c.suspect == false()).distinct()
)


class Going(Struct, frozen=True):
    """A node that is to go. See the table `going`."""

    node: str
    instance_id: str = ""
    who: str = ""
    at: float = 0.0
    launched: float = 0.0
    boots: tuple[str, ...] = ()


def nodes_going(session: Session) -> dict[str, Going]:
    """All nodes that are to go, by name."""
    return {
        row.node: Going(
            node=row.node,
            instance_id=row.instance_id,
            who=row.who,
            at=row.at,
            launched=row.launched,
            boots=unpack(row.boots, tuple[str, ...]),
        )
        for row in session.rows(_ALL)
    }


def holding_nodes(session: Session) -> dict[str, int]:
    """How many workers of each node hold something under a lease that has not ended."""
    found: dict[str, int] = {}
    for worker in session.values(_HOLDERS):
        node = worker_user(worker)
        found[node] = found.get(node, 0) + 1
    return found


def go(change: Change, wanted: Going, *, although_busy: bool = False) -> bool:
    """Let a node go, unless a worker of it holds something; whether it is to go now.

    With `although_busy` it finishes what it holds, and gets nothing more.
    """
    if wanted.node in nodes_going(change.session):
        return True
    if not although_busy and wanted.node in holding_nodes(change.session):
        return False
    row = {
        "node": wanted.node,
        "instance_id": wanted.instance_id,
        "who": wanted.who,
        "at": change.now,
        "launched": wanted.launched,
        "boots": pack(wanted.boots),
    }
    change.session.write(_ADD, row)
    return True


def stay(change: Change, nodes: Iterable[str]) -> None:
    """These nodes are welcome again: the machine was stopped or has begun anew, or is not to go after all."""
    for node in nodes:
        change.session.write(_FORGET, {"node_": node})


def turned_away(change: Change, claims: Mapping[str, Claim]) -> list[str]:
    """The ids of those claims that come from nodes that are to go.

    A worker whose node shut itself down, and that claims in a new run, is back.
    """
    found = nodes_going(change.session)
    if not found:
        return []
    away: list[str] = []
    for claim_id, claim in claims.items():
        one = found.get(worker_user(claim.worker))
        if one is None:
            continue
        if not one.instance_id and claim.boot not in one.boots:
            stay(change, [one.node])
            del found[one.node]
        else:
            away.append(claim_id)
    return away
