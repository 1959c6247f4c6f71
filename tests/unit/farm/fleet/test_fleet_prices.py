"""What machines cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import StorageError, UsageError
from app.farm.fleet.prices import open_prices


def test_the_table_that_comes_along_has_a_date_and_common_types() -> None:
    prices = open_prices(None)
    assert prices.date is not None
    assert prices.of_type("us-east-1", "c5.xlarge", windows=False) == 0.17
    # AWS's own list says so: c5.xlarge with Windows 0.354, m5.large 0.188, g4dn.xlarge 0.71.
    assert prices.of_type("us-east-1", "c5.xlarge", windows=True) == 0.354
    assert prices.of_type("us-east-1", "m5.large", windows=True) == 0.188
    assert prices.of_type("us-east-1", "g4dn.xlarge", windows=True) == 0.71


def test_what_is_not_known_has_no_price_and_is_not_free() -> None:
    prices = open_prices(None)
    assert prices.of_type("us-east-1", "x99.mega", windows=False) is None
    assert prices.of_type("mars-north-1", "c5.xlarge", windows=False) is None
    assert prices.of_type("us-east-1", "t3.large", windows=True) is None
    assert prices.of_machine("i-1", "node1") is None


def test_ones_own_prices_count_first(tmp_path: Path) -> None:
    own = tmp_path / "prices.toml"
    own.write_text(
        '[linux.us-east-1]\n"c5.xlarge" = 0.1\n[linux."*"]\n"c5.xlarge" = 0.2\n"m5.large" = 0.05\n'
        '[windows.us-east-1]\n"t3.large" = 0.1108\n[machines]\nnode1 = 0.0\ni-2 = 1.5\n',
        "utf-8",
    )
    prices = open_prices(own)
    assert prices.of_type("us-east-1", "c5.xlarge", windows=False) == 0.1
    assert prices.of_type("eu-west-1", "c5.xlarge", windows=False) == 0.2
    assert prices.of_type("eu-west-1", "m5.large", windows=True) == 0.142
    assert prices.of_type("us-east-1", "t3.large", windows=True) == 0.1108
    assert prices.of_type("us-east-1", "c5.2xlarge", windows=False) == 0.34
    assert prices.of_machine("i-1", "node1") == 0.0
    assert prices.of_machine("i-2", "node2") == 1.5


@pytest.mark.parametrize(
    "content",
    [
        b"not = [toml",
        b"\xff\xfe",
        b"[linux.eu-west-1]\n'c5.xlarge' = -1.0\n",
        b"[linux.eu-west-1]\n'c5.xlarge' = 'cheap'\n",
        b"[linux.eu-west-1]\n'c5.xlarge' = nan\n",
        b"[linus.eu-west-1]\n'c5.xlarge' = 1.0\n",
        b"linux = 3\n",
        b"[processors]\n'c5.xlarge' = 0\n",
    ],
)
def test_a_file_that_is_no_table_of_prices_is_named(tmp_path: Path, content: bytes) -> None:
    own = tmp_path / "prices.toml"
    own.write_bytes(content)
    with pytest.raises(UsageError, match=r"prices\.toml"):
        open_prices(own)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="absent"):
        open_prices(tmp_path / "absent.toml")
