"""What clients ask a farm about time: films that are thought of, jobs that are there, and the history.

All of it waits for an answer, so it belongs into a background thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import BrokerError
from app.core.estimates import Estimate, FilmWanted, PastRender
from app.core.frames import FrameRange
from app.core.messages import AnyMessage, EstimateGiven, EstimateWanted, HistoryPart, HistoryWanted
from app.core.model import Comp
from app.farm.client import FarmClient
from app.farm.estimates.features import features_of
from app.farm.opened import Opened


def films_of(
    opened: Opened,
    comp: Comp,
    frames: FrameRange,
    *,
    preset: str,
    engine: str = "auto",
    count: int = 1,
    priority: int = 50,
    sample: float = 0.0,
) -> FilmWanted:
    """So many films of a template, as a farm can estimate them without having its files.

    What is filled in is left out: texts and photos of other sizes change little. `sample` as in `FilmWanted`.
    """
    return FilmWanted(
        template=opened.loaded.sha256,
        name=opened.path.name,
        comp=comp.name,
        engine=engine,
        preset=preset,
        frames=len(frames),
        frame_rate=comp.frame_rate,
        width=comp.width,
        height=comp.height,
        features=features_of(opened.template, comp.id, frames),
        sample=sample,
        count=count,
        priority=priority,
    )


def estimate_films(client: FarmClient, films: Sequence[FilmWanted], workers: Sequence[int] = ()) -> Estimate:
    """How long it is until these films are there, which nobody has submitted; by numbers of workers.

    Jobs that wait with the same or a higher priority come first, and count. Without `workers`: those that are there
    now. Raises what the farm refuses it for, and `BrokerError` when it does not answer.
    """
    return _given(client.ask(EstimateWanted(films=tuple(films), workers=tuple(workers))))


def estimate_jobs(client: FarmClient, job_ids: Sequence[str], workers: Sequence[int] = ()) -> Estimate:
    """How long it is until these jobs are done, from what they and others have shown. Raises as `estimate_films`.

    `UsageError` when one of them has ended, is paused or is joined already.
    """
    return _given(client.ask(EstimateWanted(job_ids=tuple(job_ids), workers=tuple(workers))))


def past_renders(client: FarmClient) -> tuple[PastRender, ...]:
    """The films that the farm remembers, the oldest first. Raises `BrokerError`."""
    return _renders(client.ask(HistoryWanted()))


def forget_renders(client: FarmClient, template: str = "all") -> int:
    """Have the farm forget films of a template (sha256 or file name), or `all`; how many.

    Raises `UsageError` when this user is no admin, and `BrokerError`.
    """
    parts = client.ask(HistoryWanted(forget=template))
    return max((part.forgotten for part in parts if isinstance(part, HistoryPart)), default=0)


def _given(answers: Sequence[AnyMessage]) -> Estimate:
    for answer in answers:
        if isinstance(answer, EstimateGiven):
            return answer.estimate
    raise BrokerError("The manager gave an answer that was not expected.", "It gave no estimate.")


def _renders(answers: Sequence[AnyMessage]) -> tuple[PastRender, ...]:
    return tuple(one for answer in answers if isinstance(answer, HistoryPart) for one in answer.renders)
