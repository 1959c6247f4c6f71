"""The XML form of a project (.aepx): the same chunk tree, written as text, exactly in both directions.

Rules (measured: 26 of 26 well-formed real files convert to binary and back byte for byte; design page
`aepx-format.md` §2). An element with `bdata` is a leaf whose body is that hex string; one without is a list; names
shorter than four letters are padded with spaces. `<string>` is a `Utf8` chunk, `<fileReference>` an `alas` chunk
(compact JSON), `numS` and `ppSn` are numbers written as text, `ProjectXMPMetadata` is the packet after the RIFX
length. One loss is After Effects' own: `ppSn` keeps nine decimals.

XML is untrusted: any DOCTYPE is refused, so are other encodings than UTF-8; no entity, network or file is touched.
"""

from __future__ import annotations

import json
import math
import re
import struct
from binascii import unhexlify
from collections.abc import Iterable

from lxml import etree

from app.core.errors import TemplateError
from app.core.unreadable import NO_JSON
from app.template.chunks import (
    CONTAINER_TAGS,
    FORM_TYPE,
    LIST_TAG,
    MAX_DEPTH,
    RAW_LIST_TYPE,
    ROOT_TAG,
    Chunk,
    ChunkCount,
    ChunkTree,
    check_size,
    damaged,
)

NAMESPACE = "http://www.adobe.com/products/aftereffects"
ROOT_NAME = "AfterEffectsProject"

_ROOT = f"{{{NAMESPACE}}}{ROOT_NAME}"
_PREFIX = f"{{{NAMESPACE}}}"
_XMP_NAME = "ProjectXMPMetadata"
_REFERENCE_NAME = "fileReference"
_HEADER = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT_NAME} xmlns="{NAMESPACE}" majorVersion="1" minorVersion="0">\n'
)
_PLATFORMS: dict[str, int] = {"Win": 1, "MacPOSIX": 2}
_PLATFORM_NAMES: dict[object, str] = {code: name for name, code in _PLATFORMS.items()}
_REFERENCE_KEYS = (
    "ascendcount_base",
    "ascendcount_target",
    "fullpath",
    "platform",
    "server_name",
    "server_volume_name",
    "target_is_folder",
)
_COUNT_KEYS = frozenset({"ascendcount_base", "ascendcount_target"})
_XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,3}")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']+)["']""")
_KEEP_BINARY_STEP = "Keep the project as .aep, or save it as .aepx from After Effects."
OLD_ALIAS_STEP = "Open it in After Effects CC 2018 or later and save it again."


def read_aepx(data: bytes, name: str) -> ChunkTree:
    """Read an XML project. `name` is what error messages call it.

    Raises TemplateError, with the line where it is known, when it is not well-formed, not a project, holds a DOCTYPE,
    bad hex or unknown structure, or passes a limit of `chunks`.
    """
    check_size(len(data), name)
    _check_prolog(data, name)
    root = _parse(data, name)
    if root.tag != _ROOT:
        shown = root.tag.rpartition("}")[2] if isinstance(root.tag, str) else "?"
        raise TemplateError(
            f"{name} is not an After Effects project.",
            f"Its outermost XML element is <{shown}>, not <{ROOT_NAME}>.",
            "Choose an .aep, .aet or .aepx file.",
        )
    return _Reader(name).tree(root)


def write_aepx(tree: ChunkTree) -> bytes:
    """The XML form of `tree`, as After Effects writes it.

    Raises TemplateError when something cannot be said in XML: control characters in a string, a tag that is no XML
    name, or a file reference from before After Effects CC (which is not JSON).
    """
    lines = [_HEADER]
    children = tree.root.children or ()
    place = _xmp_place(children) if tree.xmp else -1
    for position, child in enumerate(children):
        if position == place:
            lines.append(_xmp_element(tree.xmp))
        _write(child, 1, lines)
    if place == len(children):
        lines.append(_xmp_element(tree.xmp))
    lines.append(f"</{ROOT_NAME}>\n")
    return "".join(lines).encode()


def _check_prolog(data: bytes, name: str) -> None:
    """Refuse a DOCTYPE and other encodings before any XML parser sees the file."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:64]:
        raise damaged(name, "it is UTF-16 text, and projects are UTF-8")
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while True:
        position = _skip_space(data, position)
        if data.startswith(b"<?", position):
            end = data.find(b"?>", position)
            encoding = _ENCODING.search(data, position, max(end, position))
            if data.startswith(b"<?xml", position) and encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii"):
                raise damaged(name, f"its encoding is {encoding[1].decode('latin-1')!r}, and projects are UTF-8")
        elif data.startswith(b"<!--", position):
            end = data.find(b"-->", position)
        elif data.startswith(b"<!", position):
            raise TemplateError(
                f"{name} is refused.",
                "It holds a document type declaration (DOCTYPE), which After Effects never writes.",
                "Use the project as After Effects saved it.",
            )
        else:
            return
        if end < 0:
            raise damaged(name, "it ends inside its XML declaration or a comment")
        position = end + 2


def _skip_space(data: bytes, position: int) -> int:
    while data[position : position + 1] in (b" ", b"\t", b"\r", b"\n", b">"):
        position += 1
    return position


def _parse(data: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(name, f"line {error.lineno}: {error.msg}") from error
    except (ValueError, MemoryError) as error:
        raise damaged(name, str(error) or type(error).__name__) from error
    return root


class _Reader:
    """Turns elements of one file into chunks."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = ChunkCount(name)
        self._xmp = b""

    def tree(self, root: etree._Element) -> ChunkTree:
        children = self._children(root, 1)
        return ChunkTree(Chunk(ROOT_TAG, FORM_TYPE, b"", children), self._xmp)

    def _children(self, element: etree._Element, depth: int) -> tuple[Chunk, ...]:
        if depth > MAX_DEPTH:
            raise self._error(element, f"elements are nested deeper than {MAX_DEPTH} levels")
        if element.text and not element.text.isspace():
            raise self._error(element, f"<{self._local(element)}> holds text where elements belong")
        chunks: list[Chunk] = []
        for child in element:
            if child.tail and not child.tail.isspace():
                raise self._error(child, f"text follows <{self._local(child)}>")
            if depth == 1 and self._local(child) == _XMP_NAME:
                self._xmp = self._text(child)
                continue
            chunk = self._chunk(child, depth)
            self._count.add(len(chunk.list_type) + len(chunk.body))
            chunks.append(chunk)
        return tuple(chunks)

    def _chunk(self, element: etree._Element, depth: int) -> Chunk:
        local = self._local(element)
        if local == "string":
            return Chunk("Utf8", "", self._text(element))
        if local == _REFERENCE_NAME:
            return Chunk("alas", "", self._reference(element))
        tag = self._tag(element, local)
        bdata = element.get("bdata")
        if bdata is not None:
            return self._leaf(element, tag, bdata)
        number = self._number(element, tag)
        if number is not None:
            return Chunk(tag, "", number)
        children = self._children(element, depth + 1)
        if tag in CONTAINER_TAGS:
            return Chunk(tag, "", b"", children)
        return Chunk(LIST_TAG, tag, b"", children)

    def _leaf(self, element: etree._Element, tag: str, bdata: str) -> Chunk:
        if len(element):
            raise self._error(element, f"<{tag.rstrip()}> has both bdata and elements")
        try:
            body = unhexlify(bdata)
        except ValueError as error:
            raise self._error(element, f"bdata of <{tag.rstrip()}> is not hexadecimal ({error})") from error
        return Chunk(LIST_TAG, tag, body) if tag == RAW_LIST_TYPE else Chunk(tag, "", body)

    def _number(self, element: etree._Element, tag: str) -> bytes | None:
        """The body of a `numS` or `ppSn` chunk, None for other elements."""
        if tag not in ("numS", "ppSn"):
            return None
        if len(element) != 1 or self._local(element[0]) != "string":
            return None
        text = self._text(element[0]).decode()
        try:
            return struct.pack(">I", int(text)) if tag == "numS" else struct.pack(">d", float(text))
        except (ValueError, struct.error) as error:
            raise self._error(element, f"<{tag}> holds {text[:40]!r}, not a number in range") from error

    def _reference(self, element: etree._Element) -> bytes:
        record: dict[str, str | int | bool] = {}
        for key, value in sorted(element.attrib.items()):
            name, text = str(key), str(value)
            record[name] = self._reference_value(element, name, text)
        if "fullpath" not in record:
            raise self._error(element, "<fileReference> has no fullpath")
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()

    def _reference_value(self, element: etree._Element, key: str, text: str) -> str | int | bool:
        if key not in _REFERENCE_KEYS:
            raise self._error(element, f"<fileReference> has an unknown attribute {key!r}")
        if key in _COUNT_KEYS:
            if not text.isascii() or not text.isdecimal() or len(text) > 10:
                raise self._error(element, f"{key} of <fileReference> is {text[:20]!r}, not a number")
            return int(text)
        if key == "platform":
            return _PLATFORMS.get(text, text)
        if key == "target_is_folder":
            return text == "1"
        return text

    def _text(self, element: etree._Element) -> bytes:
        if len(element):
            raise self._error(element, f"<{self._local(element)}> holds elements where text belongs")
        return (element.text or "").encode()

    def _tag(self, element: etree._Element, local: str) -> str:
        if not _XML_NAME.fullmatch(local):
            raise self._error(element, f"<{local[:40]}> is not an element of After Effects projects")
        return local.ljust(4)

    def _local(self, element: etree._Element) -> str:
        tag = element.tag
        if not isinstance(tag, str):
            raise self._error(element, "it uses an XML entity")
        if not tag.startswith(_PREFIX):
            raise self._error(element, f"<{tag[:60]}> is not in After Effects' namespace")
        return tag[len(_PREFIX) :]

    def _error(self, element: etree._Element, what: str) -> TemplateError:
        return damaged(self._name, f"line {element.sourceline}: {what}")


def _xmp_place(children: tuple[Chunk, ...]) -> int:
    """Index of the root chunk that the XMP packet is written before; their number when it comes last."""
    names = [chunk.name for chunk in children]
    for name in ("ExEn", "Fold"):
        if name in names:
            return names.index(name)
    return len(names)


def _xmp_element(xmp: bytes) -> str:
    text = _decode(xmp, _XMP_NAME)
    text = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#xD;<![CDATA[")
    return f"\t<{_XMP_NAME}><![CDATA[{text}]]></{_XMP_NAME}>\n"


def _write(chunk: Chunk, depth: int, lines: list[str]) -> None:
    indent = "\t" * depth
    if chunk.children is None:
        lines.append(indent + _leaf_element(chunk, indent))
        return
    expected = chunk.tag in CONTAINER_TAGS or (chunk.tag == LIST_TAG and chunk.list_type not in CONTAINER_TAGS)
    if not expected or chunk.name == "numS":
        raise _unwritable(f"A list called {chunk.name!r} cannot be told from a chunk of that name in XML.")
    name = _element_name(chunk.name)
    lines.append(f"{indent}<{name}>\n")
    for child in chunk.children:
        _write(child, depth + 1, lines)
    lines.append(f"{indent}</{name}>\n")


def _leaf_element(chunk: Chunk, indent: str) -> str:
    """The element of a leaf, with its line end; `indent` is what its own lines begin with."""
    if chunk.tag == "Utf8":
        text = _escape(_decode(chunk.body, "string"))
        return f"<string>{text}</string>\n" if text else "<string/>\n"
    if chunk.tag == "alas":
        return _reference_element(chunk.body)
    number = _number_text(chunk)
    if number:
        return f"<{chunk.tag}>\n{indent}\t<string>{number}</string>\n{indent}</{chunk.tag}>\n"
    if chunk.tag == RAW_LIST_TYPE:
        raise _unwritable("A chunk called 'btdk' that is not a list cannot be written.")
    return f'<{_element_name(chunk.name)} bdata="{chunk.body.hex()}"/>\n'


def _number_text(chunk: Chunk) -> str:
    """The text of a `numS` or `ppSn` chunk, empty when it is written as `bdata`."""
    if chunk.tag == "numS" and len(chunk.body) == 4:
        return str(int.from_bytes(chunk.body, "big"))
    if chunk.tag == "ppSn" and len(chunk.body) == 8:
        number: float = struct.unpack(">d", chunk.body)[0]
        return f"{number:.9f}" if math.isfinite(number) else ""
    return ""


def _reference_element(body: bytes) -> str:
    attributes = " ".join(f'{key}="{_escape_attribute(value)}"' for key, value in _reference_attributes(body))
    return f"<{_REFERENCE_NAME} {attributes}/>\n"


def _reference_attributes(body: bytes) -> Iterable[tuple[str, str]]:
    try:
        record = json.loads(body)
    except NO_JSON as error:
        raise TemplateError(
            "A file reference in the project cannot be written as XML.",
            "It has the form that After Effects used before Creative Cloud.",
            OLD_ALIAS_STEP,
        ) from error
    if not isinstance(record, dict) or not set(record) <= set(_REFERENCE_KEYS) or "fullpath" not in record:
        raise _unwritable("A file reference in the project has unknown parts.")
    for key in sorted(record):
        value = record[key]
        if isinstance(value, bool):
            yield key, str(int(value))
        elif key == "platform":
            yield key, _PLATFORM_NAMES.get(value, str(value))
        else:
            yield key, str(value)


def _element_name(tag: str) -> str:
    name = tag.rstrip(" ")
    if not _XML_NAME.fullmatch(name):
        raise _unwritable(f"A chunk called {tag!r} cannot be the name of an XML element.")
    return name


def _decode(body: bytes, name: str) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise _unwritable(f"The text of a <{name}> is not valid UTF-8.") from error
    bad = _UNWRITABLE.search(text)
    if bad:
        raise _unwritable(f"The text of a <{name}> holds the control character U+{ord(bad[0]):04X}.")
    return text


def _escape(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#xD;").replace("\n", "&#xA;")


def _escape_attribute(text: str) -> str:
    if _UNWRITABLE.search(text):
        raise _unwritable("A file reference holds a control character.")
    return _escape(text).replace('"', "&quot;").replace("\t", "&#x9;")


def _unwritable(cause: str) -> TemplateError:
    return TemplateError("The project cannot be written as .aepx.", cause, _KEEP_BINARY_STEP)
