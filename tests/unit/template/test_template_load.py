"""Opening templates: the child process and its limits, the cache, and compiled models as bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zlib
from pathlib import Path

import msgspec
import own_projects
import pytest

from app.core.errors import TemplateError
from app.core.model import MODEL_VERSION, Template
from app.template import isolate, model_bytes
from app.template.aepx import write_aepx
from app.template.cache import MAX_ENTRIES, ModelCache
from app.template.chunks import read_rifx
from app.template.files import ProjectForm
from app.template.isolate import FROZEN_COMMAND, WarmParser, child_command, parse_isolated
from app.template.load import decode_model, encode_model, load_template

SMALL = Template(version="25.0x50", file_version=96, comps=(), fonts=("A",))


@pytest.fixture(scope="module")
def project() -> bytes:
    return own_projects.rich_project()


def test_a_template_is_the_same_parsed_here_or_in_a_child(tmp_path: Path, project: bytes) -> None:
    path = own_projects.write(tmp_path, "own.aep", project)
    child, here = load_template(path), load_template(path, isolated=False)
    assert child == here
    assert (child.size, child.format, child.path) == (len(project), ProjectForm.BINARY, path)
    assert child.sha256 == hashlib.sha256(project).hexdigest()
    assert {comp.name for comp in child.template.comps} == {"Inner", "Main"}


def test_xml_and_binary_give_one_model(tmp_path: Path, project: bytes) -> None:
    binary = own_projects.write(tmp_path, "own.aep", project)
    text = own_projects.write(tmp_path, "own.aepx", write_aepx(read_rifx(project, "own.aep")))
    loaded = load_template(text, isolated=False)
    assert loaded.format is ProjectForm.XML
    assert loaded.template == load_template(binary, isolated=False).template


def test_damage_crosses_the_process_with_its_reason(tmp_path: Path, project: bytes) -> None:
    path = own_projects.write(tmp_path, "Grüße.aep", project[: len(project) // 2])
    with pytest.raises(TemplateError, match="cut off") as caught:
        load_template(path)
    assert "Grüße.aep" in caught.value.title
    assert caught.value.next_step


def test_a_file_that_is_no_project_needs_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(TemplateError, match="PNG image"):
        load_template(own_projects.write(tmp_path, "a.aep", b"\x89PNG\r\n\x1a\n"))


def test_a_child_that_takes_too_long_is_given_up(project: bytes) -> None:
    with pytest.raises(TemplateError, match="takes too long"):
        parse_isolated(project, "slow.aep", time_limit=0.01)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "told to end"),
        ("import sys; sys.stdin.buffer.read(); print('Mooh', end='')", "is not a compiled template|damaged"),
        ("import sys; sys.stdin.buffer.read(); print('E???', end='')", "exit code 0|without an answer"),
    ],
)
def test_a_child_that_dies_or_talks_nonsense_is_a_template_error(
    tmp_path: Path, project: bytes, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    monkeypatch.setattr(isolate, "child_command", lambda: [sys.executable, "-c", script])
    with pytest.raises(TemplateError, match=told):
        load_template(own_projects.write(tmp_path, "crash.aep", project))


def test_a_child_that_cannot_start_is_a_template_error(project: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolate, "child_command", lambda: ["/no/such/program"])
    with pytest.raises(TemplateError, match="did not start"):
        parse_isolated(project, "a.aep")


def test_a_warm_parser_gives_every_file_a_fresh_child(tmp_path: Path, project: bytes) -> None:
    path = own_projects.write(tmp_path, "own.aep", project)
    broken = own_projects.write(tmp_path, "broken.aep", project[:-50_000])
    with WarmParser() as parser:
        children = []
        for source in (path, broken, path):
            assert parser._waiting is not None
            children.append(parser._waiting)
            if source is broken:
                with pytest.raises(TemplateError, match=r"broken\.aep"):
                    load_template(source, parser=parser)
            else:
                assert load_template(source, parser=parser) == load_template(path, isolated=False)
        assert len({child.pid for child in children}) == 3
        last = parser._waiting
        assert last is not None
    assert all(child.returncode is not None for child in (*children, last))


def test_a_waiting_child_that_died_is_replaced(project: bytes) -> None:
    with WarmParser() as parser:
        assert parser._waiting is not None
        parser._waiting.kill()
        parser._waiting.wait()
        assert decode_model(parser.parse(project, "own.aep")).comps


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_child_runs_out_of_memory_not_the_program(project: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        "from app.template import isolate, isolate_posix\n"
        "isolate_posix._BASE_MEMORY, isolate_posix._MEMORY_PER_BYTE = 96 * 1024**2, 0\n"
        "raise SystemExit(isolate.main())"
    )
    monkeypatch.setattr(isolate, "child_command", lambda: [sys.executable, "-c", script])
    with pytest.raises(TemplateError, match="more memory than it is given"):
        parse_isolated(project + bytes(64 * 1024**2), "hungry.aep")


def test_the_packaged_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command() == [sys.executable, "-m", "app.template.isolate"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, FROZEN_COMMAND]


def test_a_second_opening_comes_from_the_cache(tmp_path: Path, project: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    path, cache = own_projects.write(tmp_path, "own.aep", project), tmp_path / "cache"
    first = load_template(path, cache=cache, isolated=False)
    monkeypatch.setattr("app.template.load._compile", None)
    again = own_projects.write(tmp_path, "copy under another name.aep", project)
    assert load_template(again, cache=cache, isolated=False).template == first.template


def test_spoilt_cache_entries_are_made_again(tmp_path: Path, project: bytes) -> None:
    path, cache = own_projects.write(tmp_path, "own.aep", project), tmp_path / "cache"
    wanted = load_template(path, cache=cache, isolated=False).template
    (entry,) = cache.iterdir()
    whole = entry.read_bytes()
    for spoilt in (b"", whole[:-1], whole[:200] + b"x" + whole[201:], b"other\n"):
        entry.write_bytes(spoilt)
        assert load_template(path, cache=cache, isolated=False).template == wanted
        assert entry.read_bytes() == whole


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path, project: bytes) -> None:
    path = own_projects.write(tmp_path, "own.aep", project)
    in_the_way = own_projects.write(tmp_path, "cache", b"a file")
    assert load_template(path, cache=in_the_way, isolated=False).template.comps


def test_the_cache_keeps_the_newest(tmp_path: Path) -> None:
    cache = ModelCache(tmp_path)
    for number in range(MAX_ENTRIES + 3):
        cache.put(f"{number:04}", encode_model(SMALL))
    assert len(list(tmp_path.iterdir())) == MAX_ENTRIES
    assert cache.get(f"{MAX_ENTRIES + 2:04}") == SMALL


def test_a_compiled_model_survives_its_bytes(project: bytes, tmp_path: Path) -> None:
    template = load_template(own_projects.write(tmp_path, "own.aep", project), isolated=False).template
    assert decode_model(encode_model(template)) == template
    assert encode_model(template) == encode_model(decode_model(encode_model(template)))


def test_other_bytes_are_not_taken_for_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    good = encode_model(SMALL)
    monkeypatch.setattr(model_bytes, "MODEL_VERSION", MODEL_VERSION + 1)
    newer = encode_model(SMALL)
    monkeypatch.undo()
    with pytest.raises(TemplateError, match="another version"):
        decode_model(newer)
    with pytest.raises(TemplateError, match="not a compiled template"):
        decode_model(b"PK\x03\x04")
    with pytest.raises(TemplateError, match="not a compiled template"):
        decode_model(b"")
    with pytest.raises(TemplateError, match="checksum"):
        decode_model(good[:-1])
    body = msgspec.msgpack.encode({"version": 7})
    with pytest.raises(TemplateError, match="is damaged"):
        decode_model(b"farmhand-model %d %08x\n%s" % (MODEL_VERSION, zlib.crc32(body), body))


def test_opening_from_the_cache_does_not_import_the_parser(tmp_path: Path, project: bytes) -> None:
    path, cache = own_projects.write(tmp_path, "own.aep", project), tmp_path / "cache"
    load_template(path, cache=cache, isolated=False)
    script = (
        "import sys\nfrom pathlib import Path\nfrom app.template.load import load_template\n"
        "load_template(Path(sys.argv[1]), cache=Path(sys.argv[2]))\nraise SystemExit('py_aep' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script, path, cache], check=False).returncode == 0


def test_the_child_that_parses_sees_no_secrets(project: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FARMHAND_SECRET_BROKER", "hunter2")
    script = "import os, sys; sys.stdin.buffer.read(); sys.exit(40 + ('hunter2' in os.environ.values()))"
    monkeypatch.setattr(isolate, "child_command", lambda: [sys.executable, "-c", script])
    with pytest.raises(TemplateError, match="exit code 40"):
        parse_isolated(project, "a.aep")
