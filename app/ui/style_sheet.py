"""The one style sheet, generated from tokens. Widgets opt in by object name or by the property `kind`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Template

_TEXT = Template("""
* { outline: none; }
QPushButton, QToolButton, QTabBar, QMenu { icon-size: ${icon}px; }
QListView[kind="nav"] { icon-size: ${icon}px; }
#rail QToolButton, #queueActions QToolButton { icon-size: ${icon_large}px; }
QToolTip { background: $bg_raised; color: $text; border: 1px solid $border_line; padding: 4px 8px; }
QDockWidget { titlebar-normal-icon: url("$glyph_float"); }
QDockWidget::float-button { background: transparent; border: none; icon-size: 16px; padding: 2px; }
QMainWindow::separator { background: $border_line; width: 1px; height: 1px; }
QLabel[kind="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[kind="tile"] { font-size: ${tile}px; font-weight: 600; }
QLabel[kind="hint"] { color: $text_muted; font-size: ${small}px; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="mark"] { background: $bg_raised; border-radius: 4px; padding: 2px 8px; font-size: ${small}px; }
QLabel[kind="problem"] { color: $state_failed; font-size: ${small}px; }

QPushButton, QToolButton { background: $bg_raised; color: $text; border: 1px solid $border_control; border-radius: 4px;
  padding: 4px 12px; min-height: 18px; }
QPushButton:hover, QToolButton:hover { background: $bg_hover; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked { background: $bg_selected;
  color: $text_selected; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 3px 11px; }
QPushButton:disabled, QToolButton:disabled { color: $text_disabled; border-color: $border_line; }
QPushButton[kind="primary"] { background: $button_primary; color: $button_text; border-color: $button_primary;
  font-weight: 600; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $bg_raised; color: $text_disabled; border-color: $border_line; }
QPushButton[kind="danger"] { background: $button_danger; color: $button_text; border-color: $button_danger; }
QPushButton[kind="danger"]:focus { border: 2px solid $text; }
QPushButton[kind="link"], QToolButton[kind="link"] { background: transparent; border: 1px solid transparent;
  color: $accent; padding: 4px 4px; }
QPushButton[kind="link"]:focus, QToolButton[kind="link"]:focus { border: 2px solid $accent; padding: 3px 3px; }
QPushButton[kind="inline"] { background: transparent; border: none; color: $accent; padding: 0; min-height: 16px;
  font-size: ${small}px; text-align: left; }
QPushButton[kind="inline"]:hover, QPushButton[kind="inline"]:focus { text-decoration: underline; }
QToolButton[kind="flat"], QPushButton[kind="flat"] { background: transparent; border: 1px solid transparent;
  padding: 4px 4px; }
QToolButton[kind="flat"]:hover, QPushButton[kind="flat"]:hover { background: $bg_hover; }
QToolButton[kind="flat"]:checked { background: $bg_selected; color: $text_selected; }
QToolButton[kind="flat"]:focus, QPushButton[kind="flat"]:focus { border: 2px solid $accent; padding: 3px 3px; }
QToolButton[kind="chip"] { border-radius: 12px; padding: 2px 8px; }
QToolButton[kind="icon-chip"] { border-radius: 12px; padding: 2px 0px 2px 8px; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0px; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit, QComboBox { background: $bg_table;
  color: $text; border: 1px solid $border_control; border-radius: 4px; padding: 4px 8px;
  selection-background-color: $bg_selected; selection-color: $text_selected; }
QLineEdit { lineedit-clear-button-icon: url("$glyph_clear"); }
QLineEdit > QToolButton, QLineEdit > QToolButton:hover, QLineEdit > QToolButton:pressed { background: transparent;
  border: none; padding: 0; min-height: 0; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateTimeEdit:focus,
  QComboBox:focus {
  border: 2px solid $accent; padding: 3px 7px; }
QLineEdit[aimed="true"] { border: 2px solid $accent; padding: 3px 7px; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] { border-color: $state_failed; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: $text_disabled;
  border-color: $border_line; }
QComboBox QAbstractItemView { background: $bg_raised; color: $text; border: 1px solid $border_line;
  selection-background-color: $bg_selected; selection-color: $text_selected; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: url("$glyph_down"); width: 16px; height: 16px; }
QComboBox::down-arrow:disabled { image: url("$glyph_down_off"); }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
  background: transparent; border: none; width: 20px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$glyph_up"); width: 12px; height: 12px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$glyph_down"); width: 12px; height: 12px; }
QSpinBox::up-arrow:off, QDoubleSpinBox::up-arrow:off, QSpinBox::up-arrow:disabled, QDoubleSpinBox::up-arrow:disabled {
  image: url("$glyph_up_off"); }
QSpinBox::down-arrow:off, QDoubleSpinBox::down-arrow:off, QSpinBox::down-arrow:disabled,
  QDoubleSpinBox::down-arrow:disabled { image: url("$glyph_down_off"); }

QCheckBox, QRadioButton { spacing: 8px; min-height: 20px; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; background: $bg_table;
  border: 1px solid $border_control; border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked, QCheckBox::indicator:indeterminate { background: $button_primary; }
QCheckBox::indicator:checked { image: url("$glyph_check"); }
QCheckBox::indicator:indeterminate { image: url("$glyph_dash"); }
QRadioButton::indicator:checked { width: 8px; height: 8px; border: 5px solid $button_primary;
  background: $button_text; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; width: 14px; height: 14px; }
QRadioButton::indicator:checked:focus { border: 5px solid $accent; width: 8px; height: 8px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $border_line; background: $bg_raised; }
QCheckBox:disabled, QRadioButton:disabled { color: $text_disabled; }
QComboBox[kind="compact"] { padding: 2px 2px 2px 4px; font-size: ${small}px; }
QComboBox[kind="compact"]:focus { padding: 1px 1px 1px 3px; }
QComboBox[kind="compact"]::drop-down { width: 16px; }
QComboBox[kind="compact"]::down-arrow { width: 12px; height: 12px; }
QComboBox[problem="true"] { border-color: $state_attention; }
QPlainTextEdit[kind="cell"] { padding: 2px 4px; border: 2px solid $accent; border-radius: 0px; }

QMenu { background: $bg_raised; color: $text; border: 1px solid $border_line; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 12px; border-radius: 4px; }
QMenu::item:selected { background: $bg_selected; color: $text_selected; }
QMenu::item:disabled { color: $text_disabled; }
QMenu::separator { height: 1px; background: $border_line; margin: 4px 8px; }
QMenuBar { background: $bg_window; color: $text; }
QMenuBar::item { padding: 4px 8px; background: transparent; }
QMenuBar::item:selected { background: $bg_hover; }

QTabBar::tab { background: transparent; color: $text_muted; padding: 6px 12px; border: none;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $accent; }
QTabBar::scroller { width: 40px; }
QTabBar > QToolButton { background: $bg_raised; border: none; padding: 0; min-height: 0; }
QTabBar > QToolButton:hover { background: $bg_hover; }
QTabBar QToolButton::left-arrow { image: url("$glyph_left"); width: 16px; height: 16px; }
QTabBar QToolButton::left-arrow:disabled { image: url("$glyph_left_off"); }
QTabBar QToolButton::right-arrow { image: url("$glyph_right"); width: 16px; height: 16px; }
QTabBar QToolButton::right-arrow:disabled { image: url("$glyph_right_off"); }
QTabWidget::pane { border: none; border-top: 1px solid $border_line; }

QHeaderView { background: $bg_raised; }
QHeaderView::section { background: $bg_raised; color: $text_muted; font-size: ${small}px; border: none;
  border-right: 1px solid $border_line; border-bottom: 1px solid $border_line; padding: 4px 8px; }
QTableView, QTreeView, QListView { background: $bg_table; alternate-background-color: $bg_alt; color: $text;
  border: 1px solid $border_line; gridline-color: $border_line; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid $accent; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: $bg_selected;
  color: $text_selected; }
QListView[kind="nav"] { background: transparent; border: none; }
QListView[kind="nav"]::item { padding: 6px 8px; border-radius: 4px; }
QListView[kind="nav"]::item:hover { background: $bg_hover; }
QListView[kind="nav"]:focus { border: none; }
QListView[kind="nav"]::item:selected:focus { border: 2px solid $accent; }
QTableCornerButton::section { background: $bg_raised; border: none; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border_control; border-radius: 4px; margin: 2px; min-width: 24px; min-height: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $bar_track; color: $bar_text; border: none; border-radius: 4px; text-align: center;
  min-height: 16px; font-size: ${small}px; }
QProgressBar::chunk { background: $bar_active; border-radius: 4px; }
QSplitter::handle { background: $border_line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter[kind="columns"]::handle { background: transparent; border-left: 1px solid $border_line; }

#rail { background: $bg_raised; border-right: 1px solid $border_line; }
#batchSource QToolButton { padding: 3px 10px 2px 10px; }
#batchSource QToolButton:focus { padding: 2px 9px 1px 9px; }
#bottomBar { background: $bg_raised; border-top: 1px solid $border_line; }
#bottomBar QToolButton { padding: 1px 4px; }
#bottomBar QToolButton:focus { padding: 0px 3px; }
QFrame[kind="card"] { background: $bg_raised; border: 1px solid $border_line; border-radius: 4px; }
QFrame[kind="card"]:hover { background: $bg_hover; }
QPushButton[kind="card"] { border: 1px solid $border_line; padding: 0; text-align: left; }
QPushButton[kind="card"]:focus { border: 2px solid $accent; }
QPushButton[kind="card"][missing="true"] QLabel { color: $text_disabled; }
QLabel[kind="key"] { color: $text; background: $bg_table; border: 1px solid $border_line; border-radius: 4px;
  padding: 2px 8px; }
QFrame[kind="panel"] { background: $bg_window; border: none; }
QFrame[kind="drop"] { background: $bg_table; border: 1px dashed $border_control; border-radius: 4px; }
QFrame[kind="drop"][active="true"] { border: 2px solid $accent; }
QFrame[kind="line"] { background: $border_line; border: none; max-height: 1px; min-height: 1px; }
QLabel[kind="tile"]:disabled, QLabel[kind="hint"]:disabled { color: $text_disabled; }
QFrame[kind="banner-info"] { background: $banner_info_bg; border-radius: 4px; }
QFrame[kind="banner-info"] QLabel { color: $banner_info_text; }
QFrame[kind="banner-warn"] { background: $banner_warn_bg; border-radius: 4px; }
QFrame[kind="banner-warn"] QLabel { color: $banner_warn_text; }
QFrame[kind="banner-error"] { background: $banner_error_bg; border-radius: 4px; }
QFrame[kind="banner-error"] QLabel { color: $banner_error_text; }
""")


def style_sheet(
    tokens: Mapping[str, str], glyphs: Mapping[str, str], pixels: Callable[[int], int], scale: float = 1.0
) -> str:
    """The style sheet for a theme's tokens and marks.

    `pixels` turns a size of type at 100 % into pixels; `scale` is the text size against the usual one, with which icons
    grow.
    """
    larger = max(1.0, scale)
    colours: Mapping[str, str] = {name.replace(".", "_"): value for name, value in tokens.items()}
    return _TEXT.substitute(
        {**colours, **glyphs},
        small=pixels(12),
        title=pixels(16),
        tile=pixels(20),
        icon=round(16 * larger),
        icon_large=round(20 * larger),
    )
