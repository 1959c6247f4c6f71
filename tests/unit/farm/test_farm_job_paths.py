"""What jobs, plans and pieces may say about files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from app.core.errors import StorageError, UsageError
from app.core.frames import FrameRange
from app.core.jobs import AssetRef, FontRef, JobRequest, PieceManifest, PlannedFont, PlannedFootage
from app.core.slots import MediaFill
from app.farm.job_paths import check_manifest, check_plan, check_request
from app.farm.manager.services import piece_key, plan_key
from tests.fakes.farm_jobs import make_plan, make_request

GOOD = AssetRef(sha256="0" * 64, name="Größe: 1?.jpg", size=5)
BAD_ASSETS = [
    AssetRef(sha256="../" * 20 + "etc/", name="a.jpg", size=5),
    AssetRef(sha256="0" * 63, name="a.jpg", size=5),
    AssetRef(sha256="0" * 64, name="../../a.jpg", size=5),
    AssetRef(sha256="0" * 64, name="\\\\host\\share\\a.jpg", size=5),
    AssetRef(sha256="0" * 64, name="a\u202egpj.exe", size=5),
    AssetRef(sha256="0" * 64, name="a.jp:g", size=5),
    AssetRef(sha256="0" * 64, name="", size=5),
    AssetRef(sha256="0" * 64, name="a.jpg", size=-1),
]


def request(**fields: Any) -> JobRequest:
    return msgspec.structs.replace(make_request(make_plan("j1")), **fields)


def test_farm_an_ordinary_request_is_taken() -> None:
    fill = {"item/3": MediaFill(path=GOOD.sha256)}
    check_request(request(assets=(GOOD,), fill=fill, footage={1: GOOD}, music=GOOD, output="Ordner/Größe – 映画.mp4"))


@pytest.mark.parametrize(
    "fields",
    [
        *({"output": name} for name in ("", "../a.mp4", "/a.mp4", "C:a.mp4", "\\\\host\\a.mp4", "con.mp4", "a:b.mp4")),
        *({"output": name} for name in ("film", "film.exe", "film.mp4.lnk", "film.bat")),
        *({"template": asset} for asset in BAD_ASSETS),
        *({"assets": (asset,)} for asset in BAD_ASSETS),
        *({"footage": {1: asset}} for asset in BAD_ASSETS),
        *({"fonts": {"Inter": FontRef(asset=asset)}} for asset in BAD_ASSETS),
        *({"fallback_fonts": (FontRef(asset=asset),)} for asset in BAD_ASSETS),
        *({"music": asset} for asset in BAD_ASSETS),
        {"fill": {"item/3": MediaFill(path="/etc/passwd")}, "assets": (GOOD,)},
        {"fill": {"item/3": MediaFill(path="http://169.254.169.254/")}, "assets": (GOOD,)},
    ],
)
def test_farm_a_request_that_points_elsewhere_is_refused_with_a_reason(fields: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        check_request(request(**fields))
    assert caught.value.cause and caught.value.next_step
    str(caught.value).encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "work/j2/model.msgpack"},
        {"model": "/etc/passwd"},
        {"project": "work/j1/../j2/project.aep"},
        {"music": "logs/j1/x"},
        {"footage": {1: PlannedFootage(file="work/j10/footage/a.png", name="a.png")}},
        {"fonts": {"Inter": PlannedFont(file="\\\\host\\share\\font.ttf", face=0, sha256="0" * 64)}},
        {"fallback_fonts": (PlannedFont(file="assets/../logs/j2/a", face=0, sha256="0" * 64),)},
        {"job_id": "j2"},
        {"job_id": "../j1"},
    ],
)
def test_farm_a_plan_that_points_elsewhere_is_refused(fields: dict[str, Any]) -> None:
    plan = make_plan("j1")
    check_plan(plan, plan_key("j1"))
    with pytest.raises(StorageError, match="refused"):
        check_plan(msgspec.structs.replace(plan, **fields), plan_key("j1"))


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.replace("j1", "j2"),
        lambda file: "assets/00/" + "0" * 64,
        lambda file: file.replace("pieces/", "pieces/../"),
        lambda file: "/" + file,
        lambda file: file + ":stream",
    ],
)
def test_farm_a_piece_that_lies_elsewhere_is_refused(change: Callable[[str], str]) -> None:
    manifest = PieceManifest(
        job_id="j1",
        piece=0,
        frames=FrameRange(start=0, stop=5),
        file=piece_key("j1", 0, 1, ".mp4"),
        size=5,
        sha256="0" * 64,
        frame_hashes=(),
        attempt=1,
        engine="builtin",
        seconds=0.1,
    )
    check_manifest(manifest)
    with pytest.raises(StorageError, match="refused"):
        check_manifest(msgspec.structs.replace(manifest, file=change(manifest.file)))
