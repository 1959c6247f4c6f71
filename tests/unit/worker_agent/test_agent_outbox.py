"""The outbox: reports reach the broker in order, whatever dies meanwhile."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from app.core.errors import BrokerError, StorageError
from app.core.messages import AnyMessage, ChunkEnded, WorkerGone
from app.core.ports import RESULTS
from app.farm.broker_memory import MemoryBroker
from worker_agent.outbox import Outbox


class Away(MemoryBroker):
    """A broker that is away for the first `times` messages, and then takes them."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times
        self.taken: list[AnyMessage] = []
        self.refused = threading.Event()

    def send(
        self, queue: str, message: AnyMessage, *, sender: str, reply_to: str = "", correlation_id: str = ""
    ) -> None:
        assert queue == RESULTS
        if self.left:
            self.left -= 1
            self.refused.set()
            raise BrokerError("The broker is away.")
        self.taken.append(message)


def report(number: int) -> ChunkEnded:
    return ChunkEnded(worker="w", boot="b", job_id="j", attempt=number)


@pytest.mark.parametrize("durable", [False, True])
def test_agent_outbox_sends_in_order_once_the_broker_is_back(durable: bool, tmp_path: Path) -> None:
    broker = Away(times=3)
    outbox = Outbox(broker, sender="w", folder=tmp_path if durable else None)
    for number in range(5):
        outbox.put(report(number))
    assert outbox.flush(20)
    outbox.close()
    assert broker.taken == [report(number) for number in range(5)]
    assert list(tmp_path.iterdir()) == []


def test_agent_outbox_survives_the_agent(tmp_path: Path) -> None:
    away = Away(times=1000)
    first = Outbox(away, sender="w", folder=tmp_path)
    first.put(report(1))
    first.put(WorkerGone(worker="w", boot="b"))
    assert away.refused.wait(10)
    assert not first.flush(0.01)
    first.close()
    back = Away(times=0)
    second = Outbox(back, sender="w", folder=tmp_path)
    second.put(report(2))
    assert second.flush(20)
    second.close()
    assert back.taken == [report(1), WorkerGone(worker="w", boot="b"), report(2)]


def test_agent_outbox_sends_what_need_not_be_kept_in_its_turn_and_writes_only_the_rest(tmp_path: Path) -> None:
    away = Away(times=1000)
    outbox = Outbox(away, sender="w", folder=tmp_path)
    outbox.put(report(1))
    outbox.put(report(2), kept=False)
    outbox.put(report(3))
    assert len(list(tmp_path.glob("*.msg"))) == 2
    away.left = 0
    assert outbox.flush(20)
    outbox.close()
    assert away.taken == [report(1), report(2), report(3)]


def test_agent_outbox_sets_damaged_reports_aside_and_drops_torn_ones(tmp_path: Path) -> None:
    (tmp_path / "000000000004.msg").write_bytes(b'{"v":[9,0],"m":{}}')
    (tmp_path / ".000000000005.msg.abc.part").write_bytes(b"{")
    broker = Away(times=0)
    outbox = Outbox(broker, sender="w", folder=tmp_path)
    outbox.put(report(1))
    assert outbox.flush(20)
    outbox.close()
    assert broker.taken == [report(1)]
    assert [path.name for path in tmp_path.iterdir()] == ["000000000004.refused"]


def test_agent_outbox_sends_also_what_the_disk_does_not_take(tmp_path: Path) -> None:
    """Who reports goes on: a worker with what it draws, its supervisor with starting it anew."""
    broker = Away(times=1)
    outbox = Outbox(broker, sender="w", folder=tmp_path / "reports")
    outbox.put(report(1))
    shutil.rmtree(tmp_path / "reports")
    outbox.put(report(2))
    assert outbox.flush(20)
    outbox.close()
    assert broker.taken == [report(1), report(2)]


def test_agent_outbox_says_when_its_folder_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="file"):
        Outbox(Away(times=0), sender="w", folder=tmp_path / "file")


def test_agent_outbox_closes_while_the_broker_is_away(tmp_path: Path) -> None:
    outbox = Outbox(Away(times=10**9), sender="w", folder=tmp_path)
    outbox.put(report(1))
    closing = threading.Thread(target=outbox.close)
    closing.start()
    closing.join(10)
    assert not closing.is_alive()
    assert len(list(tmp_path.iterdir())) == 1


def test_agent_outbox_leaves_alone_what_is_not_its_own_and_tells_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A copy by hand, digits of another script, a conflict of two computers, a number without end, a folder."""
    away = Away(times=1000)
    first = Outbox(away, sender="w", folder=tmp_path)
    first.put(report(1))
    assert away.refused.wait(10)
    first.close()
    (kept,) = tmp_path.glob("*.msg")
    foreign = {"Kopie von 1.msg", "notes.msg", "٠٠٠٠٠٠٠٠٠٠٠٧.msg", "7.msg", "9" * 200 + ".msg", f"{kept.stem} (1).msg"}
    for name in foreign:
        (tmp_path / name).write_bytes(kept.read_bytes())
    (tmp_path / "000000000009.msg").mkdir()
    foreign.add("000000000009.msg")
    back = Away(times=0)
    second = Outbox(back, sender="w", folder=tmp_path)
    second.put(report(2))
    assert second.flush(20)
    second.close()
    assert back.taken == [report(1), report(2)]
    assert {path.name for path in tmp_path.iterdir()} == foreign
    told = [line for line in caplog.messages if "left alone" in line]
    assert len(told) == 1 and all(name in told[0] for name in foreign)
