"""Differences between projects: their place and their kind."""

from __future__ import annotations

from app.template.chunks import Chunk, ChunkTree
from app.template.diff import Difference, DifferenceKind, diff

CHANGED, ADDED, REMOVED = DifferenceKind.CHANGED, DifferenceKind.ADDED, DifferenceKind.REMOVED


def leaf(tag: str, body: bytes = b"") -> Chunk:
    return Chunk(tag, "", body)


def node(name: str, *children: Chunk) -> Chunk:
    return Chunk("LIST", name, b"", children)


def tree(*children: Chunk, xmp: bytes = b"") -> ChunkTree:
    return ChunkTree(Chunk("RIFX", "Egg!", b"", children), xmp)


def item(name: bytes, *layers: Chunk) -> Chunk:
    return node("Item", leaf("Utf8", name), *layers)


def layer(text: bytes) -> Chunk:
    return node("Layr", node("tdgp", Chunk("LIST", "btdk", text)))


BEFORE = tree(leaf("head", b"1"), node("Fold", item(b"a"), item(b"b", layer(b"x"), layer(b"y")), node("Pin ")))


def test_equal_projects_do_not_differ() -> None:
    assert diff(BEFORE, tree(*(BEFORE.root.children or ()))) == ()


def test_one_changed_text_is_one_difference_with_its_path() -> None:
    after = tree(leaf("head", b"1"), node("Fold", item(b"a"), item(b"b", layer(b"x"), layer(b"z")), node("Pin ")))
    (found,) = diff(BEFORE, after)
    assert found == Difference("Fold/Item[2]/Layr[2]/tdgp/btdk", CHANGED)
    assert found.name == "btdk"


def test_an_added_chunk_does_not_shift_the_others() -> None:
    after = tree(
        leaf("head", b"1"), node("Fold", item(b"new"), item(b"a"), item(b"b", layer(b"x"), layer(b"y")), node("Pin "))
    )
    assert diff(BEFORE, after) == (Difference("Fold/Item[1]", ADDED),)
    assert diff(after, BEFORE) == (Difference("Fold/Item[1]", REMOVED),)


def test_a_changed_chunk_and_a_removed_one_are_told_apart() -> None:
    after = tree(leaf("head", b"2"), node("Fold", item(b"b", layer(b"x"), layer(b"y")), node("Pin ")))
    assert diff(BEFORE, after) == (Difference("head", CHANGED), Difference("Fold/Item[1]", REMOVED))


def test_where_nothing_is_equal_chunks_of_one_name_are_compared_in_order() -> None:
    after = tree(leaf("head", b"1"), node("Fold", item(b"b", layer(b"q"))))
    assert diff(BEFORE, after) == (
        Difference("Fold/Item[1]/Utf8", CHANGED),
        Difference("Fold/Item[1]/Layr", ADDED),
        Difference("Fold/Item[2]", REMOVED),
        Difference("Fold/Pin", REMOVED),
    )


def test_a_leaf_that_became_a_list_is_changed() -> None:
    assert diff(tree(leaf("tdsn", b"x\0")), tree(Chunk("tdsn", "", b"", (leaf("Utf8", b"x"),)))) == (
        Difference("tdsn", CHANGED),
    )


def test_metadata_and_form_count_too() -> None:
    assert diff(tree(xmp=b"a"), tree(xmp=b"b")) == (Difference("XMP", CHANGED),)
    other = ChunkTree(Chunk("RIFX", "Soup", b"", ()))
    assert diff(tree(), other) == (Difference("Egg!", CHANGED),)
