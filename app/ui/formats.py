"""Numbers, times and sizes as people read them, in the language of the window."""

from __future__ import annotations

import time
from math import ceil
from typing import Final

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QGuiApplication

from app.farm.wording import DIME, MILL
from app.ui.words import translate

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_DATES: Final = {QLocale.Language.Chinese: "yyyy年M月d日"}
_LEFT_TO_RIGHT, _END_OF_PART = "\u2066", "\u2069"


def duration_text(seconds: float) -> str:
    """A duration as `0:04:12`, rounded to seconds; never negative."""
    whole = max(0, round(seconds))
    return f"{whole // _HOUR}:{whole % _HOUR // _MINUTE:02}:{whole % _MINUTE:02}"


def span_text(low: float, high: float) -> str:
    """A range of seconds as people estimate: `30–45 s`, `6–8 min`, `1.5–2 h`; one number where both are the same."""
    if high < 1.5 * _MINUTE:
        ends: tuple[float, float] = (5 * int(low // 5), 5 * ceil(max(high, 1) / 5))
        text, digits = translate("Formats", "%1 s"), 0
    elif high < 1.5 * _HOUR:
        ends = (max(1, round(low / _MINUTE)), ceil(high / _MINUTE))
        text, digits = translate("Formats", "%1 min"), 0
    else:
        ends = (round(2 * low / _HOUR) / 2, ceil(2 * high / _HOUR) / 2)
        text, digits = translate("Formats", "%1 h"), 1
    numbers = [number_text(end, digits if end % 1 else 0) for end in ends if end]
    return text.replace("%1", "–".join(dict.fromkeys(numbers)))


def timecode(frame: int, frame_rate: float) -> str:
    """A frame as `00:00:03:14` (hours, minutes, seconds, frames), counted at the nearest whole rate."""
    rate = max(1, round(frame_rate))
    seconds, frames = divmod(max(0, frame), rate)
    digits = 2 if rate <= 100 else 3
    return f"{seconds // _HOUR:02}:{seconds % _HOUR // _MINUTE:02}:{seconds % _MINUTE:02}:{frames:0{digits}}"


def number_text(number: float, decimals: int = 0) -> str:
    """A number with the language's separators."""
    return QLocale().toString(float(number), "f", decimals)


def money_text(dollars: float) -> str:
    """An amount of US dollars: `$1.20`; below ten cents with a third decimal, as prices per hour need it.

    What is too little for that, but not nothing, is `$0.001`. Never negative.
    """
    small = 0 < dollars < DIME
    amount = max(MILL, dollars) if small else max(0.0, dollars)
    return translate("Formats", "$%1").replace("%1", number_text(amount, 3 if small else 2))


def size_text(size: int) -> str:
    """A number of bytes as `1.4 GB`."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def amount_text(done: int, total: int) -> str:
    """So many of all: “435 of 750”."""
    text = translate("Jobs", "%1 of %2")
    return text.replace("%1", number_text(done)).replace("%2", number_text(total))


def range_text(first: int, last: int) -> str:
    """Both ends of a range of frames, the smaller one at the left also where text is read from the right."""
    text = f"{number_text(first)}–{number_text(last)}"
    mirrored = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return f"{_LEFT_TO_RIGHT}{text}{_END_OF_PART}" if mirrored else text


def date_text(moment: float) -> str:
    """The date of seconds since the epoch, with the month as a word: nobody takes it for the day."""
    locale = QLocale()
    return locale.toString(_moment(moment).date(), _DATES.get(locale.language(), "d MMM yyyy"))


def moment_text(moment: float) -> str:
    """The exact date and time of seconds since the epoch: “24 Nov 2026, 10:46”."""
    text = translate("Formats", "%1, %2").replace("%1", date_text(moment))
    return text.replace("%2", clock_time(moment))


def ago_text(moment: float, now: float | None = None, *, brief: bool = False) -> str:
    """How long ago it was, under 24 hours; the date and time before that; nothing for a moment of 0.

    `brief`: the date alone, where a tooltip says the time.
    """
    if not moment:
        return ""
    passed = (time.time() if now is None else now) - moment
    if passed < _MINUTE:
        return translate("Formats", "just now")
    if passed < _HOUR:
        return translate("Formats", "%n min ago", "", int(passed // _MINUTE))
    if passed < _DAY:
        return translate("Formats", "%n h ago", "", int(passed // _HOUR))
    return date_text(moment) if brief else moment_text(moment)


def clock_time(moment: float) -> str:
    """The time of day, as in “as of 14:02”."""
    return _moment(moment).toString("HH:mm")


def _moment(moment: float) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment))
