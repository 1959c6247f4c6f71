"""Scaling and what was decided: at work, being changed while somebody else does, a cap that is near."""

from __future__ import annotations

from app.core.messages import ActivitiesWanted, EstimateWanted, FleetWanted, ScalingChange
from app.ui.widgets.activity_panel import ActivityPanel
from app.ui.widgets.farm_panel import FarmPanel
from app.ui.widgets.figure_box import FigureBox
from app.ui.widgets.scaling_panel import ScalingPanel
from tests.fakes.shown_machines import machine
from tests.fakes.shown_scaling import ShownScaling, activities
from tests.screenshots.scene import scene
from tests.screenshots.scenes_farm import connect
from tests.screenshots.studio import Studio


def show(studio: Studio, name: str) -> ShownScaling:
    """A panel of the farm's page, with machines that cost nearly as much as they may."""
    up = (machine(number, "running", price=0.4032, cost_today=11.2) for number in (1, 2, 3))
    scaling = ShownScaling(*up, machine(4), machine(5), machine(6))
    scaling.activities = activities(60)
    farm = connect(studio)
    answers = scaling.farm().client.answers
    for message in (FleetWanted, ActivitiesWanted, EstimateWanted, ScalingChange):
        farm.client.answers[message] = answers[message]
    page = studio.window.findChild(FarmPanel)
    assert page is not None
    page.docks.show_panel(name)
    fleet = studio.application.assembly.fleet
    fleet.look()
    studio.wait(lambda: len(fleet.activities) == len(scaling.activities))
    return scaling


@scene("scaling", main=True, anew=True)
def scaling_at_work(studio: Studio) -> None:
    show(studio, "scaling")
    panel = studio.window.findChild(ScalingPanel)
    assert panel is not None
    studio.wait(lambda: panel.what_if.asked is not None)


@scene("scaling-changed", anew=True)
def scaling_changed(studio: Studio) -> None:
    scaling = show(studio, "scaling")
    panel = studio.window.findChild(ScalingPanel)
    assert panel is not None
    box = panel.field["maximum"].findChild(FigureBox)
    assert box is not None
    box.setText("8")
    box.edited.emit()
    scaling.set_policy(maximum=5)
    studio.application.assembly.fleet.look()
    studio.pause(0.5)


@scene("activity", anew=True)
def activity_list(studio: Studio) -> None:
    show(studio, "activity")
    panel = studio.window.findChild(ActivityPanel)
    assert panel is not None
    panel.table.selectRow(3)
