"""A farm's machines in words: what each is and does, what they cost together, how near that is to the farm's caps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.core.fleet import Instance, InstanceState, price_gaps, region_of
from app.core.messages import FleetPart, JobView, WorkerView
from app.core.model import Struct
from app.core.states import INSTANCE_WORDS, WORKER_WORDS, StateWord, WorkerState
from app.farm.scaling.views import UP
from app.ui.formats import clock_time, duration_text, moment_text, money_text, number_text
from app.ui.models.jobs_columns import natural
from app.ui.words import filled, marked, translate, worker_name

EC2: Final = "ec2"
"""The provider whose machines have a page in the AWS console."""

_ROUNDING: Final = 1e-6

_ID: Final = re.compile(r"i-[0-9a-f]{1,32}")
_CONSOLES: Final = {"cn-": "console.amazonaws.cn", "us-gov-": "console.amazonaws-us-gov.com"}
_CONSOLE: Final = "console.aws.amazon.com"


class MachineWorker(Struct, frozen=True):
    """A worker on a machine; `job` is the name of the job that it draws for, empty where it draws nothing."""

    view: WorkerView
    job: str = ""


class MachineRow(Struct, frozen=True):
    """A machine as it is shown, as of a time (seconds since the epoch); `workers` without those that are lost.

    `known`: the farm's workers were seen.
    """

    instance: Instance
    at: float
    workers: tuple[MachineWorker, ...] = ()
    lost: int = 0
    known: bool = True

    @property
    def is_up(self) -> bool:
        """Whether it costs money."""
        return self.instance.state in UP

    @property
    def word(self) -> StateWord:
        """What people see of its state; one that runs, but whose workers take nothing new any more, is draining."""
        drains = self.workers and all(one.view.state == WorkerState.DRAINING for one in self.workers)
        if drains and self.instance.state is InstanceState.RUNNING:
            return WORKER_WORDS[WorkerState.DRAINING]
        return INSTANCE_WORDS[self.instance.state]

    @property
    def drawing(self) -> tuple[MachineWorker, ...]:
        """The workers that hold something."""
        return tuple(one for one in self.workers if one.view.attempt is not None)

    @property
    def frames(self) -> int:
        """Frames that its workers have drawn of what they hold."""
        return sum(one.view.frames_drawn for one in self.drawing)

    @property
    def jobs(self) -> tuple[str, ...]:
        """Names of the jobs that it draws for, each once."""
        return tuple(dict.fromkeys(one.job for one in self.drawing))


class MachineColumn(Struct, frozen=True):
    """A column; `width` is the least one, in pixels at a text size of 100 %."""

    id: str
    title: str
    width: int
    right: bool = False
    hint: str = ""


COLUMNS: Final = (
    MachineColumn(id="state", title=marked("Machines", "State"), width=88),
    MachineColumn(id="name", title=marked("Machines", "Name"), width=80),
    MachineColumn(id="type", title=marked("Machines", "Type"), width=96),
    MachineColumn(id="workers", title=marked("Machines", "Workers"), width=140),
    MachineColumn(
        id="running",
        title=marked("Machines", "Running for"),
        width=104,
        right=True,
        hint=marked("Machines", "Hours, minutes and seconds since it was started last"),
    ),
    MachineColumn(
        id="price",
        title=marked("Machines", "Price/h"),
        width=68,
        right=True,
        hint=marked("Machines", "US dollars an hour while it runs"),
    ),
    MachineColumn(
        id="today",
        title=marked("Machines", "Cost today"),
        width=100,
        right=True,
        hint=marked("Machines", "US dollars since midnight UTC"),
    ),
    MachineColumn(id="spot", title=marked("Machines", "Spot"), width=56),
    MachineColumn(id="zone", title=marked("Machines", "Zone"), width=104),
    MachineColumn(id="pool", title=marked("Machines", "Pool"), width=72),
    MachineColumn(id="tags", title=marked("Machines", "Tags"), width=64),
    MachineColumn(id="note", title=marked("Machines", "Note"), width=120),
)
"""What is looked at most comes first."""


def rows_of(
    part: FleetPart, workers: Sequence[WorkerView] | None, jobs: Mapping[str, JobView]
) -> tuple[MachineRow, ...]:
    """The machines with what is known around them; `workers` None: those were not seen yet."""
    by_node: dict[str, list[WorkerView]] = {}
    for view in workers or ():
        by_node.setdefault(view.node or view.name.rpartition(".")[0], []).append(view)
    found = []
    for one in part.instances:
        # A worker stays in the view for an hour after its machine was stopped.
        views = by_node.get(one.node, []) if one.node else []
        there = tuple(
            MachineWorker(view=view, job=_job_name(view, jobs)) for view in views if view.state != WorkerState.LOST
        )
        lost, known = len(views) - len(there), workers is not None
        found.append(MachineRow(instance=one, at=part.as_of, workers=there, lost=lost, known=known))
    return tuple(found)


def cell_text(row: MachineRow, column: str) -> str:
    """What is written in a cell."""
    return _TEXTS[column](row)


def tooltip(row: MachineRow, column: str) -> str:
    """More about a cell, in lines; the whole text where there is no more to say."""
    more = _TOOLTIPS.get(column)
    return (more(row) if more is not None else "") or cell_text(row, column)


def accessible_text(row: MachineRow, column: str) -> str:
    """What a screen reader says for a cell."""
    return tooltip(row, column) if column in ("price", "spot", "tags", "workers") else cell_text(row, column)


def order_key(row: MachineRow, column: str) -> Any:
    """By what the machines are ordered in a column."""
    return _ORDER[column](row)


def title_of(machine: Instance) -> str:
    """What people call a machine."""
    return machine.name or machine.instance_id


def rate_of(machines: Sequence[Instance]) -> float:
    """Dollars an hour of those that are up, as far as their prices are known."""
    return sum(one.price or 0.0 for one in machines if one.state in UP)


def count_text(part: FleetPart) -> str:
    """How many run: “3 of 12 machines run”; machines that are starting count, as they cost money."""
    up = sum(1 for one in part.instances if one.state in UP)
    text = translate("Machines", "%1 of %n machine(s) run", "", len(part.instances))
    return text.replace("%1", number_text(up))


def sum_text(part: FleetPart) -> str:
    """What those that run cost, what all of them have cost today, and as of when that is known."""
    parts = [translate("Machines", "%1 an hour").replace("%1", money_text(rate_of(part.instances)))]
    if unknown := _unpriced(part):
        parts.append(translate("Machines", "%n machine(s) without a known price", "", unknown))
    parts.append(translate("Machines", "%1 today").replace("%1", money_text(_today(part))))
    if part.as_of:
        parts.append(translate("Machines", "as of %1").replace("%1", clock_time(part.as_of)))
    return " · ".join(parts)


def cost_line(part: FleetPart) -> tuple[str, str]:
    """What the tile “Cost per hour” says: the amount, and the sentence behind it.

    The amount is that of the machines that are up, or a dash where there are none to start or nothing was seen yet. The
    sentence tells the cost since midnight UTC and how near that is to the cap of the day.
    """
    if not part.provider:
        return "–", translate("Machines", "The farm has no machines that can be started and stopped.")
    if not part.as_of:
        return "–", translate("Machines", "The farm's machines were not seen yet.")
    return money_text(rate_of(part.instances)), _day_text(part)


def console_address(part: FleetPart, machine: Instance) -> str:
    """The page of a machine in the AWS console; empty where it has none, or its zone does not say the region."""
    region = region_of(machine.zone)
    if part.provider != EC2 or not region or _ID.fullmatch(machine.instance_id) is None:
        return ""
    host = next((host for begin, host in _CONSOLES.items() if region.startswith(begin)), _CONSOLE)
    return f"https://{region}.{host}/ec2/home?region={region}#InstanceDetails:instanceId={machine.instance_id}"


def gaps_text(part: FleetPart) -> str:
    """Where prices are missing, and what to do; empty where none is."""
    lines = []
    for gap in price_gaps(part.instances):
        if gap.whole:
            text = translate("Machines", "No price is known for %1 (%2).")
        else:
            text = translate("Machines", "In %1, no price is known for %2.")
        lines.append(filled(text, gap.region, ", ".join(gap.types) or "–"))
    if not lines:
        return ""
    how = translate(
        "Machines",
        "Add your own table: a file of prices that the setting fleet_prices of the farm's manager names. Until then, "
        "machines without a price are not started where there is a cost cap.",
    )
    return " ".join((*lines, how))


def _job_name(view: WorkerView, jobs: Mapping[str, JobView]) -> str:
    job = jobs.get(view.job_id) if view.job_id else None
    return job.name if job is not None else view.job_id[:8]


def _today(part: FleetPart) -> float:
    return sum(one.cost_today for one in part.instances)


def _unpriced(part: FleetPart) -> int:
    return sum(1 for one in part.instances if one.state in UP and one.price is None)


def _day_text(part: FleetPart) -> str:
    today, cap = _today(part), part.policy.cost_per_day
    if cap <= 0:
        text = translate("Machines", "%1 today (UTC), without a cap")
    elif today > cap:
        text = translate("Machines", "%1 today (UTC), above the cap of %2")
    else:
        text = translate("Machines", "%1 today (UTC), %3 % of the cap of %2")
    # Rounded down: the limit is not said to be reached before it is.
    percent = number_text(int(100 * today / cap + _ROUNDING)) if cap > 0 else ""
    text = filled(text, money_text(today), money_text(cap), percent)
    if unknown := _unpriced(part):
        text = f"{text} · {translate('Machines', '%n machine(s) without a known price', '', unknown)}"
    return text


def _workers(row: MachineRow) -> str:
    if not row.workers:
        if row.lost and row.is_up:
            return translate("Machines", "%n not responding", "", row.lost)
        is_bare = row.known and row.instance.state is InstanceState.RUNNING
        return translate("Machines", "none") if is_bare else "–"
    drawing, jobs = row.drawing, row.jobs
    if not drawing:
        return translate("Machines", "%n idle", "", len(row.workers))
    if len(jobs) == 1:
        text, job = translate("Machines", "%1 · %2 · %n frame(s)", "", row.frames), jobs[0]
    else:
        text, job = translate("Machines", "%1 · %2 jobs · %n frame(s)", "", row.frames), number_text(len(jobs))
    return filled(text, number_text(len(row.workers)), job)


def _each_worker(row: MachineRow) -> str:
    return "\n".join(_worker_line(one) for one in row.workers)


def _worker_line(one: MachineWorker) -> str:
    try:
        state = translate("States", WORKER_WORDS[WorkerState(one.view.state)].word)
    except (ValueError, KeyError):
        # A newer manager may know more states.
        state = one.view.state
    if one.view.attempt is None:
        text = translate("Machines", "%1: %2")
    else:
        text = translate("Machines", "%1: %2, %3, %n frame(s)", "", one.view.frames_drawn)
    return filled(text, worker_name(one.view.name), state, one.job)


def _seconds(row: MachineRow) -> float:
    launched = row.instance.launched
    return max(0.0, row.at - launched) if row.is_up and launched else 0.0


def _running(row: MachineRow) -> str:
    return duration_text(_seconds(row)) if row.is_up and row.instance.launched else "–"


def _launched(row: MachineRow) -> str:
    launched = row.instance.launched
    return translate("Machines", "Started last on %1").replace("%1", moment_text(launched)) if launched else ""


def _price(row: MachineRow) -> str:
    one = row.instance
    if one.price is None:
        return "–"
    # The price of a spot instance is not known beforehand, but never above that.
    return f"≤ {money_text(one.price)}" if one.spot else money_text(one.price)


def _price_told(row: MachineRow) -> str:
    one = row.instance
    if one.price is None:
        return translate("Machines", "Its price is not known.")
    text = translate("Machines", "At most %1 an hour") if one.spot else translate("Machines", "%1 an hour")
    return text.replace("%1", money_text(one.price))


def _spot(row: MachineRow) -> str:
    return translate("Machines", "Spot") if row.instance.spot else "–"


def _spot_told(row: MachineRow) -> str:
    if row.instance.spot:
        return translate("Machines", "Spot instance: it costs less, and its provider may stop it.")
    return translate("Machines", "Not a spot instance")


def _tags(row: MachineRow) -> str:
    return translate("Machines", "%n tag(s)", "", len(row.instance.tags)) if row.instance.tags else "–"


def _called(row: MachineRow) -> tuple[str, ...]:
    """What a machine is called, by people, its provider and the network."""
    one = row.instance
    return tuple(filter(None, (title_of(one), one.instance_id, one.address)))


def _facts(row: MachineRow) -> tuple[str, ...]:
    """All else that is known of a machine: columns may be hidden."""
    told = {column.title: cell_text(row, column.id) for column in COLUMNS[2:]}
    return tuple(f"{translate('Machines', title)}: {text}" for title, text in told.items() if text not in ("", "–"))


def _each_tag(row: MachineRow) -> str:
    return "\n".join(f"{key} = {value}" for key, value in sorted(row.instance.tags.items()))


def _today_told(row: MachineRow) -> str:
    return translate("Machines", "Its price is not known.") if row.instance.price is None else ""


_TEXTS: Final[dict[str, Callable[[MachineRow], str]]] = {
    "state": lambda row: translate("States", row.word.word),
    "name": lambda row: title_of(row.instance),
    "type": lambda row: row.instance.type or "–",
    "zone": lambda row: row.instance.zone or "–",
    "pool": lambda row: row.instance.pool or "–",
    "workers": _workers,
    "running": _running,
    "price": _price,
    "today": lambda row: "–" if row.instance.price is None else money_text(row.instance.cost_today),
    "spot": _spot,
    "tags": _tags,
    "note": lambda row: row.instance.note,
}

_TOOLTIPS: Final[dict[str, Callable[[MachineRow], str]]] = {
    "state": lambda row: row.instance.note,
    "name": lambda row: "\n".join((*_called(row), *_facts(row))),
    "workers": _each_worker,
    "running": _launched,
    "price": _price_told,
    "today": _today_told,
    "spot": _spot_told,
    "tags": _each_tag,
}

_STATE_ORDER: Final = tuple(INSTANCE_WORDS)

_ORDER: Final[dict[str, Callable[[MachineRow], Any]]] = {
    "state": lambda row: float(_STATE_ORDER.index(row.instance.state)),
    "name": lambda row: natural(title_of(row.instance)),
    "type": lambda row: natural(row.instance.type),
    "zone": lambda row: row.instance.zone,
    "pool": lambda row: row.instance.pool.casefold(),
    "workers": lambda row: (len(row.workers), row.frames),
    "running": _seconds,
    "price": lambda row: -1.0 if row.instance.price is None else row.instance.price,
    "today": lambda row: -1.0 if row.instance.price is None else row.instance.cost_today,
    "spot": lambda row: float(row.instance.spot),
    "tags": lambda row: float(len(row.instance.tags)),
    "note": lambda row: row.instance.note.casefold(),
}
