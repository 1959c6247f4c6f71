"""Compose: from a template to one film."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QUndoStack
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.controllers.compose import ComposeController, ComposeState
from app.ui.dropping import dropped_paths, is_photo, is_sheet, is_template
from app.ui.pages.compose_editor import ComposeEditor, EditorActions
from app.ui.pages.page import Page
from app.ui.services import Services
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.error_card import Action, ErrorCard
from app.ui.widgets.parts import button, label
from resources import samples

PRESSED_BY_SPACE: Final = (QAbstractButton, QComboBox)
"""Widgets that Space works while they have the focus, so that it does not play then."""


class ComposePage(Page):
    """Shows what the controller has open, or how to open something."""

    key = "compose"

    def __init__(self, services: Services, controller: ComposeController) -> None:
        super().__init__()
        self._services, self._controller = services, controller
        self.setAcceptDrops(True)
        self._stack = QStackedWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._opening = label("", "title", wrap=True)
        self._failure = ErrorCard()
        self._editor: ComposeEditor | None = None
        self._states: dict[ComposeState, QWidget] = {
            ComposeState.EMPTY: self._make_empty(),
            ComposeState.OPENING: self._make_opening(),
            ComposeState.FAILED: self._make_failed(),
        }
        for part in self._states.values():
            self._stack.addWidget(part)
        self._make_actions()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._build)
        controller.state_changed.connect(self._on_state)
        self._on_state()

    @property
    def editor(self) -> ComposeEditor:
        """Fields, preview and output; built when they are first wanted, as that takes a moment."""
        if self._editor is None:
            self._editor = ComposeEditor(self._services, self._controller, self._actions, self._stack)
            self._states[ComposeState.OPEN] = self._editor
            self._stack.addWidget(self._editor)
        return self._editor

    def entered(self) -> None:
        """Have the preview ready, and the first field at hand."""
        self._controller.sight.feed.warm()
        self._soon.start()
        if self._controller.state is ComposeState.OPEN:
            self.editor.focus_first_field()

    def left(self) -> None:
        """Nothing plays where nobody looks."""
        self._controller.sight.player.stop()

    def undo_stack(self) -> QUndoStack:
        """The edits of the open template."""
        return self._controller.values.undo

    def event(self, event: QEvent) -> bool:
        """Space presses the button that has the focus rather than play."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and isinstance(QApplication.focusWidget(), PRESSED_BY_SPACE)
        ):
            event.accept()
            return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Templates, spreadsheets and photos may be dropped here."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open a template; make many from a spreadsheet; use a photo where it is clear for what."""
        paths = dropped_paths(event.mimeData())
        if not paths:
            return
        event.acceptProposedAction()
        path = paths[0]
        template = self._controller.template
        if is_template(path):
            self._services.navigator.template_wanted.emit(path)
        elif is_sheet(path):
            self._services.navigator.batch_wanted.emit(template.origin if template is not None else None, path)
        elif is_photo(path) and self._controller.state is ComposeState.OPEN:
            self.editor.take_photo("", path)
        else:
            words = self.tr("“%1” cannot be used here: drop a template, a spreadsheet or a photo.")
            self._services.notices.say(words.replace("%1", path.name))

    def _make_actions(self) -> None:
        sight = self._controller.sight
        everywhere = Qt.ShortcutContext.WindowShortcut
        act = self._services.commands.action
        act("compose.play", self, sight.toggle_playing)
        act("compose.next_frame", self, lambda: sight.step(1))
        act("compose.previous_frame", self, lambda: sight.step(-1))
        act("compose.next_ten", self, lambda: sight.step(10))
        act("compose.previous_ten", self, lambda: sight.step(-10))
        act("compose.first_frame", self, lambda: sight.set_frame(0))
        act("compose.last_frame", self, self._to_last)
        act("compose.safe_areas", self, self._toggle_safe_areas)
        act("compose.compare", self, self._next_comparison)
        act("compose.show_field", self, self._show_field)
        act("compose.reset_field", self, self._reset_field)
        self._actions = EditorActions(
            render=act("compose.render", self, lambda: self._submit(first=True), scope=everywhere),
            queue=act("compose.queue", self, lambda: self._submit(first=False), scope=everywhere),
            save_frame=act("compose.save_frame", self, self._save_frame, scope=everywhere),
            save_project=act("compose.save_project", self, self._save_project, scope=everywhere),
        )

    def _make_empty(self) -> QWidget:
        first = samples()[0]
        empty = EmptyState(
            self.tr("Open a template to fill in its text and photos"),
            self.tr("Drop an After Effects project (.aep, .aepx, .zip or folder) here, or begin with a sample."),
            (
                (self.tr("Open…"), self._services.navigator.open_dialog_wanted.emit),
                (self.tr("Try a sample"), lambda: self._controller.open(first.template)),
            ),
        )
        empty.setObjectName("composeEmpty")
        return empty

    def _make_opening(self) -> QWidget:
        busy = QProgressBar()
        busy.setRange(0, 0)
        busy.setTextVisible(False)
        busy.setFixedWidth(320)
        cancel = button(self.tr("Cancel"), self._controller.go_back, name="cancelOpening")
        self._opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._opening.setMinimumWidth(480)
        return _centred(self._opening, busy, cancel)

    def _make_failed(self) -> QWidget:
        holder = _centred(self._failure)
        holder.setObjectName("composeFailed")
        self._failure.setMinimumWidth(480)
        self._failure.setMaximumWidth(640)
        return holder

    @Slot()
    def _on_state(self) -> None:
        controller = self._controller
        name = controller.path.name if controller.path is not None else ""
        self._opening.setText(self.tr("Opening %1…").replace("%1", name))
        if controller.state is ComposeState.FAILED and controller.error is not None:
            self._failure.show_error(controller.error, self._ways_out())
        is_open = controller.state is ComposeState.OPEN
        before = self._stack.currentWidget()
        shown = self.editor if is_open else self._states[controller.state]
        self._stack.setCurrentWidget(shown)
        for action in self.actions():
            action.setEnabled(is_open)
        if is_open and before is not shown and self.isVisible():
            self.editor.focus_first_field()

    def _ways_out(self) -> tuple[Action, ...]:
        controller = self._controller
        found: list[Action] = [(self.tr("Choose another…"), self._services.navigator.open_dialog_wanted.emit)]
        if controller.path is not None:
            found.append((self.tr("Try again"), partial(controller.open, controller.path)))
        if controller.template is not None:
            back = self.tr("Back to %1").replace("%1", controller.template.origin.name)
            found.append((back, controller.go_back))
        return tuple(found)

    @Slot()
    def _build(self) -> None:
        """Have the editor before a template is open, so that opening one does not wait for it."""
        self._editor = self.editor

    def _toggle_safe_areas(self) -> None:
        self.editor.pane.toggle_safe_areas()

    def _next_comparison(self) -> None:
        self.editor.pane.next_comparison()

    def _show_field(self) -> None:
        self.editor.show_current()

    def _reset_field(self) -> None:
        self.editor.reset_current()

    def _to_last(self) -> None:
        comp = self._controller.comp
        if comp is not None:
            self._controller.sight.set_frame(comp.frame_count - 1)

    def _submit(self, *, first: bool) -> None:
        self._controller.films.submit(first=first)

    def _save_frame(self) -> None:
        template = self._controller.template
        if template is not None:
            name = f"{template.path.stem}_{self._controller.sight.frame:05}.png"
            self._save(
                self.tr("Save this frame"), name, self.tr("Pictures (*.png)"), self._controller.saving.save_frame
            )

    def _save_project(self) -> None:
        template = self._controller.template
        if template is not None:
            name = self.tr("%1 filled").replace("%1", template.path.stem) + template.path.suffix.lower()
            kinds = self.tr("After Effects projects (*.aep *.aepx)")
            self._save(self.tr("Save filled project"), name, kinds, self._controller.saving.save_project)

    def _save(self, title: str, name: str, kinds: str, save: Callable[[Path], None]) -> None:
        folder = self._controller.wishes.folder
        dialog = QFileDialog(self, title)
        dialog.setObjectName("saveDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(kinds)
        dialog.setDefaultSuffix(Path(name).suffix)
        if Path(folder).is_dir():
            dialog.setDirectory(folder)
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
        dialog.open()


def _centred(*parts: QWidget) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(24, 24, 24, 24)
    layout.setSpacing(12)
    layout.addStretch(2)
    for part in parts:
        # Not by an alignment, which would reckon the height of wrapped lines from the width of the whole page.
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(part)
        across.addStretch(1)
        layout.addLayout(across)
    layout.addStretch(3)
    return holder
