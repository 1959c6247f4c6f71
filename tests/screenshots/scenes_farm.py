"""A farm of many computers: connecting it, its page at work, and what is seen when it is lost."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QPushButton

from app.core.errors import BrokerError
from app.core.fleet import NodeFacts
from app.core.messages import WorkerView
from app.farm.connection import LinkNews
from app.farm.farm_profiles import FarmProfile, KnownFarms
from app.ui.controllers.farm_trial import STEPS, StepState, TrialStep
from app.ui.dialogs.connect_farm import ConnectFarmDialog
from app.ui.layouts import FARM, FARM_PAGE
from app.ui.widgets.farm_panel import FarmPanel
from tests.fakes.shown_farm import ShownFarm
from tests.fakes.shown_fleet import fleet_answers
from tests.screenshots.props import twelve_jobs
from tests.screenshots.scene import scene
from tests.screenshots.studio import Studio

STUDIO_A = FarmProfile(
    name="Studio A",
    values={"broker": "amqps://ada@mq.studio.local/farmhand", "storage": "/mnt/studio/farmhand"},
)
NODES = 4
SEEN = (
    "mq.studio.local is 10.0.4.12.",
    "Something listens at mq.studio.local:5671.",
    "The server proved that it is mq.studio.local (TLSv1.3).",
    "“ada” was let in to farmhand, with TLS.",
    "“ada” may ask the farm and hear its events.",
    "The manager answers in this program's words (protocol 1.3): 12 jobs, 11 workers.",
)
STATES = ("busy", "busy", "busy", "idle", "busy", "busy", "draining", "busy", "busy", "idle", "busy", "lost")


def workers() -> tuple[WorkerView, ...]:
    return tuple(
        WorkerView(
            name=f"render-{number // 3 + 1:02}.{number % 3 + 1}",
            boot="1",
            state=state,
            engines=("builtin",) if number % 2 else ("builtin", "aerender"),
            silent=400.0 if state == "lost" else number % 3 + 0.4,
            seconds_per_frame=0.35 + number % 5 / 10,
            job_id="job-000001" if state in ("busy", "draining") else "",
            attempt=number + 1 if state in ("busy", "draining") else None,
            frames_drawn=12 * number + 7,
            node=f"render-{number // 3 + 1:02}",
            versions={"builtin": "1.4"},
        )
        for number, state in enumerate(STATES)
    )


def nodes() -> tuple[NodeFacts, ...]:
    return tuple(
        NodeFacts(
            node=f"render-{number:02}",
            cpu=0.31 + number / 8,
            memory=0.2 + number / 10,
            disk_free=(71 + 40 * number) * 10**9,
            instance_type="c7i.2xlarge" if number % 2 else "c7i.xlarge",
        )
        for number in range(1, NODES + 1)
    )


def connect(studio: Studio, jobs: bool = True, running: int = NODES) -> ShownFarm:
    """Work with a farm that only looks like one, as if it had drawn for an hour; so many of its machines run now."""
    services, watch = studio.application.services, studio.application.assembly.workers
    there = (workers(), nodes()) if running else ((), ())
    farm = ShownFarm(twelve_jobs() if jobs else (), *there, fleet_answers(running))
    services.places.known = KnownFarms(farms=(STUDIO_A,), chosen="Studio A")
    services.farm.use("Studio A", lambda: farm)
    services.places.changed.emit()
    studio.wait(lambda: services.farm.link.heard > 0)
    now, drawn = time.time(), dict.fromkeys([one.name for one in workers()], 0)
    for minute in range(75, 0, -1):
        for number, name in enumerate(drawn):
            steady = 40 + 11 * (number % 4) if (minute + 5 * number) % 23 > 4 else 0
            drawn[name] += steady + (minute * 7 + number * 13) % 9
        views = [
            WorkerView(name=name, boot="1", state="busy", engines=(), silent=0, attempt=0, frames_drawn=count)
            for name, count in drawn.items()
        ]
        watch.throughput.look(now - 60 * minute, views, 40 * minute * minute // 3 + 600)
    studio.go("farm")
    studio.wait(lambda: watch.now is not None and studio.application.assembly.fleet.now is not None)
    watch.look()
    studio.pause(0.5)
    return farm


def panel(studio: Studio) -> FarmPanel:
    found = studio.window.findChild(FarmPanel)
    assert found is not None
    return found


def dialog(studio: Studio) -> ConnectFarmDialog:
    studio.application.services.navigator.farm_dialog_wanted.emit("")
    found = studio.part(ConnectFarmDialog, "connect-farm")
    found._name.setText("Studio A")
    for name, value in STUDIO_A.values.items():
        found._boxes[name].setText(str(value))  # type: ignore[union-attr]
    found._secrets["broker"].setText("a password")
    return found


@scene("farm-connect", main=True, anew=True)
def farm_connect(studio: Studio) -> None:
    studio.dismiss()
    found = dialog(studio)
    steps = [
        TrialStep(step, StepState.GOOD, seen, "", 0.01 + place / 12)
        for place, (step, seen) in enumerate(zip(STEPS, SEEN, strict=False))
    ]
    storage = TrialStep(
        "storage",
        StepState.BAD,
        "The folder /mnt/studio/farmhand is not there.",
        "See whether it is mounted, and under this path.",
        0.02,
    )
    found.trial.steps = (*steps, storage)
    found.trial.changed.emit()
    found.resize(720, 620)
    studio.pause(0.2)
    bar = found._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())


@scene("farm-working", main=True)
def farm_working(studio: Studio) -> None:
    connect(studio)


@scene("farm-idle")
def farm_idle(studio: Studio) -> None:
    connect(studio, jobs=False)


@scene("farm-lost", main=True)
def farm_lost(studio: Studio) -> None:
    farm = connect(studio)
    lost = BrokerError(
        "The broker at mq.studio.local:5671 cannot be reached.",
        "It does not answer.",
        "See whether the server runs, and whether a firewall is in the way.",
    )
    assert farm.listener is not None
    farm.listener.push_link(LinkNews(error=lost.info(), next_try=time.monotonic() + 25))
    studio.wait(lambda: studio.application.services.farm.link.error is not None)


@scene("farm-queue")
def farm_queue(studio: Studio) -> None:
    connect(studio)
    studio.go("queue")
    studio.pause(0.5)


@scene("settings-connection-known")
def settings_connection_known(studio: Studio) -> None:
    connect(studio)
    studio.application.services.navigator.settings_wanted.emit("connection")
    studio.pause(0.5)


@scene("farm-statistics", main=True)
def farm_statistics(studio: Studio) -> None:
    connect(studio)
    studio.click(QPushButton, "farm-statistics")
    studio.pause(1.0)


@scene("farm-machines")
def farm_machines(studio: Studio) -> None:
    connect(studio)
    panel(studio).docks.show_panel("machines")
    studio.pause(0.3)


@scene("farm-scaling")
def farm_scaling(studio: Studio) -> None:
    connect(studio)
    panel(studio).docks.show_panel("scaling")
    studio.pause(1.0)


@scene("farm-activity")
def farm_activity(studio: Studio) -> None:
    connect(studio)
    panel(studio).docks.show_panel("activity")
    studio.pause(0.3)


@scene("farm-estimates")
def farm_estimates(studio: Studio) -> None:
    connect(studio)
    panel(studio).docks.show_panel("estimates")
    studio.pause(1.0)


@scene("farm-stopped")
def farm_stopped(studio: Studio) -> None:
    connect(studio, running=0)


@scene("farm-layout-farm")
def farm_layout_farm(studio: Studio) -> None:
    connect(studio)
    studio.application.services.navigator.layout_wanted.emit(FARM_PAGE, FARM)
    studio.pause(0.3)
