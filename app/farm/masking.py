"""Hides what must not be read in a log: passwords, keys, tokens, and what makes a signed address work."""

from __future__ import annotations

import re

MASK = "***"

_TELLING_NAME = (
    r"(?:password|passwd|passphrase|pwd|secret|token|signature|credentials?|api[_-]?key|access[_-]?key(?:[_-]?id)?"
    r"|private[_-]?key|session[_-]?key|account[_-]?key)"
)
_SUSPICIOUS = re.compile(
    r"://|pass|pwd|secret|token|signature|[?&]sig=|credential|key|authorization|bearer|A(?:KIA|SIA|ROA|IDA)"
    r"|[A-Za-z0-9/+]{40}",
    re.IGNORECASE,
)
"""Most lines have none of this, and are done with."""

_AUTHORIZATION = re.compile(r"""\b((?:proxy-)?authorization["']?\s*[=:]\s*["']?)[^\r\n"']+""", re.IGNORECASE)
_BEARER = re.compile(r"\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(://)(?:[^\s/@]+@|[^\s/:@]+:[^\s@]+@)")
_AZURE_SIGNATURE = re.compile(r"([?&;]sig=)[^&\s\"'<>]+", re.IGNORECASE)
_NAMED = re.compile(
    rf"""((?<![\w-])[\w-]{{0,40}}{_TELLING_NAME}[\w-]{{0,40}}["']?\s*(?:=>|[=:])\s*)"""
    r"""("[^"\r\n]*"?|'[^'\r\n]*'?|[^\s,;&"'<>\])}]+)""",
    re.IGNORECASE,
)
_OPTION = re.compile(rf"((?<![\w-])--?[\w-]{{0,40}}{_TELLING_NAME}[\w-]{{0,40}}\s+)[^\s-]\S*", re.IGNORECASE)
_AWS_ID = re.compile(r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b")
_AWS_SECRET = re.compile(
    r"(?<![A-Za-z0-9/+=_.-])(?=[^\s]{0,39}[a-z])(?=[^\s]{0,39}[A-Z])(?=[^\s]{0,39}[0-9])(?!/)[A-Za-z0-9/+]{40}"
    r"(?![A-Za-z0-9/+=_.-])"
)

_REPLACEMENTS = (
    (_AUTHORIZATION, rf"\1{MASK}"),
    (_BEARER, rf"\1{MASK}"),
    (_IN_ADDRESS, rf"\1{MASK}@"),
    (_AZURE_SIGNATURE, rf"\1{MASK}"),
    (_NAMED, rf"\1{MASK}"),
    (_OPTION, rf"\1{MASK}"),
    (_AWS_ID, MASK),
    (_AWS_SECRET, MASK),
)


def masked(text: str) -> str:
    """The text with everything in it that looks like a secret replaced by `***`.

    That is: values of names such as `password`, `token`, `X-Amz-Signature` or `aws_secret_access_key`, users and
    passwords in addresses, authorization headers, and keys of AWS. Rather too much is hidden than too little.
    """
    if _SUSPICIOUS.search(text) is None:
        return text
    for pattern, replacement in _REPLACEMENTS:
        text = pattern.sub(replacement, text)
    return text
