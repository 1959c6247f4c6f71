"""A farm of many computers as the window has it: there at once, connected when it can be, and left without a wait.

Threads: `farm connection` makes the connection and the picture of the jobs, and ends when both are there; from then on
`remote` keeps them. Lock: `_changed` guards what is there and what was told; nothing is called while it is held.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

from app.core.errors import BrokerError, ErrorInfo, FarmhandError
from app.core.messages import JobView
from app.core.ports import Secrets
from app.core.settings import Settings
from app.farm import farm_parts
from app.farm.client import ANSWER_SECONDS, FarmClient
from app.farm.connection import FarmListener, FarmStorage, LinkNews
from app.farm.rabbitmq.broker import RabbitBroker
from app.farm.rabbitmq.state import LinkPhase, LinkState
from app.farm.remote import RemoteFarm, join_farm

AGAIN_SECONDS: Final = 15.0
"""What does not heal by itself, such as a password that is not there, is tried again so often."""

MANAGER_AGAIN_SECONDS: Final = 5.0
LEAVE_SECONDS: Final = 3.0
"""Leaving takes no longer; what then still waits for the broker ends by itself."""

_log = logging.getLogger(__name__)


class ConnectedFarm:
    """Implements `WindowFarm` over RabbitMQ. Thread-safe."""

    def __init__(self, settings: Settings, secrets: Secrets, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Nothing is done yet. Raises `UsageError` when the settings do not say rightly where the broker is."""
        self._settings, self._secrets = settings, secrets
        self._owner = farm_parts.broker_address(settings).user
        self._answer_seconds = answer_seconds
        self._changed = threading.Condition()
        self._listeners: tuple[FarmListener, ...] = ()
        self._news: LinkNews | None = None
        self._broker: RabbitBroker | None = None
        self._farm: RemoteFarm | None = None
        self._connected = self._hurried = False
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def owner(self) -> str:
        """See `WindowFarm.owner`: the broker user."""
        return self._owner

    @property
    def client(self) -> FarmClient:
        """See `FarmConnection.client`. Raises `BrokerError` before the first connection."""
        return self._there().client

    @property
    def storage(self) -> FarmStorage:
        """See `RemoteFarm.storage`. Raises `BrokerError` too, before the first connection."""
        return self._there().storage

    def known_films(self) -> Callable[[str], bool]:
        """See `RemoteFarm.known_films`."""
        return self._there().known_films()

    def start(self) -> None:
        """See `WindowFarm.start`. Connecting goes on in the background, for as long as it takes."""
        with self._changed:
            if self._thread is not None and not self._ended.is_set():
                return
            self._ended = threading.Event()
            self._news = None
            self._thread = threading.Thread(target=self._run, args=(self._ended,), name="farm connection", daemon=True)
        self._thread.start()

    def follow(self, listener: FarmListener) -> Callable[[], None]:
        """See `WindowFarm.follow`: jobs are told once there is a connection."""
        with self._changed:
            self._listeners = (*self._listeners, listener)
            farm, news = self._farm, self._news
        if news is not None:
            listener.push_link(news)
        if farm is not None and news is not None and news.error is None:
            # Its first picture was told before there was this listener.
            for view in farm.client.snapshot():
                listener.push(view)

        def leave() -> None:
            with self._changed:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return leave

    def try_now(self) -> None:
        """See `WindowFarm.try_now`."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()
            broker = self._broker
        if broker is not None:
            broker.try_now()

    def stop(self) -> None:
        """See `WindowFarm.stop`. Takes a few seconds at most, also while nothing answers."""
        with self._changed:
            thread, self._thread = self._thread, None
            self._ended.set()
            self._changed.notify_all()
        if thread is not None:
            thread.join(LEAVE_SECONDS)

    def _there(self) -> RemoteFarm:
        with self._changed:
            if self._farm is not None:
                return self._farm
            error = self._news.error if self._news is not None else None
        raise _not_yet() if error is None else BrokerError(error.title, error.cause, error.next_step)

    def _run(self, ended: threading.Event) -> None:
        with ExitStack() as stack:
            broker = self._open(ended)
            if broker is None:
                return
            stack.callback(broker.close)
            stack.callback(self._forget)
            with self._changed:
                self._broker = broker
            stack.callback(broker.watch(self._on_state))
            farm = self._join(ended, broker, stack)
            if farm is not None:
                self._show_jobs(ended, farm)
                ended.wait()

    def _open(self, ended: threading.Event) -> RabbitBroker | None:
        """Begin to connect; again after a while where what is needed for that is not there."""
        while not ended.is_set():
            try:
                return farm_parts.open_broker(self._settings, self._secrets, role=farm_parts.CLIENT)
            except FarmhandError as error:
                self._wait(ended, error.info(), AGAIN_SECONDS)
        return None

    def _join(self, ended: threading.Event, broker: RabbitBroker, stack: ExitStack) -> RemoteFarm | None:
        while self._until_connected(ended):
            try:
                client = FarmClient(broker, broker.user, answer_seconds=self._answer_seconds)
            except BrokerError as error:
                self._wait(ended, error.info(), MANAGER_AGAIN_SECONDS)
                continue
            farm = RemoteFarm(broker, client, self._settings, self._secrets)
            join_farm(stack, broker, client, farm, self._answer_seconds)
            with self._changed:
                self._farm = farm
            return farm
        return None

    def _show_jobs(self, ended: threading.Event, farm: RemoteFarm) -> None:
        """Have the first picture of the jobs, however long the manager stays away."""
        while self._until_connected(ended):
            try:
                farm.client.watch(self._on_job)
            except BrokerError as error:
                self._wait(ended, error.info(), MANAGER_AGAIN_SECONDS)
                continue
            self._tell(LinkNews())
            return

    def _until_connected(self, ended: threading.Event) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: ended.is_set() or self._connected)
        return not ended.is_set()

    def _wait(self, ended: threading.Event, error: ErrorInfo, seconds: float) -> None:
        """Say what is wrong, and wait for the next try."""
        self._tell(LinkNews(error=error, next_try=time.monotonic() + seconds))
        with self._changed:
            self._hurried = False
            self._changed.wait_for(lambda: ended.is_set() or self._hurried, seconds)
        if not ended.is_set():
            self._tell(LinkNews(error=error))

    def _on_job(self, view: JobView) -> None:
        for listener in self._listeners:
            listener.push(view)

    def _on_state(self, state: LinkState) -> None:
        """In the thread of the link."""
        up = state.phase is LinkPhase.CONNECTED
        with self._changed:
            self._connected = up
            first = self._farm is None
            self._changed.notify_all()
        if up and not first:
            self._tell(LinkNews())
        elif state.phase is LinkPhase.BLOCKED:
            blocked = BrokerError(
                "The farm's broker takes no messages.", state.reason, "Free memory or disk space there."
            )
            self._tell(LinkNews(error=blocked.info()))
        elif state.error is not None:
            self._tell(LinkNews(error=state.error, next_try=state.next_try))

    def _tell(self, news: LinkNews) -> None:
        with self._changed:
            self._news = news
            listeners = self._listeners
        for listener in listeners:
            listener.push_link(news)

    def _forget(self) -> None:
        with self._changed:
            self._broker = self._farm = None
            self._connected = False


def _not_yet() -> BrokerError:
    return BrokerError("The farm is not connected yet.", next_step="Wait a moment, then try again.")
