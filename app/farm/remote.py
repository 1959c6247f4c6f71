"""A farm of many computers as its clients see it: over its broker and its storage, through every reconnection.

Threads: `farm picture` has the client take a new snapshot when the connection to the broker came back, because events
are missed and answers lost meanwhile. `_Keeper._changed` guards what it was told of the link; nothing is called while
it is held.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from app.core.errors import BrokerError, ErrorInfo, SecretsError
from app.core.ports import Secrets
from app.core.settings import Settings
from app.core.states import JobState
from app.farm import farm_parts
from app.farm.client import ANSWER_SECONDS, FarmClient
from app.farm.connection import FarmStorage
from app.farm.farm_storage import SharedStorage, open_storage
from app.farm.places import farm_cache, node_home
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.state import LinkListener, LinkPhase, LinkState
from app.farm.secrets_keyring import KeyringSecrets
from app.farm.secrets_node import NodeSecrets
from app.farm.storage_folder import FolderStorage

CONNECT_SECONDS: Final = 20.0
"""How long connecting may take at first, unless the broker says before that it will not be."""

PATIENCE_SECONDS: Final = 900.0
"""How long somebody who follows jobs bears that broker or manager are away, as when they are upgraded."""

_RETRY_SECONDS: Final = 2.0

_log = logging.getLogger(__name__)


class RemoteFarm:
    """Implements `FarmConnection` over RabbitMQ. Thread-safe."""

    def __init__(self, broker: RabbitBroker, client: FarmClient, settings: Settings, secrets: Secrets) -> None:
        self._broker = broker
        self._client = client
        self._settings = settings
        self._secrets = secrets
        self._lock = threading.Lock()
        self._storage: SharedStorage | None = None

    @property
    def client(self) -> FarmClient:
        """See `FarmConnection.client`."""
        return self._client

    @property
    def user(self) -> str:
        """Who this is to the farm: the broker user, who owns the jobs that are submitted here."""
        return self._broker.user

    @property
    def storage(self) -> FarmStorage:
        """See `FarmConnection.storage`. Opened when first asked for; raises as `farm_storage.open_storage`."""
        with self._lock:
            if self._storage is None:
                self._storage = open_storage(self._settings, self._secrets, farm_cache())
            return self._storage

    def close(self) -> None:
        """Let go of the storage."""
        with self._lock:
            storage, self._storage = self._storage, None
        if storage is not None:
            storage.close()

    def known_films(self) -> Callable[[str], bool]:
        """Tells of a film's file name whether the farm has such a film, as far as can be seen from here.

        In a results folder that is any file; elsewhere it is films of jobs in the list. Raises as `storage`, and
        `BrokerError`.
        """
        storage = self.storage
        if isinstance(storage, FolderStorage):
            results = storage.results
            return lambda name: (results / name).exists()
        names = frozenset(view.output for view in self._client.snapshot() if view.state == JobState.DONE)
        return lambda name: name in names

    def watch_link(self, listener: LinkListener) -> Callable[[], None]:
        """Tell a listener how the connection to the broker stands, now and whenever that changes; see `Link.watch`."""
        return self._broker.watch(listener)


class PersonalSecrets:
    """Implements `Secrets` for people: in the system's keyring, and where that has none, as agents have them.

    So a computer without a keyring takes a secret from the environment, or from a file that only its owner may read;
    but it keeps none there by itself.
    """

    def __init__(self, keyring: Secrets, elsewhere: Secrets) -> None:
        self._keyring = keyring
        self._elsewhere = elsewhere

    def available(self) -> bool:
        """See `Secrets.available`."""
        return self._keyring.available() or self._elsewhere.available()

    @property
    def has_keyring(self) -> bool:
        """Whether there is a safe keyring, so that something can be kept."""
        return self._keyring.available()

    def get(self, name: str) -> str | None:
        """See `Secrets.get`."""
        problem: SecretsError | None = None
        if self._keyring.available():
            try:
                found = self._keyring.get(name)
            except SecretsError as error:
                found, problem = None, error
            if found is not None:
                return found
        found = self._elsewhere.get(name)
        if found is None and problem is not None:
            raise problem
        return found

    def set(self, name: str, secret: str) -> None:
        """See `Secrets.set`. Raises `SecretsError` where there is no safe keyring."""
        self._keyring.set(name, secret)

    def forget(self, name: str) -> None:
        """See `Secrets.forget`."""
        self._keyring.forget(name)


def personal_secrets(settings: Settings) -> PersonalSecrets:
    """The secrets of whoever runs this program."""
    return PersonalSecrets(KeyringSecrets(), NodeSecrets(node_home(settings)))


@contextmanager
def remote_farm(
    settings: Settings,
    secrets: Secrets,
    *,
    connect_seconds: float = CONNECT_SECONDS,
    answer_seconds: float = ANSWER_SECONDS,
    patience_seconds: float = PATIENCE_SECONDS,
) -> Iterator[RemoteFarm]:
    """A connection to the farm that the settings name, for as long as the context lasts.

    Raises `UsageError` and `SecretsError` as `farm_parts.open_broker`, and `BrokerError` when the first try to connect
    fails. With `connect_seconds` 0 nobody waits for that, and it is tried until it succeeds.
    """
    with ExitStack() as stack:
        broker = farm_parts.open_broker(settings, secrets, role=farm_parts.CLIENT)
        stack.callback(broker.close)
        if connect_seconds:
            wait_until_connected(broker, connect_seconds)
        patience = max(answer_seconds, patience_seconds)
        client = FarmClient(broker, broker.user, answer_seconds=answer_seconds, patience_seconds=patience)
        yield join_farm(stack, broker, client, RemoteFarm(broker, client, settings, secrets), answer_seconds)


def join_farm(
    stack: ExitStack, broker: RabbitBroker, client: FarmClient, farm: RemoteFarm, answer_seconds: float
) -> RemoteFarm:
    """The farm, its client's picture of the jobs kept true until `stack` ends, which closes client and farm too."""
    stack.callback(client.close)
    keeper = _Keeper(broker, client, answer_seconds)
    stack.callback(keeper.close)
    stack.callback(farm.close)
    stack.callback(broker.leave)
    return farm


def wait_until_connected(broker: RabbitBroker, seconds: float) -> None:
    """Wait for the first connection. Raises `BrokerError` when a try fails, or when none has ended in time."""
    changed = threading.Event()
    problem: list[ErrorInfo] = []

    def listen(state: LinkState) -> None:
        if state.error is not None:
            problem.append(state.error)
        if state.error is not None or state.phase in (LinkPhase.CONNECTED, LinkPhase.BLOCKED):
            changed.set()

    forget = broker.watch(listen)
    try:
        if not changed.wait(seconds):
            raise BrokerError("The broker does not answer.", f"Nothing came within {seconds:g} seconds.")
    finally:
        forget()
    if problem:
        raise BrokerError(problem[0].title, problem[0].cause, problem[0].next_step)


class _Keeper:
    """Keeps a client's picture of the jobs true over broken connections. `close` it before the client."""

    def __init__(self, broker: RabbitBroker, client: FarmClient, answer_seconds: float) -> None:
        self._client = client
        self._answer_seconds = answer_seconds
        self._changed = threading.Condition()
        self._connection = 0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="farm picture", daemon=True)
        self._forget = broker.watch(self._on_state)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._forget()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _on_state(self, state: LinkState) -> None:
        if state.phase is LinkPhase.CONNECTED:
            with self._changed:
                self._connection = state.connection
                self._changed.notify_all()

    def _run(self) -> None:
        seen, pause = 0, self._answer_seconds
        while (connection := self._next(seen, pause)) is not None:
            # The first connection is the one in which the client began to follow.
            is_new, seen = bool(seen) and connection != seen, connection
            if not (is_new or self._client.is_behind):
                pause = self._answer_seconds
                continue
            try:
                self._client.catch_up()
                # An answer that takes longer than a pause must not be made worthless by the next question.
                pause *= 2
            except BrokerError as error:
                _log.info("The picture of the jobs could not be renewed yet: %s", error)
                pause = _RETRY_SECONDS

    def _next(self, seen: int, pause: float) -> int | None:
        """Wait for another connection, but not longer than a pause; the present one, None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._connection != seen, pause)
            return None if self._closed else self._connection
