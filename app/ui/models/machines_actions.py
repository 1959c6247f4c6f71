"""What can be done with the chosen machines, why not, and what is asked before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.core.fleet import Activity, InstanceState
from app.core.messages import FleetAction, FleetPart
from app.core.model import Struct
from app.core.states import WORKER_WORDS, WorkerState
from app.ui.dialogs.confirm import named
from app.ui.formats import money_text
from app.ui.models.machines_model import MachineRow, console_address, rate_of, title_of
from app.ui.words import filled, translate

START, STOP, KILL = "start", "stop", "kill"
"""Actions of `FleetAction`."""

DONE: Final = "done"
"""The outcome of an `Activity` of which nothing went wrong."""

ACTIONS: Final = (START, STOP, KILL, "", "name", "address", "console", "tags")
"""In the order of buttons and menu; an empty one is a gap."""

_DRAINING: Final = WORKER_WORDS[WorkerState.DRAINING]


class Offer(Struct, frozen=True):
    """An action for the chosen machines: its words in a menu, and why it cannot be done; no reason: it can."""

    text: str
    reason: str = ""


class MachineQuestion(Struct, frozen=True):
    """What is asked before something is done: `verb` does it, `safe` does not; `danger`: something is lost."""

    title: str
    text: str
    safe: str
    verb: str
    danger: bool


def startable(rows: Sequence[MachineRow]) -> tuple[MachineRow, ...]:
    """Those that can be started: the stopped ones, and those that are draining, which go on then."""
    return tuple(row for row in rows if row.instance.state is InstanceState.STOPPED or row.word == _DRAINING)


def stoppable(rows: Sequence[MachineRow]) -> tuple[MachineRow, ...]:
    """Those that can be stopped."""
    return tuple(row for row in rows if row.is_up)


def offers(part: FleetPart | None, rows: Sequence[MachineRow], hindrance: str) -> dict[str, Offer]:
    """All actions for the chosen machines. `hindrance`: why nothing can be asked of the farm; empty where it can."""
    none = "" if rows and part is not None else translate("Machines", "Choose machines in the table first.")
    one = none or ("" if len(rows) == 1 else translate("Machines", "Choose one machine only."))
    start, stop = startable(rows), stoppable(rows)
    no_start = "" if start else translate("Machines", "None of the chosen machines is stopped.")
    no_stop = "" if stop else translate("Machines", "None of the chosen machines runs.")
    no_address = "" if addresses(rows) else translate("Machines", "Their addresses are not known.")
    no_page = no_tags = ""
    if part is not None and len(rows) == 1:
        page = console_address(part, rows[0].instance)
        no_page = "" if page else translate("Machines", "Only machines of EC2 have a page in the AWS console.")
        no_tags = "" if rows[0].instance.tags else translate("Machines", "It has no tags.")
    ask = none or hindrance
    return {
        START: Offer(translate("Machines", "Start %n machine(s)", "", len(start)), ask or no_start),
        STOP: Offer(
            translate("Machines", "Stop %n machine(s) after the current piece…", "", len(stop)), ask or no_stop
        ),
        KILL: Offer(translate("Machines", "Stop %n machine(s) now…", "", len(stop)), ask or no_stop),
        "name": Offer(translate("Machines", "Copy %n name(s)", "", len(rows)), none),
        "address": Offer(translate("Machines", "Copy %n IP address(es)", "", len(addresses(rows))), none or no_address),
        "console": Offer(translate("Machines", "Open in AWS console"), one or no_page),
        "tags": Offer(translate("Machines", "Tags…"), one or no_tags),
    }


def addresses(rows: Sequence[MachineRow]) -> tuple[str, ...]:
    """The addresses that are known."""
    return tuple(row.instance.address for row in rows if row.instance.address)


def start_question(part: FleetPart, rows: Sequence[MachineRow]) -> MachineQuestion | None:
    """What is asked before these are started; None where the farm's cap per hour, if there is one, is kept."""
    cap = part.policy.cost_per_hour
    more = [row.instance for row in rows if not row.is_up]
    running = rate_of(part.instances)
    together = sum(one.price or 0.0 for one in more)
    unknown = [one for one in more if one.price is None]
    is_above = running + together > cap
    if cap <= 0 or not more or not (is_above or unknown):
        return None
    if not is_above:
        text = translate("Machines", "%1 – the price of %2 is not known; the farm's cap is %3 an hour.")
        text = filled(text, _names(rows), named([title_of(one) for one in unknown]), money_text(cap))
    elif running > 0:
        text = translate(
            "Machines",
            "%1 – %2 an hour together, %4 an hour with the machines that run already; the farm's cap is %3 an hour.",
        )
        text = filled(text, _names(rows), money_text(together), money_text(cap), money_text(running + together))
    else:
        text = translate("Machines", "%1 – %2 an hour together; the farm's cap is %3 an hour.")
        text = filled(text, _names(rows), money_text(together), money_text(cap))
    if part.policy.enabled and not part.policy.dry_run:
        text = f"{text} {translate('Machines', 'Scaling may stop machines again to keep it.')}"
    return MachineQuestion(
        title=translate("Machines", "Start %n machine(s)?", "", len(rows)),
        text=text,
        safe=translate("Machines", "Start nothing"),
        verb=translate("Machines", "Start %n machine(s)", "", len(rows)),
        danger=False,
    )


def stop_question(rows: Sequence[MachineRow]) -> MachineQuestion:
    """What is asked before these are stopped after the current piece."""
    known = all(row.known for row in rows)
    jobs = tuple(dict.fromkeys(job for row in rows for job in row.jobs))
    if jobs:
        text = translate(
            "Machines",
            "%1 – workers finish the piece in work and hand back the others that they hold of %2. Nothing that is "
            "drawn is lost.",
        )
    elif known:
        text = translate("Machines", "%1 – no worker on them draws anything. Nothing is lost.")
    else:
        text = translate(
            "Machines",
            "%1 – workers finish the piece in work and hand back the others that they hold. Nothing that is drawn is "
            "lost.",
        )
    return MachineQuestion(
        title=translate("Machines", "Stop %n machine(s) after the current piece?", "", len(rows)),
        text=filled(text, _names(rows), named(jobs)),
        safe=translate("Machines", "Keep running"),
        verb=translate("Machines", "Stop %n machine(s)", "", len(rows)),
        danger=bool(jobs) or not known,
    )


def kill_question(rows: Sequence[MachineRow]) -> MachineQuestion:
    """What is asked before these are stopped at once.

    Some of the frames in work are in finished pieces already, which are kept; so more than that is never lost.
    """
    known, drawing = all(row.known for row in rows), sum(len(row.drawing) for row in rows)
    if drawing:
        stops = translate("Machines", "%1 – %n worker(s) on them stop in the middle of a piece.", "", drawing)
        lost = translate(
            "Machines",
            "Up to %n frame(s) in work are lost and drawn again by others; finished pieces are kept.",
            "",
            sum(row.frames for row in rows),
        )
        text = f"{stops} {lost}"
    elif known:
        text = translate("Machines", "%1 – no worker on them draws anything. Nothing is lost.")
    else:
        text = translate(
            "Machines",
            "%1 – what workers on them draw now is lost and drawn again by others; finished pieces are kept.",
        )
    return MachineQuestion(
        title=translate("Machines", "Stop %n machine(s) now?", "", len(rows)),
        text=filled(text, _names(rows)),
        safe=translate("Machines", "Keep running"),
        verb=translate("Machines", "Stop %n machine(s) now", "", len(rows)),
        danger=True,
    )


def asked_text(order: FleetAction) -> str:
    """What was asked of the farm just now."""
    count = len(order.instances)
    match order.action:
        case "start":
            return translate("Machines", "The farm was asked to start %n machine(s).", "", count)
        case "stop":
            return translate("Machines", "The farm was asked to stop %n machine(s) after the current piece.", "", count)
        case _:
            return translate("Machines", "The farm was asked to stop %n machine(s) now.", "", count)


def gone_wrong(activities: Sequence[Activity], owner: str, after: int) -> tuple[Activity, ...]:
    """What somebody asked of machines after an activity, and not all of it could be done.

    What was taken back meanwhile, by starting again what was to stop, is no failure.
    """
    theirs = [one for one in activities if one.number > after and one.who == owner]
    found = []
    for place, one in enumerate(theirs):
        started = {name for later in theirs[place + 1 :] if later.what == START for name in later.targets}
        is_taken_back = one.what in (STOP, KILL) and not started.isdisjoint(one.targets)
        if one.what in (START, STOP, KILL) and one.outcome not in ("", DONE) and not is_taken_back:
            found.append(one)
    return tuple(found)


def wrong_title(activity: Activity) -> str:
    """What did not happen, and to what."""
    if activity.what == START:
        text = translate("Machines", "The farm could not start all that it was asked to: %1")
    else:
        text = translate("Machines", "The farm could not stop all that it was asked to: %1")
    return filled(text, named(activity.targets))


def _names(rows: Sequence[MachineRow]) -> str:
    return named([title_of(row.instance) for row in rows])
