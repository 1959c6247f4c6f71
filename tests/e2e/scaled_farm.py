"""A farm whose manager starts and stops its machines: agents as processes of the computer that the test runs on."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import msgspec
import psutil

from app.cli.rendering import Wishes
from app.core.settings import Settings
from app.core.settings_fleet import FleetProvider
from app.farm.opened import open_template
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.remote import RemoteFarm
from app.farm.requests import drawing_fonts, find_files
from app.render.renderer import Renderer
from resources import samples
from tests.e2e.farm_programs import PASSWORD, ROLES, FarmPrograms, submit_films

MACHINES = ("m1", "m2", "m3")
GREETING = next(sample for sample in samples() if sample.name == "greeting").template
FRAMES = 60
LONG_BATCH_SECONDS = 150.0
"""So much work for one worker needs three to be done in a minute, and two also when a part of it is done."""

WISHES = Wishes(template=GREETING, missing="fail", settings=("Name=Ada",), frames=f"0-{FRAMES - 1}", engine="builtin")


class ScaledFarm(FarmPrograms):
    """A farm whose manager has machines, and no other workers."""

    def settings(self, user: str) -> Settings:
        own = super().settings(user)
        machines = {"fleet": FleetProvider.LOCAL, "fleet_machines": ",".join(MACHINES), "fleet_boot_seconds": 1.0}
        return msgspec.structs.replace(own, workers=1, **(machines if user == "boss" else {}))

    def set_up_broker(self) -> None:
        roles = {
            **{name: role for name, role in ROLES.items() if name != "node"},
            **dict.fromkeys(MACHINES, Role.WORKER),
        }
        apply_setup(
            self.node.management(),
            lambda features: farm_setup(roles, features, vhost=self.vhost),
            known_password=lambda _: PASSWORD,
            hand_over=lambda _, __: None,
        )

    def start(self) -> None:
        self.set_up_broker()
        self.start_manager()

    def close(self) -> None:
        self.manager.end()


def submit(ann: RemoteFarm, count: int, wishes: Wishes = WISHES) -> tuple[str, ...]:
    """So many films of the same frames under other names; the ids of their jobs."""
    return submit_films(ann, wishes, (f"film-{number}" for number in range(count)))


def give_up_the_rest(ann: RemoteFarm, jobs: Sequence[str]) -> tuple[str, ...]:
    """Cancel the films of which nothing is drawn yet, as machines have come for them; the ids of the others.

    The first one stays in any case.
    """
    begun = {jobs[0]} | {view.job_id for view in ann.client.snapshot(jobs) if view.workers or view.frames_done}
    ann.client.cancel([job_id for job_id in jobs if job_id not in begun])
    return tuple(job_id for job_id in jobs if job_id in begun)


def films_for(seconds: float) -> int:
    """How many such films take one worker about that long on this computer, by a few frames drawn beforehand."""
    opened = open_template(GREETING)
    comp = opened.comp(None)
    found = find_files(opened.template, opened.path, comp)
    library = drawing_fonts(opened.template, comp.id, found.fonts, ())
    renderer = Renderer(opened.template, footage=found.footage, fonts=library)
    renderer.render(comp.id, 0)
    frames = range(1, FRAMES, 10)
    # Of the processor, as other tests may be busy just now.
    begun = time.process_time()
    for frame in frames:
        renderer.render(comp.id, frame)
    return math.ceil(seconds * len(frames) / FRAMES / (time.process_time() - begun))


def agents(farm: ScaledFarm) -> list[psutil.Process]:
    """The agents of the machines that run, which are children of the manager."""
    children = psutil.Process(farm.manager.pid).children()
    return [one for one in children if "worker" in one.cmdline()]


def kill_with_all(process: psutil.Process) -> None:
    """End a machine's agent and all that it has started, as a power cut does."""
    for one in [*process.children(recursive=True), process]:
        one.kill()
