"""Farmhand: fills After Effects templates and renders them to verified films, on one computer or on a farm."""

__version__ = "0.1.0"
