"""What “Copy details” says of jobs: everything that helps, nothing that is secret."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.messages import JobView
from app.ui.formats import duration_text, moment_text
from app.ui.models.jobs_columns import Moment
from app.ui.models.jobs_rows import JobRow, elapsed
from app.ui.models.jobs_text import frames_text, percent_text
from app.ui.reports import report_text, without_home


def jobs_report(rows: Sequence[JobRow], moment: Moment) -> str:
    """The jobs as text to send to somebody. English, as it is for whoever helps."""
    return "\n\n".join(_report(row, moment) for row in rows)


def job_facts(view: JobView) -> dict[str, str]:
    """Where an error happened: what `report_text` puts below it."""
    facts = {
        "Job": view.name,
        "Id": view.job_id,
        "Template": view.template,
        "Composition": view.comp,
        "Engine": view.engine,
        "Preset": view.preset,
        "Frames": frames_text(view),
        "Retries": str(view.retries),
    }
    return {name: value for name, value in facts.items() if value}


def _report(row: JobRow, moment: Moment) -> str:
    view = row.view
    facts = {
        "State": f"{row.word.word} ({view.state})",
        **job_facts(view),
        "Progress": percent_text(row),
        "Owner": view.owner,
        "Row": "" if view.row is None else str(view.row),
        "Batch": view.batch_name,
        "Queued": moment_text(view.submitted) if view.submitted else "",
        "Elapsed": duration_text(elapsed(view, moment.now)) if view.started else "",
        "Film": view.film.path if view.film is not None else "",
        "Warnings": "; ".join(
            f"{one.kind}: {one.what} ({one.where})" if one.where else f"{one.kind}: {one.what}" for one in view.warnings
        ),
    }
    told = {name: value for name, value in facts.items() if value}
    if view.error is not None:
        return report_text(view.error, told)
    return without_home("\n".join(f"{name}: {value}" for name, value in told.items()))
