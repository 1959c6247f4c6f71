"""Programs of different versions in one farm: it works, or is refused with a reason, and no job is lost."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.farm.logs import LOG_NAME
from app.farm.store.upgrade import NEWEST
from tests.e2e.farm_programs import WAIT, WORKERS, wait_for_workers
from tests.faults.disturbed_farm import MANAGER, NODE, DisturbedFarm, film, read_books
from tests.servers.fixtures import wait_until
from tests.servers.rabbitmq import RabbitNode

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
OLD = "dc2e9bc"
"""The first commit that has all of a farm's programs."""

FILMS = (7, 7, 6)
STARTED = "\nimport pathlib\npathlib.Path(__file__).with_name('started').touch()\n"
LATER_PROTOCOL = "from app.core import messages\nmessages.PROTOCOL_MAJOR += 1\n"


@pytest.fixture(scope="module")
def old_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it was."""
    found = subprocess.run(["git", "archive", OLD], cwd=ROOT, capture_output=True, check=False)
    if found.returncode != 0:
        pytest.skip(f"Commit {OLD} is not in this copy's history.")
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(fileobj=io.BytesIO(found.stdout)) as archive:
        archive.extractall(folder, filter="data")
    with (folder / "app" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write(STARTED)
    # What notes the manager's calls is younger, and tells only of what every version has.
    (folder / "tests" / "faults").mkdir(exist_ok=True)
    shutil.copy(Path(__file__).with_name("watched_manager.py"), folder / "tests" / "faults")
    return folder


class MixedFarm(DisturbedFarm):
    """A farm whose parts each are what `sources` says, by role: a folder that Python imports from first."""

    def __init__(self, node: RabbitNode, folder: Path) -> None:
        super().__init__(node, folder)
        self.sources: dict[str, Path] = {}

    def program(self, role: str) -> list[str]:
        source = self.sources.get(role, ROOT)
        script = source / "tests" / "faults" / "watched_manager.py"
        return [str(script)] if role == "manager" and script.exists() else super().program(role)

    def environment_of(self, role: str) -> dict[str, str]:
        more = super().environment_of(role)
        if role in self.sources:
            more |= {"PYTHONPATH": str(self.sources[role]), "PYTHONSAFEPATH": "1"}
        return more


@pytest.fixture
def farm(rabbit_node: RabbitNode, tmp_path: Path) -> Iterator[MixedFarm]:
    one = MixedFarm(rabbit_node, tmp_path)
    yield one
    one.close()


def wait_for_crew(farm: MixedFarm) -> None:
    with farm.person("cleo") as cleo:
        wait_for_workers(cleo, lambda views: sum(one.state != "gone" for one in views.values()) >= WORKERS)


def test_26_old_and_new_programs_make_one_batch(farm: MixedFarm, old_program: Path) -> None:
    farm.sources = {"manager": old_program, "worker": old_program}
    farm.start()
    assert (old_program / "app" / "started").exists(), "It is the old program that runs."
    jobs: list[str] = []
    with farm.person("ann") as ann:

        def submit(count: int) -> None:
            first = len(jobs)
            jobs.extend(ann.client.submit([film(f"film-{first + number}") for number in range(count)]))

        submit(FILMS[0])
        # Young workers under the old manager, in the middle of the batch.
        farm.workers.end()
        del farm.sources["worker"]
        farm.start_workers()
        farm.films(ann, *jobs)
        submit(FILMS[1])
        # Old workers under the young manager, which brings the store up to date.
        farm.workers.end()
        farm.sources["worker"] = old_program
        farm.start_workers()
        farm.manager.end()
        del farm.sources["manager"]
        farm.start_manager()
        farm.films(ann, *jobs)
        submit(FILMS[2])
        # Back to the old manager: it knows the store's tables, or says that it does not.
        farm.manager.end()
        farm.sources["manager"] = old_program
        farm.start_manager()
        refused = wait_for_verdict(farm, old_program)
        if refused:
            farm.manager.kill()
            del farm.sources["manager"]
            farm.start_manager()
        hashes = farm.films(ann, *jobs)
    farm.close()
    books = read_books(farm, tuple(jobs))
    print(f"{len(jobs)} jobs, {books.redone} pieces drawn twice; the old manager {refused or 'works on this store'}")
    assert len(jobs) == 20 and len(set(hashes)) == 1
    assert books.wrong == () and farm.leftovers() == []


def wait_for_verdict(farm: MixedFarm, old_program: Path) -> str:
    """Wait until the old manager works or has refused; what it says then."""
    newest = (old_program / "app" / "farm" / "store" / "upgrade.py").read_text("utf-8")
    if f'NEWEST = "{NEWEST}"' in newest:
        return ""
    deadline = time.monotonic() + WAIT
    while farm.manager.exit_code is None and time.monotonic() < deadline:
        time.sleep(0.05)
    words = farm.manager.last_words()
    assert farm.manager.exit_code == 1 and "was written by a newer version of Farmhand" in words, words
    return words


def test_26_workers_of_another_protocol_are_refused_by_number_and_no_job_is_lost(
    farm: MixedFarm, tmp_path: Path
) -> None:
    later = tmp_path / "later"
    later.mkdir()
    (later / "sitecustomize.py").write_text(LATER_PROTOCOL, "ascii")
    farm.set_up_broker()
    farm.start_manager()
    farm.sources["worker"] = later
    farm.start_workers()
    with farm.person("ann") as ann:
        jobs = ann.client.submit([film(f"film-{number}") for number in range(3)])
        log = tmp_path / MANAGER / LOG_NAME
        wait_until(lambda: "protocol version 2." in log.read_text("utf-8") if log.exists() else False, WAIT)
        assert {view.state for view in ann.client.snapshot(jobs)} <= {"queued", "preparing", "ready"}
        assert ann.client.workers() == ()
        farm.workers.end()
        del farm.sources["worker"]
        farm.start_workers()
        assert len(set(farm.films(ann, *jobs))) == 1
    farm.close()
    told = [line for line in (tmp_path / MANAGER / LOG_NAME).read_text("utf-8").splitlines() if "set aside" in line]
    assert told and all(f"A message of {NODE} was set aside" in line for line in told)
    assert read_books(farm, jobs).wrong == () and farm.leftovers() == []
