"""What people read in the table of jobs, its tooltips, and what screen readers say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.core.messages import JobView
from app.core.remaining import Remaining, RemainingKind
from app.core.states import JobState
from app.ui.formats import ago_text, amount_text, duration_text, moment_text, number_text, span_text
from app.ui.models.error_words import told
from app.ui.models.estimate_words import basis_words
from app.ui.models.jobs_columns import Moment, failed_frames, remaining
from app.ui.models.jobs_rows import GroupRow, Row, elapsed, percent
from app.ui.words import translate

_MOST_WARNINGS: Final = 5


def state_text(word: str) -> str:
    """The word of a state in the window's language."""
    return translate("States", word)


def percent_text(row: Row) -> str:
    """How much is drawn: never 100 % before all is."""
    return translate("Jobs", "%1%").replace("%1", number_text(percent(row)))


def frames_text(view: JobView) -> str:
    """“435 of 750”, or the number alone where all are drawn or none is wanted yet."""
    total = number_text(view.frames_total)
    if view.state == JobState.DONE or view.frames_done >= view.frames_total:
        return total
    return amount_text(view.frames_done, view.frames_total)


def remaining_text(told: Remaining) -> str:
    """What remains, in a cell."""
    match told.kind:
        case RemainingKind.RANGE:
            return span_text(told.low, told.high)
        case RemainingKind.MEASURING:
            return translate("Jobs", "Measuring…")
        case RemainingKind.FINISHING:
            return translate("Jobs", "Finishing…")
        case _:
            return ""


def basis_text(told: Remaining) -> str:
    """What an estimate rests on, and whether it has slipped; empty where nothing is estimated."""
    if told.kind is not RemainingKind.RANGE:
        return ""
    text = basis_words(told.basis, told.renders) if told.basis is not None else _measured_text(told)
    if told.slipped:
        later = translate("Jobs", "%1; it takes more than half as long again as first estimated (%2)")
        return later.replace("%1", text).replace("%2", duration_text(told.promised))
    return text


def _measured_text(told: Remaining) -> str:
    if told.pieces >= 2:
        text = translate("Jobs", "from %n finished pieces", "", told.pieces)
    else:
        text = translate("Jobs", "from %n frames drawn", "", told.frames)
    return translate("Jobs", "%1 in %2").replace("%1", text).replace("%2", duration_text(told.seconds))


def name_text(row: Row) -> str:
    """A job's name; a batch's with how many jobs it has."""
    if isinstance(row, GroupRow):
        return translate("Jobs", "%1 (%n jobs)", "", len(row.children)).replace("%1", row.view.name)
    return row.view.name


def cell_text(row: Row, column: str, moment: Moment) -> str:
    """What is written in a cell."""
    view = row.view
    plain = _PLAIN.get(column)
    if plain is not None:
        return plain(view)
    match column:
        case "state":
            return state_text(row.word.word)
        case "name":
            return name_text(row)
        case "progress":
            return percent_text(row)
        case "elapsed":
            seconds = elapsed(view, moment.now)
            return duration_text(seconds) if seconds else ""
        case "remaining":
            return remaining_text(remaining(row, moment))
        case "failed":
            return _number(failed_frames(row))
        case "queued" | "started" | "finished":
            return ago_text(_moment_of(view, column), moment.now, brief=True)
        case _:
            return "–"


def tooltip(row: Row, column: str, moment: Moment) -> str:
    """More about a cell; the whole text where there is no more to say."""
    view = row.view
    match column:
        case "state":
            return _state_tooltip(row)
        case "queued" | "started" | "finished":
            when = _moment_of(view, column)
            return moment_text(when) if when else ""
        case "progress":
            return accessible_text(row, column, moment)
        case "remaining":
            return basis_text(remaining(row, moment))
        case "output":
            return f"{view.folder}\n{view.output}" if view.folder else view.output
        case "cost":
            return translate("Jobs", "Rendering on this computer costs nothing that Farmhand knows of.")
        case _:
            return cell_text(row, column, moment)


def accessible_text(row: Row, column: str, moment: Moment) -> str:
    """What a screen reader says for a cell."""
    view = row.view
    if column == "progress":
        text = translate("Jobs", "%1, %2 percent, %3 of %4 frames")
        for mark, part in (
            ("%1", state_text(row.word.word)),
            ("%2", number_text(percent(row))),
            ("%3", number_text(view.frames_total if view.state == JobState.DONE else view.frames_done)),
            ("%4", number_text(view.frames_total)),
        ):
            text = text.replace(mark, part)
        return text
    if column == "name" and isinstance(row, GroupRow):
        text = translate("Jobs", "%1, open") if row.expanded else translate("Jobs", "%1, closed")
        return text.replace("%1", name_text(row))
    return cell_text(row, column, moment)


def _state_tooltip(row: Row) -> str:
    if isinstance(row, GroupRow):
        counted = [(family, number) for family, number in row.families.items() if number]
        return "\n".join(f"{family_text(family)}: {number_text(number)}" for family, number in counted)
    view = row.view
    lines = [state_text(row.word.word)]
    if view.error is not None:
        error = told(view.error)
        lines += [part for part in (error.title, error.cause, error.next_step) if part]
    lines += [f"{warning.what} ({warning.where})" if warning.where else warning.what for warning in view.warnings]
    left = len(lines) - 1 - _MOST_WARNINGS
    if left > 0:
        lines = [*lines[: _MOST_WARNINGS + 1], translate("Jobs", "and %n more", "", left)]
    return "\n".join(lines)


def family_text(family: str) -> str:
    """What people read for a family of states."""
    return {
        "waiting": translate("Jobs", "Waiting"),
        "active": translate("Jobs", "Running"),
        "done": translate("Jobs", "Done"),
        "attention": translate("Jobs", "Attention"),
        "held": translate("Jobs", "Paused"),
        "failed": translate("Jobs", "Failed"),
        "off": translate("Jobs", "Cancelled"),
    }[family]


def _moment_of(view: JobView, column: str) -> float:
    return {"queued": view.submitted, "started": view.started, "finished": view.ended}[column]


def _number(number: int) -> str:
    return number_text(number) if number else ""


_PLAIN: Final[dict[str, Callable[[JobView], str]]] = {
    "frames": frames_text,
    "owner": lambda view: view.owner,
    "template": lambda view: view.template,
    "row": lambda view: "" if view.row is None else number_text(view.row),
    "priority": lambda view: number_text(view.priority),
    "workers": lambda view: _number(view.workers),
    "retries": lambda view: _number(view.retries),
    "engine": lambda view: view.engine,
    "output": lambda view: view.output,
}
