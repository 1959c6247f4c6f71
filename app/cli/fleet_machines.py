"""`farmhand fleet list`, `start`, `stop` and `policy`: the farm's machines, and what admins do with them.

The manager does what is asked for. Where it does not answer, `--direct` has EC2 do it, with the credentials of whoever
runs the command.
"""

from __future__ import annotations

import getpass
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Final

import msgspec

from app.cli.console import Output
from app.cli.farm_jobs import aligned
from app.cli.farm_link import SHORT_ID, connected
from app.cli.wiring import Wiring
from app.core.errors import BrokerError, ErrorInfo, SecretsError, UsageError
from app.core.fleet import Instance, InstanceState, ScalingPolicy, price_gaps
from app.core.messages import FleetAction, FleetPart, FleetWanted, WorkerView
from app.core.ports import Fleet
from app.core.settings import Settings
from app.farm.farm_parts import broker_address
from app.farm.fleet.direct import FleetDeed, act_directly, chosen
from app.farm.fleet.iam import PolicyFor, policy_document
from app.farm.fleet.opening import open_fleet
from app.farm.places import node_home
from app.farm.remote import RemoteFarm, personal_secrets
from app.farm.wording import counted, dollars, listed

_UP: Final = (InstanceState.STARTING, InstanceState.RUNNING)
_LISTED: Final = 5
_OWN_TABLE: Final = (
    "Add your own table: a file of prices that the setting fleet_prices of the farm's manager names "
    "(docs/operating.md, “What it costs”). Until then, machines without a price are not started where there is a cap."
)
_DONE: Final = {FleetDeed.START: "Starting", FleetDeed.STOP: "Stopping", FleetDeed.KILL: "Stopping at once"}


class FleetDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `fleet list`. `direct`: as the provider says, not the manager."""

    provider: str
    as_of: float
    instances: tuple[Instance, ...]
    problem: ErrorInfo | None = None
    direct: bool = False


class MachineOutcome(msgspec.Struct, frozen=True):
    """What came of it for one machine. By a manager, the state is that before; what came of it is told later."""

    instance_id: str
    name: str
    state: str
    error: ErrorInfo | None = None


class FleetActionDocument(msgspec.Struct, frozen=True):
    """The `--json` document of `fleet start` and `fleet stop`."""

    action: str
    machines: tuple[MachineOutcome, ...]
    direct: bool = False


def list_machines(wiring: Wiring, output: Output, *, direct: bool) -> None:
    """Print the farm's machines. Raises `BrokerError` where no manager answers and it is not to be direct."""
    part = _from_manager(wiring, output, direct=direct)
    if part is None:
        with closing(_own_fleet(wiring.settings())) as fleet:
            part = FleetPart(
                provider=fleet.provider, as_of=time.time(), instances=fleet.describe(), policy=ScalingPolicy()
            )
        is_direct = True
    else:
        is_direct = False
    document = FleetDocument(part.provider, part.as_of, part.instances, part.problem, is_direct)
    output.result(document, "\n".join(table(part.instances, costs=not is_direct)))
    if not part.provider:
        output.say(
            "The farm has no machines that can be started and stopped: the setting fleet of its manager is none."
        )
        return
    output.say(summary(part, costs=not is_direct))
    if gaps := gaps_text(part):
        output.say(gaps)
    if part.problem is not None:
        output.complain(part.problem, style="yellow")


def start(wiring: Wiring, names: Sequence[str], output: Output, *, direct: bool) -> None:
    """Start machines. Raises as `list_machines`, `UsageError` for unknown ones, and where direct, a `FleetError`."""
    _act(wiring, FleetDeed.START, names, output, direct=direct)


def stop(wiring: Wiring, names: Sequence[str], output: Output, *, now: bool, direct: bool) -> None:
    """Stop machines, when their workers have finished what they hold or at once. Raises as `start`."""
    _act(wiring, FleetDeed.KILL if now else FleetDeed.STOP, names, output, direct=direct)


def policy(wiring: Wiring, output: Output, *, farm: str, region: str, account: str, whose: str) -> None:
    """Print the IAM policy for the farm's manager or an admin. Raises `UsageError`."""
    settings = wiring.settings()
    try:
        who = PolicyFor(whose)
    except ValueError:
        known = " or ".join(PolicyFor)
        raise UsageError(f"There is no policy for “{whose}”.", next_step=f"Give --for {known}.") from None
    document = policy_document(
        farm or settings.fleet_farm, region=region or settings.fleet_region, account=account, whose=who
    )
    output.result(document, msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
    if not account:
        output.say("It holds in every AWS account that it is used in; --account limits it to one.")


def _act(wiring: Wiring, deed: FleetDeed, names: Sequence[str], output: Output, *, direct: bool) -> None:
    if direct and not wiring.settings().broker:
        _directly(wiring.settings(), deed, names, output)
        return
    try:
        with connected(wiring, output) as farm:
            _through_manager(farm, deed, names, output)
    except (BrokerError, SecretsError) as error:
        if not direct:
            raise _with_advice(error) from error
        _say_direct(output, error)
        _directly(wiring.settings(), deed, names, output)


def _through_manager(farm: RemoteFarm, deed: FleetDeed, names: Sequence[str], output: Output) -> None:
    machines = chosen(_whole(farm).instances, names)
    workers = farm.client.workers() if deed is not FleetDeed.START else ()
    farm.client.ask(FleetAction(action=deed.value, instances=tuple(one.instance_id for one in machines)))
    outcomes = tuple(MachineOutcome(one.instance_id, one.name, one.state.value) for one in machines)
    output.result(FleetActionDocument(deed.value, outcomes), "\n".join(told(deed, one, workers) for one in machines))
    output.say("“farmhand fleet list” shows how it goes on, “farmhand fleet activity” what came of it.")


def _directly(settings: Settings, deed: FleetDeed, names: Sequence[str], output: Output) -> None:
    with closing(_own_fleet(settings)) as fleet:
        machines = chosen(fleet.describe(), names)
        results = act_directly(fleet, deed, machines, user=_user(settings), now=time.time())
    names_of = {one.instance_id: one for one in machines}
    outcomes = tuple(
        MachineOutcome(
            one.instance_id,
            names_of[one.instance_id].name,
            one.state.value if one.state is not None else "",
            one.error.info() if one.error is not None else None,
        )
        for one in results
    )
    lines = [f"{_DONE[deed]}: {one.name}" for one in outcomes if one.error is None]
    errors = [one.error for one in results if one.error is not None]
    output.result(FleetActionDocument(deed.value, outcomes, direct=True), "\n".join(lines))
    if deed is FleetDeed.STOP and lines:
        output.say("Without a manager, their workers finish the piece in work and hand the rest back.")
    for error in errors[1:]:
        output.complain(error.info())
    if errors:
        raise errors[0]


def _from_manager(wiring: Wiring, output: Output, *, direct: bool) -> FleetPart | None:
    """The list as the manager has it; None where it does not answer and it may be asked for directly."""
    if direct and not wiring.settings().broker:
        return None
    try:
        with connected(wiring, output) as farm:
            return _whole(farm)
    except (BrokerError, SecretsError) as error:
        if not direct:
            raise _with_advice(error) from error
        _say_direct(output, error)
        return None


def _whole(farm: RemoteFarm) -> FleetPart:
    parts = [one for one in farm.client.ask(FleetWanted()) if isinstance(one, FleetPart)]
    return msgspec.structs.replace(parts[-1], instances=tuple(one for part in parts for one in part.instances))


def _with_advice(error: BrokerError | SecretsError) -> BrokerError | SecretsError:
    advice = "With --direct, EC2 is asked with your own AWS credentials."
    return type(error)(error.title, error.cause, f"{error.next_step} {advice}".strip())


def _say_direct(output: Output, error: BrokerError | SecretsError) -> None:
    output.say(f"{error.title} EC2 is asked directly.")


def _own_fleet(settings: Settings) -> Fleet:
    fleet = open_fleet(settings, personal_secrets(settings), node_home(settings))
    if fleet is None:
        raise UsageError(
            "It is not said which machines are the farm's.",
            "The setting fleet is none here.",
            "Set fleet to ec2, and fleet_farm and fleet_region as the farm's manager has them.",
        )
    return fleet


def _user(settings: Settings) -> str:
    return broker_address(settings).user if settings.broker else getpass.getuser()


def told(deed: FleetDeed, machine: Instance, workers: Sequence[WorkerView]) -> str:
    """What happens to a machine now, and what is finished first."""
    if deed is FleetDeed.START:
        return (
            f"Starting {machine.name}." if machine.state not in _UP else f"{machine.name} is {machine.state} already."
        )
    if machine.state not in _UP:
        return f"{machine.name} is {machine.state} already."
    busy = [
        f"{one.name} (job {one.job_id[:SHORT_ID]})"
        for one in workers
        if one.node == machine.node and one.attempt is not None
    ]
    if deed is FleetDeed.KILL:
        rest = f" What these draw now is drawn again by others: {listed(busy, _LISTED)}." if busy else ""
        return f"Stopping {machine.name} at once.{rest}"
    if not busy:
        return f"Stopping {machine.name}; its workers hold nothing."
    return f"Stopping {machine.name}. First these finish what they hold: {listed(busy, _LISTED)}."


def table(machines: Sequence[Instance], *, costs: bool) -> list[str]:
    """The machines, a line each."""
    if not machines:
        return []
    rows = [
        (
            one.state.value,
            one.name,
            one.instance_id if one.instance_id != one.name else "",
            f"{one.type}{', spot' if one.spot else ''}",
            one.zone,
            one.node if one.node != one.name else "",
            _price(one),
            f"{dollars(one.cost_today)} today" if costs and one.price is not None else "",
            one.note,
        )
        for one in machines
    ]
    return aligned(rows)


def summary(part: FleetPart, *, costs: bool) -> str:
    """How many run, what that costs, and as of when that is known."""
    up = [one for one in part.instances if one.state in _UP]
    known = [one.price for one in up if one.price is not None]
    rate = f", at {dollars(sum(known))} an hour" if known else ""
    unknown = len(up) - len(known)
    beside = f" and {counted(unknown, 'machine')} without a known price" if unknown else ""
    today = f" {dollars(sum(one.cost_today for one in part.instances))} today." if costs else ""
    when = f" As of {datetime.fromtimestamp(part.as_of).astimezone():%H:%M:%S}." if part.as_of else ""
    return f"{len(up)} of {counted(len(part.instances), 'machine')} up{rate}{beside}.{today}{when}"


def gaps_text(part: FleetPart) -> str:
    """Where prices are missing, and what to do; empty where none is."""
    lines = []
    for gap in price_gaps(part.instances):
        types = ", ".join(gap.types) or "its machines"
        lines.append(
            f"No price is known for {gap.region} ({types})."
            if gap.whole
            else f"In {gap.region}, no price is known for {types}."
        )
    if not lines:
        return ""
    return " ".join((*lines, _OWN_TABLE))


def _price(one: Instance) -> str:
    if one.price is None:
        return "price not known"
    # The price of a spot instance is not known beforehand, but never above that.
    return f"{'at most ' if one.spot else ''}{dollars(one.price)}/h"
