"""Every case of the list goes through the product, and is refused in order or taken safely."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.hostile import messages
from tests.hostile.cases import CASES
from tests.hostile.harness import PLANTED, Case, Listener, Place, run_case

pytestmark = [
    pytest.mark.timeout(20),
    pytest.mark.usefixtures("qapp"),
    # What Qt says of objects that it does not know.
    pytest.mark.qt_log_ignore("QVariant::load"),
    # `zipfile` says so of the archives that are made here on purpose.
    pytest.mark.filterwarnings("ignore:Duplicate name"),
]

_numbers = itertools.count()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    one = Listener()
    yield one
    one.close()


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory, listener: Listener) -> Iterator[Place]:
    """What all cases have around them."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "shared").mkdir()
    (root / "outside").mkdir()
    secret = root / "outside" / "secret"
    secret.write_text(PLANTED, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(variable, str(root / "shared" / variable.lower()))
        patch.setenv("FARMHAND_SECRET_BROKER", PLANTED)
        place = Place(folder=root, shared=root / "shared", secret=secret, address=listener.address)
        yield place
        messages.close(place.shared)


@pytest.fixture
def place(around: Place) -> Place:
    folder = around.folder / f"case-{next(_numbers)}"
    folder.mkdir()
    return Place(folder=folder, shared=around.shared, secret=around.secret, address=around.address)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.kind}: {case.name}") for case in CASES])
def test_hostile_input_is_refused_in_order_or_taken_safely(
    case: Case, place: Place, listener: Listener, verdicts: Counter[tuple[str, str]]
) -> None:
    asked = listener.asked
    verdict = run_case(case, place)
    assert listener.asked == asked, "An address in it was asked."
    assert place.secret.read_text("utf-8") == PLANTED
    verdicts[case.kind, verdict] += 1
