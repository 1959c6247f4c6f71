"""The program's one link to the broker: a thread that connects, keeps watch, and connects again.

**Thread.** `broker link` runs pika's loop for the whole life of the link. Nothing of pika is touched outside of it:
other threads hand it work with `call`. It runs no handlers of messages, so it is never late for a heartbeat.

**Connecting.** The first time and every later time are the same: connection, topology, channels and consumers are
built from nothing. Pauses between tries grow (`backoff`). What goes wrong with any part of a connection, said by the
broker or found by the look that is taken every second, ends the whole connection.

**Never without a next step.** While the link is not ending, there is a session that lives, or a try to connect is to
come. Whatever fails on the way, a member, a listener or pika itself, is caught in this module, and the look makes sure
of it once more. pika's loop forgets timers that are due together with one that raises, so none of ours does.

**Locks.** `_changed` guards the state and who listens; nothing is called while it is held.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from functools import partial

import msgspec
import pika
from pika import exceptions as vendor
from pika.adapters.select_connection import IOLoop

from app.core.errors import BrokerError, FarmhandError
from app.farm.rabbitmq.address import BrokerAddress, pika_parameters
from app.farm.rabbitmq.backoff import Backoff
from app.farm.rabbitmq.session import Member, Session
from app.farm.rabbitmq.state import LinkListener, LinkPhase, LinkState
from app.farm.rabbitmq.translation import broker_error

LOOK_SECONDS = 1.0
"""How often everything is looked at."""

OPEN_SECONDS = 20.0
"""How long a new connection may take until all is open."""

STEADY_SECONDS = 10.0
"""A connection that held so long was a good one: the next pause is the shortest again."""

CLOSE_SECONDS = 5.0
"""How long leaving the broker may take, from `leave` on: what waits for answers, and the farewell."""

GIVE_UP_SECONDS = 2.0
"""How long giving up a connection that is being made may take."""

_log = logging.getLogger(__name__)


class Link:
    """Keeps a connection to the broker while it is open. `start` it once; thread-safe but for `members`.

    `members` are opened in every connection, in order; they are changed in the link's thread only.
    """

    def __init__(
        self, address: BrokerAddress, password: str, *, name: str, declares: bool, backoff: Backoff | None = None
    ) -> None:
        self.address = address
        self.members: list[Member] = []
        self.session: Session | None = None
        """The present connection, in the link's thread only; it may not be ready yet."""
        self._password = password
        self._name = name
        self._declares = declares
        self._backoff = backoff or Backoff()
        self._ioloop = IOLoop()
        self._thread = threading.Thread(target=self._run, name="broker link", daemon=True)
        self._changed = threading.Condition()
        self._state = LinkState(phase=LinkPhase.CONNECTING)
        self._down_since = time.monotonic()
        self._listeners: tuple[LinkListener, ...] = ()
        self._count = 0
        self._session_began = 0.0
        self._unclosed: set[Session] = set()
        """The present session, and earlier ones whose farewell is not over yet."""
        self._leaving_until: float | None = None
        self._ending = False
        self._tries = 0
        self._try_at = 0.0
        """When, in monotonic time, it tries to connect next, while there is no session; the try of number `_tries`."""
        self._looks = 0
        # The broker says something in every heartbeat; two missed ones are the end, and a look may come just too early.
        self._silence_looks = math.ceil(2 * address.heartbeat / LOOK_SECONDS) + 1 if address.heartbeat else 0

    @property
    def state(self) -> LinkState:
        """How things stand."""
        return self._state

    def start(self) -> None:
        """Begin to connect. Raises `BrokerError` or `UsageError` when the address cannot be used."""
        try:
            self._parameters()
        except FarmhandError:
            self.close()
            raise
        # pika reports every failed try at length, as an error; the link says once what people need to know.
        logging.getLogger("pika").setLevel(logging.CRITICAL)
        self._thread.start()

    def watch(self, listener: LinkListener) -> Callable[[], None]:
        """Tell a listener the state now, and every new one; what is returned ends that."""
        with self._changed:
            self._listeners = (*self._listeners, listener)
        self.call(lambda: _tell(listener, self._state))

        def forget() -> None:
            with self._changed:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return forget

    def call(self, work: Callable[[], object]) -> None:
        """Have something done in the link's thread, in the order of the calls."""
        self._ioloop.add_callback_threadsafe(partial(self._do, work))

    def call_later(self, seconds: float, work: Callable[[], object]) -> None:
        """Have something done in the link's thread after a while. Only called there."""
        self._ioloop.call_later(seconds, partial(self._do, work))

    def is_running(self) -> bool:
        """Whether what is handed to `call` will be done, and may be waited for here."""
        return self._thread.is_alive() and self._thread is not threading.current_thread()

    def try_now(self) -> None:
        """Where it waits for its next try to connect: wait no longer."""
        if self.is_running():
            self.call(partial(self._plan_try, 0.0))

    def wait_until_connected(self, seconds: float) -> None:
        """Wait for a connection, but not longer than so many seconds after the last one was lost.

        So the first calls of a disturbance wait for its end, and in a long one every further call knows at once.
        Raises `BrokerError` when there is none.
        """
        with self._changed:
            while True:
                state = self._state
                if state.phase in (LinkPhase.CONNECTED, LinkPhase.BLOCKED):
                    return
                left = self._down_since + seconds - time.monotonic()
                if state.phase is LinkPhase.CLOSED or left <= 0 or self._leaving_until is not None:
                    raise _away(self.address, state)
                self._changed.wait(left)

    def leave(self) -> None:
        """The program ends: nobody waits for a connection any more, now or later. What is connected stays so."""
        with self._changed:
            if self._leaving_until is None:
                self._leaving_until = time.monotonic() + CLOSE_SECONDS
                self._changed.notify_all()

    def patience(self) -> float:
        """For how many seconds an answer of the broker may still be waited for when something is closed."""
        until = self._leaving_until
        return CLOSE_SECONDS if until is None else max(0.0, until - time.monotonic())

    def close(self) -> None:
        """Say farewell to the broker and end the thread. What was handed to `call` before is done first."""
        self.leave()
        if self.is_running():
            self.call(self._end)
            connected = self._state.phase in (LinkPhase.CONNECTED, LinkPhase.BLOCKED)
            self._thread.join(self.patience() if connected else GIVE_UP_SECONDS)
            if self._thread.is_alive():
                _log.info("The broker at %s does not answer the farewell", self.address)
                self.call(self._ioloop.stop)
                self._thread.join()
        elif self._thread.ident is None and self._state.phase is not LinkPhase.CLOSED:
            # It never ran, so nobody else closes the loop's sockets.
            self._ioloop.close()
        self._set(LinkState(phase=LinkPhase.CLOSED, connection=self._count))

    def away(self) -> BrokerError:
        """The error of whoever needs the broker now."""
        return _away(self.address, self._state)

    def session_ready(self, session: Session) -> None:
        """See `SessionOwner`."""
        if session is not self.session:
            session.end()
            return
        self._session_began = time.monotonic()
        _log.info("Connected to the broker at %s as %s", self.address, self.address.user)
        phase = LinkPhase.BLOCKED if session.blocked else LinkPhase.CONNECTED
        self._set(LinkState(phase=phase, connection=session.number, notes=session.notes))

    def session_lost(self, session: Session, error: BaseException) -> None:
        """See `SessionOwner`."""
        if session is not self.session:
            return
        was_connected = self._state.phase in (LinkPhase.CONNECTED, LinkPhase.BLOCKED)
        self.session = None
        for member in tuple(self.members):
            try:
                member.lost()
            # A border: a member's fault must keep neither the others from hearing of it nor the link from trying again.
            except Exception:  # noqa: BLE001
                _log.exception("A part of the link has a fault when the connection is lost")
        if not self._ending:
            self._retry(error, was_connected=was_connected)

    def session_closed(self, session: Session) -> None:
        """See `SessionOwner`."""
        self._unclosed.discard(session)
        if self._ending and not self._unclosed:
            self._ioloop.stop()

    def session_blocked(self, session: Session, reason: str | None) -> None:
        """See `SessionOwner`."""
        if session is not self.session:
            return
        if reason is None:
            _log.info("The broker at %s takes messages again", self.address)
            self._set(LinkState(phase=LinkPhase.CONNECTED, connection=session.number, notes=session.notes))
        else:
            _log.warning("The broker at %s takes no messages: %s", self.address, reason)
            blocked = LinkState(phase=LinkPhase.BLOCKED, connection=session.number, reason=reason, notes=session.notes)
            self._set(blocked)

    def _run(self) -> None:
        self._plan_try(0.0)
        while True:
            # Anew each time: a fault of pika's may have cost the timer of the next look.
            self._plan_look()
            try:
                self._ioloop.start()
                break
            # A border: a fault of ours or of pika's costs the connection, never the link.
            except Exception as error:  # noqa: BLE001
                self._recover(error)
        self._ioloop.close()

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        # A border, as pika's loop would forget other timers if this one raised.
        except Exception as error:  # noqa: BLE001
            self._recover(error)

    def _recover(self, error: Exception) -> None:
        """Something has a fault that nobody expected: give the connection up, and see that another one is made."""
        _log.error("The link to the broker has a fault and connects anew", exc_info=error)
        try:
            if self.session is not None:
                self.session.lose(error)
        # A border: where giving up has a fault too, the look finds that there is no session.
        except Exception:  # noqa: BLE001
            _log.exception("The connection to the broker could not be given up")
        self._see_to_session(error)

    def _see_to_session(self, error: BaseException) -> None:
        """Plan a try to connect where there is neither a session that lives nor a try to come."""
        if self.session is not None and not self.session.alive:
            self.session = None
        if self.session is None and not self._ending and time.monotonic() > self._try_at + LOOK_SECONDS:
            self._retry(error, was_connected=False)

    def _connect(self) -> None:
        if self._ending or self.session is not None:
            return
        self._count += 1
        self._session_began = time.monotonic()
        try:
            self.session = Session(
                self._count,
                self._parameters(),
                self._ioloop,
                owner=self,
                members=self.members,
                declares=self._declares,
            )
        # A border: whatever keeps a connection from being begun, it is tried again.
        except Exception as error:  # noqa: BLE001
            if not isinstance(error, FarmhandError):
                _log.exception("A connection to the broker could not be begun")
            self._retry(error, was_connected=False)
        else:
            self._unclosed.add(self.session)

    def _parameters(self) -> pika.ConnectionParameters:
        return pika_parameters(self.address, self._password, self._name)

    def _retry(self, error: BaseException, *, was_connected: bool) -> None:
        now = time.monotonic()
        if was_connected:
            self._down_since = now
            if now - self._session_began >= STEADY_SECONDS:
                self._backoff.reset()
        pause = self._backoff.next()
        # Before anything that may fail.
        self._plan_try(pause)
        problem = broker_error(error, str(self.address), self.address.user)
        before = self._state.error
        level = logging.DEBUG if before == problem.info() else logging.WARNING
        _log.log(level, "No connection to the broker: %s", problem)
        self._set(
            LinkState(phase=LinkPhase.CONNECTING, connection=self._count, error=problem.info(), next_try=now + pause)
        )

    def _plan_try(self, pause: float) -> None:
        """Connect after so many seconds; an earlier plan is forgotten."""
        self._tries += 1
        self._try_at = time.monotonic() + pause
        self.call_later(pause, partial(self._try_again, self._tries))

    def _try_again(self, number: int) -> None:
        if number != self._tries or self._ending or self.session is not None:
            return
        try:
            self._set(msgspec.structs.replace(self._state, next_try=0.0))
        finally:
            self._connect()

    def _plan_look(self) -> None:
        self._looks += 1
        self.call_later(LOOK_SECONDS, partial(self._look, self._looks))

    def _look(self, number: int) -> None:
        """See whether everything is as it seems: a channel may die without a word, and an answer may never come."""
        if number != self._looks:
            return
        self._plan_look()
        session = self.session
        if session is None or not session.alive:
            self._see_to_session(TimeoutError())
        elif not session.ready and time.monotonic() - self._session_began > OPEN_SECONDS:
            session.lose(TimeoutError())
        elif session.ready and self._silence_looks and session.is_silent(self._silence_looks):
            # pika notices this too, but five seconds or twice that later.
            session.lose(vendor.AMQPHeartbeatTimeout("Nothing was heard for two heartbeats."))
        elif session.ready:
            for member in self.members:
                problem = member.check()
                if problem:
                    session.lose(BrokerError("The connection to the broker is of no use.", problem))
                    break

    def _end(self) -> None:
        self._ending = True
        if self.session is not None:
            self.session.end()
        if not self._unclosed:
            self._ioloop.stop()

    def _set(self, state: LinkState) -> None:
        with self._changed:
            if state == self._state:
                return
            self._state = state
            self._changed.notify_all()
            listeners = self._listeners
        for listener in listeners:
            _tell(listener, state)


def _away(address: BrokerAddress, state: LinkState) -> BrokerError:
    if state.phase is LinkPhase.CLOSED:
        return BrokerError("The broker is closed.")
    if state.error is not None:
        return BrokerError(state.error.title, state.error.cause, state.error.next_step)
    return BrokerError(f"The broker at {address} cannot be reached.", "It does not answer yet.")


def _tell(listener: LinkListener, state: LinkState) -> None:
    try:
        listener(state)
    # A border: a listener's fault must not end the link.
    except Exception as error:  # noqa: BLE001
        _log.warning("A listener to the state of the broker failed", exc_info=error)
