"""Model and time to pixels, with Skia and numpy; no Qt, no network."""
