"""`python -m worker_agent` is `farmhand-agent`; packaged, it is its own child processes too."""

import sys

from app.farm.children import run_child
from worker_agent.service_host import SERVICE_HOST, host


def main() -> int:
    """Run the agent, the service or the child process that the arguments name; the exit code."""
    match sys.argv[1:]:
        case [word, role, config, session, home] if word == SERVICE_HOST:
            return host(role, config, session, home)
    ended = run_child(sys.argv[1:])
    if ended is not None:
        return ended
    # Only now: children and services begin with less than an agent is made of.
    from worker_agent.main import main as agent

    return agent()


if __name__ == "__main__":
    raise SystemExit(main())
