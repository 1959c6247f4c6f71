"""The top of the batch page: which template, which spreadsheet, and how its file is read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QMenu, QToolButton, QVBoxLayout, QWidget

from app.core.model import Comp
from app.ui.controllers.batch import BatchController
from app.ui.dropping import SHEET_ENDINGS, TEMPLATE_ENDINGS
from app.ui.services import Services
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.parts import button, label
from resources import samples

LONGEST_NAME: Final = 28
"""Letters of a file's name that are shown; all of it is in the tooltip."""


class BatchSourceBar(QFrame):
    """Groups of a title and a box, beside each other, and below where there is no room."""

    def __init__(self, services: Services, controller: BatchController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._controller = services, controller
        self._comps: tuple[Comp, ...] = ()
        self._form: tuple[str, str] | None = None
        self.setObjectName("batchSource")
        self._template = self._menu_button("template", self.tr("Template"), self._template_menu())
        self._comp = self._combo("comp", self.tr("Composition"))
        self._comp.activated.connect(self._comp_chosen)
        self._sheet = self._menu_button("sheet", self.tr("Spreadsheet"), self._sheet_menu())
        self._encoding = self._combo("encoding", self.tr("Encoding"))
        self._encoding.activated.connect(self._format_chosen)
        self._delimiter = self._combo("delimiter", self.tr("Separator"))
        self._delimiter.activated.connect(self._format_chosen)
        self._save = button(self.tr("Save"), self.save, name="saveSheet")
        layout = FlowLayout(self, gap=12)
        layout.setContentsMargins(0, 0, 0, 0)
        self._groups = {
            name: self._group(title, box)
            for name, title, box in (
                ("template", self.tr("Template"), self._template),
                ("comp", self.tr("Composition"), self._comp),
                ("sheet", self.tr("Spreadsheet"), self._sheet),
                ("encoding", self.tr("Encoding"), self._encoding),
                ("delimiter", self.tr("Separator"), self._delimiter),
                ("save", "", self._save),
            )
        }
        for group in self._groups.values():
            layout.addWidget(group)
        controller.state_changed.connect(self.refresh)
        services.theme.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what is open now."""
        source = self._controller.source
        icons = self._services.icons
        path = source.template_path
        self._show_file(self._template, path.name if path else self.tr("Choose a template"), path)
        self._template.setIcon(icons.icon("film-strip"))
        self._groups["comp"].setVisible(len(source.comps) > 1)
        self._fill_comps(source.comps, source.comp)
        sheet = source.sheet
        # A file that cannot be read is named, too: how it is read can be chosen beside it.
        unread = source.sheet_path.name if source.sheet_path is not None else self.tr("Choose a spreadsheet")
        name = sheet.name if sheet is not None else unread
        unsaved = sheet is not None and self._controller.document.unsaved
        self._show_file(self._sheet, f"{name} *" if unsaved else name, sheet.path if sheet is not None else None)
        self._sheet.setIcon(icons.icon("table"))
        self._groups["encoding"].setVisible(source.sheet_path is not None)
        self._groups["delimiter"].setVisible(source.sheet_path is not None)
        if sheet is not None:
            self._fill_format(sheet.form.encoding, sheet.form.delimiter)
        else:
            self._fill_format("", "")
        self._groups["save"].setVisible(unsaved)

    def choose_template(self) -> None:
        """Ask for a template."""
        endings = " ".join(f"*{ending}" for ending in sorted(TEMPLATE_ENDINGS))
        dialog = self._dialog(self.tr("Choose a template"), f"{self.tr('Templates')} ({endings})")
        dialog.fileSelected.connect(self._template_chosen)
        dialog.open()

    def choose_sheet(self) -> None:
        """Ask for a spreadsheet."""
        endings = " ".join(f"*{ending}" for ending in sorted(SHEET_ENDINGS))
        dialog = self._dialog(self.tr("Choose a spreadsheet"), f"{self.tr('Spreadsheets')} ({endings})")
        dialog.fileSelected.connect(self._sheet_chosen)
        dialog.open()

    def save(self) -> None:
        """Save to the open file, or ask for one."""
        sheet = self._controller.source.sheet
        if sheet is not None and sheet.path is not None:
            self._controller.save(sheet.path)
        else:
            self.save_as()

    def save_as(self) -> None:
        """Ask for a file to save to."""
        source = self._controller.source
        if source.sheet is None:
            return
        dialog = QFileDialog(self.window(), self.tr("Save the spreadsheet"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setNameFilter(f"{self.tr('Spreadsheets')} (*.csv)")
        dialog.setDirectory(str(source.folder))
        stem = source.template_path.stem if source.template_path is not None else self.tr("spreadsheet")
        dialog.selectFile(source.sheet.name if source.sheet.path is not None else f"{stem}.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._save_chosen)
        dialog.open()

    # Inside

    def _template_chosen(self, name: str) -> None:
        self._controller.use_template(Path(name))

    def _sheet_chosen(self, name: str) -> None:
        self._controller.open(None, Path(name))

    def _save_chosen(self, name: str) -> None:
        self._controller.save(Path(name))

    def _comp_chosen(self) -> None:
        self._controller.source.set_comp(int(self._comp.currentData()))

    def _format_chosen(self) -> None:
        self._controller.source.reopen(
            encoding=self._encoding.currentData() or None, delimiter=self._delimiter.currentData() or None
        )

    def _template_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Choose…"), self.choose_template)
        menu.addSection(self.tr("Samples"))
        for sample in samples():
            menu.addAction(sample.title, partial(self._controller.use_template, sample.template))
        return menu

    def _sheet_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Open…"), self.choose_sheet)
        menu.addAction(self.tr("New from this template"), self._controller.new_sheet)
        menu.addSeparator()
        menu.addAction(self.tr("Save"), self.save)
        menu.addAction(self.tr("Save as…"), self.save_as)
        menu.addAction(self.tr("Read again from the disk"), self._controller.source.reload)
        menu.aboutToShow.connect(lambda: self._enable_sheet_menu(menu))
        return menu

    def _enable_sheet_menu(self, menu: QMenu) -> None:
        source = self._controller.source
        has_file = source.sheet is not None and source.sheet.path is not None
        states = (True, source.template is not None, True, source.sheet is not None, source.sheet is not None, has_file)
        for action, enabled in zip(menu.actions(), states, strict=True):
            action.setEnabled(enabled)

    def _fill_comps(self, comps: tuple[Comp, ...], now: Comp | None) -> None:
        if comps != self._comps:
            self._comps = comps
            self._comp.clear()
            for comp in comps:
                self._comp.addItem(comp.name, comp.id)
        self._comp.setCurrentIndex(self._comp.findData(now.id) if now is not None else -1)

    def _fill_format(self, encoding: str, delimiter: str) -> None:
        if self._form == (encoding, delimiter):
            return
        self._form = encoding, delimiter
        encodings = {
            "utf-8": self.tr("UTF-8"),
            "utf-8-sig": self.tr("UTF-8 with mark"),
            "cp1252": self.tr("Windows-1252"),
            "big5": self.tr("Big5"),
            "utf-16": self.tr("UTF-16"),
        }
        delimiters = {",": self.tr("Comma"), ";": self.tr("Semicolon"), "\t": self.tr("Tab")}
        for box, known, now in ((self._encoding, encodings, encoding), (self._delimiter, delimiters, delimiter)):
            box.clear()
            for value, text in known.items():
                box.addItem(text, value)
            if now and now not in known:
                box.addItem(now, now)
            box.setCurrentIndex(box.findData(now))
            box.setPlaceholderText(self.tr("Detected"))

    def _show_file(self, box: QToolButton, name: str, path: Path | None) -> None:
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 8]}…{name[-7:]}"
        # A lone ampersand would underline the letter behind it.
        box.setText(f"{short.replace('&', '&&')}  ▾")
        box.setToolTip(str(path) if path is not None else name)

    def _menu_button(self, name: str, title: str, menu: QMenu) -> QToolButton:
        made = QToolButton()
        made.setObjectName(f"{name}Button")
        made.setAccessibleName(title)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setMenu(menu)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def _combo(self, name: str, title: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return made

    def _group(self, title: str, box: QWidget) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(title, "hint"))
        layout.addWidget(box)
        return made

    def _dialog(self, title: str, name_filter: str) -> QFileDialog:
        dialog = QFileDialog(self.window(), title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(name_filter)
        dialog.setDirectory(str(self._controller.source.folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog
