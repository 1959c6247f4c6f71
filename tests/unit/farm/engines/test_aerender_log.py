"""What aerender says, in the shapes that were seen: any language, any encoding, any portions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.farm.engines.aerender.log_lines import LONGEST_LINE, LineSplitter, decoded
from app.farm.engines.aerender.log_parser import RenderLog, Said, is_straight

ENGLISH = """aerender version 25.6x101
PROGRESS: Launching After Effects...
PROGRESS: ...After Effects successfully launched
PROGRESS: Adding specified comp to Render Queue
PROGRESS:  4/30/2019 1:59:13 AM: Starting composition “main”.


PROGRESS:  Render Settings: Best Settings
PROGRESS:  Quality: Best
PROGRESS:  Size: 1920 x 1080
PROGRESS:  Start: 0:00:00:00
PROGRESS:  End: 0:00:04:24
PROGRESS:  Duration: 0:00:05:00
PROGRESS:  Frame Rate: 25.00 (comp)
PROGRESS:  Channels: RGB + Alpha
PROGRESS:  Color: Premultiplied
PROGRESS:  Final Size: 1920 x 1080

PROGRESS:  0:00:00:00 (1): 0 Seconds
PROGRESS:  0:00:00:01 (2): 1 Seconds
PROGRESS:  0:00:00:01 (2): 1 Seconds
PROGRESS:  4/30/2019 2:00:13 AM: Finished composition “main”.
PROGRESS:  Total Time Elapsed: 1 Min, 28 Sec
"""

GERMAN = """PROGRESS:  19.05.2022 15:23:11: Komposition „main“ wird gestartet.
PROGRESS:  Anfang: 0:00:00:10
PROGRESS:  Ende: 0:00:00:19
PROGRESS:  Dauer: 0:00:00:10
PROGRESS:  Farbe: Direkt (Ohne Maske)
PROGRESS:  0:00:00:10 (1): 0 Sekunden
"""

FRENCH = """PROGRESS:  2024/1/25 à 12:00:01: Début
PROGRESS:  Début: 0:00:00:00
PROGRESS:  Fin: 0:00:00:01
PROGRESS:  Durée: 0:00:00:02
PROGRESS:  0:00:00:00 (1): 0 secondes
"""


def heard(text: str | bytes) -> RenderLog:
    log, lines = RenderLog(), LineSplitter()
    data = text.encode() if isinstance(text, str) else text
    for line in [*lines.feed(data), *lines.end()]:
        log.read(line)
    return log


def test_farm_aerender_log_english() -> None:
    log = heard(ENGLISH)
    assert log.version == "25.6x101"
    assert (log.launched, log.started, log.finished) == (True, True, True)
    assert log.frames == 2
    assert log.times == ["0:00:00:00", "0:00:04:24", "0:00:05:00"]
    assert log.facts["Size"] == "1920 x 1080"
    assert (log.fatal, log.warnings, is_straight(log)) == ([], [], False)


def test_farm_aerender_log_other_languages() -> None:
    german, french = heard(GERMAN.encode("cp850", "replace")), heard(FRENCH)
    assert (german.started, german.frames, is_straight(german)) == (True, 1, True)
    assert german.times == ["0:00:00:10", "0:00:00:19", "0:00:00:10"]
    assert (french.started, french.frames, french.times[2]) == (True, 1, "0:00:00:02")


@pytest.mark.parametrize(
    "line",
    [
        "PROGRESS:  0:00:23:20 (573): 0 Seconds",
        "PROGRESS:  1;34;40;09 (21280): 0 Seconds",
        "PROGRESS:  0:00:00:11 (12U): 3 Seconds",
        "PROGRESS:  0:00:00:11 (12L): 3 Seconds",
        "PROGRESS:  23 (24): 0 Seconds",
        "PROGRESS: 0001+07 (24): 0 Seconds",
        "PROGRESS:(24): 0 Seconds",
        "Using DXGI: Device has dedicated video RAM (MB): 8091PROGRESS:  0:00:00:01 (2): 0 Seconds",
        "PROGRESS:  0:00:00:01 (2): 0 秒",
    ],
)
def test_farm_aerender_log_frames_in_every_shape(line: str) -> None:
    log = RenderLog()
    assert log.read(line) is Said.FRAME
    assert log.frames == 1


@pytest.mark.parametrize(
    "line",
    [
        "PROGRESS:  Size: 1920 x 1080 (2)",
        "PROGRESS:  Frame Rate: 25,00 (comp)",
        "PROGRESS:  Final Size: (1) 10 x 10",
        "PROGRESS: Launching After Effects...",
        'Using DXGI: Device: "Quadro" has dedicated video RAM (24): 8',
        "  0:00:00:01 (2): 0 Seconds",
    ],
)
def test_farm_aerender_log_other_numbers_in_brackets_are_no_frames(line: str) -> None:
    log = RenderLog()
    assert log.read(line) is Said.OTHER
    assert log.frames == 0


@pytest.mark.parametrize(
    "line",
    [
        "aerender ERROR: No comp was found with the given name.",
        "aerender Error: After Effects error: Could not read from source. Please check the settings.",
        "aerender SYNTAX ERROR: Illegal argument flag: -x",
        "aerender USAGE: ",
        "aerender Fehler: After Effects-Fehler: Datei fehlt.",
        "aerender Erreur: After Effects",
        "aerender Error: After Effects \u95bf\u6b12",
        "aerender ERROR -1712: AESend failed to send message to After Effects at line 909",
        "GPU: nothing to say aerender ERROR: Runtime error in After Effects.",
        "INFO:After Effects error: internal verification failure, sorry! {unexpected data}",
        "Erreur After Effects : impossible d'ouvrir le fichier",
    ],
)
def test_farm_aerender_log_fatal_lines(line: str) -> None:
    log = RenderLog()
    assert log.read(line) is Said.FATAL
    assert len(log.fatal) == 1
    assert not log.fatal[0].startswith("GPU")


@pytest.mark.parametrize(
    "line",
    [
        "*** GPU Warning: GPU3 failed (previous) sanity test ***",
        "[ERROR] NVAPI error code: -6",
        'LoadLibrary "nvml.dll" failed!',
        "ERROR *** IVCAutoReleasePool leaked ***",
        "Qt: Untested Windows version 10.0 detected!",
        "Unable to obtain a licence for the plug-in",
        "aerender version 13.5x347",
        "INFO:Render aborted.",
        "error error error: ERROR",
    ],
)
def test_farm_aerender_log_noise_is_not_fatal(line: str) -> None:
    log = RenderLog()
    log.read(line)
    assert log.fatal == []


def test_farm_aerender_log_warnings_are_kept_once_without_their_severity() -> None:
    log = heard(
        "WARNING:After Effects warning: Project has missing fonts.\r\n"
        "WARNING: After Effects warning: Project has missing fonts.\r\n"
        "WARNING:After Effects-Warnung: timeSpanStart of -0,87 seconds\r\n"
        "WARNING:Grouped_Message_{x}Text Layer: Font family: Gotham, Font style: Bold\r\n"
    )
    assert log.warnings == [
        "Project has missing fonts.",
        "timeSpanStart of -0,87 seconds",
        "Grouped_Message_{x}Text Layer: Font family: Gotham, Font style: Bold",
    ]


def test_farm_aerender_log_the_version_may_come_last_and_be_glued_to_noise() -> None:
    log = heard('PROGRESS:  Total Time Elapsed: 1 Seconds\nUsing DXGI: "x"aerender version 24.1x32\n')
    assert (log.version, log.finished) == ("24.1x32", True)


def test_farm_aerender_log_keeps_the_end_of_what_was_said() -> None:
    log = RenderLog()
    for number in range(100):
        log.read(f"line {number} " + "x" * 9000)
        log.read(f"PROGRESS:  0:00:00:01 ({number}): 0 Seconds")
    words = log.last_words.splitlines()
    assert len(words) == 40
    assert words[-1].startswith("line 99 x")
    assert len(words[-1]) == 500


def test_farm_aerender_lines_are_put_together_from_portions() -> None:
    data = "a\r\nä\rb\n\n\r\nlast".encode()
    for cut in range(len(data)):
        lines = LineSplitter()
        assert [*lines.feed(data[:cut]), *lines.feed(data[cut:]), *lines.end()] == ["a", "ä", "b", "last"]


def test_farm_aerender_lines_in_other_encodings_are_read_too() -> None:
    assert decoded("Größe".encode("cp850")) == "Größe"
    assert decoded("Grö\x1b\x07ße ".encode()) == "Größe"
    assert LineSplitter().feed("PROGRESS: ä\n".encode("utf-16-le"))[0].startswith("PROGRESS: ")


def test_farm_aerender_lines_without_end_are_cut() -> None:
    lines = LineSplitter()
    found = [line for _ in range(100) for line in lines.feed(b"x" * 1000)]
    assert all(len(line) <= LONGEST_LINE for line in found)
    assert sum(map(len, [*found, *lines.end()])) == 100_000


PIECES = [
    *(
        "PROGRESS:",
        "WARNING:",
        "INFO:",
        "aerender ",
        "ERROR:",
        "version ",
        "(",
        ")",
        ": ",
        "0:00:00:00",
        "After Effects",
    ),
    *(" error", "\n", "\r\n", "12", "U", ";", "“", "\x00", "x" * 50),
]


@given(st.lists(st.binary(max_size=40) | st.lists(st.sampled_from(PIECES)).map(lambda p: "".join(p).encode())))
def test_farm_aerender_log_never_raises(portions: list[bytes]) -> None:
    log, lines = RenderLog(), LineSplitter()
    for portion in portions:
        for line in lines.feed(portion):
            log.read(line)
    for line in lines.end():
        log.read(line)
    whole = LineSplitter()
    assert len([*whole.feed(b"".join(portions)), *whole.end()]) >= 0


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", PIECES)
def test_farm_aerender_log_reads_lines_that_are_made_to_be_slow(part: str) -> None:
    """An expression that goes back and forth in such lines would not be through before the test's time is over."""
    log = RenderLog()
    for _ in range(100):
        log.read(part * (LONGEST_LINE // len(part)))
