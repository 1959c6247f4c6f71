"""The aerender engine with the emulator: films equal to the builtin engine's, what is handed over, steering."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import py_aep
import pytest

from app.core.errors import EngineError, TemplateError
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, MissingPolicy, RenderPlan
from app.core.log_lines import LogLevel
from app.core.slots import MediaFill, TextFill
from app.farm.engines.aerender.engine import AerenderEngine
from app.farm.engines.aerender.installed import probe_version
from app.farm.engines.aerender.setup import AerenderSetup
from app.farm.engines.builtin import BuiltinEngine
from app.farm.film import join_film
from app.farm.pieces import recover_pieces
from app.farm.storage_folder import FolderStorage
from app.template.slots import list_slots
from tests.fakes.aerender.behaviour import Orders
from tests.fakes.aerender.jobs import SIZE, add_photo, new_project, painted_job, prepared_job
from tests.fakes.aerender.program import child_pid, install, starts
from tests.fakes.farm_jobs import Ears, make_order, make_request


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "home", tmp_path / "results")


def engine_of(storage: FolderStorage, program: Path, **setup: Any) -> AerenderEngine:
    return AerenderEngine(storage, AerenderSetup(program=str(program), **setup), settle_seconds=0.05)


@pytest.fixture
def painting(storage: FolderStorage, tmp_path: Path) -> Iterator[AerenderEngine]:
    """Slow enough to be steered."""
    program = install(tmp_path / "ae", orders=Orders(modes=("slow",), painted=SIZE))
    engine = engine_of(storage, program)
    yield engine
    engine.close()


def drawn(engine: Any, plan: RenderPlan, attempt: int) -> Ears:
    ears = Ears()
    engine.render(make_order(plan, attempt=attempt), ears.control, ears)
    engine.close()
    return ears


def wait_until_gone(pid: int | None) -> None:
    assert pid is not None
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, f"process {pid} lives on"
        time.sleep(0.02)


def texts(ears: Ears) -> str:
    return "\n".join(text for _, text in ears.notes)


@pytest.mark.parametrize("preset", ["mp4", "prores4444"])
def test_engine_aerender_makes_the_very_film_that_the_builtin_engine_makes(
    preset: str, storage: FolderStorage, tmp_path: Path
) -> None:
    project, comp = new_project()
    photo = add_photo(project, comp, tmp_path)
    item = next(iter(project.footages)).id
    wishes = {"preset": preset, "footage": {item: storage.put_asset(photo)}, "missing": MissingPolicy.FAIL}
    plan = prepared_job(tmp_path, storage, project, comp, **wishes)
    program = install(tmp_path / "ae", "mfr")
    by_aerender = drawn(engine_of(storage, program), plan, 1)
    by_builtin = drawn(BuiltinEngine(storage), plan, 2)
    for one, other in zip(by_aerender.manifests, by_builtin.manifests, strict=True):
        assert one.frame_hashes == other.frame_hashes
        assert (one.sha256, one.size) == (other.sha256, other.size)
        assert (one.engine, one.warnings) == ("aerender", ())
    assert len(set(by_aerender.manifests[0].frame_hashes)) == 6, "the frames are not all the same"
    assert sorted(by_aerender.frames) == [(0, frame) for frame in range(6)]
    films = []
    for manifests in (by_aerender.manifests, by_builtin.manifests):
        films.append(join_film(storage, make_request(plan), plan, tuple(manifests)).sha256)
        storage.delete(f"work/{plan.job_id}/film")
    assert films[0] == films[1]
    assert "Adding specified comp to Render Queue" in texts(by_aerender)


def test_engine_aerender_draws_with_all_flags_that_can_be_set(storage: FolderStorage, tmp_path: Path) -> None:
    program = install(tmp_path / "ae", orders=Orders(painted=SIZE))
    engine = engine_of(storage, program, memory=(40, 80), cpu_percent=60)
    plan = painted_job(storage, frames=FrameRange(start=0, stop=5), piece_length=5)
    assert [one.piece for one in drawn(engine, plan, 1).manifests] == [0]


def test_engine_aerender_fills_reach_after_effects(storage: FolderStorage, tmp_path: Path) -> None:
    project, comp = new_project()
    photo = add_photo(project, comp, tmp_path)
    path = tmp_path / "own.png"
    path.write_bytes(photo.read_bytes())
    asset: AssetRef = storage.put_asset(path)
    plain = prepared_job(tmp_path, storage, project, comp, job_id="plain", footage={})
    slots = {slot.kind.value: slot.key for slot in list_slots_of(storage, plain)}
    fill = {slots["text"]: TextFill("Grüße"), slots["photo"]: MediaFill(path=asset.sha256)}
    filled = prepared_job(tmp_path, storage, project, comp, job_id="filled", fill=fill, assets=(asset,))
    engine = engine_of(storage, install(tmp_path / "ae"))
    ears = drawn(engine, filled, 1)
    assert ears.manifests[0].frame_hashes == drawn(BuiltinEngine(storage), filled, 2).manifests[0].frame_hashes


def list_slots_of(storage: FolderStorage, plan: RenderPlan) -> Any:
    from app.template.model_bytes import decode_model

    return list_slots(decode_model(storage.fetch(plan.model).read_bytes()))


def test_engine_aerender_asks_for_the_composition_that_is_meant(storage: FolderStorage, tmp_path: Path) -> None:
    """Another one of the same name is first, and a waiting render queue item would be taken as it is."""
    project, comp = new_project()
    decoy = project.root_folder.add_comp("Main", 16, 16, 1.0, 1.0, 25.0)
    comp.name, decoy.name = "主 “Main”", "主 “Main”"
    project.render_queue.add(comp).status = py_aep.RQItemStatus.QUEUED
    plan = prepared_job(tmp_path, storage, project, comp, frames=FrameRange(start=0, stop=2))
    ears = drawn(engine_of(storage, install(tmp_path / "ae")), plan, 1)
    assert ears.manifests[0].frame_hashes == drawn(BuiltinEngine(storage), plan, 2).manifests[0].frame_hashes
    assert "Adding specified comp to Render Queue" in texts(ears)
    assert f"“Farmhand {comp.id}”" in texts(ears)


def test_engine_aerender_refuses_names_that_expressions_hold_on_to(storage: FolderStorage, tmp_path: Path) -> None:
    project, comp = new_project()
    project.root_folder.add_comp("Main", 16, 16, 1.0, 1.0, 25.0)
    comp.layers[0].transform["ADBE Opacity"].expression = 'comp("Main").duration * 50'
    plan = prepared_job(tmp_path, storage, project, comp)
    program = install(tmp_path / "ae")
    with pytest.raises(TemplateError, match="name of its own"):
        drawn(engine_of(storage, program), plan, 1)
    assert starts(program) == 0


def test_engine_aerender_reads_straight_alpha_and_png(storage: FolderStorage, tmp_path: Path) -> None:
    project, comp = new_project()
    plan = prepared_job(tmp_path, storage, project, comp, preset="prores4444", frames=FrameRange(start=0, stop=2))
    png = drawn(engine_of(storage, install(tmp_path / "png", "png"), suffix=".png"), plan, 1)
    assert png.manifests[0].frame_hashes == drawn(BuiltinEngine(storage), plan, 2).manifests[0].frame_hashes
    straight = drawn(engine_of(storage, install(tmp_path / "straight", "straight")), plan, 3)
    # Dividing by alpha and multiplying again costs the last bit, so it is the look that is equal.
    assert [manifest.piece for manifest in straight.manifests] == [0]
    difference = film_pixels(storage, png) - film_pixels(storage, straight)
    assert abs(difference).max() <= 3


def film_pixels(storage: FolderStorage, ears: Ears) -> Any:
    import av
    import numpy as np

    with av.open(str(storage.fetch(ears.manifests[0].file))) as film:
        return np.stack([frame.to_ndarray(format="rgba") for frame in film.decode(video=0)]).astype(int)


def test_engine_aerender_records_what_after_effects_lacks(storage: FolderStorage, tmp_path: Path) -> None:
    project, comp = new_project(font="Gotham-Bold")
    photo = add_photo(project, comp, tmp_path)
    photo.unlink()
    plan = prepared_job(tmp_path, storage, project, comp, frames=FrameRange(start=0, stop=2))
    ears = drawn(engine_of(storage, install(tmp_path / "ae")), plan, 1)
    said = [warning.what for warning in ears.manifests[0].warnings]
    assert "The font Gotham Bold is missing in After Effects; another one stands in for it" in said
    assert any("phöto" in what for what in said)
    assert (LogLevel.WARNING, "After Effects: WARNING:After Effects warning: Project has missing fonts.") in ears.notes


def test_engine_aerender_stop_ends_the_whole_tree_at_once(
    painting: AerenderEngine, storage: FolderStorage, tmp_path: Path
) -> None:
    plan = painted_job(storage)
    ears = Ears(stop_after=3)
    painting.render(make_order(plan), ears.control, ears)
    assert 3 <= len(ears.frames) < 20
    wait_until_gone(child_pid(tmp_path / "ae" / "aerender"))
    assert painting.child_pid is None
    assert ears.manifests == []


def test_engine_aerender_stop_is_seen_before_the_first_frame(storage: FolderStorage, tmp_path: Path) -> None:
    program = install(tmp_path / "ae", "open-hang")
    engine, ears = engine_of(storage, program), Ears()
    plan = painted_job(storage)
    worker = threading.Thread(target=engine.render, args=(make_order(plan), ears.control, ears))
    worker.start()
    deadline = time.monotonic() + 30
    while child_pid(program) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    ears.control.stop()
    worker.join(10)
    assert not worker.is_alive()
    wait_until_gone(child_pid(program))


def test_engine_aerender_frames_of_a_stopped_try_are_kept(storage: FolderStorage, tmp_path: Path) -> None:
    program = install(tmp_path / "ae", orders=Orders(modes=("slow", "ok"), painted=SIZE))
    engine, plan = engine_of(storage, program), painted_job(storage)
    first = Ears(stop_after=8)
    engine.render(make_order(plan), first.control, first)
    second = Ears()
    engine.render(make_order(plan, attempt=2), second.control, second)
    done = {manifest.piece for manifest in first.manifests}
    assert {piece for piece, _ in second.frames} >= {3}
    drawn_again = {frame for _, frame in first.frames} & {frame for _, frame in second.frames}
    assert {frame // 5 for frame in drawn_again} <= done, "only frames whose pieces were stored are not kept"
    assert sorted(manifest.piece for manifest in second.manifests) == [0, 1, 2, 3]
    engine.close()
    assert not list((storage.root / ".unfinished").glob("ae-*"))


def test_engine_aerender_a_given_up_tail_is_drawn_to_the_end(painting: AerenderEngine, storage: FolderStorage) -> None:
    ears = Ears(give_up_from=2)
    plan = painted_job(storage)
    painting.render(make_order(plan), ears.control, ears)
    assert [manifest.piece for manifest in ears.manifests] == [0, 1, 2, 3]


def test_engine_aerender_ends_when_all_is_given_up(painting: AerenderEngine, storage: FolderStorage) -> None:
    ears = Ears(give_up_from=0)
    plan = painted_job(storage)
    painting.render(make_order(plan), ears.control, ears)
    assert len(ears.frames) < 20
    assert painting.child_pid is None


def test_engine_aerender_what_is_not_wanted_is_not_begun(
    painting: AerenderEngine, storage: FolderStorage, tmp_path: Path
) -> None:
    ears = Ears()
    ears.control.stop()
    painting.render(make_order(painted_job(storage)), ears.control, ears)
    assert starts(tmp_path / "ae" / "aerender") == 0


def test_engine_aerender_pieces_that_are_skipped_are_not_rendered(storage: FolderStorage, tmp_path: Path) -> None:
    program = install(tmp_path / "ae", orders=Orders(painted=SIZE))
    engine, ears = engine_of(storage, program), Ears()
    plan = painted_job(storage, "long", frames=FrameRange(start=0, stop=30))
    engine.render(make_order(plan, pieces=(0, 1, 5)), ears.control, ears)
    assert [manifest.piece for manifest in recover_pieces(storage, plan.job_id, plan)] == [0, 1, 5]
    assert sorted(frame for _, frame in ears.frames) == [*range(10), *range(25, 30)]
    assert starts(program) == 2


def test_engine_aerender_is_started_once_for_frames_that_lie_close_together(
    storage: FolderStorage, tmp_path: Path
) -> None:
    program = install(tmp_path / "ae", orders=Orders(painted=SIZE))
    engine, ears, plan = engine_of(storage, program), Ears(), painted_job(storage)
    engine.render(make_order(plan, pieces=(0, 2)), ears.control, ears)
    engine.close()
    assert [manifest.piece for manifest in recover_pieces(storage, plan.job_id, plan)] == [0, 2]
    assert sorted(frame for _, frame in ears.frames) == [*range(5), *range(10, 15)]
    assert starts(program) == 1


def test_engine_aerender_passes_on_what_after_effects_says_but_not_every_frame(
    storage: FolderStorage, tmp_path: Path
) -> None:
    program = install(tmp_path / "ae", orders=Orders(modes=("noise",), painted=SIZE))
    ears = drawn(engine_of(storage, program), painted_job(storage), 1)
    said = texts(ears)
    assert "After Effects: PROGRESS:  Output Module: TIFF Sequence with Alpha" in said
    assert "(1): 0 Seconds" not in said
    assert "After Effects is started for 20 frames, from 0 on." in said


def test_engine_aerender_version_is_what_the_program_says(tmp_path: Path) -> None:
    assert probe_version(install(tmp_path / "ae")) == "25.6x101"
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\necho nothing of interest\n")
    silent.chmod(0o755)
    with pytest.raises(EngineError, match="nothing of interest"):
        probe_version(silent)
    with pytest.raises(EngineError, match="could not be started"):
        probe_version(tmp_path / "nowhere")


def test_engine_aerender_a_program_that_is_not_there_is_named(storage: FolderStorage, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="nowhere") as caught:
        drawn(engine_of(storage, tmp_path / "nowhere"), painted_job(storage), 1)
    assert "settings" in caught.value.next_step
