"""What storage on S3 decides without a server: options, parts, checksums, uploads that are remembered."""

from __future__ import annotations

import base64
import hashlib
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UsageError
from app.farm.s3.facts import FileFacts, crc_text, measure, proof_of
from app.farm.s3.open_uploads import OpenUploads
from app.farm.s3.options import S3Options, check_options
from app.farm.s3.upload import MOST_PARTS, part_size

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    "options",
    [
        S3Options("my-bucket.of.ann"),
        S3Options("bucket", "studio/farm-1"),
        S3Options("bucket", endpoint="http://nas:9000"),
        S3Options("bucket", endpoint="https://[fd00::1]:9000/"),
        S3Options("bucket", expected_owner="123456789012"),
    ],
)
def test_s3_options_that_can_be_right_are_taken(options: S3Options) -> None:
    check_options(options)


@pytest.mark.parametrize("bucket", ["", "ab", "My-Bucket", "s3://bucket", "bucket/folder", "a..b", "-bucket", "b" * 64])
def test_s3_names_that_no_bucket_has_are_refused(bucket: str) -> None:
    with pytest.raises(UsageError, match="name of a bucket") as caught:
        check_options(S3Options(bucket))
    assert caught.value.cause and caught.value.next_step


@pytest.mark.parametrize("prefix", ["/farm", "farm/", "a//b", "../b", "a\\b", "f" * 101, ".farmhand", "a\u202eb"])
def test_s3_folders_that_lead_elsewhere_are_refused(prefix: str) -> None:
    with pytest.raises(UsageError):
        check_options(S3Options("bucket", prefix))


@pytest.mark.parametrize(
    "endpoint",
    [
        "nas:9000",
        "ftp://nas",
        "http://",
        "file:///etc/passwd",
        "http://nas:port",
        "http://nas:9000/bucket",
        "http://nas?x=1",
        "http://user:hunter2@nas:9000",
        "http://hunter2@nas",
        "http://[::1",
    ],
)
def test_s3_addresses_that_are_none_are_refused_without_repeating_them(endpoint: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_options(S3Options("bucket", endpoint=endpoint))
    assert "hunter2" not in str(caught.value) and caught.value.next_step


@pytest.mark.parametrize("owner", ["ann", "12345678901", "1234567890123", "12345678901a"])
def test_s3_accounts_have_twelve_digits(owner: str) -> None:
    with pytest.raises(UsageError, match="12 digits"):
        check_options(S3Options("bucket", expected_owner=owner))


@given(st.integers(0, 5 * 10**13), st.integers(5, 64))
def test_s3_parts_are_never_too_many(size: int, megabytes: int) -> None:
    found = part_size(size, megabytes * MEGABYTE)
    assert found >= megabytes * MEGABYTE and found % MEGABYTE == 0
    assert -(-size // found) <= MOST_PARTS


@pytest.mark.parametrize("size", [0, 1, MEGABYTE - 1, MEGABYTE, 2 * MEGABYTE, 2 * MEGABYTE + 1, 5 * MEGABYTE + 17])
def test_s3_a_file_is_measured_whole_and_in_parts(size: int, tmp_path: Path) -> None:
    content = (bytes(range(251)) * (size // 251 + 1))[:size]
    path = tmp_path / "file"
    path.write_bytes(content)
    facts = measure(path, 2 * MEGABYTE)
    parts = [content[start : start + 2 * MEGABYTE] for start in range(0, size, 2 * MEGABYTE)] or [b""]
    assert (facts.size, facts.sha256, facts.crc32) == (size, hashlib.sha256(content).hexdigest(), zlib.crc32(content))
    assert facts.part_crcs == tuple(zlib.crc32(part) for part in parts)


def test_s3_checksums_are_written_as_s3_does() -> None:
    # The example of the CRC catalogue: “123456789” has the CRC-32 cbf43926.
    assert crc_text(zlib.crc32(b"123456789")) == base64.b64encode(bytes.fromhex("cbf43926")).decode() == "y/Q5Jg=="


def test_s3_what_proves_that_a_body_arrived_depends_on_the_server() -> None:
    crc = zlib.crc32(b"body")
    amazon, own = proof_of(b"body", crc, amazon=True), proof_of(b"body", crc, amazon=False)
    assert amazon.arguments() == {"ChecksumCRC32": crc_text(crc)}
    assert amazon.holds({"ChecksumCRC32": crc_text(crc), "ETag": '"of an encrypted file"'})
    assert not amazon.holds({"ETag": f'"{hashlib.md5(b"body").hexdigest()}"'})
    assert set(own.arguments()) == {"ChecksumCRC32", "ContentMD5"}
    assert own.holds({"ETag": f'"{hashlib.md5(b"body").hexdigest()}"'})
    # Some repeat the checksum that they were told, whatever arrived.
    assert not own.holds({"ETag": f'"{hashlib.md5(b"bOdy").hexdigest()}"', "ChecksumCRC32": crc_text(crc)})
    assert not own.holds({})


def facts(content: bytes) -> FileFacts:
    return FileFacts(len(content), hashlib.sha256(content).hexdigest(), zlib.crc32(content), MEGABYTE, (0,))


def test_s3_an_upload_goes_on_only_with_the_same_content_to_the_same_key(tmp_path: Path) -> None:
    uploads = OpenUploads(tmp_path / "uploads", "bucket one")
    uploads.remember("work/a", facts(b"content"), "id-1")
    assert uploads.find("work/a", facts(b"content")) == "id-1"
    assert uploads.find("work/b", facts(b"content")) == ""
    assert uploads.find("work/a", facts(b"other")) == ""
    assert OpenUploads(tmp_path / "uploads", "bucket two").find("work/a", facts(b"content")) == ""
    uploads.forget("work/a")
    uploads.forget("work/a")
    assert uploads.find("work/a", facts(b"content")) == ""


def test_s3_a_damaged_memory_of_an_upload_is_no_memory(tmp_path: Path) -> None:
    uploads = OpenUploads(tmp_path, "bucket")
    uploads.remember("work/a", facts(b"content"), "id-1")
    (file,) = tmp_path.iterdir()
    for content in (b"", b"{", b"[]", b'{"key": 1}', b"\xff"):
        file.write_bytes(content)
        assert uploads.find("work/a", facts(b"content")) == ""
