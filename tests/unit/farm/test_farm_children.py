"""A packaged program starts itself in place of modules: whatever it starts itself as must be known to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.farm.engines.child_process import child_command as engine_command
from app.farm.preview.process import child_command as preview_command
from app.template.isolate import child_command as template_command


@pytest.mark.parametrize("program", ["app.main", "worker_agent"])
@pytest.mark.parametrize("child", ["template", "engine", "preview"])
def test_children_of_the_packaged_program(
    child: str, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    commands = {"template": template_command, "preview": lambda: preview_command(tmp_path)}
    words = commands.get(child, lambda: engine_command("renderer"))()
    assert words[0] == sys.executable
    done = subprocess.run(
        [sys.executable, "-m", program, *words[1:]], input=b"", capture_output=True, check=False, timeout=60
    )
    # Given nothing to do, each of them ends; what is no child is refused, or opens the window.
    assert done.returncode != 2 and b"--help" not in done.stderr, done.stderr
    assert child != "template" or done.stdout[:1] == b"E"
