"""RabbitMQ's, pika's and the system's errors in our words."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator

from pika import exceptions as vendor
from pika.adapters.utils import connection_workflow as workflow

from app.core.errors import BrokerError, FarmhandError

ACCESS_REFUSED = 403
NOT_FOUND = 404
PRECONDITION_FAILED = 406
NOT_ALLOWED = 530

_SEE_NETWORK = "See whether the server runs, whether the address is right, and whether a firewall is in the way."
_SEE_SETUP = "Start the manager, or have an admin set up the broker for the farm."


def broker_error(error: BaseException | None, address: str, user: str) -> BrokerError:
    """What went wrong with the connection to the broker at `address`, or with one of its channels."""
    causes = tuple(_causes(error))
    for one in causes:
        if isinstance(one, FarmhandError):
            return one if isinstance(one, BrokerError) else BrokerError(one.title, one.cause, one.next_step)
    for one in causes:
        found = _refusal(one, address, user) or _security(one, address) or _network(one, address)
        if found is not None:
            return found
    last = causes[-1] if causes else None
    return BrokerError(f"The connection to the broker at {address} broke.", _words(last), _SEE_NETWORK)


def reply_code(error: BaseException | None) -> int | None:
    """The number with which the broker closed a channel or connection, if it did."""
    for one in _causes(error):
        if isinstance(one, vendor.ConnectionClosedByBroker | vendor.ChannelClosedByBroker):
            return int(one.reply_code)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was wrapped around, from the outside in."""
    waiting = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting.append(one.__cause__)
        if isinstance(one, workflow.AMQPConnectionWorkflowFailed):
            waiting += list(one.exceptions)[-1:]
        elif isinstance(one, workflow.AMQPConnectorPhaseErrorBase):
            waiting.append(one.exception)
        else:
            waiting += [part for part in one.args if isinstance(part, BaseException)]


def _refusal(error: BaseException, address: str, user: str) -> BrokerError | None:
    """What the broker itself said no to."""
    if isinstance(error, vendor.ProbableAuthenticationError | vendor.AuthenticationError):
        return BrokerError(
            f"The broker at {address} does not let “{user}” in.",
            "User and password do not belong together, or the user is not known there.",
            "Enter the password again, or ask the admin of the farm.",
        )
    if isinstance(error, vendor.ProbableAccessDeniedError):
        return _no_vhost(address, user)
    if not isinstance(error, vendor.ConnectionClosedByBroker | vendor.ChannelClosedByBroker):
        return None
    text = _words(error)
    if error.reply_code == NOT_ALLOWED:
        return _no_vhost(address, user)
    if error.reply_code == ACCESS_REFUSED:
        return BrokerError(
            f"The broker at {address} does not allow “{user}” to do that.", text, "Ask the admin of the farm."
        )
    if error.reply_code == NOT_FOUND:
        return BrokerError("Something that the farm needs is not there at the broker.", text, _SEE_SETUP)
    return BrokerError(f"The broker at {address} ended the connection.", text, "It is tried again by itself.")


def _no_vhost(address: str, user: str) -> BrokerError:
    return BrokerError(
        f"The broker at {address} has no place for “{user}”.",
        "The virtual host does not exist, or the user may not use it.",
        "Correct the address, or ask the admin of the farm.",
    )


def _security(error: BaseException, address: str) -> BrokerError | None:
    """What is wrong with certificates or encryption."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return BrokerError(
            f"The server at {address} could not prove that it is the broker.",
            f"Its certificate was refused: {getattr(error, 'verify_message', '') or _reason(error)}.",
            "Use the host name that the certificate names, and the file of the authority that signed it.",
        )
    if isinstance(error, ssl.SSLError):
        return BrokerError(
            f"No encrypted connection to {address} could be made.",
            f"TLS says: {_reason(error)}.",
            "See that the port is the broker's TLS port.",
        )
    return None


def _reason(error: ssl.SSLError) -> str:
    """OpenSSL's word for what is wrong, such as “wrong version number”."""
    return str(getattr(error, "reason", "") or error).replace("_", " ").lower()


def _network(error: BaseException, address: str) -> BrokerError | None:
    """Why nothing came through."""
    title = f"The broker at {address} cannot be reached."
    if isinstance(error, socket.gaierror):
        return BrokerError(title, "No computer of that name is known.", "Correct the address of the broker.")
    if isinstance(error, ConnectionRefusedError):
        return BrokerError(title, "Nothing listens there.", _SEE_NETWORK)
    if isinstance(error, TimeoutError | workflow.AMQPConnectorStackTimeout):
        return BrokerError(title, "It does not answer.", _SEE_NETWORK)
    if isinstance(error, vendor.AMQPHeartbeatTimeout):
        return BrokerError(title, "Nothing was heard of it any more.", _SEE_NETWORK)
    if isinstance(error, vendor.IncompatibleProtocolError):
        return BrokerError(
            f"What listens at {address} is not a broker.",
            "It ended the connection at the first words.",
            "Use amqps:// with the TLS port (5671), amqp:// with the plain one (5672).",
        )
    if isinstance(error, vendor.StreamLostError):
        return BrokerError(f"The connection to the broker at {address} broke.", "", _SEE_NETWORK)
    if isinstance(error, OSError):
        return BrokerError(title, f"The system says: {error.strerror or error}.", _SEE_NETWORK)
    return None


def _words(error: BaseException | None) -> str:
    """What there is to read of a vendor's error, as a sentence without its code words."""
    text = getattr(error, "reply_text", "") or str(error or "")
    text = re.sub(r"^[A-Z_]+ - ", "", text).strip()
    return f"It says: {text.rstrip('.')}." if text else ""
