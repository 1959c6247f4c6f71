"""What a log must not give away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.farm.masking import masked

SIGNED = (
    "https://films.s3.amazonaws.com/out/a.mp4?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20261123%2Feu-west-1&X-Amz-Date=20261123T000000Z"
    "&X-Amz-Security-Token=FwoGZXIvYXdzEBYaD&X-Amz-Signature=8dd1c7a0c2f9&x-id=GetObject"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("amqp://render:s3cr3t@mq.studio.local:5672/farm", "amqp://***@mq.studio.local:5672/farm"),
        ("amqps://render:pa/ss:w@mq.studio.local", "amqps://***@mq.studio.local"),
        ("https://ghp_abcdef@github.com/x", "https://***@github.com/x"),
        ("password=hunter2, host=mq", "password=***, host=mq"),
        ("DB_PASSWORD: hunter2", "DB_PASSWORD: ***"),
        ('{"password": "two words", "user": "ann"}', '{"password": ***, "user": "ann"}'),
        ("ffmpeg --password hunter2 --out x", "ffmpeg --password *** --out x"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = ***"),
        ("key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY was refused", "key *** was refused"),
        ("The key AKIAIOSFODNN7EXAMPLE is unknown", "The key *** is unknown"),
        ("Authorization: Bearer abc.def.ghi", "Authorization: ***"),
        ("curl -H 'Authorization: Basic dXNlcjpwYXNz' http://x", "curl -H 'Authorization: ***' http://x"),
        ("sent Bearer abcdefghijkl to x", "sent Bearer *** to x"),
        ("https://a.blob/x?sv=1&sig=abc%3D&se=2", "https://a.blob/x?sv=1&sig=***&se=2"),
    ],
)
def test_secrets_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_signed_addresses_lose_what_makes_them_work() -> None:
    shown = masked(f"GET {SIGNED} failed")
    for secret in ("AKIAIOSFODNN7EXAMPLE", "FwoGZXIvYXdzEBYaD", "8dd1c7a0c2f9"):
        assert secret not in shown
    assert "https://films.s3.amazonaws.com/out/a.mp4" in shown
    assert shown.endswith("&x-id=GetObject failed")


@pytest.mark.parametrize(
    "text",
    [
        "Piece 3 (frames 90 to 119) was drawn in 1.23 s and stored, 1.2 MB.",
        "Composition “Main”, layer “Title”: the effect “Key Light” is not exact.",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "/home/ada/Videos/Templates2024/Greeting/comp1.aep: keyframe 12",
        "Published in 0.10 s: C:\\Users\\Ada\\Videos\\Farmhand\\a.mp4",
        "see https://example.org/help?page=2",
        "",
    ],
)
def test_ordinary_lines_stay_as_they_are(text: str) -> None:
    assert masked(text) == text


@given(
    st.sampled_from(["amqp://u:{}@h/", "password={}", '"token": "{}"', "?X-Amz-Signature={}", "--secret {}"]),
    st.text(st.characters(min_codepoint=48, max_codepoint=122, categories=["Ll", "Lu", "Nd"]), min_size=4),
    st.text(max_size=30).filter(lambda text: "://" not in text),
)
def test_secrets_are_masked_wherever_they_stand(pattern: str, secret: str, around: str) -> None:
    around = "".join(character for character in around if not character.isalnum())
    shown = masked(f"{around} {pattern.format(secret + 'Zq9')} {around}")
    assert secret + "Zq9" not in shown


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["a-" * 40_000, "--" * 40_000 + "password", "://" + "a:" * 10_000, "A1a/" * 20_000])
def test_hostile_lines_come_to_an_end(text: str) -> None:
    assert masked(f"{text} password=hunter2").endswith("password=***")
