"""The compiled model as bytes: what is cached, stored with a job and sent between processes. Never pickle."""

from __future__ import annotations

import zlib

import msgspec

from app.core.decoding import from_messagepack
from app.core.errors import TemplateError
from app.core.model import MODEL_VERSION, Template
from app.core.unreadable import NO_DOCUMENT

BUILDER_VERSION = 1
"""Raised when the same project would give another model than before; cached models of another version are rebuilt."""

_MAGIC = b"farmhand-model"
_NEXT_STEP = "Prepare it again from the project file."


def encode_model(template: Template) -> bytes:
    """One line (magic, version, checksum), then the model as MessagePack."""
    body = msgspec.msgpack.encode(template)
    return b"%s %d %08x\n%s" % (_MAGIC, MODEL_VERSION, zlib.crc32(body), body)


def decode_model(data: bytes) -> Template:
    """The model in `data`. Raises TemplateError when it is another version's, damaged, or no model at all."""
    header, _line_end, body = data[:64].partition(b"\n")
    fields = header.split(b" ")
    if len(fields) != 3 or fields[0] != _MAGIC:
        raise TemplateError("This is not a compiled template.", "Its first bytes are something else.", _NEXT_STEP)
    if fields[1] != b"%d" % MODEL_VERSION:
        version = fields[1].decode("latin-1")
        raise TemplateError(
            "The compiled template is of another version.",
            f"It has version {version[:12]}, this program uses {MODEL_VERSION}.",
            _NEXT_STEP,
        )
    body = data[len(header) + 1 :]
    if fields[2] != b"%08x" % zlib.crc32(body):
        raise TemplateError("The compiled template is damaged.", "Its checksum is wrong.", _NEXT_STEP)
    try:
        return from_messagepack(body, Template)
    except NO_DOCUMENT as error:
        raise TemplateError("The compiled template is damaged.", f"{error}.", _NEXT_STEP) from error
