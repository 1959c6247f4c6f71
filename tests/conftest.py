"""What holds for the whole suite."""

from __future__ import annotations

import os

pytest_plugins = ["tests.servers.fixtures", "tests.servers.mariadb", "tests.servers.s3_fixtures"]

# These drive a real screen with real keys and the real mouse; `tests/e2e/test_e2e_window.py` starts them on one.
collect_ignore = [] if os.environ.get("FARMHAND_TEST_SCREEN") else ["screen"]
