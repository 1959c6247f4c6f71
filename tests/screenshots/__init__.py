"""Pictures of every page and state of the window: `python -m tests.screenshots`."""
