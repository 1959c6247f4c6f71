"""The lock can be installed from wheels alone where our users are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["x86_64-pc-windows-msvc", "aarch64-apple-darwin"])
def test_every_locked_package_has_a_wheel(platform: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "uv",
                "pip",
                "install",
                "--dry-run",
                "--target",
                tmp_path,
                "--only-binary",
                ":all:",
            ),
            *("--python-version", "3.11", "--python-platform", platform),
            *("--require-hashes", "-r", ROOT / "requirements.lock"),
        ],
        env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": "14.0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
