"""A farm's workers as a table: what each does, how quick it is, and how its computer is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.fleet import NodeFacts
from app.core.messages import JobView, WorkerView
from app.core.model import Struct
from app.core.states import WORKER_WORDS, StateWord
from app.ui.controllers.farm_workers import WorkersNow
from app.ui.formats import ago_text, number_text, size_text
from app.ui.models.jobs_columns import natural
from app.ui.words import marked, translate, worker_name

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE: Final = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

SPARK_MINUTES: Final = 60

Index = QModelIndex | QPersistentModelIndex


_WORDS: Final = {state.value: word for state, word in WORKER_WORDS.items()}


class WorkerRow(Struct, frozen=True):
    """A worker as it is shown; `task` is the name of the job that it draws for, `spark` its frames per minute."""

    view: WorkerView
    at: float
    task: str = ""
    node: NodeFacts | None = None
    spark: tuple[float, ...] = ()

    @property
    def word(self) -> StateWord:
        """What people see of its state."""
        # A newer manager may know more states.
        return _WORDS.get(self.view.state) or StateWord(family="waiting", word=self.view.state, icon="circle")


class WorkerColumn(Struct, frozen=True):
    """A column; `width` in pixels at a text size of 100 %."""

    id: str
    title: str
    width: int
    right: bool = False


COLUMNS: Final = (
    WorkerColumn(id="state", title=marked("FarmWorkers", "State"), width=132),
    WorkerColumn(id="name", title=marked("FarmWorkers", "Name"), width=96),
    WorkerColumn(id="task", title=marked("FarmWorkers", "Draws"), width=124),
    WorkerColumn(id="rate", title=marked("FarmWorkers", "Frames/h"), width=76, right=True),
    WorkerColumn(id="spark", title=marked("FarmWorkers", "Last 60 min"), width=90),
    WorkerColumn(id="seen", title=marked("FarmWorkers", "Last seen"), width=76, right=True),
    WorkerColumn(id="cpu", title=marked("FarmWorkers", "CPU"), width=52, right=True),
    WorkerColumn(id="memory", title=marked("FarmWorkers", "Memory"), width=66, right=True),
    WorkerColumn(id="disk", title=marked("FarmWorkers", "Disk free"), width=86, right=True),
    WorkerColumn(id="engine", title=marked("FarmWorkers", "Engine"), width=84),
    WorkerColumn(id="type", title=marked("FarmWorkers", "Instance"), width=88),
)

_IDS: Final = tuple(column.id for column in COLUMNS)


@lru_cache(maxsize=4096)
def _place(name: str) -> tuple[Any, ...]:
    """What orders workers by their names; they are ordered at every look."""
    return natural(name)


class WorkersModel(QAbstractTableModel):
    """Rows in the order of a column; what is chosen is known by name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[WorkerRow] = []
        self._column, self._falling = _IDS.index("name"), False

    def show(self, rows: Sequence[WorkerRow]) -> None:
        """These workers, now; only rows that changed are painted anew while the workers are the same."""
        rows = self._sorted(rows)
        if [one.view.name for one in rows] != [one.view.name for one in self._rows]:
            self.layoutAboutToBeChanged.emit()
            before = [self._rows[one.row()].view.name for one in self.persistentIndexList()]
            places = {one.view.name: place for place, one in enumerate(rows)}
            kept = self.persistentIndexList()
            self._rows = rows
            moved = [
                self.index(places[name], one.column()) if name in places else QModelIndex()
                for name, one in zip(before, kept, strict=True)
            ]
            self.changePersistentIndexList(kept, moved)
            self.layoutChanged.emit()
            return
        changed = [place for place, row in enumerate(rows) if row != self._rows[place]]
        self._rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(COLUMNS) - 1))

    def row(self, place: int) -> WorkerRow | None:
        """The worker at a place, where there is one."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column."""
        self._column, self._falling = column, order is Qt.SortOrder.DescendingOrder
        self.show(list(self._rows))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many workers there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Texts; the rest is painted from the row."""
        role, row = int(role), self.row(index.row())
        if row is None or role not in (_DISPLAY, _TOOLTIP, _ACCESSIBLE):
            return None
        column = _IDS[index.column()]
        if role == _TOOLTIP and column == "state" and (problem := _problem(row)):
            return problem
        if role == _TOOLTIP and column == "name":
            return _facts(row)
        text = cell_text(row, column)
        if role == _ACCESSIBLE and column == "spark":
            return translate("FarmWorkers", "%n frame(s) in the last hour", "", round(sum(row.spark)))
        return text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:  # noqa: N802 - Qt's name
        """Titles of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if int(role) == _DISPLAY:
            return translate("FarmWorkers", COLUMNS[section].title)
        if int(role) == _ALIGNMENT:
            return _RIGHT if COLUMNS[section].right else _LEFT
        return None

    def _sorted(self, rows: Sequence[WorkerRow]) -> list[WorkerRow]:
        column = _IDS[self._column]
        by_name = sorted(rows, key=lambda row: _place(row.view.name))
        if column == "name":
            return by_name[::-1] if self._falling else by_name
        return sorted(by_name, key=_ORDER[column], reverse=self._falling)


def rows_of(now: WorkersNow, jobs: dict[str, JobView], sparks: dict[str, tuple[float, ...]]) -> tuple[WorkerRow, ...]:
    """The workers with what is known around them."""
    nodes = {node.node: node for node in now.nodes}
    found = []
    for view in now.workers:
        job = jobs.get(view.job_id) if view.job_id else None
        task = job.name if job is not None else view.job_id[:8]
        node = nodes.get(view.node or view.name.rpartition(".")[0])
        found.append(WorkerRow(view=view, at=now.at, task=task, node=node, spark=sparks.get(view.name, ())))
    return tuple(found)


def cell_text(row: WorkerRow, column: str) -> str:
    """What is written in a cell."""
    return _TEXTS[column](row)


def _state(row: WorkerRow) -> str:
    return translate("States", row.word.word)


def _draws(row: WorkerRow) -> str:
    if not row.task:
        return ""
    text = translate("FarmWorkers", "%1 · %n frame(s)", "", row.view.frames_drawn)
    return text.replace("%1", row.task)


def _per_hour(row: WorkerRow) -> float | None:
    view = row.view
    if view.frames_per_hour is not None:
        return view.frames_per_hour
    return 3600 / view.seconds_per_frame if view.seconds_per_frame else None


def _rate(row: WorkerRow) -> str:
    found = _per_hour(row)
    return "–" if found is None else number_text(found)


def _engine(row: WorkerRow) -> str:
    view = row.view
    return ", ".join(f"{one} {view.versions.get(one, '')}".strip() for one in view.engines)


def _of_node(show: Callable[[NodeFacts], str]) -> Callable[[WorkerRow], str]:
    return lambda row: show(row.node) if row.node is not None else "–"


_TEXTS: Final[dict[str, Callable[[WorkerRow], str]]] = {
    "state": _state,
    "name": lambda row: worker_name(row.view.name),
    "task": _draws,
    "rate": _rate,
    "spark": lambda _row: "",
    "seen": lambda row: ago_text(row.at - row.view.silent, brief=True),
    "cpu": _of_node(lambda node: f"{number_text(100 * node.cpu)} %"),
    "memory": _of_node(lambda node: f"{number_text(100 * node.memory)} %"),
    "disk": _of_node(lambda node: size_text(node.disk_free)),
    "engine": _engine,
    "type": _of_node(lambda node: node.instance_type or "–"),
}

_ORDER: Final[dict[str, Callable[[WorkerRow], str | float]]] = {
    "state": lambda row: row.word.family,
    "task": lambda row: row.task.casefold(),
    "rate": lambda row: _per_hour(row) or 0.0,
    "spark": lambda row: sum(row.spark),
    "seen": lambda row: row.view.silent,
    "cpu": lambda row: row.node.cpu if row.node is not None else -1.0,
    "memory": lambda row: row.node.memory if row.node is not None else -1.0,
    "disk": lambda row: float(row.node.disk_free) if row.node is not None else -1.0,
    "engine": _engine,
    "type": lambda row: row.node.instance_type if row.node is not None else "",
}


def _facts(row: WorkerRow) -> str:
    """A worker's name, and all that is known of it, in lines: columns may be hidden."""
    told = {column.title: cell_text(row, column.id) for column in COLUMNS[2:]}
    lines = [f"{translate('FarmWorkers', title)}: {text}" for title, text in told.items() if text not in ("", "–")]
    return "\n".join((worker_name(row.view.name), *lines))


def _problem(row: WorkerRow) -> str:
    """Why a worker claims nothing; empty when it does, or has not said."""
    return row.view.problem or (row.node.problem if row.node is not None else "")
