"""The command line's connection to a farm of many computers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from app.cli.console import Output
from app.cli.wiring import Wiring
from app.core.child_environment import SECRET_PREFIX
from app.core.errors import SecretsError, UsageError
from app.core.messages import JobView
from app.farm.rabbitmq.state import LinkPhase, LinkState
from app.farm.remote import RemoteFarm, personal_secrets, remote_farm
from app.farm.wording import listed

SHORT_ID = 8
"""So many characters of a job's id are shown to people."""

_LISTED = 5


@contextmanager
def connected(wiring: Wiring, output: Output) -> Iterator[RemoteFarm]:
    """The farm that the settings name; people are told when the connection to it breaks. Raises as `remote_farm`."""
    settings = wiring.settings()
    with ExitStack() as stack:
        try:
            farm = stack.enter_context(remote_farm(settings, personal_secrets(settings)))
        except SecretsError as error:
            if error.cause:
                raise  # There is one, but it cannot be read, which the error knows more of.
            advice = f"Run “farmhand farm login”, or give the variable {SECRET_PREFIX}BROKER."
            raise SecretsError(error.title, next_step=advice) from error
        stack.callback(farm.watch_link(_LinkNews(output).on_state))
        yield farm


class _LinkNews:
    """Says once that the connection broke, and once that it is back. Called in the thread of the link."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._is_told = False

    def on_state(self, state: LinkState) -> None:
        if state.error is not None and not self._is_told:
            self._is_told = True
            self._output.say(f"{state.error.title} It is tried again.")
        elif state.phase is LinkPhase.CONNECTED and self._is_told:
            self._is_told = False
            self._output.say("Connected again.")


def find_jobs(farm: RemoteFarm, beginnings: Sequence[str]) -> tuple[JobView, ...]:
    """The jobs whose ids begin so, in the order asked for. Raises `UsageError` when that is not clear."""
    views = farm.client.snapshot()
    return tuple(find_job(views, one) for one in beginnings)


def find_job(views: Sequence[JobView], beginning: str) -> JobView:
    """The job of that id, or the one whose id begins so. Raises `UsageError` when there is none or more than one."""
    wanted = beginning.strip().lower()
    exact = [view for view in views if view.job_id.lower() == wanted]
    found = exact or [view for view in views if wanted and view.job_id.lower().startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"The farm has no job “{beginning}”.", next_step="“farmhand jobs” lists them.")
    names = [f"{view.job_id[: len(wanted) + 4]} ({view.name})" for view in found]
    raise UsageError(
        f"{len(found)} jobs begin with “{beginning}”.", f"They are {listed(names, _LISTED)}.", "Give more of the id."
    )
