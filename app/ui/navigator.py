"""Where to go: pages and controllers ask, the main window goes there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

PAGES: Final = ("home", "compose", "batch", "queue", "farm", "settings")
"""Keys of the pages, in the order of the rail."""


class Navigator(QObject):
    """Signals that the main window answers."""

    page_wanted = Signal(str)
    """Show the page of that key."""

    template_wanted = Signal(Path)
    """Open a template in Compose."""

    compose_wanted = Signal(object)
    """Open a template in Compose with what was put in: a `ComposeSession`."""

    batch_wanted = Signal(object, object)
    """Open Batch with a template (a Path or None) and a spreadsheet (a Path or None)."""

    job_wanted = Signal(str)
    """Show a job in Queue, by its id."""

    film_wanted = Signal(Path)
    """Play a film in the system's player."""

    job_film_wanted = Signal(object, bool)
    """Play the film of a job (a `JobView`), or (true) show it in its folder, wherever it is."""

    folder_wanted = Signal(Path)
    """Show a file in the system's file manager."""

    settings_wanted = Signal(str)
    """Show a page of the settings, by the group's name."""

    farm_dialog_wanted = Signal(str)
    """Connect a farm (empty), or try and change the one of that name."""

    files_dropped = Signal(list)
    """Paths that were dropped on the window, or handed over by another start of the program."""

    open_dialog_wanted = Signal()
    """Ask for a file to open."""

    layout_reset_wanted = Signal()
    """Put docks, columns and splitters back as they were shipped."""

    layout_wanted = Signal(str, str)
    """Arrange a page's panels as in the layout of that name, or of that key of `app.ui.layouts.SHIPPED`."""

    layout_save_wanted = Signal(str)
    """Save how a page's panels are arranged now, under a name that people give."""

    keys_wanted = Signal()
    """Show the keyboard shortcuts of the page."""

    about_wanted = Signal()
    """Show what this program is."""

    quit_wanted = Signal()
    """End the program."""
