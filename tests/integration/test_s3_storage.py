"""Storage on S3 beyond the contract: assets, films, links, long lists, resumed transfers, several writers."""

from __future__ import annotations

import hashlib
import threading
import urllib.request
from pathlib import Path

import msgspec
import pytest

from app.core.errors import StorageAwayError, StorageError, UsageError
from app.farm.s3 import objects
from app.farm.s3.options import S3Options
from app.farm.storage_films import FolderFilms
from app.farm.storage_s3 import S3Storage
from tests.servers.s3 import S3Server
from tests.servers.s3_faults import Fault, faulty
from tests.servers.s3_kit import MEGABYTE, PART, QUICK, Opener, content_of, films, written


@pytest.fixture
def options(s3_server: S3Server) -> S3Options:
    return s3_server.options(s3_server.make_bucket(), "studio/farm")


@pytest.fixture
def storage(options: S3Options, opened: Opener) -> S3Storage:
    return opened(options)


def test_s3_assets_are_stored_once_and_the_source_stays(
    s3_server: S3Server, options: S3Options, tmp_path: Path, opened: Opener
) -> None:
    photo, copy = tmp_path / "Photo One.JPG", tmp_path / "copy.jpg"
    for path in (photo, copy):
        path.write_bytes(content_of(6 * MEGABYTE))
    with faulty(s3_server) as proxy:
        storage = opened(S3Options(options.bucket, options.prefix, proxy.endpoint))
        asset = storage.put_asset(photo)
        sent = proxy.count("PUT", "partNumber=")
        assert storage.put_asset(copy, "other.jpg").sha256 == asset.sha256
        assert proxy.count("PUT", "partNumber=") == sent == 2
    assert (asset.name, asset.size) == ("Photo One.JPG", 6 * MEGABYTE)
    assert photo.exists() and copy.exists()


def test_s3_a_damaged_asset_is_repaired(s3_server: S3Server, storage: S3Storage, options: S3Options) -> None:
    source = written(storage, b"pixels", "a.png")
    storage.put_asset(source)
    (stored,) = storage.list("assets/")
    s3_server.client().put_object(
        Bucket=options.bucket, Key=f"studio/farm/storage/{stored.key}", Body=b"piXels", Metadata={"sha256": "0" * 64}
    )
    storage.put_asset(source)
    assert storage.fetch(stored.key).read_bytes() == b"pixels"


def test_s3_content_that_was_changed_there_is_not_given_out(
    s3_server: S3Server, storage: S3Storage, options: S3Options, tmp_path: Path, opened: Opener
) -> None:
    storage.put(written(storage, b"what was put"), "work/j/a")
    client = s3_server.client()
    there = client.head_object(Bucket=options.bucket, Key="studio/farm/storage/work/j/a")["Metadata"]
    client.put_object(Bucket=options.bucket, Key="studio/farm/storage/work/j/a", Body=b"what was PUT", Metadata=there)
    other = opened(options, "other")
    with pytest.raises(StorageError, match="damaged in the storage") as caught:
        other.fetch("work/j/a")
    assert caught.value.next_step
    assert list((tmp_path / "other" / "cache").rglob("*.part")) == []


def test_s3_what_farmhand_did_not_put_there_is_refused(
    s3_server: S3Server, storage: S3Storage, options: S3Options
) -> None:
    s3_server.client().put_object(Bucket=options.bucket, Key="studio/farm/storage/work/j/strange", Body=b"1")
    with pytest.raises(StorageError, match="Farmhand has not put it there"):
        storage.fetch("work/j/strange")


def test_s3_other_folders_of_the_bucket_are_left_alone(
    s3_server: S3Server, storage: S3Storage, options: S3Options
) -> None:
    client = s3_server.client()
    for key in ("studio/other.txt", "studio/farm2/storage/work/j/a", "work/j/a"):
        client.put_object(Bucket=options.bucket, Key=key, Body=b"1")
    storage.put(written(storage, b"1"), "work/j/a")
    storage.publish(written(storage, b"film"), "a.mp4", replace=False)
    assert [stored.key for stored in storage.list("")] == ["work/j/a"]
    storage.delete("work/")
    left = {entry["Key"] for entry in client.list_objects_v2(Bucket=options.bucket)["Contents"]}
    assert left >= {"studio/other.txt", "studio/farm2/storage/work/j/a", "work/j/a", "studio/farm/films/a.mp4"}


def test_s3_more_files_than_fit_into_one_answer(options: S3Options, opened: Opener) -> None:
    storage = opened(options, limits=msgspec.structs.replace(QUICK, keys_at_a_time=4))
    for number in range(9):
        storage.put(written(storage, b""), f"work/j/{number}")
    assert [stored.key for stored in storage.list("work/j/")] == [f"work/j/{number}" for number in range(9)]
    storage.delete("work/j/")
    assert list(storage.list("work/")) == []


def test_s3_films_are_downloaded_with_progress_and_verified(storage: S3Storage, tmp_path: Path) -> None:
    content = content_of(3 * PART + 7)
    address = storage.publish(written(storage, content), "Größe – 映画.mp4", replace=False)
    assert str(address).endswith("/studio/farm/films/Größe – 映画.mp4")
    told: list[int] = []
    target = films(storage).download(str(address), tmp_path / "new" / "film.mp4", progress=told.append)
    assert target.read_bytes() == content
    assert told == sorted(told) and told[-1] == len(content) and len(told) == 4
    assert [path.name for path in target.parent.iterdir()] == ["film.mp4"]


def test_s3_a_stopped_download_goes_on_where_it_was(
    s3_server: S3Server, options: S3Options, tmp_path: Path, opened: Opener
) -> None:
    content = content_of(4 * PART)
    with faulty(s3_server) as proxy:
        storage = opened(S3Options(options.bucket, options.prefix, proxy.endpoint))
        address = str(storage.publish(written(storage, content), "film.mp4", replace=False))
        stop = threading.Event()
        with pytest.raises(StorageAwayError, match="stopped"):
            films(storage).download(
                address, tmp_path / "film.mp4", progress=lambda there: stop.set() if there >= PART else None, stop=stop
            )
        assert not (tmp_path / "film.mp4").exists()
        before = proxy.count("GET", "film.mp4")
        films(storage).download(address, tmp_path / "film.mp4")
        assert proxy.count("GET", "film.mp4") - before < 4
    assert (tmp_path / "film.mp4").read_bytes() == content


def test_s3_a_download_whose_first_half_went_bad_begins_again(storage: S3Storage, tmp_path: Path) -> None:
    # More than are fetched at a time, so that some are left when it is told to stop.
    content = content_of(12 * PART)
    address = str(storage.publish(written(storage, content), "film.mp4", replace=False))
    stop = threading.Event()
    with pytest.raises(StorageAwayError):
        films(storage).download(address, tmp_path / "film.mp4", progress=lambda there: stop.set(), stop=stop)
    (part,) = tmp_path.glob(".film.mp4*.part")
    with part.open("r+b") as file:
        file.write(bytes(3 * PART))
    films(storage).download(address, tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == content


def test_s3_an_upload_that_broke_off_goes_on_where_it_was(
    s3_server: S3Server, options: S3Options, tmp_path: Path, opened: Opener
) -> None:
    content = content_of(4 * PART + 1)
    with faulty(s3_server) as proxy:
        through = S3Options(options.bucket, options.prefix, proxy.endpoint)
        storage = opened(through)
        proxy.plan = lambda request: Fault(cut_request=0) if proxy.count("PUT", "partNumber=") > 2 else None
        with pytest.raises(StorageAwayError):
            storage.put(written(storage, content), "work/j/film.mp4")
        storage.close()
        # The program starts anew.
        proxy.plan = lambda request: None
        arrived = proxy.count("PUT", "partNumber=")
        storage = opened(through)
        assert storage.put(written(storage, content), "work/j/film.mp4").size == len(content)
        assert proxy.count("PUT", "partNumber=") - arrived < 5
        other = opened(options, "other")
        assert other.fetch("work/j/film.mp4").read_bytes() == content
    assert list((tmp_path / "local" / "uploads").iterdir()) == []


def test_s3_an_upload_that_cannot_succeed_is_given_up(
    s3_server: S3Server, options: S3Options, tmp_path: Path, opened: Opener
) -> None:
    with faulty(s3_server) as proxy:
        storage = opened(S3Options(options.bucket, options.prefix, proxy.endpoint))
        proxy.plan = lambda request: Fault("AccessDenied", 403) if "partNumber=2" in request.path else None
        with pytest.raises(StorageError, match="no permission"):
            storage.put(written(storage, content_of(3 * PART)), "work/j/film.mp4")
    assert not s3_server.client().list_multipart_uploads(Bucket=options.bucket).get("Uploads")
    assert list((tmp_path / "local" / "uploads").iterdir()) == []


def test_s3_a_source_that_changes_meanwhile_is_noticed(s3_server: S3Server, options: S3Options, opened: Opener) -> None:
    with faulty(s3_server) as proxy:
        storage = opened(S3Options(options.bucket, options.prefix, proxy.endpoint))
        source = written(storage, content_of(9 * PART))

        def change(request: object) -> None:
            with source.open("r+b") as file:
                file.seek(8 * PART)
                file.write(b"something else")

        proxy.plan = change
        with pytest.raises(StorageError, match="changed while it was read"):
            storage.put_asset(source, "film.mp4")
    assert list(opened(options, "other").list("")) == []


def test_s3_of_many_films_at_once_one_gets_the_name(options: S3Options, tmp_path: Path, opened: Opener) -> None:
    storages = [opened(options, f"{number}") for number in range(6)]
    barrier = threading.Barrier(len(storages))
    published: list[int] = []
    refused: list[str] = []

    def race(number: int) -> None:
        source = written(storages[number], bytes([number]) * 50_000)
        barrier.wait()
        try:
            storages[number].publish(source, "film.mp4", replace=False)
            published.append(number)
        except StorageError as error:
            refused.append(error.title)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(len(storages))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(published) == 1 and len(refused) == 5
    assert all("exists already" in title for title in refused)
    address = f"s3://{options.bucket}/{options.prefix}/films/film.mp4"
    content = films(storages[0]).download(address, tmp_path / "film.mp4").read_bytes()
    assert content == bytes([published[0]]) * 50_000


def test_s3_films_may_go_to_a_folder(options: S3Options, tmp_path: Path, opened: Opener) -> None:
    storage = opened(options, films=FolderFilms(tmp_path / "films"))
    assert storage.publish(written(storage, b"film"), "a/film.mp4", replace=False) == tmp_path / "films/a/film.mp4"
    assert (tmp_path / "films" / "a" / "film.mp4").read_bytes() == b"film"


def test_s3_a_link_gives_the_film_without_keys_and_nothing_else(storage: S3Storage) -> None:
    address = str(storage.publish(written(storage, b"a film"), "Größe 1.mp4", replace=False))
    link = films(storage).link(address, seconds=60)
    with urllib.request.urlopen(link, timeout=30) as answer:
        assert answer.read() == b"a film"
        assert answer.headers["Content-Type"] == "video/mp4"
    assert "Expires=60" in link
    with pytest.raises(StorageError, match="no film"):
        films(storage).link(address + "x")
    for seconds in (0, -1, 3601):
        with pytest.raises(UsageError):
            films(storage).link(address, seconds=seconds)
    for other in ("s3://elsewhere/films/a.mp4", address.replace("films/", "films/../"), "/etc/passwd", ""):
        with pytest.raises(StorageError):
            films(storage).link(other)


def test_s3_a_link_names_the_file_that_is_saved(moto: S3Server, s3_keys: None, opened: Opener) -> None:
    storage = opened(moto.options(moto.make_bucket()))
    address = str(storage.publish(written(storage, b"a film"), "Größe 1.mp4", replace=False))
    with urllib.request.urlopen(films(storage).link(address), timeout=30) as answer:
        assert "Gr%C3%B6%C3%9Fe%201.mp4" in answer.headers["Content-Disposition"]


def test_s3_servers_are_asked_once_whether_they_can_refuse_to_replace(
    moto: S3Server, rclone: S3Server, s3_keys: None, opened: Opener
) -> None:
    for server, can in ((moto, True), (rclone, False)):
        with faulty(server) as proxy:
            options = server.options(server.make_bucket())
            storage = opened(S3Options(options.bucket, "", proxy.endpoint), options.bucket)
            for number in range(3):
                storage.put(written(storage, b"1"), f"work/{number}")
            assert storage._link.conditional() is can
            assert proxy.count("PUT", ".farmhand/conditional") <= 2


def test_s3_small_files_cost_one_request(moto: S3Server, s3_keys: None, opened: Opener) -> None:
    with faulty(moto) as proxy:
        storage = opened(S3Options(moto.make_bucket(), "", proxy.endpoint))
        storage.put(written(storage, b"1"), "work/first")
        before = len(proxy.seen)
        storage.put(written(storage, b"1"), "work/second")
        assert len(proxy.seen) - before == 1


def test_s3_the_bucket_s_account_is_asked_for_in_every_request(moto: S3Server, s3_keys: None, opened: Opener) -> None:
    options = moto.options(moto.make_bucket())
    storage = opened(S3Options(options.bucket, "", options.endpoint, expected_owner="123456789012"))
    link = storage._link
    assert link.bucket()["ExpectedBucketOwner"] == link.target("a")["ExpectedBucketOwner"] == "123456789012"
    storage.put(written(storage, content_of(PART + 1)), "work/a")
    assert storage.fetch("work/a").stat().st_size == PART + 1
    address = str(storage.publish(written(storage, b"film"), "a.mp4", replace=False))
    # Browsers send no such header, so a link must do without.
    assert "expected-bucket-owner" not in films(storage).link(address).lower()


def test_s3_unfinished_files_of_a_killed_program_are_cleared(
    options: S3Options, tmp_path: Path, opened: Opener
) -> None:
    dead = tmp_path / "local" / "scratch" / "0123456789ab"
    dead.mkdir(parents=True)
    (dead / ".owner").write_bytes(b"")
    (dead / "torn.mp4").write_bytes(b"torn")
    storage = opened(options)
    living = storage.scratch("engine-1")
    opened(options)
    assert not dead.exists()
    assert living.is_dir()
    storage.close()
    assert not living.exists()


def test_s3_amazon_checks_by_itself_and_makes_assets_young(
    moto: S3Server, s3_keys: None, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Amazon's address, as far as boto3 knows.
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", moto.endpoint)
    storage = opened(S3Options(moto.make_bucket(), "farm", region="us-east-1"))
    storage.put_asset(written(storage, b"pixels", "a.png"))
    (stored,) = storage.list("assets/")
    known = objects.head(storage._link, f"storage/{stored.key}")
    assert known is not None
    old = msgspec.structs.replace(known, age=100.0)
    assert objects.make_young(storage._link, old)
    other = opened(S3Options(storage._link.options.bucket, "farm", region="us-east-1"), "other")
    assert other.fetch(stored.key).read_bytes() == b"pixels"
    large = content_of(2 * PART + 1)
    storage.put(written(storage, large), "work/j/a")
    assert other.fetch("work/j/a").read_bytes() == large


def test_s3_an_asset_is_what_jobs_know_it_by_whatever_its_metadata_says(
    s3_server: S3Server, storage: S3Storage, options: S3Options, opened: Opener
) -> None:
    asset = storage.put_asset(written(storage, b"the real footage", "a.png"))
    (stored,) = storage.list("assets/")
    other = b"somebody's own!!"
    s3_server.client().put_object(
        Bucket=options.bucket,
        Key=f"studio/farm/storage/{stored.key}",
        Body=other,
        Metadata={"sha256": hashlib.sha256(other).hexdigest()},
    )
    assert asset.size == len(other)
    with pytest.raises(StorageError, match="damaged in the storage"):
        opened(options, "other").fetch(stored.key)
