"""docs/security.md: the tests that it names are there, the rights are those that are generated, and the like."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.main import commands
from app.farm.rabbitmq.commands import as_shell_lines, control_commands
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.rabbitmq.topology import OLDEST_VERSION, Features
from worker_agent.main import program

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"(tests/[\w/]+\.py)::(\w+)", PAGE)))
MEMBERS = {
    "ann": Role.DESIGNER,
    "cleo": Role.ADMIN,
    "node1": Role.WORKER,
    "eye": Role.MONITOR,
    "manager": Role.MANAGER,
}


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_test_that_is_named_is_there(path: str, name: str) -> None:
    assert name.startswith("test_") and name in names_in(path)


def test_tests_are_named_in_full() -> None:
    """Each `…::…` is a path and a test, so that none escapes the check above."""
    assert PAGE.count("::") == len(re.findall(r"`tests/[\w/]+\.py::\w+`", PAGE)) + PAGE.count("`path::test`")


def test_the_rights_on_the_page_are_those_that_are_generated() -> None:
    printed = as_shell_lines(control_commands(farm_setup(MEMBERS, Features(version=OLDEST_VERSION))))
    rights = [line for line in printed.splitlines() if "permissions" in line.split()[1]]
    shown = [line for line in PAGE.splitlines() if line.startswith("rabbitmqctl set_")]
    assert shown == rights
    command = next(line for line in PAGE.splitlines() if line.startswith("farmhand-agent broker setup"))
    assert re.findall(r"--user (\w+)=(\w+)", command) == [(name, role.value) for name, role in MEMBERS.items()]


def options_of(command: Any) -> set[str]:
    """Of a command and all below it."""
    found = {name.lstrip("-") for one in command.params for name in (*one.opts, *one.secondary_opts)}
    return found.union(*(options_of(below) for below in getattr(command, "commands", {}).values()))


def test_no_command_takes_a_secret_from_its_command_line() -> None:
    options = options_of(typer.main.get_command(commands)) | options_of(typer.main.get_command(program))
    assert {"out", "role", "admin"} <= options
    telling = re.compile(r"password|secret|token|credential|key$", re.IGNORECASE)
    # They name files: for the new passwords of `broker setup`, and of a service's secrets (NAME=FILE).
    assert {name for name in options if telling.search(name)} == {"passwords", "secret"}
