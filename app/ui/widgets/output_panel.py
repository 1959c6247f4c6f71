"""What people want of films besides texts and photos. Compose and Batch both use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.jobs import EngineChoice, MissingPolicy
from app.core.model import Comp
from app.core.presets import PRESETS, find_preset
from app.farm.checks import Check, CheckKind, blocked
from app.ui.controllers.compose_wishes import OutputWishes, Span, wishes_of, work_area
from app.ui.controllers.engine_probe import look_for_after_effects
from app.ui.formats import duration_text, number_text
from app.ui.services import Services
from app.ui.widgets.estimate_line import EstimateLine
from app.ui.widgets.number_box import NumberBox
from app.ui.widgets.parts import breakable, button, column, label, row, set_property
from app.ui.widgets.path_box import PathBox
from app.ui.widgets.place_box import PlaceBox
from app.ui.widgets.preflight_words import sentence

MUSIC_ENDINGS: Final = (".mp3", ".m4a", ".wav", ".aac", ".flac", ".ogg", ".opus", ".aif", ".aiff")


def is_music(path: Path) -> bool:
    """Whether the file's name is that of music."""
    return path.suffix.lower() in MUSIC_ENDINGS


class OutputPanel(QWidget):
    """`wishes()` says what is wanted; `changed` is emitted when people change it.

    `batch` leaves out what is about one frame, and says below the boxes what is wrong with them.
    """

    changed = Signal()

    def __init__(self, services: Services, *, batch: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._batch = batch
        self._comp: Comp | None = None
        self.setObjectName("outputPanel")
        self._preset = self._combo("preset", self.tr("Format"), self._on_preset)
        self._span = self._combo("span", self.tr("Range"), self._on_span)
        self._first, self._last = (
            self._frame_box("first", self.tr("First frame")),
            self._frame_box("last", self.tr("Last frame")),
        )
        self._frames = QWidget()
        frames = row(self._first, label("–"), self._last, gap=4)
        frames.addStretch(1)
        self._frames.setLayout(frames)
        self._size = label("", "hint", wrap=True)
        self.estimate = EstimateLine()
        self._pattern = QLineEdit()
        self._pattern.setObjectName("pattern")
        self._pattern.setAccessibleName(self.tr("File name"))
        self._pattern.textChanged.connect(self._on_changed)
        self._result = label("", "hint", wrap=True)
        self._folder = self._path_box("folder", self.tr("Folder"), Path.is_dir)
        self._folder.refused.connect(self._refuse_folder)
        self._music = self._path_box("music", self.tr("Music"), is_music)
        self._music.refused.connect(self._refuse_music)
        self._remarks = {box: label("", "hint", wrap=True) for box in (self._folder, self._music)}
        for remark in self._remarks.values():
            remark.setVisible(False)
        self._music.setPlaceholderText(self.tr("No music"))
        self._music.setClearButtonEnabled(True)
        self._engine = self._combo("engine", self.tr("Drawn by"), self._on_changed)
        self._engine_hint = label("", "hint", wrap=True)
        self._missing = self._combo("missing", self.tr("When something is missing"), self._on_changed)
        self._lay_out()
        services.places.changed.connect(self._show_folder)
        self._show_folder()
        self._fill_choices()
        self.set_wishes(wishes_of(services.settings))

    def wishes(self) -> OutputWishes:
        """What is wanted now."""
        return OutputWishes(
            preset=self._preset.currentData(),
            span=Span(self._span.currentData()),
            first=self._first.value,
            last=self._last.value,
            pattern=self._pattern.text().strip(),
            folder=self._folder.text().strip(),
            engine=EngineChoice(self._engine.currentData()),
            music=self._music.text().strip(),
            missing=MissingPolicy(self._missing.currentData()),
        )

    def set_wishes(self, wishes: OutputWishes) -> None:
        """Show wishes; nobody is told."""
        blocked = self.blockSignals(True)
        for combo, value in (
            (self._preset, wishes.preset),
            (self._span, wishes.span),
            (self._engine, wishes.engine),
            (self._missing, wishes.missing),
        ):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        self._first.set_value(wishes.first)
        self._last.set_value(wishes.last)
        for box, text in (
            (self._pattern, wishes.pattern),
            (self._folder, wishes.folder),
            (self._music, wishes.music),
        ):
            if box.text().strip() != text:
                box.setText(text)
        self.blockSignals(blocked)
        self._show_span()

    def set_comp(self, comp: Comp | None) -> None:
        """The composition that films are made of."""
        self._comp = comp
        last = max(0, comp.frame_count - 1) if comp is not None else 0
        blocked = self.blockSignals(True)
        whole = self._last.value in (0, self._last.highest)
        self._first.set_range(0, last)
        self._last.set_range(0, last)
        if whole:
            self._last.set_value(last)
        index = self._span.findData(Span.WORK_AREA)
        area = work_area(comp) if comp is not None else None
        self._enable(self._span, index, enabled=area is not None)
        if area is None and self._span.currentIndex() == index:
            self._span.setCurrentIndex(0)
        self.blockSignals(blocked)
        self._show_span()

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Mark the folder and the music with what is wrong with them, or only worth knowing."""
        for box, kinds in ((self._folder, (CheckKind.FOLDER, CheckKind.SPACE)), (self._music, (CheckKind.MUSIC,))):
            found = [one for one in checks if one.kind in kinds]
            wrong = blocked(found)
            set_property(box, "problem", "true" if wrong else "false")
            remark = self._remarks[box]
            set_property(remark, "kind", "problem" if wrong else "hint")
            remark.setText(breakable(" ".join(map(sentence, found))))
            remark.setVisible(self._batch and bool(found))

    def set_result(self, name: str, problem: ErrorInfo | None = None) -> None:
        """What the file-name pattern makes: a name with its ending, or what is wrong with the pattern."""
        sentences = (problem.title, problem.cause, problem.next_step) if problem is not None else (name,)
        self._result.setText(breakable(" ".join(filter(None, sentences))))
        set_property(self._pattern, "problem", "true" if problem is not None else "false")

    @property
    def result(self) -> str:
        """What is said of the file name."""
        return self._result.text().replace("\u200b", "")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        folder = self._choose_folder = button(self.tr("Choose…"), self.choose_folder, name="chooseFolder")
        music = button(self.tr("Choose…"), self.choose_music, name="chooseMusic")
        for title, parts in (
            (self.tr("Format"), (self._preset,)),
            (self.tr("Range"), (self._span, self._frames, self._size, self.estimate)),
            (self.tr("File name"), (self._pattern, self._result)),
            (self.tr("Folder"), (row(self._folder, folder, gap=4), self._remarks[self._folder])),
            (self.tr("Music"), (row(self._music, music, gap=4), self._remarks[self._music])),
            (self.tr("When something is missing"), (self._missing,)),
            (self.tr("Drawn by"), (self._engine, self._engine_hint)),
            (self.tr("Rendered on"), (PlaceBox(self._services),)),
        ):
            head = label(title, "hint", wrap=True)
            layout.addLayout(column(head, *parts, gap=4))

    def _fill_choices(self) -> None:
        for preset in PRESETS.values():
            self._preset.addItem(preset.title, preset.name)
        spans = {
            Span.WHOLE: self.tr("Whole composition"),
            Span.WORK_AREA: self.tr("Work area"),
            Span.FRAME: self.tr("This frame"),
            Span.FRAMES: self.tr("From … to …"),
        }
        for span, title in spans.items():
            if not (self._batch and span is Span.FRAME):
                self._span.addItem(title, span)
        engines = {
            EngineChoice.AUTO: self.tr("Automatic"),
            EngineChoice.BUILTIN: self.tr("Built-in renderer"),
            EngineChoice.AERENDER: self.tr("After Effects"),
        }
        for engine, title in engines.items():
            self._engine.addItem(title, engine)
        self._show_engines(None)
        look_for_after_effects(self._services, self, self._show_engines)
        self._missing.addItem(self.tr("Stop before rendering"), MissingPolicy.FAIL)
        self._missing.addItem(self.tr("Go on with a substitute"), MissingPolicy.SUBSTITUTE)
        self._pattern.setPlaceholderText("{template}" if not self._batch else "{name}")
        self._pattern.setToolTip(
            self.tr("Fields in braces stand for what they name: {template}, {comp}, {row}, or the name of a field.")
        )

    def _show_engines(self, after_effects: Path | None) -> None:
        found = after_effects is not None
        self._enable(self._engine, self._engine.findData(EngineChoice.AERENDER), enabled=found)
        self._engine_hint.setText(
            self.tr("Automatic takes After Effects. The preview is always drawn by Farmhand itself.")
            if found
            else self.tr("Films are drawn by Farmhand itself. After Effects is not available on this computer.")
        )

    def _show_span(self) -> None:
        comp = self._comp
        self._frames.setVisible(self._span.currentData() == Span.FRAMES)
        for about in (self._size, self._result):
            about.setVisible(comp is not None)
        if comp is None:
            return
        wanted = self.wishes()
        count = len(wanted.frames(comp))
        width, height = find_preset(wanted.preset).film_size(comp.width, comp.height)
        text = self.tr("%1 × %2 px, %3 fps, %n frame(s)", "", count)
        for mark, value in (
            ("%1", str(width)),
            ("%2", str(height)),
            ("%3", number_text(comp.frame_rate, 0 if comp.frame_rate == round(comp.frame_rate) else 2)),
        ):
            text = text.replace(mark, value)
        length = count / comp.frame_rate if comp.frame_rate > 0 else 0.0
        self._size.setText(f"{text}, {duration_text(length)}" if length >= 1 else text)

    def _on_preset(self) -> None:
        self._show_span()
        self.changed.emit()

    def _on_span(self) -> None:
        self._show_span()
        self.changed.emit()

    def _on_frames(self, _frame: int) -> None:
        self._on_span()

    def _on_changed(self) -> None:
        self.changed.emit()

    def _show_folder(self) -> None:
        """A farm takes films to its own results, so there is nothing to choose."""
        here = not self._services.places.known.chosen
        why = "" if here else self.tr("Films of a farm go to its own results.")
        for one in (self._folder, self._choose_folder):
            one.setEnabled(here)
            one.setToolTip(why or (self._folder.text() if one is self._folder else ""))

    @Slot(Path)
    def _refuse_folder(self, path: Path) -> None:
        text = self.tr("“%1” is not a folder. Drop the folder that films are to go to.")
        self._services.notices.say(text.replace("%1", path.name))

    @Slot(Path)
    def _refuse_music(self, path: Path) -> None:
        text = self.tr("“%1” is no music. Drop a file such as .mp3, .m4a or .wav.")
        self._services.notices.say(text.replace("%1", path.name))

    def choose_folder(self) -> None:
        """Ask for the folder that films go to."""
        dialog = QFileDialog(self, self.tr("Folder for films"), self._folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._folder.setText)
        dialog.open()

    def choose_music(self) -> None:
        """Ask for a music file."""
        start = self._music.text() or str(Path.home())
        endings = " ".join(f"*{ending}" for ending in MUSIC_ENDINGS)
        filters = self.tr("Music (%1)").replace("%1", endings), self.tr("All files (*)")
        dialog = QFileDialog(self, self.tr("Music for films"), start)
        dialog.setNameFilters(list(filters))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._music.setText)
        dialog.open()

    def _combo(self, name: str, title: str, changed: Callable[[], None]) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(8)
        made.currentIndexChanged.connect(lambda _index: changed())
        return made

    def _frame_box(self, name: str, title: str) -> NumberBox:
        made = NumberBox()
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.chosen.connect(self._on_frames)
        return made

    def _path_box(self, name: str, title: str, takes: Callable[[Path], bool]) -> PathBox:
        made = PathBox(takes)
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.textChanged.connect(self._on_changed)
        return made

    @staticmethod
    def _enable(combo: QComboBox, index: int, *, enabled: bool) -> None:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        combo.setItemData(index, flags.value if enabled else 0, Qt.ItemDataRole.UserRole - 1)
