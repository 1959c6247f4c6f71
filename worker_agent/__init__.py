"""The headless agent: claims work from the manager and carries it out in engines."""
