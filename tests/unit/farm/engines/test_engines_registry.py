"""Which engines a worker has, and several of them as one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.core.errors import EngineError, UsageError
from app.core.frames import FrameRange
from app.core.jobs import EngineChoice, MissingPolicy
from app.core.settings import Settings
from app.farm.engines.aerender.run import NoLongerWantedError
from app.farm.engines.aerender.turn import turn
from app.farm.engines.choosing import ChoosingEngine
from app.farm.engines.registry import make_engine, make_engines, offered_engines
from app.farm.engines.sleep import SleepEngine
from app.farm.job_services import LocalJobServices
from app.farm.storage_folder import FolderStorage
from tests.fakes.aerender.jobs import new_project
from tests.fakes.farm_jobs import Ears, make_order, make_plan, make_request, store_plan


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "storage", tmp_path / "results")


@pytest.fixture
def with_after_effects(tmp_path: Path) -> Settings:
    program = tmp_path / "aerender"
    program.touch()
    return Settings(after_effects=str(program))


def test_farm_engines_offered_are_what_there_is(with_after_effects: Settings, tmp_path: Path) -> None:
    nowhere = Settings(after_effects=str(tmp_path / "nowhere"))
    assert offered_engines(nowhere) == ("builtin",)
    assert offered_engines(with_after_effects) == ("builtin", "aerender")
    assert offered_engines(with_after_effects, first=False) == ("builtin",)


def test_farm_engines_offered_are_those_that_the_settings_name() -> None:
    assert offered_engines(Settings(engines=" aerender, builtin,aerender,")) == ("aerender", "builtin")
    assert offered_engines(Settings(engines="sleep"), first=False) == ("sleep",)
    with pytest.raises(UsageError, match="imaginary"):
        offered_engines(Settings(engines="builtin,imaginary"))


def test_farm_engines_that_are_not_there_say_so(storage: FolderStorage, tmp_path: Path) -> None:
    settings = Settings(after_effects=str(tmp_path / "nowhere"))
    with pytest.raises(EngineError, match="nowhere") as caught:
        make_engine("aerender", storage, settings=settings)
    assert "settings" in caught.value.next_step


def test_farm_engines_as_one_draw_what_the_plan_names(storage: FolderStorage) -> None:
    made: list[SleepEngine] = []

    def make() -> SleepEngine:
        made.append(SleepEngine(storage))
        return made[-1]

    engine = ChoosingEngine(storage, {"builtin": make, "sleep": make})
    assert engine.offers == ("builtin", "sleep")
    for number, choice in enumerate((EngineChoice.SLEEP, EngineChoice.AUTO, EngineChoice.SLEEP)):
        plan = store_plan(storage, make_plan(f"job-{number}", engine=choice, frames=FrameRange(start=0, stop=5)))
        ears = Ears()
        engine.render(make_order(plan), ears.control, ears)
        assert len(ears.manifests) == 1
    assert len(made) == 2, "each is made once, when it is needed"
    plan = store_plan(storage, make_plan("other", engine=EngineChoice.AERENDER))
    with pytest.raises(EngineError, match="does not draw with the engine aerender"):
        engine.render(make_order(plan), Ears().control, Ears())
    engine.close()


def test_farm_engines_of_one_name_need_no_choice(storage: FolderStorage) -> None:
    assert isinstance(make_engines(("sleep",), storage, settings=Settings()), SleepEngine)
    assert make_engines(("builtin", "sleep"), storage, settings=Settings()).name == "builtin or sleep"


@pytest.mark.parametrize(("has", "engine"), [(True, EngineChoice.AERENDER), (False, EngineChoice.BUILTIN)])
def test_farm_jobs_that_leave_the_engine_open_get_one_for_all_their_pieces(
    has: bool, engine: EngineChoice, storage: FolderStorage, tmp_path: Path
) -> None:
    from app.template.adapter import save_project

    project, comp = new_project()
    path = tmp_path / "template.aep"
    path.write_bytes(save_project(project, path.name))
    wishes = {"comp_id": comp.id, "template": storage.put_asset(path), "missing": MissingPolicy.SUBSTITUTE}
    request = make_request(make_plan(frames=FrameRange(start=0, stop=2)), **wishes)
    assert request.engine is EngineChoice.AUTO
    services = LocalJobServices(storage, cache=tmp_path / "models", has_aerender=lambda: has)
    assert services.prepare(request).engine is engine


def test_farm_after_effects_is_used_by_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "aerender.lock"
    waiting, done = threading.Event(), threading.Event()

    def second() -> None:
        with turn(path, wanted=lambda: True, waiting=waiting.set):
            done.set()

    thread = threading.Thread(target=second)
    with turn(path, wanted=lambda: True, waiting=pytest.fail):
        thread.start()
        assert waiting.wait(10)
        assert not done.is_set()
        with pytest.raises(NoLongerWantedError), turn(path, wanted=lambda: False, waiting=lambda: None):
            pytest.fail("it is not its turn")
    assert done.wait(10)
    thread.join()
