"""Secrets of a node: where they are looked for, who may read them, and what is said of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.errors import SecretsError
from app.farm.secrets_node import NodeSecrets

NAME = "broker:ann@farm.example:5671/farmhand"


def given(folder: Path, name: str, content: bytes, mode: int = 0o600) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_the_service_manager_s_secret_comes_before_a_file_and_a_variable(tmp_path: Path) -> None:
    given(tmp_path / "given", "broker", b"first\n")
    given(tmp_path / "secrets", "broker_ann_farm_example_5671_farmhand", b"second")
    environment = {"CREDENTIALS_DIRECTORY": str(tmp_path / "given"), "FARMHAND_SECRET_BROKER": "third"}
    assert NodeSecrets(tmp_path, environment).get(NAME) == "first"
    del environment["CREDENTIALS_DIRECTORY"]
    assert NodeSecrets(tmp_path, environment).get(NAME) == "second"
    assert NodeSecrets(tmp_path / "other", environment).get(NAME) == "third"
    assert NodeSecrets(tmp_path / "other", {}).get(NAME) is None


@pytest.mark.skipif(os.name == "nt", reason="a file's mode says nothing there")
def test_a_file_that_others_may_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = given(tmp_path / "secrets", "broker", b"hidden", 0o644)
    with pytest.raises(SecretsError) as caught:
        NodeSecrets(tmp_path, {}).get(NAME)
    assert "chmod 600" in caught.value.next_step and "hidden" not in str(caught.value)
    path.chmod(0o600)
    assert NodeSecrets(tmp_path, {}).get(NAME) == "hidden"


def test_a_secret_is_kept_for_its_owner_alone_and_forgotten(tmp_path: Path) -> None:
    secrets = NodeSecrets(tmp_path, {})
    secrets.set(NAME, "größer")
    assert secrets.get(NAME) == "größer"
    (path,) = (tmp_path / "secrets").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    secrets.forget(NAME)
    assert secrets.get(NAME) is None
    secrets.forget(NAME)
    with pytest.raises(SecretsError, match="empty"):
        secrets.set(NAME, "")


def test_what_is_no_text_is_refused_without_telling_it(tmp_path: Path) -> None:
    given(tmp_path / "secrets", "broker", b"\xff\xfehidden")
    with pytest.raises(SecretsError) as caught:
        NodeSecrets(tmp_path, {}).get(NAME)
    assert "hidden" not in repr(caught.value) and caught.value.__context__ is None


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("a file")
    with pytest.raises(SecretsError, match="could not be kept"):
        NodeSecrets(tmp_path, {}).set(NAME, "x")
