"""The chunk tree: exact round trips, and every kind of damage refused by name."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import TemplateError
from app.template import chunks
from app.template.chunks import CONTAINER_TAGS, Chunk, ChunkTree, read_rifx, write_rifx

TAGS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789-", min_size=4, max_size=4).filter(
    lambda tag: tag not in ("LIST", "RIFX", "btdk", *CONTAINER_TAGS) and tag.strip()
)
LEAVES = st.builds(Chunk, tag=TAGS, body=st.binary(max_size=40)) | st.builds(
    Chunk, tag=st.just("LIST"), list_type=st.just("btdk"), body=st.binary(max_size=40)
)
BARE_NAMES = st.builds(
    Chunk, tag=st.sampled_from(sorted(CONTAINER_TAGS)), body=st.binary(max_size=20).map(lambda body: body + b"\0")
)


def nodes(children: st.SearchStrategy[Chunk]) -> st.SearchStrategy[Chunk]:
    lists = st.builds(Chunk, tag=st.just("LIST"), list_type=TAGS, children=st.lists(children, max_size=4).map(tuple))
    names = st.builds(
        Chunk, tag=st.sampled_from(sorted(CONTAINER_TAGS)), children=st.lists(LEAVES, min_size=1, max_size=2).map(tuple)
    )
    return lists | names


CHUNKS = st.recursive(LEAVES | BARE_NAMES, nodes, max_leaves=25)
TREES = st.builds(
    lambda children, xmp: ChunkTree(Chunk("RIFX", "Egg!", b"", tuple(children)), xmp),
    st.lists(CHUNKS, max_size=5),
    st.binary(max_size=30),
)


def rifx(body: bytes, *, length: int | None = None, form: bytes = b"Egg!") -> bytes:
    return b"RIFX" + struct.pack(">I", len(body) + 4 if length is None else length) + form + body


def chunk(tag: bytes, body: bytes) -> bytes:
    return tag + struct.pack(">I", len(body)) + body + b"\0" * (len(body) & 1)


@given(TREES)
def test_every_tree_survives_writing_and_reading(tree: ChunkTree) -> None:
    data = write_rifx(tree)
    assert read_rifx(data, "a.aep") == tree
    assert write_rifx(read_rifx(data, "a.aep")) == data


def test_the_layout_on_disk_is_the_documented_one() -> None:
    data = rifx(
        chunk(b"head", b"\x00\x5c\x00")
        + chunk(b"LIST", b"Fold" + chunk(b"Utf8", b"hi"))
        + chunk(b"LIST", b"btdk<<raw>>")
    )
    tree = read_rifx(data + b"<?xpacket?>", "a.aep")
    assert tree.xmp == b"<?xpacket?>"
    assert tree.file_version == 92
    assert tree.root.children == (
        Chunk("head", "", b"\x00\x5c\x00"),
        Chunk("LIST", "Fold", b"", (Chunk("Utf8", "", b"hi"),)),
        Chunk("LIST", "btdk", b"<<raw>>"),
    )
    assert write_rifx(tree) == data + b"<?xpacket?>"


@pytest.mark.parametrize("tag", sorted(CONTAINER_TAGS))
def test_name_containers_hold_chunks_or_a_bare_string(tag: str) -> None:
    inner = chunk(b"Utf8", b"Blur")
    new = read_rifx(rifx(chunk(tag.encode(), inner)), "a.aep")
    old = read_rifx(rifx(chunk(tag.encode(), b"Blur\0")), "a.aep")
    assert new.root.children == (Chunk(tag, "", b"", (Chunk("Utf8", "", b"Blur"),)),)
    assert old.root.children == (Chunk(tag, "", b"Blur\0"),)


def test_a_fixed_buffer_with_a_four_letter_name_is_not_taken_for_a_chunk() -> None:
    data = rifx(chunk(b"fnam", b"Fill".ljust(48, b"\0")))
    assert read_rifx(data, "a.aep").root.children == (Chunk("fnam", "", b"Fill".ljust(48, b"\0")),)
    assert write_rifx(read_rifx(data, "a.aep")) == data


def test_chunks_are_found_by_list_type_or_tag() -> None:
    item = Chunk("LIST", "Item", b"", (Chunk("idta", "", b"1"),))
    root = Chunk("RIFX", "Egg!", b"", (Chunk("LIST", "Fold", b"", (item,)),))
    assert root.find("Fold", "Item", "idta") == Chunk("idta", "", b"1")
    assert root.find("Fold", "Nope", "idta") is None
    assert [found.name for found in root.walk()] == ["Egg!", "Fold", "Item", "idta"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"RIFF\0\0\0\4Egg!", "does not begin with RIFX"),
        (b"RIFX\0\0", "ends after 6 bytes"),
        (rifx(b"", form=b"AVI "), "not an After Effects project"),
        (rifx(b"", length=0xFFFFFFFF), "cut off"),
        (rifx(b"", length=2), "too short"),
        (rifx(chunk(b"head", b"12345678"))[:-3], "cut off"),
        (rifx(b"headFFFF"), "announces"),
        (rifx(b"head\xff\xff\xff\xff1234"), "announces 4294967295 bytes, 4 are left"),
        (rifx(b"hea"), "3 stray bytes"),
        (rifx(b"head\0\0\0\x011"), "announces 1 bytes"),
        (rifx(chunk(b"LIST", b"Fo")), "has no type"),
        (rifx(chunk(b"LIST", b"Fold" + b"LIST\0\0\0\x20Item")), "announces 32 bytes, 4 are left"),
    ],
)
def test_damage_is_named(data: bytes, told: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read_rifx(data, "show.aep")
    assert told in str(caught.value)
    assert "show.aep" in caught.value.title
    assert caught.value.next_step


@pytest.mark.parametrize("depth", [70, 5_000])
def test_deep_nesting_is_refused_not_recursed(depth: int) -> None:
    data = b""
    for _ in range(depth):
        data = chunk(b"LIST", b"deep" + data)
    with pytest.raises(TemplateError, match="nested deeper than 64"):
        read_rifx(rifx(data), "deep.aep")


def test_sizes_and_counts_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "MAX_CHUNKS", 3)
    monkeypatch.setattr(chunks, "MAX_BYTES", 100)
    with pytest.raises(TemplateError, match="more than 3 chunks"):
        read_rifx(rifx(chunk(b"aaaa", b"") * 4), "many.aep")
    with pytest.raises(TemplateError, match="too large"):
        read_rifx(rifx(b"\0" * 200), "big.aep")


@pytest.mark.parametrize(
    "body",
    [
        chunk(b"aaaa", b""),
        chunk(b"LIST", b"aaaa"),
        chunk(b"LIST", b"aaaa" + chunk(b"bbbb", b"") * 3),
        chunk(b"tdsn", chunk(b"Utf8", b"")),
    ],
    ids=["leaves", "lists", "lists of leaves", "names"],
)
@pytest.mark.parametrize("beside", [b"", chunk(b"huge", bytes(30_000_000))], ids=["alone", "beside a huge chunk"])
def test_a_project_made_of_nothing_is_refused_by_name(body: bytes, beside: bytes) -> None:
    with pytest.raises(TemplateError, match="more than 100000 chunks, with next to nothing in them") as caught:
        read_rifx(rifx(beside + body * 110_000), "hollow.aep")
    assert "hollow.aep" in caught.value.title


def test_a_project_of_many_chunks_with_little_in_each_is_read() -> None:
    tree = read_rifx(rifx(chunk(b"aaaa", bytes(8)) * 110_000), "large.aep")
    assert len(tree.root.children or ()) == 110_000


@given(st.data())
def test_a_flipped_byte_never_breaks_the_reader(data: st.DataObject) -> None:
    inner = chunk(b"head", b"\x00\x5c") + chunk(b"LIST", b"Item" + chunk(b"tdsn", chunk(b"Utf8", b"Name")) * 3)
    raw = bytearray(rifx(inner))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255))
    try:
        tree = read_rifx(bytes(raw), "flipped.aep")
    except TemplateError:
        return
    assert len(write_rifx(tree)) == len(raw)
