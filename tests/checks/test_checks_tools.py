"""The checks that keep the tree in order: style, types for both platforms, layers, sizes, no Qt below the window."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("app", "worker_agent", "resources", "run.py")
MODULE_LINES, FUNCTION_LINES, CLASS_LINES, CLASS_METHODS = 600, 60, 350, 30


def check(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def source_files() -> Iterator[Path]:
    for name in SOURCES:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def test_style() -> None:
    check("ruff", "check", ".")
    check("ruff", "format", "--check", ".")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("platform", [pytest.param("linux", marks=pytest.mark.slow), "win32"])
def test_types(platform: str) -> None:
    # Every day for the users' system: what is only for the other one is run by the tests themselves.
    # A cache for each, as one that both use is thrown away by each of them.
    check("mypy", "--platform", platform, "--cache-dir", f".mypy_cache/{platform}")


def test_layers() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def too_large(path: Path) -> Iterator[str]:
    source = path.read_text("utf-8")
    if source.count("\n") > MODULE_LINES:
        yield f"{path}: {source.count(chr(10))} lines"
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)
            if lines > CLASS_LINES or methods > CLASS_METHODS:
                yield f"{path}:{node.lineno} class {node.name}: {lines} lines, {methods} methods"
        elif lines > FUNCTION_LINES:
            yield f"{path}:{node.lineno} {node.name}: {lines} lines"


def test_sizes() -> None:
    assert [finding for path in source_files() for finding in too_large(path)] == []


def test_run_script_stays_a_set_up_script() -> None:
    source = (ROOT / "run.py").read_text("utf-8")
    assert source.count("\n") <= 150
    imported = {
        (node.names[0].name if isinstance(node, ast.Import) else node.module or "").split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= sys.stdlib_module_names


QT = {"PySide6", "shiboken6"}
MANAGERS = {"sqlalchemy", "alembic", "py_aep", "boto3", "esprima"}
"""What a worker, and whoever submits to a farm, has no use for: it takes seconds to bring in."""

WORKERS = {"py_aep", "lxml", "PIL", "av", "skia"}
"""What a manager needs with its first job, and not before it answers."""


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("worker_agent.main", QT | MANAGERS | {"numpy", "av"}),
        ("worker_agent.seat", QT | MANAGERS),
        ("worker_agent.manager_role", QT | WORKERS | {"alembic", "boto3", "botocore", "prometheus_client"}),
        ("app.cli.main", QT | MANAGERS | {"numpy", "av"}),
        ("app.cli.farm_submit", QT | MANAGERS),
        ("app.farm.engines.builtin_child", QT | MANAGERS),
    ],
)
def test_programs_bring_in_no_more_than_they_need(module: str, never: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {name.split(".")[0] for name in done.stdout.split()} & never == set()


def test_locks_are_hashed_and_name_no_host() -> None:
    names = ("requirements.lock", "requirements-dev.lock", "installer/requirements.lock", "tests/servers/wine.lock")
    for name in names:
        lock = (ROOT / name).read_text("utf-8")
        assert not re.search(r"https?:|--index-url|--find-links", lock)
        for requirement in re.split(r"\n(?=\S)", lock.strip()):
            assert "--hash=sha256:" in requirement, requirement
