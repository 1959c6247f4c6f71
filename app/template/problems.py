"""What is wrong with the cells of a spreadsheet's rows, as data: which cell, what kind of thing, and the error."""

from __future__ import annotations

from enum import StrEnum

from app.core.errors import ErrorInfo, FarmhandError, PhotoError, RowError
from app.core.jobs import RenderWarning
from app.core.model import Struct


class ProblemKind(StrEnum):
    """What people count when they read how many rows need attention."""

    MISSING_PHOTO = "missing_photo"
    PHOTO = "photo"
    TEXT = "text"
    CHARACTERS = "characters"
    SETTING = "setting"
    CELLS = "cells"
    NAME = "name"


class CellProblem(Struct, frozen=True):
    """Something that keeps a row from being rendered.

    `column` is the index of the cell's column; None: it is the row as a whole, or the film's name. `error` names row
    and column in its title, `what` is the title without them, to be read beside the cell.
    """

    kind: ProblemKind
    error: ErrorInfo
    what: str
    column: int | None = None


class CellWarning(Struct, frozen=True):
    """Something that is worth knowing about a cell but keeps nothing from being rendered."""

    column: int
    warning: RenderWarning


def cell_problem(kind: ProblemKind, column: int | None, place: str, error: FarmhandError) -> CellProblem:
    """The problem of a cell that stands at `place` (“Row 4, column B (“hero”) of rows.csv”)."""
    return CellProblem(
        kind=kind,
        column=column,
        what=error.title,
        error=RowError(f"{place}: {error.title}", error.cause, error.next_step).info(),
    )


def row_error(problem: CellProblem) -> RowError:
    """The problem as an error to raise."""
    return RowError(problem.error.title, problem.error.cause, problem.error.next_step)


def value_kind(error: FarmhandError) -> ProblemKind:
    """What kind of problem it is when a cell's text makes no value."""
    return ProblemKind.MISSING_PHOTO if isinstance(error, PhotoError) else ProblemKind.TEXT
