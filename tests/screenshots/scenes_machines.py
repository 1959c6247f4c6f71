"""The farm's machines: every state, what is asked before they stop, a provider that says no, a farm without any."""

from __future__ import annotations

from app.core.errors import FleetDeniedError
from app.core.messages import FleetPart, FleetWanted
from app.ui.widgets.farm_panel import FarmPanel
from app.ui.widgets.machines_panel import MachinesPanel
from tests.fakes.shown_machines import fleet_part, machines
from tests.screenshots.scene import scene
from tests.screenshots.scenes_farm import connect
from tests.screenshots.studio import Studio


def show(studio: Studio, part: FleetPart) -> MachinesPanel:
    """The panel of the farm's page, with these machines."""
    farm = connect(studio)
    farm.client.answers[FleetWanted] = lambda _message: (part,)
    page = studio.window.findChild(FarmPanel)
    assert page is not None
    page.docks.show_panel("machines")
    fleet = studio.application.assembly.fleet
    fleet.look()
    studio.wait(lambda: fleet.now == part)
    found = studio.window.findChild(MachinesPanel)
    assert found is not None
    return found


@scene("machines-stop", main=True)
def machines_stop(studio: Studio) -> None:
    panel = show(studio, fleet_part(*machines(), cost_per_day=20.0))
    panel.table.selectAll()
    panel.run("kill")
    studio.pause(0.2)


@scene("machines-denied")
def machines_denied(studio: Studio) -> None:
    denied = FleetDeniedError(
        "AWS did not allow listing instances.",
        "The role farmhand-manager lacks ec2:DescribeInstances.",
        "Give the policy that “farmhand fleet policy” prints to your AWS admin.",
    )
    show(studio, fleet_part(*machines(), problem=denied.info()))


@scene("machines-none")
def machines_none(studio: Studio) -> None:
    show(studio, fleet_part(provider=""))
