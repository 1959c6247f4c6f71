"""An open template: fields, preview and output beside each other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.slots import MediaFill, SlotKind
from app.farm.checks import CheckLevel
from app.farm.compose_fields import offered_comps
from app.ui.controllers.compose import ComposeController
from app.ui.dropping import PHOTO_ENDINGS
from app.ui.preview.pane import PreviewPane
from app.ui.services import Services
from app.ui.widgets.elided import ElidedLabel
from app.ui.widgets.fields_panel import FieldsPanel
from app.ui.widgets.output_column import OutputColumn
from app.ui.widgets.parts import action_button, button, icon_button, line
from app.ui.widgets.preflight_list import LOOKS
from app.ui.widgets.preflight_words import summary

ROOMY: Final = 1232
"""A page at least so wide has room for all three columns, unless people decide otherwise."""

FIELDS_WIDTH, OUTPUT_WIDTH = 340, 300
SPLITTER: Final = "compose/splitter"
OUTPUT: Final = "compose/output"


class EditorActions(NamedTuple):
    """Commands of the page that have buttons."""

    render: QAction
    queue: QAction
    save_frame: QAction
    save_project: QAction


class ComposeEditor(QWidget):
    """The page while a template is open."""

    def __init__(
        self,
        services: Services,
        controller: ComposeController,
        actions: EditorActions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._controller = services, controller
        self._needed = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._make_head(actions)
        # Parents first: whatever gets another parent is dressed anew, with all that it holds.
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.fields = FieldsPanel(controller.values, services, self._splitter)
        self.pane = PreviewPane(services, controller.sight, self._splitter)
        self.output = OutputColumn(services, controller, self._splitter)
        self.output.say_keys(actions.render, actions.queue)
        self._lay_out()
        self._connect()
        self._restore_layout()
        self._on_comp()
        self._on_checks()
        self._on_job()

    def focus_first_field(self) -> None:
        """Give the first field the focus."""
        keys = self.fields.keys
        if keys:
            self.fields.go_to(keys[0])
        else:
            self.pane.view.setFocus()

    def show_current(self) -> None:
        """Show the field that has the focus in the preview."""
        if self.fields.current:
            self.show_slot(self.fields.current)

    def reset_current(self) -> None:
        """Reset the field that has the focus to what the template has."""
        if self.fields.current:
            self._controller.values.reset(self.fields.current)

    def show_slot(self, key: str) -> None:
        """Show where a slot is: in its first frame, outlined."""
        findings = self._controller.preflight.findings
        if findings is not None and key in findings.first_frames:
            self._controller.sight.set_frame(findings.first_frames[key])
        elif findings is not None:
            self._services.notices.say(self.tr("This field does not show anywhere in this composition."))
        self._select(key)

    def take_photo(self, key: str, photo: Path) -> None:
        """A photo was dropped on the picture: on a slot, or beside all (empty key)."""
        slots = [slot.key for group in self._controller.groups for slot in group.slots if slot.kind is SlotKind.PHOTO]
        key = key or (slots[0] if len(slots) == 1 else "")
        if key:
            self._controller.values.set_photo(key, photo)
            self._select(key)
        elif slots:
            self._services.notices.say(self.tr("Drop the photo on a photo field, or on its place in the picture."))
        else:
            self._services.notices.say(self.tr("This composition has no place for a photo."))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The output column gives way to the picture where there is little room, unless people want it."""
        super().resizeEvent(event)
        if not self._services.state.text(OUTPUT):
            self._set_output(shown=self._needed or event.size().width() >= ROOMY)

    def reset_layout(self) -> None:
        """Columns as they were shipped."""
        self._services.state.forget(SPLITTER)
        self._services.state.forget(OUTPUT)
        self._set_output(shown=self.width() >= ROOMY)
        self._default_sizes()

    def _make_head(self, actions: EditorActions) -> None:
        icons, films = self._services.icons, self._controller.films
        self._name = ElidedLabel("", "strong")
        self._verdict = button("", self._on_fold, "flat", name="verdict")
        self._render = button(self.tr("Render"), partial(films.submit, first=True), "primary", name="renderTop")
        self._render.setToolTip(actions.render.toolTip())
        self._fold = icon_button(icons.icon("caret-double-right"), "", self._on_fold)
        self._fold.setObjectName("foldOutput")
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 12, 4)
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(action_button(actions.save_frame, icons.icon("camera")))
        head.addWidget(action_button(actions.save_project, icons.icon("floppy-disk")))
        for part in (self._verdict, self._render, self._fold):
            head.addWidget(part)
        self._layout.addLayout(head)
        self._layout.addWidget(line())

    def _lay_out(self) -> None:
        for index, part in enumerate((self.fields, self.pane, self.output)):
            self._splitter.setCollapsible(index, False)
            self._splitter.setStretchFactor(index, 1 if part is self.pane else 0)
        self.fields.setMinimumWidth(280)
        self.pane.setMinimumWidth(280)
        self._splitter.setHandleWidth(5)
        self._splitter.setProperty("kind", "columns")
        self._layout.addWidget(self._splitter, 1)

    def _connect(self) -> None:
        controller = self._controller
        controller.comp_changed.connect(self._on_comp)
        controller.preflight.changed.connect(self._on_checks)
        controller.films.busy_changed.connect(self._on_busy)
        controller.films.refused.connect(self._on_refused)
        controller.films.job_changed.connect(self._on_job)
        controller.films.done.connect(self._on_done)
        self.fields.focused.connect(self._select)
        self.fields.show_wanted.connect(self.show_slot)
        self.fields.choose_wanted.connect(self._choose_photo)
        self.fields.edit_wanted.connect(self._edit_photo)
        self.fields.comp_wanted.connect(controller.set_comp)
        self.pane.slot_clicked.connect(self.fields.go_to)
        self.pane.photo_dropped.connect(self.take_photo)
        self.output.field_wanted.connect(self._go_to_field)
        self._splitter.splitterMoved.connect(self._on_moved)
        self._services.navigator.layout_reset_wanted.connect(self.reset_layout)

    @Slot()
    def _on_comp(self) -> None:
        controller = self._controller
        template, comp = controller.template, controller.comp
        if template is None or comp is None:
            return
        self._name.setText(template.origin.name)
        self.fields.set_comps([(one.id, one.name) for one in offered_comps(template)], comp.id)
        self.fields.set_groups(controller.groups)
        slots = [slot for group in controller.groups for slot in group.slots]
        self.pane.view.set_droppable(frozenset(slot.key for slot in slots if slot.kind is SlotKind.PHOTO))

    @Slot()
    def _on_checks(self) -> None:
        findings = self._controller.preflight.findings
        self.fields.show_findings(findings)
        preflight = self._controller.preflight
        text, level = summary(preflight.checks, current=preflight.current)
        icon, token = LOOKS[level] if level is not CheckLevel.NOTE else ("circle-check", "state.done")
        self._verdict.setText(text)
        self._verdict.setIcon(self._services.icons.icon(icon, token))
        self._verdict.setToolTip(self.tr("Show output"))
        self.pane.set_approximate(findings.approximate if findings is not None else ())

    @Slot()
    def _on_busy(self) -> None:
        self._render.setEnabled(not self._controller.films.busy)

    @Slot(object)
    def _on_refused(self, error: ErrorInfo | None) -> None:
        if error is not None:
            self._set_output(shown=True)

    @Slot()
    def _on_job(self) -> None:
        """The output column tells how far the film is, unless people want it folded away."""
        self._needed = self._controller.films.job is not None
        if self._needed and self._services.state.text(OUTPUT) != "closed":
            self._set_output(shown=True)

    @Slot(object)
    def _on_done(self, film: Path) -> None:
        if self.output.isHidden():
            navigator = self._services.navigator
            text = self.tr("“%1” is done.").replace("%1", film.name)
            self._services.notices.say(text, lambda: navigator.film_wanted.emit(film), verb=self.tr("Play"))

    @Slot(str)
    def _select(self, key: str) -> None:
        self.pane.view.set_selected(key)

    @Slot(str)
    def _go_to_field(self, key: str) -> None:
        self.fields.go_to(key)
        self.show_slot(key)

    @Slot(str)
    def _choose_photo(self, key: str) -> None:
        entry = self._controller.values.entry(key)
        start = str(Path(entry.path).parent) if isinstance(entry, MediaFill) else ""
        dialog = QFileDialog(self, self.tr("Choose a photo"), start)
        dialog.setObjectName("choosePhoto")
        endings = " ".join(f"*{ending}" for ending in sorted(PHOTO_ENDINGS))
        dialog.setNameFilters([self.tr("Photos (%1)").replace("%1", endings), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self._on_photo, key))
        dialog.open()

    def _on_photo(self, key: str, path: str) -> None:
        self._controller.values.set_photo(key, Path(path))

    @Slot(str)
    def _edit_photo(self, key: str) -> None:
        values = self._controller.values
        entry, slot, facts = values.entry(key), values.slots.get(key), values.facts(key)
        if isinstance(entry, MediaFill) and slot is not None and facts is not None:
            from app.ui.dialogs.photo_editor import PhotoEditor  # brings in the packages that read pictures

            editor = PhotoEditor(self._services, slot, entry, (facts.width, facts.height), self)
            editor.edited.connect(self._controller.values.set_photo)
            editor.open()

    def _on_fold(self) -> None:
        shown = self.output.isHidden()
        self._services.state.put(OUTPUT, "open" if shown else "closed")
        self._set_output(shown=shown)

    def _set_output(self, *, shown: bool) -> None:
        self.output.setVisible(shown)
        self._render.setVisible(not shown)
        self._verdict.setVisible(not shown)
        text = self.tr("Hide output") if shown else self.tr("Show output")
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._fold.setIcon(
            self._services.icons.icon("caret-double-right" if shown is not mirrored else "caret-double-left")
        )
        self._fold.setToolTip(text)
        self._fold.setAccessibleName(text)

    def _on_moved(self) -> None:
        self._services.state.put(SPLITTER, self._splitter.saveState())

    def _restore_layout(self) -> None:
        self._default_sizes()
        saved = self._services.state.bytes(SPLITTER)
        if not saved.isEmpty():
            self._splitter.restoreState(saved)
        kept = self._services.state.text(OUTPUT)
        self._set_output(shown=kept != "closed")

    def _default_sizes(self) -> None:
        self._splitter.setSizes([FIELDS_WIDTH, 10_000, OUTPUT_WIDTH])
