"""Item models: thin adapters over plain values."""
