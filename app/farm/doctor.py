"""Examines a node of a farm: broker, storage, store, engine, fonts, clock, disk; each with what to do about it."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.core.errors import ErrorInfo, FarmhandError
from app.core.jobs import EngineChoice
from app.core.model import Struct
from app.core.ports import Secrets, Storage
from app.core.settings import Settings
from app.farm import farm_parts
from app.farm.engine_check import try_builtin
from app.farm.engines.aerender.installed import find_after_effects, probe_version
from app.farm.engines.aerender.templates import output_modules
from app.farm.engines.registry import offered_engines
from app.farm.farm_storage import LOCAL, open_storage
from app.farm.files import free_bytes, readable_size
from app.farm.rabbitmq.state import LinkPhase, LinkState
from app.farm.store import Store
from app.render.fonts import system_font_folders
from resources import samples

CONNECT_SECONDS: Final = 20.0
LEAST_FREE: Final = 5 * 1000**3
"""Bytes on a disk with less of which rendering will soon stop."""

LARGEST_SKEW: Final = 5.0
"""Seconds by which clocks of a node and of the storage may differ before records of both cannot be read together."""

_FONT_FILES: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})


class Verdict(StrEnum):
    """How an examination ended."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


class Examination(Struct, frozen=True):
    """What was examined, how it is, what was seen, what to do about it, and how many seconds it took."""

    part: str
    verdict: Verdict
    seen: str
    next_step: str = ""
    seconds: float = 0.0


Seen = tuple[Verdict, str, str]
"""How a part is, what was seen, and what to do about it."""


def examine(settings: Settings, secrets: Secrets, home: Path, *, role: str) -> Iterator[Examination]:
    """Examine this node for a role (`worker` or `manager`), one part after the other. Changes nothing that lasts.

    A store in use by a manager that runs is not opened twice: it is reported as in use.
    """
    yield timed("broker", lambda: _broker(settings, secrets))
    with ExitStack() as opened:
        storage: list[Storage] = []
        yield timed("storage", lambda: _storage(settings, secrets, home, storage, opened))
        if storage:
            yield timed("clock", lambda: clock_seen(storage[0]))
    yield timed("disk", lambda: _disk(home))
    if role == "manager":
        yield timed("store", lambda: _store(settings, secrets, home))
        return
    yield timed("engine", _engine)
    if EngineChoice.AERENDER.value in offered_engines(settings):
        yield timed("aerender", lambda: after_effects_seen(settings))
    yield timed("fonts", _fonts)


def timed(part: str, look: Callable[[], Seen]) -> Examination:
    """Look at a part and take the time; what `look` raises is bad news, too."""
    begun = time.monotonic()
    try:
        verdict, seen, next_step = look()
    except FarmhandError as error:
        info: ErrorInfo = error.info()
        verdict, seen, next_step = Verdict.BAD, f"{info.title} {info.cause}".strip(), info.next_step
    return Examination(
        part=part, verdict=verdict, seen=seen, next_step=next_step, seconds=round(time.monotonic() - begun, 3)
    )


def _broker(settings: Settings, secrets: Secrets) -> Seen:
    address = farm_parts.broker_address(settings)
    broker = farm_parts.open_broker(settings, secrets, role=farm_parts.CLIENT)
    ended = threading.Event()

    def on_state(state: LinkState) -> None:
        if state.phase is not LinkPhase.CONNECTING or state.error is not None:
            ended.set()

    try:
        broker.watch(on_state)
        ended.wait(CONNECT_SECONDS)
        state = broker.state
    finally:
        broker.close()
    if state.phase is LinkPhase.BLOCKED:
        return Verdict.BAD, f"{address} takes no messages: {state.reason}.", "Free memory or disk space there."
    if state.phase is not LinkPhase.CONNECTED:
        error = state.error
        seen = f"{error.title} {error.cause}" if error is not None else f"{address} does not answer."
        return Verdict.BAD, seen, error.next_step if error is not None else "See whether it runs and can be reached."
    safe = "with TLS" if address.tls else "without encryption"
    seen = f"Connected to {address} as {address.user}, {safe}."
    if state.notes:
        return Verdict.DOUBTFUL, f"{seen} {' '.join(state.notes)}", "Run “farmhand-agent broker setup”."
    return Verdict.GOOD, seen, ""


def _storage(settings: Settings, secrets: Secrets, home: Path, found: list[Storage], opened: ExitStack) -> Seen:
    storage = open_storage(settings, secrets, home / LOCAL)
    opened.callback(storage.close)
    seen = storage_seen(storage, settings.storage)
    if seen[0] is not Verdict.BAD:
        found.append(storage)
    return seen


def storage_seen(storage: Storage, where: str) -> Seen:
    """Whether a file can be written to a storage and read from it; it is taken away again. Raises `StorageError`."""
    name = f"doctor-{uuid.uuid4().hex}"
    source = storage.scratch("doctor") / name
    source.write_bytes(os.urandom(64))
    content = source.read_bytes()
    key = f"work/{name}/probe"
    storage.put(source, key)
    try:
        if storage.fetch(key).read_bytes() != content:
            return Verdict.BAD, "A file came back with other content.", "Check the disk or the network of the storage."
    finally:
        storage.delete(f"work/{name}/")
    free = storage.free_bytes()
    seen = f"Written to and read from {where}; {readable_size(free)} free."
    if free < LEAST_FREE:
        return Verdict.DOUBTFUL, seen, "Free some space there."
    return Verdict.GOOD, seen, ""


def clock_seen(storage: Storage) -> Seen:
    """Whether this computer and a storage agree about the time. Raises `OSError` as its scratch folder does."""
    source = storage.scratch("doctor") / f"clock-{uuid.uuid4().hex}"
    before = time.time()
    source.write_bytes(b"clock")
    after = time.time()
    written = source.stat().st_mtime
    source.unlink()
    skew = max(before - written, written - after, 0.0)
    if skew > LARGEST_SKEW:
        return (
            Verdict.DOUBTFUL,
            f"The clocks of this computer and of the storage differ by {skew:.0f} s.",
            "Let both take the time from the network.",
        )
    return Verdict.GOOD, "This computer and the storage agree about the time.", ""


def _disk(home: Path) -> Seen:
    free = free_bytes(home)
    seen = f"{readable_size(free)} free for {home}."
    if free < LEAST_FREE:
        return Verdict.DOUBTFUL, seen, "Free some space, or set node_home to a folder on another disk."
    return Verdict.GOOD, seen, ""


def _store(settings: Settings, secrets: Secrets, home: Path) -> Seen:
    place = farm_parts.store_place(settings, secrets, home)
    if isinstance(place, Path):
        with Store.open(place):
            return Verdict.GOOD, f"SQLite in {place}.", ""
    # On a server, opening the store takes it over from the manager that runs.
    return Verdict.GOOD, f"{place.render_as_string()} (not opened, as that takes it over).", ""


def _engine() -> Seen:
    tried = try_builtin(samples()[0].template)
    seen = f"The built-in engine drew a frame of {tried.width}×{tried.height} in {tried.draw_seconds:.2f} s."
    return Verdict.GOOD, seen, ""


def after_effects_seen(settings: Settings, folder: Path | None = None) -> Seen:
    """Whether After Effects answers, and has the output module template that is set.

    `folder` is where its preferences are, by default this user's. Raises `EngineError` when it does not answer.
    """
    program = find_after_effects(settings.after_effects)
    if program is None:
        return Verdict.BAD, "After Effects is not where the settings say.", "Correct the setting after_effects."
    version = probe_version(program)
    seen = f"After Effects {version}, {program}."
    known = output_modules(version, folder)
    wanted = settings.after_effects_output
    if not known:
        hint = "Start it once by hand as the user that the agent runs as."
        return Verdict.GOOD, f"{seen} Its output module templates are not known here. {hint}", ""
    if wanted not in known:
        return (
            Verdict.DOUBTFUL,
            f"{seen} It has no output module template “{wanted}”; it has: {', '.join(known)}.",
            "Set after_effects_output to one of these that writes a TIFF or PNG sequence with alpha.",
        )
    return Verdict.GOOD, f"{seen} It has the output module template “{wanted}”.", ""


def _fonts() -> Seen:
    folders = [folder for folder in system_font_folders() if folder.is_dir()]
    count = sum(1 for folder in folders for path in folder.rglob("*") if path.suffix.lower() in _FONT_FILES)
    seen = f"{count} font files in {len(folders)} folders."
    if not count:
        return Verdict.DOUBTFUL, seen, "Jobs bring their fonts where these allow it; install the others for all users."
    return Verdict.GOOD, seen, ""
