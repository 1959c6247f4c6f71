"""What boto3 and S3 servers raise, in our words: who has to do what, and never a key, a token or a signed address."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final

from botocore import exceptions as vendor

from app.core.errors import DiskFullError, StorageAwayError, StorageError
from app.farm import aws
from app.farm.masking import masked
from app.farm.s3.options import S3Options


class AbsentError(StorageError):
    """There is no such file."""


class ConditionError(StorageError):
    """Nothing was done, since the request's condition does not hold: the file is there already, or is another one."""


class ConflictError(StorageError):
    """Somebody else is writing the same file at this moment."""


class NotCopiedError(StorageError):
    """The server has not copied a part as it was asked to; what it has in its place is not known."""


class UploadGoneError(StorageError):
    """The server does not know an upload in parts any more: it was completed, given up, or forgotten."""


_PASSING_CODES: Final = frozenset(
    {
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "SlowDownRead",
        "SlowDownWrite",
        "Throttling",
        "ThrottlingException",
        "TooManyRequests",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "InternalError",
        "ServiceUnavailable",
        "OperationAborted",
        # Damaged on the way: the next try may arrive whole.
        "BadDigest",
        "IncompleteBody",
        "InvalidDigest",
        "MalformedXML",
        "XAmzContentChecksumMismatch",
        "XAmzContentSHA256Mismatch",
    }
)
_PASSING_STATUS: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_PASSING_ERRORS: Final = (
    vendor.ConnectionError,
    vendor.HTTPClientError,
    vendor.IncompleteReadError,
    vendor.ResponseStreamingError,
)
_OUTCOMES: Final[Mapping[str, type[StorageError]]] = {
    "404": AbsentError,
    "NoSuchKey": AbsentError,
    "412": ConditionError,
    "PreconditionFailed": ConditionError,
    "ConditionalRequestConflict": ConflictError,
    "NoSuchUpload": UploadGoneError,
}
"""Answers that the caller has to act on."""

_PERMISSION: Final = (
    "Ask for the permissions s3:GetObject, s3:PutObject, s3:DeleteObject, s3:ListBucket, s3:AbortMultipartUpload and "
    "s3:ListMultipartUploadParts on the bucket."
)
_REGION: Final = ("The bucket is in another region.", "Enter the bucket's region.")
_FULL: Final = ("The server has no room left.", "Free some space there, or ask for a larger quota.")
_DENIED: Final = ("The access key has no permission for that.", _PERMISSION)
_LOGIN: Final = ("The login has expired.", "Log in again, for example with aws sso login, or enter new keys.")
_BROKEN_LOGIN: Final = ("The login is not valid.", "Log in again, or enter new keys.")
_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "InvalidAccessKeyId": ("The server does not know the access key.", "Check the access key."),
    "SignatureDoesNotMatch": ("The secret key does not belong to the access key.", "Enter the secret key again."),
    "AccessDenied": _DENIED,
    "AllAccessDisabled": _DENIED,
    "AccountProblem": _DENIED,
    "InvalidToken": _BROKEN_LOGIN,
    "UnrecognizedClientException": _BROKEN_LOGIN,
    **dict.fromkeys(aws.EXPIRED, _LOGIN),
    "PermanentRedirect": _REGION,
    "TemporaryRedirect": _REGION,
    "301": _REGION,
    "AuthorizationHeaderMalformed": _REGION,
    "IllegalLocationConstraintException": _REGION,
    "InvalidBucketName": ("The bucket's name is not allowed.", "Check the bucket's name."),
    "InvalidObjectState": ("It is archived and cannot be read now.", "Restore it from the archive first."),
    "EntityTooLarge": ("It is larger than the server takes.", "Ask for a higher limit there."),
    "KeyTooLongError": ("Its name is longer than the server takes.", "Choose a shorter name."),
    "QuotaExceeded": _FULL,
    "InsufficientStorage": _FULL,
    "InsufficientCapacity": _FULL,
    "XMinioStorageFull": _FULL,
}
"""Cause and next step by the server's code."""


def is_passing(error: Exception) -> bool:
    """Whether the same request may well succeed in a moment."""
    if isinstance(error, vendor.SSLError):
        return not aws.is_certificate(error)
    if isinstance(error, _PASSING_ERRORS):
        return True
    return isinstance(error, vendor.ClientError) and (
        code_of(error) in _PASSING_CODES or aws.status_of(error) in _PASSING_STATUS
    )


def is_expired(error: Exception) -> bool:
    """Whether keys that are got anew may help."""
    return isinstance(error, vendor.ClientError) and code_of(error) in aws.EXPIRED


def code_of(error: vendor.ClientError) -> str:
    """The server's code; of an answer without one, its HTTP status."""
    return str(error.response.get("Error", {}).get("Code", "")) or str(aws.status_of(error))


def server_code(error: StorageError) -> str:
    """The server's code behind one of our errors; empty when no server answered."""
    return code_of(error.__cause__) if isinstance(error.__cause__, vendor.ClientError) else ""


def storage_error(error: Exception, doing: str, address: str, options: S3Options) -> StorageError:
    """A vendor's error in our words. `doing` and `address` complete “Could not …”."""
    title = f"Could not {doing} “{address}”."
    if isinstance(error, vendor.ClientError):
        return _answered(error, title, options)
    if isinstance(error, vendor.ProfileNotFound):
        return StorageError(
            title, f"There is no profile “{options.profile}” in the AWS configuration.", "Check the profile's name."
        )
    if isinstance(error, aws.NO_KEYS):
        return StorageError(title, *aws.without_keys(options.profile, stored=options.stored_keys))
    if isinstance(error, vendor.SSLError) and aws.is_certificate(error):
        return StorageError(
            title,
            f"The certificate of {options.server} is not trusted.",
            "Check the address, or install the certificate of who issued it.",
        )
    if isinstance(error, _PASSING_ERRORS):
        return StorageAwayError(title, *_network(error, options))
    return StorageError(title, f"{type(error).__name__}: {masked(str(error))}")


def _answered(error: vendor.ClientError, title: str, options: S3Options) -> StorageError:
    code = code_of(error)
    if code in _OUTCOMES:
        return _OUTCOMES[code](title, "There is no such file." if _OUTCOMES[code] is AbsentError else "")
    if code == "NoSuchBucket":
        return StorageError(
            title, f"{options.server} has no bucket “{options.bucket}”.", "Check the bucket's name, or create it."
        )
    if code == "RequestTimeTooSkewed":
        return StorageError(title, _skew(error), "Set this computer's clock, best automatically.")
    if is_passing(error):
        return StorageAwayError(title, f"{options.server} is too busy, or has a fault ({code}).", "Try again later.")
    cause, next_step = _SAID.get("AccessDenied" if code == "403" else code, ("", ""))
    if cause in _FULL:
        return DiskFullError(title, cause, next_step)
    if code in ("AccessDenied", "403") and options.expected_owner:
        cause = f"{cause} Or the bucket does not belong to the account {options.expected_owner}."
    message = str(error.response.get("Error", {}).get("Message", ""))[:200]
    return StorageError(title, cause or f"{options.server} says: {code} {masked(message)}".rstrip(), next_step)


def _skew(error: vendor.ClientError) -> str:
    headers: Mapping[str, Any] = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        ahead = time.time() - parsedate_to_datetime(str(headers.get("date", ""))).timestamp()
    except (TypeError, ValueError):
        return "The clock of this computer is wrong."
    where = "ahead of" if ahead > 0 else "behind"
    return f"The clock of this computer is {abs(ahead) / 60:.0f} minutes {where} the server's."


def _network(error: Exception, options: S3Options) -> tuple[str, str]:
    if aws.is_unknown_name(error):
        return (
            f"The address of {options.server} is not known: there is no network, or it is mistyped.",
            "Check the network and the address.",
        )
    if isinstance(error, vendor.ProxyConnectionError):
        return ("The proxy cannot be reached.", "Check the proxy's settings.")
    if any(one in aws.said(error) for one in ("refused", "10061")):
        return (f"Nothing answers at {options.server}.", "Check that the server runs, and its address and port.")
    if isinstance(error, vendor.ConnectTimeoutError | vendor.ReadTimeoutError):
        return (f"{options.server} did not answer in time.", "Check the network, then try again.")
    return (f"The connection to {options.server} broke off.", "Check the network, then try again.")
