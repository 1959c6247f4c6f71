"""Engines: what draws pieces. `registry.make_engine` makes one by name."""
