"""Rules and data only: standard library and msgspec, no I/O, no clock, no Qt."""
