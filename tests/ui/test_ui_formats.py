"""Numbers and times as people read them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QDateTime, QLocale, Qt, QTime
from PySide6.QtWidgets import QApplication

from app.ui.formats import (
    ago_text,
    date_text,
    duration_text,
    moment_text,
    number_text,
    range_text,
    size_text,
    timecode,
)
from app.ui.words import worker_name


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00:00"), (252, "0:04:12"), (3599.6, "1:00:00"), (360000, "100:00:00"), (-3, "0:00:00")]
)
def test_durations_have_one_format(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("frame", "rate", "text"),
    [(0, 30, "00:00:00:00"), (104, 30, "00:00:03:14"), (104, 29.97, "00:00:03:14"), (90_000, 25, "01:00:00:00")],
)
def test_timecodes_count_frames_at_the_nearest_whole_rate(frame: int, rate: float, text: str) -> None:
    assert timecode(frame, rate) == text


@given(st.integers(0, 10**7), st.sampled_from([23.976, 24.0, 25.0, 29.97, 30.0, 59.94, 60.0, 120.0]))
def test_a_timecode_tells_its_frame(frame: int, rate: float) -> None:
    hours, minutes, seconds, frames = map(int, timecode(frame, rate).split(":"))
    assert ((hours * 60 + minutes) * 60 + seconds) * round(rate) + frames == frame


def test_times_are_relative_for_a_day_and_complete_after_that() -> None:
    now = 1_800_000_000.0
    assert ago_text(now - 5, now) == "just now"
    assert ago_text(now - 3 * 60, now).startswith("3 min")
    assert ago_text(now - 5 * 3600, now).startswith("5 h")
    assert ago_text(now - 90_000, now) == moment_text(now - 90_000)
    assert ago_text(now - 90_000, now, brief=True) == date_text(now - 90_000)
    assert ago_text(0, now) == ""


def test_dates_name_the_month_and_give_the_whole_year() -> None:
    moment = QDateTime(QDate(2026, 11, 4), QTime(10, 46)).toSecsSinceEpoch()
    assert moment_text(moment) == "4 Nov 2026, 10:46"
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.Taiwan))
    assert moment_text(moment).startswith("2026年11月4日")


def test_a_range_reads_from_left_to_right_everywhere(qapp: QApplication) -> None:
    assert range_text(60, 8900) == "60–8,900"
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert range_text(60, 89) == "\u206660–89\u2069"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_workers_of_this_computer_have_one_name() -> None:
    assert worker_name("local-12") == "Worker 12"
    assert worker_name("render-07") == "render-07"


def test_numbers_and_sizes_follow_the_language() -> None:
    assert number_text(10_000) == "10,000"
    assert size_text(1_400_000_000) == "1.4 GB"
