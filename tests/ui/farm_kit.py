"""A farm on a real RabbitMQ for tests of the window: a manager and a worker in this program, on a shared folder."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from app.core.settings import Settings
from app.farm.clock import SystemClock
from app.farm.engines.builtin import BuiltinEngine
from app.farm.farm_parts import open_broker
from app.farm.farm_storage import open_storage
from app.farm.rabbitmq.management import apply_setup
from app.farm.rabbitmq.roles import Role, farm_setup
from app.farm.secrets_node import NodeSecrets
from tests.servers.rabbitmq import PEOPLE_PASSWORD, RabbitNode
from worker_agent.agent import Agent
from worker_agent.manager_role import running_manager

PASSWORD: Final = PEOPLE_PASSWORD
PEOPLE: Final = {"ann": Role.DESIGNER, "cleo": Role.ADMIN, "boss": Role.MANAGER, "node": Role.WORKER}
QUICK: Final = {"beat_seconds": 0.5, "lease_seconds": 4.0, "reap_seconds": 0.2, "claim_renew_seconds": 1.0}


class Office:
    """The farm of a company. What was started is ended with `close`."""

    def __init__(self, node: RabbitNode, vhost: str, folder: Path) -> None:
        self.node, self.vhost, self.folder = node, vhost, folder
        self._ending = ExitStack()
        apply_setup(
            node.management(),
            lambda features: farm_setup(PEOPLE, features, vhost=vhost),
            known_password=lambda _: PASSWORD,
            hand_over=lambda _, __: None,
        )
        self._secrets = NodeSecrets(folder / "nobody", {"FARMHAND_SECRET_BROKER": PASSWORD})

    @property
    def storage(self) -> Path:
        return self.folder / "storage"

    def url(self, user: str) -> str:
        return self.node.url(user, self.vhost)

    def settings(self, user: str) -> Settings:
        return Settings(
            broker=self.url(user),
            storage=str(self.storage),
            engines="builtin",
            admins="cleo",
            **QUICK,  # type: ignore[arg-type]
        )

    def shut_out(self, user: str) -> None:
        """Keep somebody out, and end the connections there are."""
        self.node.manage("DELETE", f"/permissions/{self.vhost}/{user}")
        self.node.close_connections(self.vhost)

    def let_in(self, user: str) -> None:
        """Let somebody in again."""
        api = self.node.management()
        setup = farm_setup(PEOPLE, api.features(), vhost=self.vhost)
        api.permit(setup, next(one for one in setup.users if one.name == user))

    def start_manager(self) -> None:
        home = self.folder / "boss"
        home.mkdir(parents=True)
        self._ending.enter_context(running_manager(self.settings("boss"), self._secrets, home, threading.Event()))

    def start_worker(self) -> None:
        settings, clock = self.settings("node"), SystemClock()
        broker = open_broker(settings, self._secrets, role="worker")
        self._ending.callback(broker.close)
        storage = open_storage(settings, self._secrets, self.folder / "node")
        self._ending.callback(storage.close)
        agent = Agent(
            "node.1",
            "boot",
            broker=broker,
            storage=storage,
            engine=BuiltinEngine(storage),
            clock=clock,
            settings=settings,
        )
        stop = threading.Event()
        thread = threading.Thread(target=agent.run, args=(stop,), name="worker of the office")
        thread.start()
        self._ending.callback(thread.join)
        self._ending.callback(stop.set)

    def close(self) -> None:
        self._ending.close()
