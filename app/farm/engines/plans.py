"""Reading a job's plan and files from storage."""

from __future__ import annotations

from app.core.decoding import from_json
from app.core.errors import StorageError
from app.core.jobs import PlannedFont, RenderPlan
from app.core.ports import Storage
from app.core.unreadable import NO_DOCUMENT
from app.farm.engines.protocol import LocalFont, Open
from app.farm.files import sha256_of, translated
from app.farm.job_paths import check_plan


def load_plan(storage: Storage, key: str) -> RenderPlan:
    """The plan stored under `key`. Raises `StorageError` when it is not there, not a plan, or not one of that job."""
    path = storage.fetch(key)
    try:
        with translated("read", path):
            plan = from_json(path.read_bytes(), RenderPlan)
    except NO_DOCUMENT as error:
        raise StorageError(f"The plan “{key}” is damaged.", f"{error}.", "Submit the job again.") from error
    check_plan(plan, key)
    return plan


def open_message(storage: Storage, plan: RenderPlan) -> Open:
    """What a child needs to open a job: its plan and its files as local paths. Raises `StorageError`."""
    return Open(
        plan=plan,
        model=str(storage.fetch(plan.model).absolute()) if plan.model else "",
        footage={
            item: str(storage.fetch(planned.file).absolute()) for item, planned in plan.footage.items() if planned.file
        },
        fonts={name: _local_font(storage, font) for name, font in plan.fonts.items()},
        fallback_fonts=tuple(_local_font(storage, font) for font in plan.fallback_fonts),
    )


def _local_font(storage: Storage, font: PlannedFont) -> LocalFont:
    path = storage.fetch(font.file)
    with translated("read", path):
        if sha256_of(path) != font.sha256:
            raise StorageError(
                f"The font file “{path.name}” is damaged.", "Its content is not what the job was made with."
            )
    return LocalFont(path=str(path.absolute()), face=font.face)
