"""Which worker may have which job."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.core.errors import MessageError, UsageError
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, EngineChoice, FontRef, JobRequest, PieceOrder
from app.core.messages import Claim, decode, encode
from app.core.needs import MOST_ASSETS, MOST_FONTS, Equipment, Needs, can_draw, check_needs, is_version, needs_of, short


def asset(number: int, size: int = 1) -> AssetRef:
    return AssetRef(sha256=f"{number:064x}"[::-1], name=f"{number}.png", size=size)


def request(**more: Any) -> JobRequest:
    values: dict[str, Any] = {"template": asset(1), "frames": FrameRange(start=0, stop=20)} | more
    return JobRequest(
        job_id="a", name="A", owner="ann", comp_id=1, comp_name="Main", output="a.mp4", preset="mp4", **values
    )


@pytest.mark.parametrize(
    ("version", "wanted", "fits"),
    [
        ("24.1.2", "", True),
        ("", "", True),
        ("24.1.2", "24", True),
        ("24.1.2", "24.1", True),
        ("24.1.2", "24.1.2", True),
        ("24.1.2", "24.1.2.1", False),
        ("24.10", "24.1", False),
        ("2.4", "24", False),
        ("", "24", False),
    ],
)
def test_a_version_may_be_named_in_part(version: str, wanted: str, fits: bool) -> None:
    assert is_version(version, wanted) is fits


@pytest.mark.parametrize(
    ("needs", "fits"),
    [
        (Needs(), True),
        (Needs(tags=frozenset({"gpu"})), True),
        (Needs(tags=frozenset({"gpu", "studio-b"})), False),
        (Needs(tags=frozenset({"GPU"})), False),
        (Needs(version="24"), True),
        (Needs(version="25"), False),
        (Needs(fonts=frozenset({"f" * 16})), True),
        (Needs(fonts=frozenset({"e" * 16})), False),
        (Needs(assets=frozenset({"9" * 16})), True),
    ],
)
def test_a_worker_must_have_all_that_is_needed_but_the_assets(needs: Needs, fits: bool) -> None:
    worker = Equipment(
        engines=("builtin", "aerender"),
        versions={"aerender": "24.1"},
        tags=frozenset({"gpu", "fast"}),
        fonts=frozenset({"f" * 16}),
    )
    assert can_draw(worker, EngineChoice.AERENDER, needs) is fits


def test_the_version_is_that_of_the_engine_that_is_asked_for() -> None:
    worker = Equipment(engines=("builtin", "aerender"), versions={"builtin": "1.0", "aerender": "24.1"})
    assert not can_draw(worker, EngineChoice.BUILTIN, Needs(version="24"))
    assert can_draw(worker, EngineChoice.AUTO, Needs(version="24"))
    assert not can_draw(worker, EngineChoice.SLEEP, Needs())


def test_what_a_request_needs_is_all_of_its_files_the_largest_first() -> None:
    many = tuple(asset(number + 100, size=number) for number in range(MOST_ASSETS + 50))
    found = needs_of(
        request(
            assets=many,
            footage={7: asset(2, 10**6)},
            fonts={"Sans": FontRef(asset=asset(3, 10**6))},
            music=asset(4, 10**6),
            local_fonts={"Serif": "ab" * 32},
            tags=("gpu",),
            engine_version="24",
        )
    )
    assert (found.version, found.tags, found.fonts) == ("24", {"gpu"}, {"ab" * 8})
    assert {short(asset(number).sha256) for number in (2, 3, 4)} <= found.assets
    assert len(found.assets) == MOST_ASSETS and short(many[0].sha256) not in found.assets


def test_how_a_film_is_made_is_no_part_of_what_it_is() -> None:
    plain = request()
    assert request(tags=("gpu",), after=("b",), piece_order=PieceOrder.FIRST_MIDDLE_LAST).key() == plain.key()
    assert request(engine_version="24").key() != plain.key()
    assert request(local_fonts={"Serif": "ab" * 32}).key() != plain.key()


@pytest.mark.parametrize(
    "wrong",
    [
        {"tags": ("two words",)},
        {"tags": ("",)},
        {"tags": ("x" * 65,)},
        {"tags": tuple(f"t{number}" for number in range(33))},
        {"engine_version": "1" * 33},
        {"local_fonts": {"Serif": "not a hash"}},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="“A” asks for workers"):
        check_needs(request(**wrong))
    check_needs(request(tags=("gpu", "studio-b", "v1.2:x_y"), local_fonts={"Serif": "ab" * 32}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"tags": ("two words",)},
        {"fonts": ("ab" * 8,) * (MOST_FONTS + 1)},
        {"fonts": ("../../x",)},
        {"assets": ("zz" * 8,)},
        {"worker": "w" * 201},
        {"claim_id": "c" * 65},
        {"engines": ("e",) * 9},
        {"versions": {"builtin": "1" * 33}},
    ],
)
def test_a_claim_that_says_too_much_is_refused(wrong: dict[str, Any]) -> None:
    good = Claim(claim_id="c", worker="w", boot="b", engines=("builtin",), tags=("gpu",), fonts=("ab" * 8,))
    assert decode(encode(good)) == good
    with pytest.raises(MessageError, match="malformed"):
        decode(encode(msgspec.structs.replace(good, **wrong)))
