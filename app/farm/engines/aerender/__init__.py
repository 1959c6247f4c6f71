"""The aerender engine: Adobe's command-line renderer, supervised, its frames turned into pieces as they land.

`engine` is its front door; what is known of aerender, and how it fails, is in `aerender.md`. Nothing here was run
with After Effects itself: the tests run it against an emulator (`tests/fakes/aerender`).
"""
