from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from app.core.errors import FarmhandError
from app.farm.recent import recent_templates
from app.ui.handover import LARGEST, Handover, encode, handover_of
from app.ui.single_instance import ANSWER, MOST_VISITORS, SingleInstance, hand_over, socket_name
from resources import samples

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
MILLISECONDS = 30_000

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def home(empty_home: Path) -> Path:
    return empty_home / ".local" / "share" / "farmhand" / "profiles" / "default"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the program with words; what is left of it is ended."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "app.main", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE)
        started.append(process)
        return process

    yield begin
    for process in started:
        left = []
        with suppress(psutil.Error):
            left = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
        for child in left:
            with suppress(psutil.Error):
                child.kill()


def wait_until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def answers(home: Path) -> bool:
    """Whether a window listens."""
    try:
        hand_over(home, Handover(), seconds=0.2)
    except FarmhandError:
        return False
    return True


@pytest.mark.timeout(180)
def test_second_start_hands_over_and_ends(start: Start, home: Path) -> None:
    first = start()
    wait_until(lambda: answers(home))
    sample = samples()[0].template
    assert start(str(sample)).wait(SECONDS) == 0
    wait_until(lambda: [one.path for one in recent_templates(home).all()] == [str(sample)])
    assert start("farmhand:job/0123abc").wait(SECONDS) == 0
    assert first.poll() is None
    first.send_signal(signal.SIGTERM)
    assert first.wait(SECONDS) == 0


@pytest.mark.timeout(180)
def test_start_after_a_kill_is_the_first(start: Start, home: Path) -> None:
    first = start()
    wait_until(lambda: answers(home))
    first.kill()
    first.wait(SECONDS)
    second = start()
    wait_until(lambda: answers(home))
    assert second.poll() is None
    assert not any(one.type == socket.SOCK_STREAM for one in psutil.Process(second.pid).net_connections("inet"))


def test_window_that_does_not_answer_is_said(start: Start, home: Path) -> None:
    instance = SingleInstance(home)
    assert instance.claim()
    second = SingleInstance(home)
    assert not second.claim()
    with pytest.raises(FarmhandError, match="does not answer"):
        hand_over(home, Handover(), seconds=0.3)
    instance.release()
    assert second.claim()
    second.release()


@pytest.fixture
def listening(home: Path, qtbot: QtBot) -> Iterator[tuple[SingleInstance, list[Handover]]]:
    """A first start that listens, and what it was asked for."""
    instance = SingleInstance(home)
    assert instance.claim()
    instance.listen()
    asked: list[Handover] = []
    instance.asked.connect(asked.append)
    yield instance, asked
    instance.release()


def visit(home: Path) -> QLocalSocket:
    visitor = QLocalSocket()
    visitor.connectToServer(socket_name(home))
    assert visitor.waitForConnected(5000)
    return visitor


def is_sent_away(visitor: QLocalSocket) -> bool:
    return visitor.state() is QLocalSocket.LocalSocketState.UnconnectedState


GOOD = Handover(files=(str(samples()[0].template),))


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x00\xff\xfe\n",
        b"[]\n",
        b'{"version": 2}\n',
        b'{"files": ["relative.aep"]}\n',
        b'{"files": ["/etc/passwd"]}\n',
        b'{"files": ["/a\\u0000.aep"]}\n',
        b'{"files": 7}\n',
        b'{"job_id": "../../x"}\n',
        b'{"files": [' + b'"/a.aep",' * 100 + b'"/a.aep"]}\n',
        b"[" * 60_000 + b"\n",
        b"x" * (LARGEST + 10),
    ],
    ids=lambda said: str(said[:24]),
)
def test_nonsense_is_sent_away(
    listening: tuple[SingleInstance, list[Handover]], home: Path, qtbot: QtBot, said: bytes
) -> None:
    _, asked = listening
    visitor = visit(home)
    visitor.write(said)
    qtbot.waitUntil(lambda: is_sent_away(visitor), timeout=MILLISECONDS)
    assert asked == []
    good = visit(home)
    good.write(encode(GOOD))
    qtbot.waitUntil(lambda: good.bytesAvailable() >= len(ANSWER), timeout=MILLISECONDS)
    assert good.readAll().data() == ANSWER
    assert asked == [GOOD]


def test_who_says_nothing_is_sent_away_and_others_get_their_turn(
    listening: tuple[SingleInstance, list[Handover]], home: Path, qtbot: QtBot
) -> None:
    _, asked = listening
    silent = [visit(home) for _ in range(MOST_VISITORS + 3)]
    slow = visit(home)
    slow.write(b'{"files"')
    qtbot.waitUntil(lambda: all(is_sent_away(one) for one in (*silent, slow)), timeout=MILLISECONDS)
    assert asked == []
    good = visit(home)
    good.write(encode(GOOD))
    qtbot.waitUntil(lambda: asked == [GOOD], timeout=MILLISECONDS)


def test_socket_is_this_users_alone(listening: tuple[SingleInstance, list[Handover]], home: Path) -> None:
    if os.name == "posix":
        assert Path(socket_name(home)).stat().st_mode & 0o077 == 0


def test_socket_of_a_deep_profile_has_a_short_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    deep = tmp_path.joinpath(*["folder"] * 20)
    assert len(os.fsencode(socket_name(deep))) <= 104
    assert socket_name(deep) != socket_name(deep / "other")


def test_words_become_a_handover(tmp_path: Path) -> None:
    found = handover_of(["a.aep", str(tmp_path / "b.CSV"), "farmhand:job/0f-1"], tmp_path)
    assert found == Handover(files=(str(tmp_path / "a.aep"), str(tmp_path / "b.CSV")), job_id="0f-1")
    with pytest.raises(FarmhandError, match="cannot be opened"):
        handover_of(["holiday.mov"], tmp_path)


@pytest.mark.parametrize(
    "link",
    [
        "farmhand:",
        "farmhand:job/",
        "farmhand:job/../x",
        "farmhand:quit",
        "farmhand:job/a?b",
        "farmhand:job/" + "x" * 65,
    ],
)
def test_other_links_are_refused(tmp_path: Path, link: str) -> None:
    assert handover_of([link], tmp_path) == Handover(refused=True)
