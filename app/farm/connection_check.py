"""Tries the way to a farm step by step, each with what was seen, what to do about it, and how long it took.

Threads: each step is done in a thread of its own, `farm check`, so that whoever waits can stop waiting at once. A step
that was given up closes what it had open, or ends with its own time-out.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.core.errors import BrokerError
from app.core.messages import PROTOCOL_MAJOR, PROTOCOL_MINOR
from app.core.ports import Secrets
from app.core.settings import Settings
from app.farm import doctor, farm_parts
from app.farm.client import FarmClient
from app.farm.doctor import Examination, Seen, Verdict
from app.farm.farm_storage import open_storage
from app.farm.rabbitmq.address import CONNECT_SECONDS, BrokerAddress, tls_context
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.state import LinkPhase, LinkState
from app.farm.rabbitmq.translation import broker_error

ANSWER_SECONDS: Final = 10.0
"""How long the manager may take to answer here."""

LOGIN_SECONDS: Final = 20.0

_LOOK_SECONDS: Final = 0.05
_RECORD_BYTES: Final = 16 * 1024


class CheckStep(StrEnum):
    """What is tried, in this order. A step that needs one that failed is not tried."""

    ADDRESS = "address"
    NETWORK = "network"
    TLS = "tls"
    LOGIN = "login"
    RIGHTS = "rights"
    MANAGER = "manager"
    STORAGE = "storage"


class ConnectionCheck:
    """One trial. `steps` may be run once; `stop` ends it from any thread."""

    def __init__(self, settings: Settings, secrets: Secrets, *, local: Path) -> None:
        """`local` is a folder on this computer's disk for what is fetched from the storage."""
        self._settings, self._secrets, self._local = settings, secrets, local
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._address: BrokerAddress | None = None
        self._socket: socket.socket | None = None
        self._broker: RabbitBroker | None = None
        self._client: FarmClient | None = None

    def stop(self) -> None:
        """Go no further; what is open is closed."""
        self._stop.set()
        with self._lock:
            if self._socket is not None:
                _shut(self._socket)

    def steps(self, begun: Callable[[CheckStep], None] = lambda _step: None) -> Iterator[Examination]:
        """Try one step after the other; `begun` is told of each before. `Examination.part` is the step.

        Nothing lasting is changed at the farm. What could not be tried is not told of.
        """
        try:
            reached = True
            for step, look in self._way():
                if reached:
                    begun(step)
                    found = self._tried(step, look)
                    if found is None:
                        return
                    yield found
                    reached = found.verdict is not Verdict.BAD
            begun(CheckStep.STORAGE)
            found = self._tried(CheckStep.STORAGE, self._storage)
            if found is not None:
                yield found
        finally:
            self._close()

    def _way(self) -> Iterator[tuple[CheckStep, Callable[[], Seen]]]:
        yield CheckStep.ADDRESS, self._look_up
        yield CheckStep.NETWORK, self._reach
        if self._address is not None and self._address.tls:
            yield CheckStep.TLS, self._encrypt
        yield CheckStep.LOGIN, self._log_in
        yield CheckStep.RIGHTS, self._use
        yield CheckStep.MANAGER, self._ask

    def _tried(self, step: CheckStep, look: Callable[[], Seen]) -> Examination | None:
        """Do a step in a thread; None when it is given up."""
        found: list[Examination] = []
        done = threading.Event()

        def run() -> None:
            try:
                found.append(doctor.timed(step, look))
            finally:
                done.set()

        threading.Thread(target=run, name="farm check", daemon=True).start()
        while not done.wait(_LOOK_SECONDS):
            if self._stop.is_set():
                return None
        return found[0] if found and not self._stop.is_set() else None

    def _look_up(self) -> Seen:
        address = farm_parts.broker_address(self._settings)
        with _translated(address):
            found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        self._address = address
        numbers = sorted({str(one[4][0]) for one in found})
        return Verdict.GOOD, f"{address.host} is {', '.join(numbers[:3])}.", ""

    def _reach(self) -> Seen:
        address = self._known()
        with _translated(address):
            made = socket.create_connection((address.host, address.port), CONNECT_SECONDS)
        with self._lock:
            if not self._stop.is_set():
                self._socket = made
                return Verdict.GOOD, f"Something listens at {address}.", ""
        made.close()
        raise BrokerError("There is no connection any more.")

    def _encrypt(self) -> Seen:
        address, plain = self._known(), self._socket
        if plain is None:
            raise BrokerError("There is no connection any more.")
        context = tls_context(address)
        with _translated(address):
            version = _shake_hands(plain, context, address.host)
        return Verdict.GOOD, f"The server proved that it is {address.host} ({version}).", ""

    def _log_in(self) -> Seen:
        address = self._known()
        # RabbitMQ gives half a minute to who connects and says nothing.
        self._hang_up()
        broker = farm_parts.open_broker(self._settings, self._secrets, role=farm_parts.CLIENT)
        self._keep(broker)
        ended = threading.Event()

        def on_state(state: LinkState) -> None:
            if state.phase is not LinkPhase.CONNECTING or state.error is not None:
                ended.set()

        broker.watch(on_state)
        ended.wait(LOGIN_SECONDS)
        state = broker.state
        if state.phase is LinkPhase.BLOCKED:
            return Verdict.BAD, f"{address} takes no messages: {state.reason}.", "Free memory or disk space there."
        if state.phase is not LinkPhase.CONNECTED:
            if state.error is not None:
                raise BrokerError(state.error.title, state.error.cause, state.error.next_step)
            raise BrokerError(f"The broker at {address} does not answer.", f"Nothing came in {LOGIN_SECONDS:g} s.")
        seen = f"“{address.user}” was let in to {address.vhost}, {'with TLS' if address.tls else 'without encryption'}."
        if state.notes:
            return Verdict.DOUBTFUL, f"{seen} {' '.join(state.notes)}", "Run “farmhand-agent broker setup”."
        return Verdict.GOOD, seen, ""

    def _use(self) -> Seen:
        broker = self._broker
        if broker is None:
            raise BrokerError("There is no connection any more.")
        self._client = FarmClient(broker, broker.user, answer_seconds=ANSWER_SECONDS)
        broker.subscribe(lambda _event: None)
        return Verdict.GOOD, f"“{broker.user}” may ask the farm and hear its events.", ""

    def _ask(self) -> Seen:
        if self._client is None:
            raise BrokerError("There is no connection any more.")
        try:
            jobs = len(self._client.snapshot())
            workers = self._client.workers()
        except BrokerError as error:
            raise BrokerError(
                error.title,
                error.cause,
                "See whether the manager runs, and bring it and this program to the same version.",
            ) from error
        awake = sum(1 for one in workers if one.state not in ("lost", "offline"))
        version = f"protocol {PROTOCOL_MAJOR}.{PROTOCOL_MINOR}"
        seen = f"The manager answers in this program's words ({version}): {jobs} jobs, {awake} workers."
        if not awake:
            return Verdict.DOUBTFUL, seen, "Jobs wait until a worker is started: “farmhand-agent --role worker”."
        return Verdict.GOOD, seen, ""

    def _storage(self) -> Seen:
        with ExitStack() as opened:
            storage = open_storage(self._settings, self._secrets, self._local, stop=self._stop)
            opened.callback(storage.close)
            found = doctor.storage_seen(storage, self._settings.storage)
            if found[0] is Verdict.BAD:
                return found
            clock = doctor.clock_seen(storage)
            return found if clock[0] is Verdict.GOOD else clock

    def _known(self) -> BrokerAddress:
        if self._address is None:
            raise BrokerError("The address is not known.")
        return self._address

    def _keep(self, broker: RabbitBroker) -> None:
        with self._lock:
            if not self._stop.is_set():
                self._broker = broker
                return
        broker.close()

    def _hang_up(self) -> None:
        with self._lock:
            found, self._socket = self._socket, None
        if found is not None:
            _shut(found)
            found.close()

    def _close(self) -> None:
        self._hang_up()
        with self._lock:
            broker, self._broker = self._broker, None
        client, self._client = self._client, None
        if client is not None:
            client.close()
        if broker is not None:
            broker.close()


@contextmanager
def _translated(address: BrokerAddress) -> Iterator[None]:
    """The system's and OpenSSL's errors in our words."""
    try:
        yield
    # Python refuses some names before the system is asked, with an error of its codecs.
    except (OSError, UnicodeError) as error:
        found = error if isinstance(error, OSError) else socket.gaierror()
        raise broker_error(found, str(address), address.user) from error


def _shake_hands(plain: socket.socket, context: ssl.SSLContext, host: str) -> str | None:
    """Do the handshake of TLS, which whoever has the socket can end by shutting it; the version agreed on.

    An `SSLSocket` would take the socket from them, and nobody could close it when the peer is gone already.
    """
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    safe = context.wrap_bio(incoming, outgoing, server_hostname=host)
    while True:
        try:
            safe.do_handshake()
        except ssl.SSLWantReadError:
            plain.sendall(outgoing.read())
        except ssl.SSLError:
            with suppress(OSError):
                plain.sendall(outgoing.read())  # It says to the server why.
            raise
        else:
            plain.sendall(outgoing.read())
            return safe.version()
        if part := plain.recv(_RECORD_BYTES):
            incoming.write(part)
        else:
            incoming.write_eof()


def _shut(found: socket.socket) -> None:
    with suppress(OSError):  # The other side was quicker.
        found.shutdown(socket.SHUT_RDWR)
