"""Collects what the window says, and compiles its translations."""
