"""The manager's program with services that prepare jobs for the sleep engine; everything else is what farms have.

What a job's frames cost is a `SleepScript` as JSON in its `comp_name`, and `comp_id` is how many frames a piece has.
Started by `sleeping_farm`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from app.core.jobs import PLAN_VERSION, EngineChoice, FilmReport, JobRequest, PieceManifest, RenderPlan  # noqa: E402
from app.farm.job_services import LocalJobServices  # noqa: E402
from app.farm.manager.services import model_key, plan_key  # noqa: E402
from worker_agent import manager_role  # noqa: E402
from worker_agent.main import main  # noqa: E402

NOTHING = "{}"
"""The `comp_name` of jobs that are not joined and published either."""

FRAME_RATE = (30, 1)
SIZE = (64, 36)


class SleepServices(LocalJobServices):
    """Writes plans whose frames only take time."""

    def prepare(self, request: JobRequest) -> RenderPlan:
        """See `JobServices.prepare`."""
        folder = self._storage.scratch(f"{request.job_id}.prepare")
        script, plan_path = folder / "script", folder / "plan"
        script.write_text(request.comp_name, "utf-8")
        stored = self._storage.put(script, model_key(request.job_id))
        plan = RenderPlan(
            version=PLAN_VERSION,
            job_id=request.job_id,
            model=stored.key,
            project="",
            comp_id=1,
            frames=request.frames,
            piece_length=request.comp_id,
            width=SIZE[0],
            height=SIZE[1],
            frame_rate=FRAME_RATE,
            preset=request.preset,
            engine=EngineChoice.SLEEP,
        )
        plan_path.write_bytes(msgspec.json.encode(plan))
        self._storage.put(plan_path, plan_key(request.job_id))
        return plan

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        """See `JobServices.join`."""
        if request.comp_name != NOTHING:
            return super().join(request, plan, pieces)
        return FilmReport(
            path="",
            frames=len(request.frames),
            frame_rate=FRAME_RATE,
            duration=len(request.frames) / FRAME_RATE[0],
            width=SIZE[0],
            height=SIZE[1],
            size=1,
            sha256="",
            has_audio=False,
            seconds=0.0,
        )

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        """See `JobServices.publish`."""
        return film if request.comp_name == NOTHING else super().publish(request, plan, film)


if __name__ == "__main__":
    manager_role.LocalJobServices = SleepServices  # type: ignore[misc]
    raise SystemExit(main())
