"""The XML form: exact both ways, and hostile or broken XML refused with the line."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import TemplateError
from app.template import chunks
from app.template.aepx import read_aepx, write_aepx
from app.template.chunks import CONTAINER_TAGS, Chunk, ChunkTree, read_rifx, write_rifx

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<AfterEffectsProject xmlns="http://www.adobe.com/products/aftereffects" majorVersion="1" minorVersion="0">\n'
)
TAIL = "</AfterEffectsProject>\n"
REFERENCE = {
    "ascendcount_base": 1,
    "ascendcount_target": 2,
    "fullpath": 'D:\\Bilder & "mehr"\\ümlaut.png',
    "platform": 1,
    "server_name": "",
    "server_volume_name": "HDD",
    "target_is_folder": False,
}

WRITABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=20) | st.sampled_from(
    ["a\r\nb\tc", "<b> & ]]> \"q\" 'r'", "\U0001f600", "\n\n", " "]
)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{1,3}", fullmatch=True).map(lambda name: name.ljust(4))
TAGS = NAMES.filter(lambda tag: tag not in {"LIST", "RIFX", "btdk", "Utf8", "alas", "numS", "ppSn", *CONTAINER_TAGS})
LEAVES = (
    st.builds(Chunk, tag=TAGS, body=st.binary(max_size=30))
    | st.builds(Chunk, tag=st.just("Utf8"), body=WRITABLE.map(str.encode))
    | st.builds(Chunk, tag=st.just("LIST"), list_type=st.just("btdk"), body=st.binary(max_size=30))
    | st.builds(Chunk, tag=st.just("numS"), body=st.integers(0, 2**32 - 1).map(lambda n: struct.pack(">I", n)))
    | st.builds(Chunk, tag=st.just("ppSn"), body=st.integers(-999, 999).map(lambda n: struct.pack(">d", n / 8)))
    | st.builds(
        Chunk,
        tag=st.just("alas"),
        body=WRITABLE.map(
            lambda path: json.dumps({**REFERENCE, "fullpath": path}, ensure_ascii=False, separators=(",", ":")).encode()
        ),
    )
)


def nodes(children: st.SearchStrategy[Chunk]) -> st.SearchStrategy[Chunk]:
    contents = st.lists(children, max_size=4).map(tuple)
    lists = st.builds(Chunk, tag=st.just("LIST"), list_type=TAGS, children=contents)
    names = st.builds(
        Chunk, tag=st.sampled_from(sorted(CONTAINER_TAGS)), children=st.lists(LEAVES, min_size=1, max_size=2).map(tuple)
    )
    return lists | names


TREES = st.builds(
    lambda children, xmp: ChunkTree(Chunk("RIFX", "Egg!", b"", tuple(children)), xmp.encode()),
    st.lists(st.recursive(LEAVES, nodes, max_leaves=20), max_size=5),
    WRITABLE,
)


def document(*lines: str) -> bytes:
    return (HEAD + "".join(f"\t{line}\n" for line in lines) + TAIL).encode()


def children_of(*lines: str) -> tuple[Chunk, ...]:
    return read_aepx(document(*lines), "a.aepx").root.children or ()


@given(TREES)
def test_every_tree_survives_xml_and_binary(tree: ChunkTree) -> None:
    text = write_aepx(tree)
    again = read_aepx(text, "a.aepx")
    assert again == tree
    assert write_aepx(again) == text
    assert write_aepx(read_rifx(write_rifx(again), "a.aep")) == text


def test_elements_become_chunks_by_the_rules() -> None:
    assert children_of('<seq bdata="00ff"/>') == (Chunk("seq ", "", b"\x00\xff"),)
    assert children_of('<btdk bdata="3c3c"/>') == (Chunk("LIST", "btdk", b"<<"),)
    assert children_of('<sspc bdata="01"/>') == (Chunk("sspc", "", b"\x01"),)
    assert children_of("<sspc>", "</sspc>") == (Chunk("LIST", "sspc", b"", ()),)
    assert children_of("<tdsn><string>Blur</string></tdsn>") == (Chunk("tdsn", "", b"", (Chunk("Utf8", "", b"Blur"),)),)
    assert children_of('<tdsn bdata="4200"/>') == (Chunk("tdsn", "", b"B\0"),)
    assert children_of("<numS><string>5</string></numS>") == (Chunk("numS", "", b"\0\0\0\5"),)
    assert children_of("<ppSn><string>150.000000000</string></ppSn>") == (Chunk("ppSn", "", struct.pack(">d", 150.0)),)
    assert children_of("<string>a &amp; b&#xD;c</string>", "<string/>") == (
        Chunk("Utf8", "", b"a & b\rc"),
        Chunk("Utf8", "", b""),
    )


def test_a_file_reference_becomes_compact_json() -> None:
    (als2,) = children_of(
        '<Als2><fileReference ascendcount_base="1" ascendcount_target="3" fullpath="D:\\a &amp; b\\ü.png" '
        'platform="MacPOSIX" server_name="" server_volume_name="HDD" target_is_folder="1"/></Als2>'
    )
    body = (
        '{"ascendcount_base":1,"ascendcount_target":3,"fullpath":"D:\\\\a & b\\\\ü.png","platform":2,'
        '"server_name":"","server_volume_name":"HDD","target_is_folder":true}'
    )
    assert als2 == Chunk("LIST", "Als2", b"", (Chunk("alas", "", body.encode()),))


def test_written_text_looks_as_after_effects_writes_it() -> None:
    tree = ChunkTree(
        Chunk(
            "RIFX",
            "Egg!",
            b"",
            (
                Chunk("head", "", b"\x00\x5c"),
                Chunk("LIST", "ExEn", b"", (Chunk("Utf8", "", b"javascript-1.0"),)),
                Chunk("LIST", "LItm", b"", ()),
                Chunk("numS", "", b"\0\0\0\5"),
                Chunk("alas", "", json.dumps(REFERENCE, ensure_ascii=False, separators=(",", ":")).encode()),
            ),
        ),
        b"<x:xmpmeta>\n</x:xmpmeta>",
    )
    assert write_aepx(tree).decode() == (
        f'{HEAD}\t<head bdata="005c"/>\n'
        "\t<ProjectXMPMetadata><![CDATA[<x:xmpmeta>\n</x:xmpmeta>]]></ProjectXMPMetadata>\n"
        "\t<ExEn>\n\t\t<string>javascript-1.0</string>\n\t</ExEn>\n"
        "\t<LItm>\n\t</LItm>\n"
        "\t<numS>\n\t\t<string>5</string>\n\t</numS>\n"
        '\t<fileReference ascendcount_base="1" ascendcount_target="2" '
        'fullpath="D:\\Bilder &amp; &quot;mehr&quot;\\ümlaut.png" platform="Win" server_name="" '
        f'server_volume_name="HDD" target_is_folder="0"/>\n{TAIL}'
    )


def test_metadata_with_awkward_characters_survives() -> None:
    tree = ChunkTree(Chunk("RIFX", "Egg!", b"", (Chunk("LIST", "Fold", b"", ()),)), b"a]]>b\r\nc")
    assert read_aepx(write_aepx(tree), "a.aepx") == tree


BOMB = (
    "<!DOCTYPE b ["
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(10))
    + "]>\n<AfterEffectsProject>&e9;</AfterEffectsProject>"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("<?xml version='1.0'?><!DOCTYPE x>" + HEAD, "DOCTYPE"),
        ('<!-- c -->\n<!DOCTYPE x SYSTEM "file:///etc/passwd">' + HEAD[39:] + TAIL, "DOCTYPE"),
        (BOMB, "DOCTYPE"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>' + HEAD[39:] + TAIL, "UTF-8"),
        (
            HEAD.replace("AfterEffectsProject", "PremiereData") + "</PremiereData>",
            "outermost XML element is <PremiereData>",
        ),
        (HEAD.replace("aftereffects", "other") + TAIL, "not an After Effects project"),
        (HEAD + '\t<head bdata="0g"/>\n' + TAIL, "line 3: bdata of <head> is not hexadecimal"),
        (HEAD + '\t<head bdata="00 ff"/>\n' + TAIL, "line 3: bdata of <head> is not hexadecimal"),
        (HEAD + '\t<head bdata="abc"/>\n' + TAIL, "line 3: bdata of <head> is not hexadecimal"),
        (HEAD + '\t<head bdata="00"><x/></head>\n' + TAIL, "line 3: <head> has both"),
        (HEAD + "\t<Fold>\n\t\t<kk\n\t</Fold>\n" + TAIL, "line 5"),
        (HEAD + "\t<Fold>\n", "line 4"),
        (HEAD + "\tstray\n" + TAIL, "text where elements belong"),
        (HEAD + "\t<Fold>\n\t</Fold>stray\n" + TAIL, "text follows <Fold>"),
        (HEAD + "\t<toolong>\n\t</toolong>\n" + TAIL, "<toolong> is not an element"),
        (HEAD + "\t<string>a<b/></string>\n" + TAIL, "holds elements where text belongs"),
        (HEAD + "\t<string>\x03</string>\n" + TAIL, "line 3"),
        (HEAD + "\t<string>&#3;</string>\n" + TAIL, "line 3"),
        (HEAD + "\t<string>&e;</string>\n" + TAIL, "line 3"),
        (HEAD + "\t<numS><string>many</string></numS>\n" + TAIL, "not a number"),
        (HEAD + "\t<numS><string>4294967296</string></numS>\n" + TAIL, "not a number"),
        (HEAD + '\t<fileReference platform="Win"/>\n' + TAIL, "no fullpath"),
        (HEAD + '\t<fileReference fullpath="a" other="b"/>\n' + TAIL, "unknown attribute"),
        (HEAD + '\t<fileReference fullpath="a" ascendcount_base="x"/>\n' + TAIL, "not a number"),
        (HEAD + '\t<x:Fold xmlns:x="urn:x"/>\n' + TAIL, "namespace"),
        (HEAD + "\t<deep>" * 70 + "</deep>" * 70 + TAIL, "nested deeper than 64"),
        (HEAD + "\t<deep>" * 5_000 + "</deep>" * 5_000 + TAIL, "damaged"),
        ("<?xml version='1.0'", "ends inside"),
    ],
)
def test_bad_xml_is_named(text: str, told: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read_aepx(text.encode(), "show.aepx")
    assert told in str(caught.value)
    assert "show.aepx" in caught.value.title
    assert caught.value.next_step


def test_external_entities_are_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not leak", encoding="utf-8")
    text = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>' + HEAD[39:] + "<string>&e;</string>" + TAIL
    with pytest.raises(TemplateError) as caught:
        read_aepx(text.encode(), "a.aepx")
    assert "leak" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_with_the_reason(encoding: str) -> None:
    with pytest.raises(TemplateError, match="UTF-8"):
        read_aepx((HEAD + TAIL).encode(encoding), "a.aepx")


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(TemplateError, match="damaged"):
        read_aepx(HEAD.encode() + b"\t<string>\xff\xfe</string>\n" + TAIL.encode(), "a.aepx")


def test_blobs_over_ten_megabytes_are_read() -> None:
    body = bytes(6 * 1024 * 1024)
    (leaf,) = children_of(f'<ldat bdata="{body.hex()}"/>')
    assert leaf.body == body


def test_the_number_of_elements_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "MAX_CHUNKS", 3)
    with pytest.raises(TemplateError, match="more than 3 chunks"):
        read_aepx(document(*['<head bdata="00"/>'] * 4), "a.aepx")


@pytest.mark.parametrize("element", ['<head bdata=""/>', "<Fold/>", "<string/>"])
def test_a_project_made_of_nothing_is_refused_by_name(element: str) -> None:
    with pytest.raises(TemplateError, match="more than 100000 chunks, with next to nothing in them") as caught:
        read_aepx(document(element * 110_000), "hollow.aepx")
    assert "hollow.aepx" in caught.value.title


@pytest.mark.parametrize(
    ("chunk", "told"),
    [
        (Chunk("Utf8", "", b"\x03"), "control character U+0003"),
        (Chunk("Utf8", "", b"\xff"), "not valid UTF-8"),
        (Chunk("\0\1\2\3", "", b""), "name of an XML element"),
        (Chunk("1abc", "", b""), "name of an XML element"),
        (Chunk("alas", "", b"\0\0\1\2 old alias record"), "before Creative Cloud"),
        (Chunk("alas", "", b'{"fullpath":"a","surprise":1}'), "unknown parts"),
        (Chunk("alas", "", b'{"fullpath":"a\\u0003"}'), "control character"),
        (Chunk("LIST", "tdsn", b"", ()), "cannot be told from"),
        (Chunk("LIST", "numS", b"", ()), "cannot be told from"),
        (Chunk("btdk", "", b""), "not a list"),
    ],
)
def test_what_xml_cannot_say_is_refused_with_advice(chunk: Chunk, told: str) -> None:
    tree = ChunkTree(Chunk("RIFX", "Egg!", b"", (chunk,)))
    with pytest.raises(TemplateError) as caught:
        write_aepx(tree)
    assert told in str(caught.value)
    assert caught.value.next_step
