"""Guards around the parts of py-aep that fail on old or odd projects; `adapter` puts them in place.

Measured on 200 public projects (`aepx-format.md` §3.4):

- The render queue of file versions up to 88 becomes an empty queue, an Essential Graphics record without a name none.
- A record that is shorter than py-aep asks for is read as if zeros followed: up to CS6, solids had shorter names.
- Text that is not UTF-8 keeps its bytes as half surrogates, which the model shows as question marks.
- Up to CS6, `LIST Alas` held a file's path in a binary record (`old_reference`), not as JSON in `LIST Als2`.

Chunks are written back as they were in every case, so saving stays exact.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import IO, Any

from py_aep.binary import chunk as binary
from py_aep.binary import scalar_chunks
from py_aep.binary.fmt_field import _struct_info
from py_aep.binary.utils import ChunkNotFoundError, find_by_list_type, find_by_type
from py_aep.models.items import composition
from py_aep.models.sources import file as file_source
from py_aep.parsers import render_queue

OLD_REFERENCES = "Alas"
"""The list that holds the file of a footage item up to CS6; `Als2` since."""

OLD_VERSION = 81
"""Major file version of CS5.5 and CS6."""

_LOCK = threading.Lock()
_MARK = "farmhand_guard"
_REFERENCE_HEAD = struct.Struct("<4s4s4xH")
_FOLDER_TYPE = b"\xff\xff\xff\xfe"
_TOO_SHORT = "body too short"

_Read = Callable[..., Any]


def install_guards() -> None:
    """Put the guards in place; done once, safe to call from any thread."""
    with _LOCK:
        _guard(render_queue, "parse_render_queue_items", list, (AttributeError, LookupError, ValueError, OSError))
        _guard(composition, "parse_essential_graphics", lambda: None, (ChunkNotFoundError, LookupError, ValueError))
        references: Any = file_source
        if not hasattr(references.parse_alas_data, _MARK):
            references.parse_alas_data = _reads_old_references(references.parse_alas_data)
            record: Any = binary.Chunk
            record.read = classmethod(_reads_short_records(record.read.__func__))
            text: Any = scalar_chunks._StringChunkBase
            text.read, text.write = classmethod(_read_text), _write_text


def old_reference(record: bytes) -> tuple[str, bool]:
    """The path in a file reference of CS6 or earlier, and whether it is a folder's; ("", False) when it holds none.

    Measured on 29 records of CS5.5 and CS6: version and system (4 bytes), file type (4), zeros (4), little-endian
    length (2), then so many bytes: a separator, the path, a zero. The path's encoding is the system's and not stored:
    UTF-8 on macOS, on Windows mostly Windows-1252.
    """
    if len(record) < _REFERENCE_HEAD.size:
        return "", False
    _system, file_type, length = _REFERENCE_HEAD.unpack_from(record)
    stored = record[_REFERENCE_HEAD.size :][:length]
    if len(stored) < length or not stored.endswith(b"\0"):
        return "", False
    raw = stored[1:-1]
    try:
        path = raw.decode("utf-8")
    except UnicodeDecodeError:
        path = raw.decode("cp1252", "replace")
    return path, file_type == _FOLDER_TYPE


def _guard(module: Any, name: str, fallback: Callable[[], Any], errors: tuple[type[Exception], ...]) -> None:
    """Replace a function of `module` by one that answers `fallback()` on `errors`; no effect the second time."""
    original = getattr(module, name)
    if hasattr(original, _MARK):
        return

    @wraps(original)
    def guarded(*arguments: Any, **keywords: Any) -> Any:
        try:
            return original(*arguments, **keywords)
        except errors:
            return fallback()

    setattr(guarded, _MARK, True)
    setattr(module, name, guarded)


def _reads_old_references(original: _Read) -> _Read:
    """`parse_alas_data`, which also understands the references of CS6 and before."""

    @wraps(original)
    def read(parent_chunks: list[Any]) -> dict[str, Any]:
        found: dict[str, Any] = original(parent_chunks)
        if found:
            return found
        try:
            holder = find_by_list_type(chunks=parent_chunks, list_type=OLD_REFERENCES)
            record: Any = find_by_type(chunks=holder.chunks, chunk_type="alas")
        except ChunkNotFoundError:
            return found
        path, is_folder = old_reference(record.tobytes())
        return {"fullpath": path, "target_is_folder": is_folder}

    setattr(read, _MARK, True)
    return read


def _reads_short_records(original: _Read) -> _Read:
    """`Chunk.read`, which reads a record that is too short as if zeros followed."""

    def read(cls: type[Any], stream: IO[bytes], size: int, **keywords: Any) -> Any:
        start = stream.tell()
        try:
            return original(cls, stream, size, **keywords)
        except OSError as error:
            if _TOO_SHORT not in str(error):
                raise
        stream.seek(start)
        body = stream.read(size)
        needed = _required_size(cls)
        if len(body) < size or needed <= size:
            raise OSError(f"A {keywords.get('chunk_type', '')} record ends after {len(body)} of {size} bytes.")
        record = original(_short_kind(cls), BytesIO(body.ljust(needed, b"\0")), needed, **keywords)
        object.__setattr__(record, "stored_size", size)
        return record

    return read


def _required_size(cls: type[Any]) -> int:
    """Bytes that py-aep asks for in a record of this kind, without the fields that may be missing."""
    info = _struct_info(cls)
    fields, optional_start = (info[1], info[3]) if info is not None else ((), 0)
    return sum(struct.calcsize(">" + field.metadata["fmt"]) for field in fields[:optional_start])


def _short_kind(cls: type[Any]) -> type[Any]:
    """A subclass of a kind of record that writes as many bytes as were read."""

    def write(self: Any, stream: IO[bytes]) -> int:
        buffer = BytesIO()
        cls.write(self, buffer)
        return stream.write(buffer.getvalue()[: self.stored_size])

    return type(f"Short{cls.__name__}", (cls,), {"stored_size": 0, "write": write})


def _read_text(cls: type[Any], /, stream: IO[bytes], size: int, *, chunk_type: str = "", **_context: Any) -> Any:
    raw = stream.read(size)
    if len(raw) < size:
        raise OSError(f"A text ({chunk_type}) ends after {len(raw)} of {size} bytes.")
    return cls(chunk_type=chunk_type, value=raw.decode(cls._ENCODING, "surrogateescape"))


def _write_text(self: Any, stream: IO[bytes]) -> int:
    return stream.write(self.value.encode(self._ENCODING, "surrogateescape"))
