"""`farmhand-agent broker dead …`: messages that nobody could handle, listed, put back into their queue, or deleted."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from app.core.errors import UsageError
from app.core.model import Struct
from app.farm import farm_parts
from app.farm.masking import masked
from app.farm.rabbitmq.dead_queue import DeadLetter, DeadQueue, Outcome, open_dead_queue
from app.farm.wording import counted
from worker_agent.broker_setup import Target, management
from worker_agent.start import Start

FAILED: Final = 1
"""Exit code where something was not done."""

_SHOWN_BODY: Final = 64 * 1024
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400

dead = typer.Typer(help="Messages that nobody could handle.", no_args_is_help=True)

LettersArgument = Annotated[list[str] | None, typer.Argument(help="Which ones, as “list” names them.")]
AllOption = Annotated[bool, typer.Option("--all", help="All that are there.")]
AtOption = Annotated[
    str, typer.Option("--management", help="RabbitMQ's management API: https://HOST:15671. Default: of the broker set.")
]
AdminOption = Annotated[str, typer.Option(help="The administrator of the RabbitMQ server.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


class LettersDocument(Struct, frozen=True):
    """The `--json` document of `list`: how many there are, and those that were asked for."""

    total: int
    letters: tuple[DeadLetter, ...]


class LetterDocument(Struct, frozen=True):
    """The `--json` document of `show`. `body` is the text of what is kept, without secrets."""

    letter: DeadLetter
    body: str


class OutcomesDocument(Struct, frozen=True):
    """The `--json` document of `requeue` and `delete`; `missing` are those that are not there."""

    outcomes: tuple[Outcome, ...]
    missing: tuple[str, ...]


@dead.command("list")
def list_letters(
    context: typer.Context,
    most: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show, the oldest first.")] = 100,
    at: AtOption = "",
    admin: AdminOption = "admin",
    as_json: JsonOption = False,
) -> None:
    """Show what was set aside: when, from which queue, of what kind, who sent it, and why."""
    with _opened(context, at, admin) as queue:
        letters, total = queue.letters(most)
    if as_json:
        _print_json(LettersDocument(total=total, letters=letters))
        return
    now = time.time()
    for one in letters:
        age = _age(now - one.at) if one.at else "?"
        sender = one.sender or "nobody"
        _print(f"{one.letter}  {age:>5}  {one.queue or '?':<9} {one.kind:<14} {sender:<12} {one.reason}")
    _print(f"{counted(total, 'message')} set aside." + (f" Shown: {len(letters)}." if total > len(letters) else ""))


@dead.command()
def show(
    context: typer.Context, letter: str, at: AtOption = "", admin: AdminOption = "admin", as_json: JsonOption = False
) -> None:
    """Show one message in full."""
    with _opened(context, at, admin) as queue:
        found = queue.show(letter)
    if found is None:
        raise UsageError(f"There is no message {letter}.", next_step="“farmhand-agent broker dead list” names them.")
    one, body = found
    text = masked(_readable(body[:_SHOWN_BODY]))
    if as_json:
        _print_json(LetterDocument(letter=one, body=text))
        return
    rows = {
        "message": one.letter,
        "kind": one.kind,
        "queue": one.queue,
        "sender": one.sender or "nobody",
        "set aside": f"by {one.by or 'the broker'}, {time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(one.at))}",
        "reason": one.reason,
        "size": counted(one.size, "byte") + (f", kept: {one.kept}" if one.kept < one.size else ""),
    }
    for name, value in rows.items():
        _print(f"{name:<10} {value}")
    sys.stdout.write(f"\n{text}\n")


@dead.command()
def requeue(
    context: typer.Context,
    letters: LettersArgument = None,
    all_letters: AllOption = False,
    at: AtOption = "",
    admin: AdminOption = "admin",
    as_json: JsonOption = False,
) -> None:
    """Send messages to their queue once more, for who sent them: when what kept them from being handled is gone."""
    wanted = _wanted(letters, all_letters)
    with _opened(context, at, admin) as queue:
        outcomes = queue.requeue(wanted)
    _tell(outcomes, wanted, "was put back into {queue}", as_json=as_json)


@dead.command()
def delete(
    context: typer.Context,
    letters: LettersArgument = None,
    all_letters: AllOption = False,
    at: AtOption = "",
    admin: AdminOption = "admin",
    as_json: JsonOption = False,
) -> None:
    """Delete messages for good."""
    wanted = _wanted(letters, all_letters)
    with _opened(context, at, admin) as queue:
        outcomes = queue.delete(wanted)
    _tell(outcomes, wanted, "was deleted", as_json=as_json)


@contextmanager
def _opened(context: typer.Context, at: str, admin: str) -> Iterator[DeadQueue]:
    start: Start = context.obj
    address = farm_parts.broker_address(start.settings)
    url = at or (f"https://{address.host}:15671" if address.tls else f"http://{address.host}:15672")
    ca_file = Path(start.settings.broker_ca) if start.settings.broker_ca else None
    api = management(Target(url=url, admin=admin, ca_file=ca_file), start.secrets)
    with open_dead_queue(api, address) as queue:
        yield queue


def _wanted(letters: Sequence[str] | None, all_letters: bool) -> tuple[str, ...] | None:
    """The letters that were named; None: all. Raises `UsageError`."""
    if bool(letters) == all_letters:
        raise UsageError(
            "Which messages are meant was not said." if all_letters is False else "Both --all and names were given.",
            next_step="Name them, as “farmhand-agent broker dead list” does, or give --all.",
        )
    return None if all_letters else tuple(letters or ())


def _tell(outcomes: tuple[Outcome, ...], wanted: tuple[str, ...] | None, done: str, *, as_json: bool) -> None:
    there = {one.letter.letter for one in outcomes}
    missing = tuple(one for one in wanted or () if one not in there)
    if as_json:
        _print_json(OutcomesDocument(outcomes=outcomes, missing=missing))
    else:
        for one in outcomes:
            said = f"stays: {one.problem}" if one.problem else f"{done.format(queue=one.letter.queue)}."
            _print(f"{one.letter.letter}  {said}")
        for name in missing:
            _print(f"{name}  is not there.")
        if not outcomes and not missing:
            _print("There is none.")
    if missing or any(one.problem for one in outcomes):
        raise typer.Exit(FAILED)


def _readable(body: bytes) -> str:
    """A body as text in lines, with nothing in it that a terminal would obey."""
    text = body.decode("utf-8", "backslashreplace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return _printable(text)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _print(line: str) -> None:
    sys.stdout.write(f"{_printable(line)}\n")


def _print_json(document: object) -> None:
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(document)).decode() + "\n")


def _age(seconds: float) -> str:
    for unit, letter in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= unit:
            return f"{seconds // unit:.0f} {letter}"
    return f"{max(0.0, seconds):.0f} s"
