"""What boto3 and EC2 raise, in our words: who has to do what, and never a key, a token or a signed address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from botocore import exceptions as vendor
from botocore.parsers import ResponseParserError

from app.core.errors import (
    CapacityError,
    FleetAwayError,
    FleetDeniedError,
    FleetError,
    FleetLoginError,
    InstanceBusyError,
    InstanceGoneError,
)
from app.farm import aws
from app.farm.fleet.ec2_options import Ec2Options
from app.farm.masking import masked

VENDOR_ERRORS: Final = (vendor.BotoCoreError, vendor.ClientError, ResponseParserError)
"""Everything that boto3 raises; the last one is what half an answer becomes."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What is asked of EC2: `words` complete “AWS did not allow …” and “… did not succeed”."""

    words: str
    permission: str


LISTING: Final = Doing("listing instances", "ec2:DescribeInstances")
STARTING: Final = Doing("starting instances", "ec2:StartInstances")
STOPPING: Final = Doing("stopping instances", "ec2:StopInstances")
TAGGING: Final = Doing("tagging instances", "ec2:CreateTags")

_WRONG_KEYS: Final = frozenset(
    {
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "MissingAuthenticationToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_PASSING_CODES: Final = frozenset(
    {
        "EC2ThrottledException",
        "InternalError",
        "InternalFailure",
        "PriorRequestNotComplete",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "Unavailable",
    }
)
_PASSING_STATUS: Final = frozenset({408, 429, 500, 502, 503, 504})
_PASSING_ERRORS: Final = (vendor.ConnectionError, vendor.HTTPClientError, vendor.IncompleteReadError)

_NO_ROOM: Final = ("AWS has no room for this type in this zone now.", "Start another machine, or try again later.")
_QUOTA: Final = (
    "The quota of the AWS account for running instances is used up.",
    "Stop another machine, or have the quota raised in the AWS console under Service Quotas.",
)
_CAPACITY: Final[Mapping[str, tuple[str, str]]] = {
    "InsufficientInstanceCapacity": _NO_ROOM,
    "InsufficientHostCapacity": _NO_ROOM,
    "InsufficientCapacity": _NO_ROOM,
    "InsufficientCapacityOnHost": _NO_ROOM,
    "InstanceLimitExceeded": _QUOTA,
    "VcpuLimitExceeded": _QUOTA,
    "MaxSpotInstanceCountExceeded": _QUOTA,
}
_GONE: Final = frozenset({"InvalidInstanceID", "InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound"})
_BUSY: Final = frozenset({"IncorrectInstanceState", "IncorrectState", "InvalidInstanceState"})


def code_of(error: Exception) -> str:
    """EC2's code; empty where it gave none."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, vendor.ClientError) else ""


def is_passing(error: Exception) -> bool:
    """Whether the same request may well succeed in a moment. Lack of capacity is not: another machine may have some."""
    if isinstance(error, vendor.SSLError):
        return not aws.is_certificate(error)
    if isinstance(error, (*_PASSING_ERRORS, ResponseParserError)):
        return True
    if not isinstance(error, vendor.ClientError) or code_of(error) in _CAPACITY:
        return False
    return code_of(error) in _PASSING_CODES or aws.status_of(error) in _PASSING_STATUS


def is_expired(error: Exception) -> bool:
    """Whether keys that are got anew may help."""
    return code_of(error) in aws.EXPIRED


def fleet_error(error: Exception, doing: Doing, options: Ec2Options, name: str = "") -> FleetError:
    """A vendor's error in our words; `name` is the machine that it is about, where it is about one."""
    what = (
        f"{_capital(doing.words)} did not succeed." if not name else f"{_capital(doing.words)} did not succeed: {name}."
    )
    if isinstance(error, vendor.ClientError):
        return _answered(error, doing, options, what, name)
    if isinstance(error, vendor.ProfileNotFound):
        return FleetLoginError(
            what, f"There is no profile “{options.profile}” in the AWS configuration.", "Check the profile's name."
        )
    if isinstance(error, aws.NO_KEYS):
        return FleetLoginError(what, *aws.without_keys(options.profile, stored=options.stored_keys))
    if isinstance(error, vendor.NoRegionError):
        return FleetError(what, "It is not said in which region the machines are.", "Set fleet_region.")
    if isinstance(error, vendor.SSLError) and aws.is_certificate(error):
        return FleetError(
            what, "The certificate of AWS is not trusted.", "Install the certificate of who inspects the traffic here."
        )
    if isinstance(error, _PASSING_ERRORS):
        return FleetAwayError(what, *_network(error))
    if isinstance(error, ResponseParserError):
        return FleetAwayError(what, "The answer of AWS came incomplete.", "Try again later.")
    return FleetError(what, f"{type(error).__name__}: {masked(str(error))[:300]}")


def login_of(options: Ec2Options) -> str:
    """With whose keys EC2 is asked, as the beginning of a sentence."""
    if options.stored_keys:
        return "The stored key"
    return f"Profile “{options.profile}”" if options.profile else "The login"


def _answered(error: vendor.ClientError, doing: Doing, options: Ec2Options, what: str, name: str) -> FleetError:
    code = code_of(error)
    about = f": {name}" if name else ""
    if code in _DENIED:
        return FleetDeniedError(
            f"AWS did not allow {doing.words}{about}.",
            f"{login_of(options)} lacks {doing.permission} for machines with the tag farmhand:farm={options.farm}.",
            "Send the policy that “farmhand fleet policy” prints to your AWS admin.",
        )
    if code in aws.EXPIRED:
        return FleetLoginError(
            what,
            f"{login_of(options)} has expired.",
            "Log in again, for example with aws sso login, or enter new keys.",
        )
    if code in _WRONG_KEYS:
        return FleetLoginError(what, f"AWS does not accept the keys ({code}).", "Enter the keys again.")
    if code == "OptInRequired":
        return FleetDeniedError(what, "The AWS account has not enabled this region.", "Enable it in the AWS console.")
    if code in _CAPACITY:
        return CapacityError(what, *_CAPACITY[code])
    if code in _GONE:
        return gone_error(name)
    if code in _BUSY:
        return InstanceBusyError(what, "It is just starting or stopping.", "Try again in a minute.")
    if is_passing(error):
        return FleetAwayError(
            what, f"AWS is too busy, or has a fault ({code or aws.status_of(error)}).", "Try again later."
        )
    message = str(error.response.get("Error", {}).get("Message", ""))[:300]
    return FleetError(what, f"AWS says: {code} {masked(message)}".rstrip())


def gone_error(name: str) -> InstanceGoneError:
    """For a machine that EC2 does not have, or that is not the farm's."""
    return InstanceGoneError(
        f"The farm has no machine “{name[:100]}”.",
        "It was terminated, or does not carry the farm's tag.",
        "“farmhand fleet list” lists them.",
    )


def _network(error: Exception) -> tuple[str, str]:
    if aws.is_unknown_name(error):
        return "The address of AWS is not known: there is no network, or the region is mistyped.", "Check both."
    if isinstance(error, vendor.ProxyConnectionError):
        return "The proxy cannot be reached.", "Check the proxy's settings."
    if isinstance(error, vendor.ConnectTimeoutError | vendor.ReadTimeoutError):
        return "AWS did not answer in time.", "Check the network, then try again."
    return "The connection to AWS did not come about, or broke off.", "Check the network, then try again."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
