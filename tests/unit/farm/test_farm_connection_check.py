"""The way to a farm, tried: every step tells what is wrong with it, and the trial ends when nobody wants it."""

from __future__ import annotations

import gc
import socket
import ssl
import struct
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.farm.connection_check import CheckStep, ConnectionCheck
from app.farm.doctor import Examination, Verdict
from tests.fakes.secrets import MemorySecrets
from tests.servers.certificates import make_certificates


def trial(folder: Path, broker: str, **more: str) -> ConnectionCheck:
    storage = folder / "storage"
    storage.mkdir(exist_ok=True)
    settings = Settings(broker=broker, **({"storage": str(storage)} | more))  # type: ignore[arg-type]
    return ConnectionCheck(settings, MemorySecrets(), local=folder / "local")


def found(check: ConnectionCheck) -> dict[str, Examination]:
    return {str(one.part): one for one in check.steps()}


@pytest.mark.parametrize("broker", ["", "mq.studio.local", "amqps://ann:hunter2@mq/farm", "amqps://mq/farm"])
def test_an_address_that_is_none(tmp_path: Path, broker: str) -> None:
    seen = found(trial(tmp_path, broker))
    assert set(seen) == {CheckStep.ADDRESS, CheckStep.STORAGE}
    assert seen[CheckStep.ADDRESS].verdict is Verdict.BAD
    assert seen[CheckStep.ADDRESS].next_step
    assert "hunter2" not in str(seen)
    assert seen[CheckStep.STORAGE].verdict is Verdict.GOOD


def test_a_name_that_no_computer_can_have(tmp_path: Path) -> None:
    seen = found(trial(tmp_path, f"amqps://ann@{'a' * 70}.invalid/farm"))
    assert seen[CheckStep.ADDRESS].verdict is Verdict.BAD
    assert "No computer of that name" in seen[CheckStep.ADDRESS].seen


def test_nothing_listens(tmp_path: Path) -> None:
    seen = found(trial(tmp_path, "amqp://ann@127.0.0.1:1/farm"))
    assert seen[CheckStep.ADDRESS].verdict is Verdict.GOOD
    assert "Nothing listens" in seen[CheckStep.NETWORK].seen
    assert CheckStep.LOGIN not in seen


def test_a_storage_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    seen = found(trial(tmp_path, "", storage=str(tmp_path / "file" / "below")))
    assert seen[CheckStep.STORAGE].verdict is Verdict.BAD


def test_a_server_that_says_nothing_is_left_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        check = trial(tmp_path, f"amqps://ann@127.0.0.1:{silent.getsockname()[1]}/farm")
        seen: list[Examination] = []
        thread = threading.Thread(target=lambda: seen.extend(check.steps()))
        thread.start()
        silent.settimeout(30)
        other, _ = silent.accept()
        with other:
            assert other.recv(1), "The handshake did not begin."
            check.stop()
            thread.join(5)
            assert not thread.is_alive()
            for step in threading.enumerate():
                if step.name == "farm check":
                    step.join(5)
                    assert not step.is_alive(), "It goes on with the handshake."
    assert [one.part for one in seen] == [CheckStep.ADDRESS, CheckStep.NETWORK]


def test_a_server_that_hangs_up_proves_nothing_and_leaves_nothing_open(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up(step: CheckStep) -> None:
            if step is CheckStep.TLS:
                other, _ = server.accept()
                # Reset, not ended: the other side is not connected any more.
                other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                other.close()

        check = trial(tmp_path, f"amqps://ann@127.0.0.1:{server.getsockname()[1]}/farm")
        seen = {str(one.part): one for one in check.steps(hang_up)}
    assert seen[CheckStep.TLS].verdict is Verdict.BAD
    # What was left open complains when it is collected.
    gc.collect()


def test_a_server_that_is_no_broker_does_not_prove_itself(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            other, _ = server.accept()
            with other:
                other.recv(100)
                other.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        seen = found(trial(tmp_path, f"amqps://ann@127.0.0.1:{server.getsockname()[1]}/farm"))
        thread.join()
    assert seen[CheckStep.TLS].verdict is Verdict.BAD
    assert "encrypted" in seen[CheckStep.TLS].seen


@pytest.mark.parametrize("known", [True, False])
def test_a_server_proves_itself_to_who_knows_its_authority(known: bool, tmp_path: Path) -> None:
    folder = make_certificates(tmp_path / "server")
    authority = (folder if known else make_certificates(tmp_path / "stranger")) / "ca.pem"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    agreed: list[str | None] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            other, _ = server.accept()
            server.close()
            with suppress(OSError), context.wrap_socket(other, server_side=True) as safe:
                agreed.append(safe.version())

        thread = threading.Thread(target=greet)
        thread.start()
        broker = f"amqps://ann@127.0.0.1:{server.getsockname()[1]}/farm"
        seen = found(trial(tmp_path, broker, broker_ca=str(authority)))
        thread.join(30)
    if known:
        assert seen[CheckStep.TLS].verdict is Verdict.GOOD
        assert str(agreed[0]) in seen[CheckStep.TLS].seen
        assert seen[CheckStep.LOGIN].verdict is Verdict.BAD
    else:
        assert seen[CheckStep.TLS].verdict is Verdict.BAD
        assert "could not prove" in seen[CheckStep.TLS].seen
        assert not agreed
