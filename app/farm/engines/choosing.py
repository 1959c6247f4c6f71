"""Several engines as one: what a worker has that can draw with more than one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.core.errors import EngineError
from app.core.jobs import EngineChoice
from app.core.ports import ChunkControl, Engine, EngineListener, RenderOrder, Storage
from app.farm.engines.builtin import BuiltinEngine
from app.farm.engines.plans import load_plan


class ChoosingEngine:
    """Implements `app.core.ports.Engine`: every order goes to the engine that its job's plan names.

    `makers` make the engines, by name; each is made when it is first needed. A plan that leaves the choice open is
    drawn by the first of them.
    """

    def __init__(self, storage: Storage, makers: Mapping[str, Callable[[], Engine]]) -> None:
        self._storage = storage
        self._makers = dict(makers)
        self._made: dict[str, Engine] = {}

    @property
    def name(self) -> str:
        """The names of its engines."""
        return " or ".join(self._makers)

    @property
    def offers(self) -> tuple[str, ...]:
        """See `Engine.offers`."""
        return tuple(self._makers)

    def warm_up(self) -> None:
        """Start what is faster when it is started before the first order. Raises `EngineError`."""
        for name in self._makers:
            engine = self._engine(name)
            if isinstance(engine, BuiltinEngine):
                engine.warm_up()

    def render(self, order: RenderOrder, control: ChunkControl, listener: EngineListener) -> None:
        """See `Engine.render`."""
        wanted = load_plan(self._storage, order.plan).engine
        name = next(iter(self._makers)) if wanted is EngineChoice.AUTO else wanted.value
        if name not in self._makers:
            raise EngineError(
                f"This worker does not draw with the engine {name}.",
                f"It has {self.name}.",
                "Choose another engine for the job, or give a worker that one.",
            )
        self._engine(name).render(order, control, listener)

    def close(self) -> None:
        """See `Engine.close`."""
        while self._made:
            _, engine = self._made.popitem()
            engine.close()

    def _engine(self, name: str) -> Engine:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]
