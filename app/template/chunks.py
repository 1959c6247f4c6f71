"""The chunk tree of a project file, and its binary form (RIFX, big endian), exactly in both directions.

A binary project is `RIFX`, a length, the form type `Egg!`, chunks, and after the declared length the XMP packet. A
chunk is a four-byte tag, a big-endian length, a body, and one zero byte of padding when the length is odd. `LIST`
chunks hold a list type and further chunks, except `LIST btdk`, whose body is raw. A few name containers (`tdsn`,
`fnam`, `pdnm`, `vfdn`, `RCom`) hold chunks without a list type; before file version 92 they hold a bare string.

Format facts: measured on 120 real projects (design page `aepx-format.md` §2); nothing here interprets a body.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import msgspec

from app.core.errors import TemplateError

MAX_BYTES = 200 * 1024 * 1024
"""Largest project file that is read, in bytes."""

MAX_DEPTH = 64
"""Deepest nesting of chunks that is read; real projects reach 23."""

MAX_CHUNKS = 4_000_000
"""Most chunks in one project that are read."""

FREE_CHUNKS = 100_000
"""Chunks of a project before it is asked what is in them; the largest of 120 real projects has 75,000."""

LEAST_MEAN_BYTES = 16
"""Fewest bytes per chunk, header included, that projects of more than `FREE_CHUNKS` have; real ones keep above 22."""

ROOT_TAG = "RIFX"
FORM_TYPE = "Egg!"
LIST_TAG = "LIST"
RAW_LIST_TYPE = "btdk"
CONTAINER_TAGS = frozenset({"tdsn", "fnam", "pdnm", "vfdn", "RCom"})
"""Tags of chunks that hold chunks without being a LIST."""

_HEADER = struct.Struct(">4sI")
_TAG = re.compile(rb"[ -~]{4}")
_LIST_TYPE_BYTES = 4
_MOST_WEIGHT = 64
_DAMAGED_STEP = "Open it in After Effects and save it again, or use another copy."


class Chunk(msgspec.Struct, frozen=True, gc=False):
    """One chunk: a leaf with a `body`, or a node with `children` (then `body` is empty).

    `tag` and `list_type` are four characters (Latin-1, one per byte); `list_type` is empty unless the tag is LIST or
    RIFX. `children` None means a leaf; an empty tuple is a list that holds nothing.
    """

    tag: str
    list_type: str = ""
    body: bytes = b""
    children: tuple[Chunk, ...] | None = None

    @property
    def name(self) -> str:
        """The list type of a list, else the tag: what a path through the tree is written with."""
        return self.list_type or self.tag

    def child(self, name: str) -> Chunk | None:
        """The first direct child of that name, or None."""
        return next((chunk for chunk in self.children or () if chunk.name == name), None)

    def find(self, *names: str) -> Chunk | None:
        """The chunk reached by descending through the first child of each name, or None."""
        node: Chunk | None = self
        for name in names:
            if node is None:
                return None
            node = node.child(name)
        return node

    def walk(self) -> Iterator[Chunk]:
        """This chunk and every one below it, in the file's order."""
        stack = [self]
        while stack:
            chunk = stack.pop()
            yield chunk
            if chunk.children:
                stack.extend(reversed(chunk.children))


class ChunkTree(msgspec.Struct, frozen=True):
    """A whole project: the root chunk (`RIFX`, `Egg!`) and the bytes after it, which are the XMP packet."""

    root: Chunk
    xmp: bytes = b""

    @property
    def file_version(self) -> int:
        """Major version of the file format from the `head` chunk (92 = 15.x … 97 = 26.x), 0 when there is none."""
        head = self.root.child("head")
        return int.from_bytes(head.body[:2], "big") if head is not None else 0


def read_rifx(data: bytes, name: str) -> ChunkTree:
    """Read a binary project. `name` is what error messages call it.

    Raises TemplateError when it is not a project, is damaged or cut off, or passes a limit (`MAX_BYTES`,
    `MAX_DEPTH`, those of `ChunkCount`). Padding bytes are taken to be zero.
    """
    check_size(len(data), name)
    if data[:4] != ROOT_TAG.encode():
        raise damaged(name, "it does not begin with RIFX")
    if len(data) < 12:
        raise damaged(name, f"it ends after {len(data)} bytes")
    end = 8 + int.from_bytes(data[4:8], "big")
    if end > len(data):
        raise damaged(name, f"it is cut off: {end} bytes are announced, {len(data)} are there")
    if end < 12:
        raise damaged(name, "its first chunk is too short")
    form = data[8:12].decode("latin-1")
    if form != FORM_TYPE:
        raise TemplateError(
            f"{name} is not an After Effects project.",
            f"It is a RIFX file of the kind {form!r}, not {FORM_TYPE!r}.",
            "Choose an .aep, .aet or .aepx file.",
        )
    children = _Reader(data, name).children(12, end, 1)
    return ChunkTree(Chunk(ROOT_TAG, FORM_TYPE, b"", children), data[end:])


def write_rifx(tree: ChunkTree) -> bytes:
    """The binary form of `tree`. Raises TemplateError when a part is too long for the format (4 GiB)."""
    parts: list[bytes] = []
    _write_chunk(tree.root, parts)
    parts.append(tree.xmp)
    return b"".join(parts)


def check_size(size: int, name: str) -> None:
    """Raise TemplateError when a project of `size` bytes is empty or larger than is read."""
    if not size:
        raise TemplateError(f"{name} is empty.", "The file has no bytes.", "Use another copy of the project.")
    if size > MAX_BYTES:
        raise TemplateError(
            f"{name} is too large.",
            f"It has {size / 2**20:.0f} MB; projects up to {MAX_BYTES // 2**20} MB are read.",
            "Reduce the project in After Effects (File > Dependencies > Reduce Project) and save it again.",
        )


def damaged(name: str, what: str) -> TemplateError:
    """The error for a project file that cannot be understood; `what` completes the sentence."""
    return TemplateError(f"{name} is damaged.", f"Reading it failed: {what}.", _DAMAGED_STEP)


class ChunkCount:
    """Counts the chunks of a file as they are read, so that one of a few megabytes cannot be made of millions.

    Each chunk costs everything that reads or writes it the same, whatever is in it; millions without contents would
    take a process minutes.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0
        self._weight = 0

    def add(self, contents: int) -> None:
        """One more chunk, with so many bytes of its own (a list's are its type). Raises TemplateError at a limit."""
        self._count += 1
        # What one huge chunk holds does not make up for the others.
        self._weight += min(_HEADER.size + contents, _MOST_WEIGHT)
        if self._count > MAX_CHUNKS:
            raise damaged(self._name, f"it has more than {MAX_CHUNKS} chunks")
        if self._count > FREE_CHUNKS and self._weight < LEAST_MEAN_BYTES * self._count:
            raise damaged(self._name, f"it has more than {FREE_CHUNKS} chunks, with next to nothing in them")


class _Reader:
    """Reads chunks of one file."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        self._chunks = ChunkCount(name)
        self._names: dict[bytes, str] = {}

    def children(self, start: int, end: int, depth: int) -> tuple[Chunk, ...]:
        """The chunks between two offsets."""
        if depth > MAX_DEPTH:
            raise damaged(self._name, f"chunks are nested deeper than {MAX_DEPTH} levels at byte {start}")
        found: list[Chunk] = []
        position = start
        while position < end:
            if end - position < 8:
                raise damaged(self._name, f"{end - position} stray bytes at byte {position}")
            raw_tag, length = _HEADER.unpack_from(self._data, position)
            stop = position + 8 + length
            if stop + (length & 1) > end:
                raise damaged(
                    self._name,
                    f"chunk {raw_tag.decode('latin-1')!r} at byte {position} announces {length} bytes, "
                    f"{end - position - 8} are left",
                )
            found.append(self._chunk(raw_tag, position + 8, stop, depth))
            position = stop + (length & 1)
        return tuple(found)

    def _chunk(self, raw_tag: bytes, start: int, stop: int, depth: int) -> Chunk:
        tag = self._text(raw_tag)
        if tag == LIST_TAG:
            return self._list(start, stop, depth)
        if tag in CONTAINER_TAGS and holds_chunks(self._data, start, stop):
            self._chunks.add(0)
            return Chunk(tag, "", b"", self.children(start, stop, depth + 1))
        self._chunks.add(stop - start)
        return Chunk(tag, "", self._data[start:stop])

    def _list(self, start: int, stop: int, depth: int) -> Chunk:
        if stop - start < 4:
            raise damaged(self._name, f"the list at byte {start - 8} has no type")
        list_type = self._text(self._data[start : start + 4])
        if list_type == RAW_LIST_TYPE:
            self._chunks.add(stop - start)
            return Chunk(LIST_TAG, list_type, self._data[start + 4 : stop])
        self._chunks.add(_LIST_TYPE_BYTES)
        return Chunk(LIST_TAG, list_type, b"", self.children(start + 4, stop, depth + 1))

    def _text(self, raw: bytes) -> str:
        text = self._names.get(raw)
        if text is None:
            text = self._names.setdefault(raw, raw.decode("latin-1"))
        return text


def holds_chunks(data: bytes, start: int, stop: int) -> bool:
    """Whether the bytes between two offsets are a run of whole chunks, at least one, ending exactly at `stop`.

    Tells the newer form of a name container from the bare string of older files.
    """
    position = start
    while position < stop:
        if stop - position < 8:
            return False
        tag, length = _HEADER.unpack_from(data, position)
        if not _TAG.match(tag):
            return False
        position += 8 + length + (length & 1)
    return position == stop and stop > start


def _write_chunk(chunk: Chunk, parts: list[bytes]) -> int:
    """Append `chunk` with header and padding to `parts`; the number of bytes appended."""
    place = len(parts)
    parts.append(b"")
    length = 0
    if chunk.list_type:
        parts.append(chunk.list_type.encode("latin-1"))
        length += 4
    if chunk.children is None:
        parts.append(chunk.body)
        length += len(chunk.body)
    else:
        for child in chunk.children:
            length += _write_chunk(child, parts)
    if length > 0xFFFFFFFF:
        raise TemplateError(f"Chunk {chunk.name} is too large.", "A project part can have at most 4 GiB.")
    parts[place] = _HEADER.pack(chunk.tag.encode("latin-1"), length)
    if length & 1:
        parts.append(b"\0")
        length += 1
    return length + 8
