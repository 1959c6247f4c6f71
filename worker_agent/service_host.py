"""What Windows' service manager starts: it takes a service for failed that does not answer within 30 seconds.

So the agent's own parts, which a busy computer may take long to read, are imported once the service runs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import threading

SERVICE_HOST: Final = "service-host"
"""First argument of the agent as a service; role, settings file, session and the agent's folder (or "") follow."""


def service_name(role: str) -> str:
    """What the service of that role is called in the system."""
    return f"farmhand-{role}"


def host(role: str, config: str, session: str, home: str) -> int:
    """Be the service until it ends. Raises `UsageError` when the service manager has not started this process."""
    if sys.platform == "win32":
        from worker_agent.service_shell import run_service

        run_service(service_name(role), lambda ended: _work(role, Path(config), session, home, ended))
    return 0


def _work(role: str, config: Path, session: str, home: str, ended: threading.Event) -> None:
    from worker_agent.service_plan import ServiceSession, session_warning
    from worker_agent.start import Start

    if home:
        # In the environment, so that the workers' processes have it too.
        os.environ["FARMHAND_NODE_HOME"] = home
    start = Start(role, config)
    if sys.platform == "win32":
        import servicemanager

        if session == ServiceSession.USER:
            from worker_agent.service_session import keep_in_session

            keep_in_session(role, config, ended)
            return
        if warning := session_warning(role, start.settings, ServiceSession.SERVICE):
            servicemanager.LogWarningMsg(warning)
    start.run(ended)
