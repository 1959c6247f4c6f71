"""Each fault of the proxy, as a plain socket client sees it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.proxy import FaultProxy, Way
from tests.servers.fixtures import wait_until

PATIENCE = 20.0
"""Of sockets: only ever spent when a test fails."""
SILENCE = 0.15
"""How long nothing has to come to be called silence."""


class Echo:
    """A server that sends back what it gets; `heard` is all of that, `ends` how its connections ended."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.ends: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # On Linux only this wakes the thread that accepts.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(65536):
                    self.heard += data
                    connection.sendall(data)
                self.ends.append("closed")
            except ConnectionError:
                self.ends.append("reset")


@pytest.fixture
def echo() -> Iterator[Echo]:
    """One for each test: the connections of an earlier one may end late."""
    one = Echo()
    yield one
    one.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[FaultProxy]:
    one = FaultProxy(echo.port)
    yield one
    one.close()


@pytest.fixture
def client(proxy: FaultProxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", proxy.port), PATIENCE) as one:
        assert said(one, b"hello") == b"hello"
        yield one


def said(client: socket.socket, data: bytes) -> bytes:
    """Send something and read as much again."""
    client.sendall(data)
    return received(client, len(data))


def received(client: socket.socket, count: int) -> bytes:
    """Read so many bytes, or fewer at the end of the connection."""
    data = b""
    while len(data) < count and (more := client.recv(count - len(data))):
        data += more
    return data


def is_silent(client: socket.socket) -> bool:
    client.settimeout(SILENCE)
    try:
        client.recv(1)
    except TimeoutError:
        return True
    finally:
        client.settimeout(PATIENCE)
    return False


def test_proxy_without_faults_passes_everything_on_and_half_closes(client: socket.socket, proxy: FaultProxy) -> None:
    data = bytes(range(256)) * 8192

    def send() -> None:
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)

    sender = threading.Thread(target=send)
    sender.start()
    assert received(client, len(data) + 1) == data
    sender.join()
    assert (proxy.connections, proxy.cuts) == (1, 0)
    wait_until(lambda: proxy.live == 0)


@pytest.mark.parametrize("way", Way)
def test_proxy_delays_one_way_and_keeps_the_order(client: socket.socket, proxy: FaultProxy, way: Way) -> None:
    proxy.change(way, delay=0.1, jitter=0.1)
    begun = time.monotonic()
    for number in range(50):
        client.sendall(b"%02d" % number)
    assert received(client, 100) == b"".join(b"%02d" % number for number in range(50))
    assert time.monotonic() - begun >= 0.1
    # What waits already comes at once when the fault ends.
    proxy.change(way, delay=1000.0)
    client.sendall(b"late")
    assert is_silent(client)
    proxy.heal()
    assert received(client, 4) == b"late"


def test_proxy_lets_drops_through(client: socket.socket, proxy: FaultProxy, echo: Echo) -> None:
    proxy.change(Way.UP, bytes_per_second=1000)
    begun = time.monotonic()
    assert said(client, b"x" * 200) == b"x" * 200
    assert time.monotonic() - begun >= 0.15
    client.sendall(b"y" * 1_000_000)
    assert len(echo.heard) < 10_000
    proxy.heal()
    assert received(client, 1_000_000) == b"y" * 1_000_000


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_proxy_cuts_after_so_many_bytes_once(
    client: socket.socket, proxy: FaultProxy, echo: Echo, way: Way, reset: bool
) -> None:
    proxy.cut_after(7, way, reset=reset)
    assert said(client, b"four") == b"four"
    client.sendall(b"more")
    wait_until(lambda: proxy.cuts == 1)
    wait_until(lambda: echo.ends)
    # What answers into a connection that was closed in order may be told so by a reset.
    assert echo.ends == ["reset"] or (not reset and echo.ends == ["closed"])
    if reset:
        with pytest.raises(ConnectionResetError):
            received(client, 4)
    else:
        assert received(client, 4) == (b"mor" if way is Way.DOWN else b"")
    assert bytes(echo.heard) == b"hellofourmor" + (b"e" if way is Way.DOWN else b"")
    with socket.create_connection(("127.0.0.1", proxy.port), PATIENCE) as another:
        assert said(another, b"x" * 100) == b"x" * 100


@pytest.mark.parametrize("way", Way)
def test_proxy_half_open_swallows_one_way_and_resets_when_it_is_healed(
    client: socket.socket, proxy: FaultProxy, echo: Echo, way: Way
) -> None:
    proxy.change(way, swallowed=True)
    client.sendall(b"gone")
    assert is_silent(client)
    assert bytes(echo.heard) == (b"hello" if way is Way.UP else b"hellogone")
    assert proxy.live == 1 and echo.ends == []
    proxy.heal()
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    wait_until(lambda: echo.ends == ["reset"])


def test_proxy_half_open_hides_the_end_of_the_other_side(proxy: FaultProxy, echo: Echo) -> None:
    with socket.create_connection(("127.0.0.1", proxy.port), PATIENCE) as client:
        assert said(client, b"hello") == b"hello"
        proxy.change(Way.UP, swallowed=True)
    wait_until(lambda: proxy.lost == 1)
    assert echo.ends == []
    proxy.heal()
    wait_until(lambda: echo.ends == ["reset"])


def test_proxy_black_hole_accepts_and_never_answers(client: socket.socket, proxy: FaultProxy, echo: Echo) -> None:
    proxy.black_hole()
    client.sendall(b"gone")
    with socket.create_connection(("127.0.0.1", proxy.port), PATIENCE) as another:
        another.sendall(b"gone too")
        assert is_silent(another) and is_silent(client)
        assert bytes(echo.heard) == b"hello"
        proxy.heal()
        for one in (client, another):
            with pytest.raises(ConnectionResetError):
                one.recv(1)
    with socket.create_connection(("127.0.0.1", proxy.port), PATIENCE) as third:
        assert said(third, b"back") == b"back"


def test_proxy_cuts_and_resets_all_at_once(client: socket.socket, proxy: FaultProxy, echo: Echo) -> None:
    proxy.cut()
    assert client.recv(1) == b""
    wait_until(lambda: echo.ends == ["closed"])
    with socket.create_connection(("127.0.0.1", proxy.port), PATIENCE) as another:
        assert said(another, b"x") == b"x"
        proxy.reset()
        with pytest.raises(ConnectionResetError):
            another.recv(1)
    wait_until(lambda: echo.ends == ["closed", "reset"])


def test_proxy_before_nobody_resets() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = int(nobody.getsockname()[1])
    proxy = FaultProxy(port)
    try:
        # Perhaps before the client has even begun to read.
        with (
            pytest.raises(ConnectionResetError),
            socket.create_connection(("127.0.0.1", proxy.port), PATIENCE) as client,
        ):
            client.recv(1)
    finally:
        proxy.close()
