"""The window, the only package with Qt."""

from app.ui.overrides import guard_overrides

guard_overrides()  # Before any class of the window is made.
