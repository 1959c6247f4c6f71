"""What the manager needs others to do: the heavy parts of prepare, join and publish."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.core.jobs import FilmReport, JobRequest, PieceManifest, RenderPlan


class JobServices(Protocol):
    """Work that belongs to a job and is done by the manager's side, outside its transactions.

    Each call can be repeated after a crash: it finds what an earlier call left complete, or starts over. Each raises
    a `FarmhandError` that says what is wrong with the job, or a retryable one when the surroundings are.
    """

    def prepare(self, request: JobRequest) -> RenderPlan:
        """Check, fill and compile; store model, project and plan under `work/<job id>/` and return the plan."""
        ...

    def join(self, request: JobRequest, plan: RenderPlan, pieces: tuple[PieceManifest, ...]) -> FilmReport:
        """Join the pieces (all of them, in order) with sound into one film in the work folder and verify it."""
        ...

    def publish(self, request: JobRequest, plan: RenderPlan, film: FilmReport) -> FilmReport:
        """Bring the verified film to the results; the report with its final path."""
        ...

    def recover(self, request: JobRequest, plan: RenderPlan) -> tuple[PieceManifest, ...]:
        """Pieces of the job that lie complete and verified in storage, whether or not anybody reported them."""
        ...

    def clean(self, job_id: str, *, removed: bool) -> None:
        """Delete the work folder of a job that is done, cancelled or removed; of a removed one, its logs too."""
        ...


def plan_key(job_id: str) -> str:
    """Storage key of a job's plan."""
    return f"work/{job_id}/plan.json"


def model_key(job_id: str) -> str:
    """Storage key of a job's compiled model."""
    return f"work/{job_id}/model.msgpack"


def piece_key(job_id: str, piece: int, attempt: int, extension: str) -> str:
    """Storage key of a piece drawn by an attempt; its manifest has the same key with `.json` appended."""
    return f"work/{job_id}/pieces/{piece:05d}.a{attempt}{extension}"


def logs_prefix(job_id: str) -> str:
    """What the storage keys of the logs of a job's attempts begin with."""
    return f"logs/{job_id}/"


def asset_key(sha256: str, name: str) -> str:
    """Storage key of an asset: by content, with the extension kept so that decoders recognise it."""
    return f"assets/{sha256[:2]}/{sha256}{Path(name).suffix.lower()}"
