"""What Farmhand keeps in files, written by somebody else: settings, notes, memories, plans, stores, layouts."""

from __future__ import annotations

import gzip
import sqlite3
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from app.core.errors import UsageError
from app.core.settings import Settings
from app.farm.attempt_logs import LONGEST_SHOWN, list_logs, read_log
from app.farm.bound_fonts import bound_fonts
from app.farm.engines.plans import load_plan
from app.farm.estimates.local import read_history
from app.farm.farm_profiles import FarmProfiles
from app.farm.farm_storage import open_storage
from app.farm.fleet.prices import open_prices
from app.farm.manager.services import plan_key
from app.farm.pieces import recover_pieces
from app.farm.places import node_home, output_folder
from app.farm.recent import TEMPLATES_NAME, recent_templates
from app.farm.session_file import FILE_NAME, SessionFile
from app.farm.settings_store import SettingsStore
from app.farm.storage_folder import FolderStorage
from app.farm.store import Store
from app.farm.store.sqlite import DATABASE_NAME
from app.template.model_bytes import decode_model
from app.template.sidecar import read_sidecar
from tests.fakes.farm_jobs import make_plan, store_bytes
from tests.fakes.secrets import MemorySecrets
from tests.hostile.harness import Case, Place

JSON: dict[str, bytes] = {
    "nothing": b"",
    "zeros": bytes(1000),
    "half": b'{"version": 1, "items": [',
    "as deep as can be": b"[" * 100_000,
    "deep within": b'{"version": 1, "pages": {"a": {"title": "a", "data": ' + b"[" * 100_000 + b"}}}",
    "bytes that are no text": b'{"version": 1, "items": [{"path": "\xff", "name": "a"}], "pages": {"\xff": 1}}',
    "half a character": b'{"version": 1, "items": [{"path": "\\ud800", "name": "a"}]}',
    "a number without end": b'{"version": ' + b"9" * 10_000 + b"}",
    "a version from the future": b'{"version": 99, "items": [], "pages": {}}',
    "other kinds of values": b'{"version": "1", "items": {"a": 1}, "pages": [1]}',
    "a list": b"[1, 2, 3]",
    "a pickle": b"cposix\nsystem\n(S'true'\ntR.",
    "UTF-16": '{"version": 1}'.encode("utf-16"),
}

TOML: dict[str, bytes] = {
    "as deep as can be": b"a = " + b"[" * 20_000,
    "tables as deep as can be": b"a = " + b"{b = " * 5_000,
    "a key without end": b".".join([b"a"] * 1_500) + b" = 1",
    "a number without end": b"lease_seconds = " + b"9" * 10_000,
    "a number that is none": b"lease_seconds = nan",
    "a number beyond all": b"lease_seconds = inf",
    "a day that there is not": b"lease_seconds = 2026-02-30",
    "a name twice": b"workers = 1\nworkers = 2\n",
    "bytes that are no text": b'node_home = "\xff"',
    "half a character": b'node_home = "\\ud800"',
    "a zero byte": b'node_home = "a\0"',
    "a text without end": b'node_home = "' + b"a" * 200_000,
    "unknown names": b"__class__ = 1\n[__proto__]\na = 1\n",
    "a table for a value": b"[workers]\na = 1\n",
    "a list for a value": b"workers = [1, 2]",
    "UTF-16": "workers = 1".encode("utf-16"),
}

_VALUES = {
    "FARMHAND_WORKERS": ("-1", "1e9", "nan", "9" * 5000, "\ud800", "1; rm -rf", "0x10", ""),
    "FARMHAND_LEASE_SECONDS": ("nan", "inf", "-inf", "1e999", "\u0663", "12\0"),
    "FARMHAND_ENGINES": ("../../x", "builtin\nroot", "$(touch x)"),
    "FARMHAND_METRICS_PORT": ("99999", "-1", "22.5"),
}


def _settings(content: bytes, place: Place) -> None:
    """Strictly, as agents and the command line read them, and as the window does, which goes on with the rest."""
    file = place.folder / "farmhand.toml"
    file.write_bytes(content)
    store = SettingsStore(file, {})
    _, problems = store.load_lenient()
    assert problems
    for problem in problems:
        assert problem.title and problem.next_step
    store.load()


def _variable(name: str, value: str, place: Place) -> None:
    SettingsStore(place.folder / "farmhand.toml", {name: value}).load()


def _farms(content: bytes, place: Place) -> None:
    file = place.folder / "farms.toml"
    file.write_bytes(content)
    assert not FarmProfiles(file).load().farms


def _notes(content: bytes, place: Place) -> None:
    (place.folder / "show.toml").write_bytes(content)
    read_sidecar(place.folder / "show.aep")


def _prices(content: bytes, place: Place) -> None:
    file = place.folder / "prices.toml"
    file.write_bytes(content)
    open_prices(file)


def _session(content: bytes, place: Place) -> None:
    (place.folder / FILE_NAME).write_bytes(content)
    assert not SessionFile(place.folder).read().pages


def _recent(content: bytes, place: Place) -> None:
    (place.folder / TEMPLATES_NAME).write_bytes(content)
    assert recent_templates(place.folder).all() == ()


def _plan(content: bytes, place: Place) -> None:
    storage = FolderStorage(place.folder / "storage", place.folder / "films")
    store_bytes(storage, plan_key("j1"), content)
    load_plan(storage, plan_key("j1"))


def _manifest(content: bytes, place: Place) -> None:
    """Planted among a job's pieces by who may write to the storage; read by a manager that starts anew."""
    storage = FolderStorage(place.folder / "storage", place.folder / "films")
    store_bytes(storage, "work/j1/pieces/00000.a1.mp4.json", content)
    assert recover_pieces(storage, "j1", make_plan("j1")) == ()


def _log(make: Callable[[], bytes], place: Place) -> None:
    """A part of an attempt's log by who may write to the storage, as the window and `farmhand logs` read it."""
    storage = FolderStorage(place.folder / "storage", place.folder / "films")
    store_bytes(storage, "logs/j1/attempt-000001/00000.log.gz", make())
    [source] = list_logs(storage, "j1")
    for line in read_log(storage, "j1", source.source).lines:
        time.localtime(line.time)
        assert line.text.isprintable() or "\t" in line.text
        assert len(line.text) <= LONGEST_SHOWN


_LOGS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "nonsense": lambda: b"\x1f\x8b" + b"\xff" * 100,
    "zeros that fill the memory": lambda: zlib.compress(bytes(40_000_000), 1, wbits=31),
    "half": lambda: gzip.compress(b"1.0\tinfo\ta\n" * 1000)[:-20],
    "bytes that are no text": lambda: gzip.compress(b"1.0\tinfo\t\xff\n"),
    "times that are none": lambda: gzip.compress(b"nan\tinfo\ta\ninf\tinfo\ta\n-inf\tinfo\ta\n"),
    "times beyond all": lambda: gzip.compress(b"1e300\tinfo\ta\n-1e300\tinfo\ta\n1e12\tinfo\ta\n"),
    "a level that there is not": lambda: gzip.compress(b"1.0\t__class__\ta\n"),
    "escapes of a terminal": lambda: gzip.compress(b"1.0\tinfo\t\x1b]0;x\x07\x1b[2J\n1.0\t\x1b[2J\ta\n"),
    "a line without end": lambda: gzip.compress(b"1.0\tinfo\t" + b"a" * 10_000_000),
}


def _model(content: bytes, _: Place) -> None:
    decode_model(content)


def _fonts(content: bytes, place: Place) -> None:
    memory = place.folder / "fonts.json"
    memory.write_bytes(content)
    (place.folder / "fonts").mkdir()
    assert bound_fonts(memory, folders=[place.folder / "fonts"]) == ()


def _history(content: bytes, place: Place) -> None:
    with closing(sqlite3.connect(place.folder / DATABASE_NAME)) as store, store:
        store.execute("CREATE TABLE render (job_id TEXT, ended REAL, document BLOB)")
        store.execute("INSERT INTO render VALUES ('a', 1.0, ?)", (content,))
    read_history(place.folder)


def _store(make: Callable[[Path], None], place: Place) -> None:
    make(place.folder / DATABASE_NAME)
    with Store.open(place.folder) as store, store.change():
        pass


def _written(content: bytes) -> Callable[[Path], None]:
    def make(file: Path) -> None:
        file.write_bytes(content)

    return make


def _database(*statements: str) -> Callable[[Path], None]:
    def make(file: Path) -> None:
        with closing(sqlite3.connect(file)) as database, database:
            for statement in statements:
                database.execute(statement)

    return make


def _damaged(at: int, value: bytes) -> Callable[[Path], None]:
    def make(file: Path) -> None:
        _database("CREATE TABLE job (a)")(file)
        content = bytearray(file.read_bytes())
        content[at : at + len(value)] = value
        file.write_bytes(content)

    return make


def _with_log(content: bytes) -> Callable[[Path], None]:
    def make(file: Path) -> None:
        with Store.open(file.parent):
            pass
        file.with_name(file.name + "-wal").write_bytes(content)

    return make


_STORES: dict[str, tuple[Callable[[Path], None], bool | None]] = {
    "no database": (_written(b"hello" * 1000), True),
    "a head of ones": (_damaged(16, b"\xff" * 84), True),
    "pages of ones": (_damaged(100, b"\xff" * 3000), True),
    "a page size of zero": (_damaged(16, b"\0\0"), True),
    "another program's tables": (_database("CREATE TABLE job (a)", "CREATE TABLE alembic_version (version_num)"), None),
    "a step from the future": (
        _database("CREATE TABLE alembic_version (version_num)", "INSERT INTO alembic_version VALUES ('9999')"),
        True,
    ),
    "a step that is a statement": (
        _database(
            "CREATE TABLE alembic_version (version_num)", "INSERT INTO alembic_version VALUES ('1; DROP TABLE job')"
        ),
        True,
    ),
    "a view for a table": (_database("CREATE VIEW job AS SELECT 1 AS a"), None),
    "a log of nonsense": (_with_log(b"\x37\x7f\x06\x82" + b"\xff" * 5000), None),
    "a folder in its place": (lambda file: file.mkdir(), True),
}


def _home(text: str, place: Place) -> None:
    """A folder of a user that there is not, in every setting that names a folder."""
    settings = Settings(node_home=text, output_folder=text, storage=text, results=text, fleet_prices=text)
    ways: tuple[Callable[[], object], ...] = (
        lambda: node_home(settings),
        lambda: output_folder(settings),
        lambda: open_storage(settings, MemorySecrets(), place.folder / "local"),
    )
    refusals = []
    for way in ways:
        try:
            way()
        except UsageError as error:
            refusals.append(error)
    assert len(refusals) == len(ways)
    raise refusals[0]


def _listed() -> list[Case]:
    found: list[Case] = []

    def add(
        kind: str, what: str, way: Callable[[bytes, Place], None], inputs: dict[str, bytes], **more: object
    ) -> None:
        found.extend(
            Case(kind, f"{what}: {name}", partial(way, content), **more)  # type: ignore[arg-type]
            for name, content in inputs.items()
        )

    add("settings", "farmhand.toml", _settings, TOML, names="farmhand.toml", refused=True)
    add("settings", "farms.toml", _farms, TOML)
    add("settings", "show.toml", _notes, TOML, names="show.toml")
    add("settings", "prices.toml", _prices, TOML, names="prices.toml", refused=True)
    found.extend(
        Case("settings", f"{name}={value[:20]!a}", partial(_variable, name, value), name[9:].lower())
        for name, values in _VALUES.items()
        for value in values
    )
    found.append(Case("settings", "a user that there is not", partial(_home, "~nobody-of-that-name/x"), "nobody", True))
    add("memories", "session", _session, JSON, refused=False)
    add("memories", "recent", _recent, JSON, refused=False)
    add("memories", "plan", _plan, JSON, refused=True)
    add("memories", "manifest", _manifest, JSON, refused=False)
    found.extend(Case("memories", f"log: {name}", partial(_log, make), refused=False) for name, make in _LOGS.items())
    add("memories", "compiled model", _model, JSON, refused=True)
    add("memories", "fonts", _fonts, JSON, refused=False)
    add("memories", "history", _history, JSON, refused=True)
    found.extend(
        Case("stores", name, partial(_store, make), refused=refused) for name, (make, refused) in _STORES.items()
    )
    return found


CASES = tuple(_listed())
