"""What all services of AWS have in common: sessions of boto3, the errors of logging in, and pauses between tries."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import boto3
import botocore.session
from botocore import exceptions as vendor

ELSEWHERE_REGION: Final = "us-east-1"
"""Servers that are not Amazon's have no regions; requests are signed for this one unless another is named."""

EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"})
"""Codes of answers after which keys that are got anew may help."""

NO_KEYS: Final = (
    vendor.NoCredentialsError,
    vendor.NoAuthTokenError,
    vendor.PartialCredentialsError,
    vendor.CredentialRetrievalError,
    vendor.TokenRetrievalError,
    vendor.MetadataRetrievalError,
    vendor.SSOError,
    vendor.LoginError,
    vendor.UnknownCredentialError,
)
"""What boto3 raises where there is no key to log in with."""


def session(profile: str, keys: Mapping[str, str]) -> boto3.Session:
    """A session of a profile (empty: as AWS is configured here), with these keys where there are any."""
    # At its most talkative boto3 writes headers into the log, and with them session tokens.
    for name in ("boto3", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger(name).level))
    core = botocore.session.Session(profile=profile or None)
    core.register_component("data_loader", _descriptions())
    return boto3.Session(botocore_session=core, **keys)


def pause_seconds(tried: int, *, first: float, longest: float) -> float:
    """How long to wait after so many tries: random, so that those who failed together do not come back together."""
    return random.uniform(0, min(longest, first * 2 ** (tried - 1)))  # noqa: S311


def without_keys(profile: str, *, stored: bool) -> tuple[str, str]:
    """Why there is no key to log in with, and what to do; `stored`: they are to be among the secrets."""
    if stored:
        return "No access key was entered.", "Enter the access key and the secret key."
    if profile:
        return (
            f"The profile “{profile}” gave no access key.",
            "Log in again, for example with aws sso login, or check the profile.",
        )
    return (
        "There is no access key: not in the environment, not in the AWS configuration, and no role of an instance.",
        "Choose a profile, enter the keys, or give the instance a role.",
    )


def is_certificate(error: Exception) -> bool:
    """Whether an error of TLS is about the certificate."""
    return "CERTIFICATE" in str(error).upper()


def is_unknown_name(error: Exception) -> bool:
    """Whether a connection did not come about because the server's name is not known."""
    text = said(error)
    return "NameResolution" in text or "getaddrinfo" in text or "Name or service not known" in text


def said(error: Exception) -> str:
    """What boto3 says, which is one sentence for all, and beside it what the system said."""
    return f"{error} {getattr(error, 'kwargs', {}).get('error')!r}"


def status_of(error: vendor.ClientError) -> int:
    """The HTTP status of an answer; 0 where there is none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


@cache
def _descriptions() -> Any:
    """boto3's descriptions of Amazon's services, which take long to read and never change."""
    return botocore.session.Session().get_component("data_loader")
