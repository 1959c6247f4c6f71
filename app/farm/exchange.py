"""A client's requests to the manager and the answers to them.

Threads: answers come in one thread of the broker's. One condition guards those that are being waited for; nothing else
is called under it.
"""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Callable

from app.core import errors
from app.core.errors import BrokerError, ErrorInfo, FarmhandError
from app.core.messages import AnyMessage, Refused
from app.core.ports import REQUESTS, Broker, Delivery, reply_prefix


class Exchange:
    """One client's way to the manager. Thread-safe. `close` it after use.

    `answer_seconds` is how long an answer is waited for. `on_other` is called with answers that no `ask` waits for, in
    the thread in which they come.
    """

    def __init__(
        self, broker: Broker, owner: str, *, answer_seconds: float, on_other: Callable[[Delivery], None]
    ) -> None:
        self._broker = broker
        self._owner = owner
        self._answer_seconds = answer_seconds
        self._on_other = on_other
        self._queue = f"{reply_prefix(owner)}{uuid.uuid4().hex}"
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._answers: dict[str, list[AnyMessage]] = {}
        self._replies = broker.consume(self._queue, self._on_reply)

    def close(self) -> None:
        """Stop listening."""
        self._replies.close()

    def send(self, message: AnyMessage, number: str = "") -> str:
        """Send a request and return its number, which its answers carry."""
        number = number or str(next(self._numbers))
        self._broker.send(REQUESTS, message, sender=self._owner, reply_to=self._queue, correlation_id=number)
        return number

    def ask(self, message: AnyMessage, is_whole: Callable[[AnyMessage], bool] = bool) -> list[AnyMessage]:
        """Send a request and wait for its answers, of which the last is the one that `is_whole` tells so.

        Raises what the manager refused the request for, and `BrokerError` when it does not answer.
        """
        number = str(next(self._numbers))

        def is_answered() -> bool:
            return any(isinstance(one, Refused) or is_whole(one) for one in answers)

        with self._changed:
            answers = self._answers[number] = []
        try:
            self.send(message, number)
            with self._changed:
                if not self._changed.wait_for(is_answered, self._answer_seconds):
                    raise self.no_answer()
        finally:
            with self._changed:
                del self._answers[number]
        refused = next((one for one in answers if isinstance(one, Refused)), None)
        if refused is not None:
            raise error_from(refused.error)
        return answers

    def no_answer(self) -> BrokerError:
        """The error to raise when the manager has not answered in time."""
        return BrokerError(
            "The manager does not answer.",
            f"Nothing came within {self._answer_seconds:g} seconds.",
            "See whether it runs and can reach the broker.",
        )

    def _on_reply(self, delivery: Delivery) -> None:
        with self._changed:
            waiting = self._answers.get(delivery.correlation_id)
            if waiting is not None:
                waiting.append(delivery.message)
                self._changed.notify_all()
                return
        self._on_other(delivery)


def error_from(info: ErrorInfo) -> FarmhandError:
    """The error that was sent as data; of the base class when this program does not know its kind."""
    kind = getattr(errors, info.kind, None)
    if not (isinstance(kind, type) and issubclass(kind, FarmhandError)):
        kind = FarmhandError
    return kind(info.title, info.cause, info.next_step)
