"""The head of a batch's table: the columns' names, and below each what the column is for, to be chosen by hand."""

from __future__ import annotations

import itertools
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QStyle, QStyleOptionComboBox, QWidget

from app.core.slots import Slot as Field
from app.core.slots import SlotKind
from app.template.columns import ColumnChoice, ColumnRole, ColumnUse
from app.ui.controllers.batch import BatchController
from app.ui.icons import Icons
from app.ui.theme import SMALL_PIXELS, Theme
from app.ui.widgets.parts import set_property

TITLE_PIXELS: Final = 28
COMBO_PIXELS: Final = 28
GAP: Final = 4
TITLE_PADDING: Final = 12
"""Pixels beside a column's name."""


class ColumnBox(QComboBox):
    """A box whose text is cut with dots where there is no room for it."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """As Qt paints it, but for the cut text."""
        with QPainter(self) as painter:
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            style = self.style()
            style.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
            room = style.subControlRect(
                QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
            )
            text = self.currentText() or self.placeholderText()
            option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)


class BatchHeader(QHeaderView):
    """Has a box per column of the spreadsheet; the columns behind them have names only."""

    boxes_changed = Signal()
    """The boxes may be others, in another place of the tab order."""

    def __init__(self, controller: BatchController, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._controller, self._theme, self._icons = controller, theme, icons
        self._boxes: list[QComboBox] = []
        self.setObjectName("batchHeader")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.sectionResized.connect(self.place_boxes)
        self.geometriesChanged.connect(self.place_boxes)
        controller.checks.mapping_changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    @property
    def boxes(self) -> list[QComboBox]:
        """The boxes, one per column of the spreadsheet."""
        return self._boxes

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Names, and the boxes below them where there are any."""
        return QSize(0, self._head() + (self._box() + 2 * GAP if self._boxes else 0))

    def title_width(self, column: int) -> int:
        """Pixels that the name of a column needs."""
        text = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
        metrics = QFontMetrics(self._theme.font(SMALL_PIXELS, bold=True))
        return metrics.horizontalAdvance(text) + TITLE_PADDING + 8

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Place the boxes anew."""
        super().resizeEvent(event)
        self.place_boxes()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N802, N803 - Qt's names
        """The name at the top; below it there is room for the box."""
        painter.fillRect(rect, self._theme.color("bg.raised"))
        top = QRect(rect.left(), rect.top(), rect.width(), self._head())
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        painter.setPen(self._theme.color("text"))
        painter.setFont(self._theme.font(SMALL_PIXELS, bold=True))
        room = top.adjusted(8, 0, 8 - TITLE_PADDING, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.setPen(self._theme.color("border.line"))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    @Slot()
    def refresh(self) -> None:
        """Offer what there is now, and show what each column is for."""
        grid = self._controller.document.grid
        wanted = len(grid.columns) if self._controller.source.template is not None else 0
        while len(self._boxes) > wanted:
            self._boxes.pop().deleteLater()
        while len(self._boxes) < wanted:
            self._boxes.append(self._make_box(len(self._boxes)))
        for column, box in enumerate(self._boxes):
            self._fill(column, box)
        for one, other in itertools.pairwise(self._boxes):
            self.setTabOrder(one, other)
        self.boxes_changed.emit()
        self.updateGeometry()
        self.place_boxes()
        self.viewport().update()

    def _head(self) -> int:
        return max(TITLE_PIXELS, self.fontMetrics().height() + 8)

    def _box(self) -> int:
        return max(COMBO_PIXELS, self._theme.pixels(SMALL_PIXELS) + 12)

    def _make_box(self, column: int) -> QComboBox:
        box = ColumnBox(self)
        box.setObjectName(f"column-{column}")
        box.setProperty("kind", "compact")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(4)
        box.activated.connect(lambda _index: self._chosen(column))
        return box

    def _fill(self, column: int, box: QComboBox) -> None:
        known = self._choices()
        box.clear()
        for text, choice in known:
            box.addItem(text, choice)
        now = self._now(column)
        index = next((index for index, (_, choice) in enumerate(known) if choice == now), -1)
        box.setCurrentIndex(index)
        unclear = any(problem.index == column for problem in self._controller.checks.unclear)
        box.setPlaceholderText(self.tr("Choose…") if unclear else self.tr("No field"))
        set_property(box, "problem", index < 0)
        name = str(self.model().headerData(column, Qt.Orientation.Horizontal) if self.model() is not None else "")
        said = box.currentText() or box.placeholderText()
        box.setAccessibleName(self.tr("What the column %1 is for").replace("%1", name))
        box.setToolTip(self.tr("The column “%1” is for: %2").replace("%1", name).replace("%2", said))

    def _choices(self) -> list[tuple[str, ColumnChoice]]:
        template, comp = self._controller.source.template, self._controller.source.comp
        fields = template.slots_of(comp) if template is not None and comp is not None else ()
        offered = [(self.tr("Not used"), ColumnChoice(role=ColumnRole.IGNORED))]
        offered += [(_field_name(field, fields), _fills(field, ColumnUse.VALUE)) for field in fields]
        offered.append((self.tr("Film name"), ColumnChoice(role=ColumnRole.NAME)))
        for use, text in (
            (ColumnUse.FIT, self.tr("How %1 is fitted")),
            (ColumnUse.FOCAL, self.tr("Focal point of %1")),
            (ColumnUse.CROP, self.tr("Crop of %1")),
        ):
            for field in fields:
                if field.kind is SlotKind.PHOTO:
                    offered.append((text.replace("%1", _field_name(field, fields)), _fills(field, use)))
        return offered

    def _now(self, column: int) -> ColumnChoice | None:
        """What the column is for; None where that is not clear or nothing was found for it."""
        mapping = self._controller.checks.mapping
        found = mapping.slot_column(column)
        if found is not None:
            return _fills(found.slot, found.use)
        if mapping.name_index == column:
            return ColumnChoice(role=ColumnRole.NAME)
        return ColumnChoice(role=ColumnRole.IGNORED) if column in mapping.ignored else None

    def _chosen(self, column: int) -> None:
        choice = self._boxes[column].currentData()
        if choice is not None and choice != self._now(column):
            self._controller.choose(column, choice)

    @Slot()
    def place_boxes(self) -> None:
        """Each box below its column's name; to be called when the table was scrolled, too."""
        for column, box in enumerate(self._boxes):
            if column >= self.count():
                box.hide()
                continue
            left, width = self.sectionViewportPosition(column), self.sectionSize(column)
            box.setGeometry(left + GAP, self._head() + GAP, max(24, width - 2 * GAP), self._box())
            box.setVisible(left + width > 0 and left < self.viewport().width())


def _fills(field: Field, use: ColumnUse) -> ColumnChoice:
    return ColumnChoice(role=ColumnRole.SLOT, slot=field.key, use=use)


def _field_name(field: Field, fields: tuple[Field, ...]) -> str:
    """A field's label; with its composition where several have that label."""
    if sum(other.label == field.label for other in fields) == 1:
        return field.label
    return next((alias for alias in field.aliases if "/" in alias), field.label)
