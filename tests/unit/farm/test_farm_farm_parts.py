"""A farm's parts from the settings: what is missing or wrong is said before anything is tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import SecretsError, UsageError
from app.core.settings import Settings
from app.farm import farm_parts
from app.farm.farm_storage import open_storage, s3_options
from app.farm.secrets_node import NodeSecrets


def test_settings_that_name_no_farm_say_which_one_is_missing(tmp_path: Path) -> None:
    secrets = NodeSecrets(tmp_path, {})
    with pytest.raises(UsageError, match="No farm") as caught:
        farm_parts.open_broker(Settings(), secrets, role=farm_parts.CLIENT)
    assert "FARMHAND_BROKER" in caught.value.next_step
    with pytest.raises(UsageError, match="No storage"):
        open_storage(Settings(), secrets, tmp_path / "local")


def test_without_a_password_nothing_is_tried(tmp_path: Path) -> None:
    settings = Settings(broker="amqps://ann@farm.example/vhost")
    with pytest.raises(SecretsError) as caught:
        farm_parts.open_broker(settings, NodeSecrets(tmp_path, {}), role=farm_parts.CLIENT)
    assert "broker:ann@farm.example:5671/vhost" in caught.value.next_step


@pytest.mark.parametrize(
    ("store", "title"),
    [
        ("no url", "not a URL"),
        ("mysql+pymysql://farm:secret-word@db/farm", "contains a password"),
    ],
)
def test_a_wrong_store_is_named_without_its_password(tmp_path: Path, store: str, title: str) -> None:
    with pytest.raises(UsageError, match=title) as caught:
        farm_parts.store_place(Settings(store=store), NodeSecrets(tmp_path, {}), tmp_path)
    assert "secret-word" not in str(caught.value)


def test_the_store_is_a_folder_or_a_database_with_its_password(tmp_path: Path) -> None:
    secrets = NodeSecrets(tmp_path, {"FARMHAND_SECRET_STORE": "p@ss/word"})
    assert farm_parts.store_place(Settings(), secrets, tmp_path) == tmp_path
    url = farm_parts.store_place(Settings(store="mysql+pymysql://farm@db/farm"), secrets, tmp_path)
    assert not isinstance(url, Path)
    assert (url.host, url.password) == ("db", "p@ss/word")
    assert "p@ss" not in str(url)


def test_films_go_beside_the_shared_files_unless_a_place_is_named(tmp_path: Path) -> None:
    shared = open_storage(Settings(storage=str(tmp_path / "share")), NodeSecrets(tmp_path, {}), tmp_path / "local")
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    assert Path(shared.publish(film, "a.mp4", replace=False)) == tmp_path / "share" / "films" / "a.mp4"
    shared.close()
    settings = Settings(storage=str(tmp_path / "share"), results=str(tmp_path / "out"))
    elsewhere = open_storage(settings, NodeSecrets(tmp_path, {}), tmp_path / "local")
    assert Path(elsewhere.publish(film, "a.mp4", replace=False)) == tmp_path / "out" / "a.mp4"
    elsewhere.close()


def test_admins_may_change_all_jobs_and_others_their_own() -> None:
    may = farm_parts.access_of("eve , adam")
    assert may("ann", "ann") and may("adam", "ann") and may("eve", "ann")
    assert not may("ann", "eve")
    assert not farm_parts.access_of("")("", "ann")


def test_a_bucket_is_named_with_its_folder() -> None:
    settings = Settings(storage="s3://films-of-ann/farm/one/", s3_endpoint="http://nas:9000", s3_owner="123456789012")
    options = s3_options(settings)
    assert (options.bucket, options.prefix, options.endpoint) == ("films-of-ann", "farm/one", "http://nas:9000")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"storage": "s3://"}, "bucket"),
        ({"storage": "s3://key:geheim@bucket/x"}, "holds more"),
        ({"storage": "s3://bucket/../x"}, "folder in the bucket"),
        ({"storage": "s3://bucket", "s3_endpoint": "nas"}, "S3 server"),
        ({"storage": "s3://bucket", "results": "s3://other"}, "another bucket"),
    ],
)
def test_a_bucket_that_cannot_be_is_refused(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_storage(Settings(**settings), NodeSecrets(tmp_path, {}), tmp_path)  # type: ignore[arg-type]
    assert said in str(caught.value) and "geheim" not in str(caught.value)
