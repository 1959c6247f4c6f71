"""What a window needs of a farm, wherever it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.core.errors import ErrorInfo
from app.core.messages import JobView
from app.core.model import Struct
from app.core.ports import AssetStore, Storage
from app.farm.client import FarmClient


class FarmStorage(Storage, AssetStore, Protocol):
    """The farm's files: what a submit brings in, and what can be looked at."""


class FarmConnection(Protocol):
    """A farm as the window sees it."""

    @property
    def client(self) -> FarmClient:
        """Submits jobs, acts on them, and keeps a picture of them."""
        ...

    @property
    def storage(self) -> FarmStorage:
        """Where the farm keeps its files."""
        ...


class LinkNews(Struct, frozen=True):
    """How the way to a farm stands: there (`error` None), or why it is not.

    `next_try` is the monotonic time at which it is tried again by itself; 0: it is being tried now.
    """

    error: ErrorInfo | None = None
    next_try: float = 0.0


class FarmListener(Protocol):
    """Who is told of a farm, in any thread; it must not wait for other threads."""

    def push(self, view: JobView) -> None:
        """A job as it is now; one that is `removed` has left the list."""
        ...

    def push_link(self, news: LinkNews) -> None:
        """The way to the farm is another than before. A farm in this program has nothing to tell of it."""
        ...


class WindowFarm(FarmConnection, Protocol):
    """A farm that a window starts, shows and leaves again. Thread-safe; all but `owner` and `try_now` may take time."""

    @property
    def owner(self) -> str:
        """Who this is to the farm: the owner of what is submitted here."""
        ...

    def start(self) -> None:
        """Begin; nothing happens when it runs. Raises `FarmhandError` where that makes no sense at all."""
        ...

    def follow(self, listener: FarmListener) -> Callable[[], None]:
        """Tell a listener of all jobs, now or as soon as they are known, and of every change; what is returned ends it.

        Raises `FarmhandError`.
        """
        ...

    def known_films(self) -> Callable[[str], bool] | None:
        """Tells of a film's file name whether the farm's results have it; None where films go to people's folders.

        Raises `FarmhandError`.
        """
        ...

    def try_now(self) -> None:
        """Do not wait for the next try to reach it."""
        ...

    def stop(self) -> None:
        """End; it may be started again."""
        ...
