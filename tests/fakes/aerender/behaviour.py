"""What the emulator does: one behaviour per way in which After Effects is known to succeed or fail."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

ORDERS = "orders.json"
STARTS = "starts.txt"
CHILD_PID = "afterfx.pid"

STOCK_OUTPUT_MODULES = ("Alpha Only", "High Quality", "Lossless", "Lossless with Alpha", "TIFF Sequence with Alpha")
STOCK_RENDER_SETTINGS = ("Best Settings", "Current Settings", "Draft Settings", "Multi-Machine Settings")


@dataclass(frozen=True)
class Behaviour:
    """One way to be. Moments are `launch`, `open`, `first`, `middle` (after half of the frames), `end`.

    `dies` with a moment ends After Effects there as a crash does, `hangs` lets it wait there; `error` is said at the
    moment `fails`, after which it exits with `code`. Frames are given by their place in the range, from 0.
    """

    multi_frame: bool = False
    frame_lines: bool = True
    language: str = "en"
    drop_frame: bool = False
    decimal_comma: bool = False
    version: str = "25.6x101"
    version_last: bool = False
    says_nothing: bool = False
    noise: bool = False
    bad_bytes: bool = False
    dies: str = ""
    hangs: str = ""
    computes: bool = False
    error: str = ""
    fails: str = ""
    code: int = 0
    warnings: tuple[str, ...] = ()
    skips: tuple[int, ...] = ()
    truncates: tuple[int, ...] = ()
    empties: tuple[int, ...] = ()
    straight: bool = False
    png: bool = False
    scale: float = 1.0
    numbers_from: int | None = None
    launcher_dies: bool = False
    outlives: bool = False
    seconds_per_frame: float = 0.0


MODES: dict[str, Behaviour] = {
    "ok": Behaviour(),
    "mfr": Behaviour(multi_frame=True),
    "no-frame-lines": Behaviour(frame_lines=False),
    "missing-fonts": Behaviour(
        warnings=(
            "After Effects warning: Project has missing fonts.",
            "Grouped_Message_{1}Text Layer: Font family: Gotham, Font style: Bold",
        )
    ),
    "missing-effect": Behaviour(warnings=("After Effects warning: effect “Glow X” is missing.",)),
    "no-comp": Behaviour(fails="open", error="aerender ERROR: No comp was found with the given name.", code=7),
    "script-error": Behaviour(
        fails="open",
        error="aerender ERROR: Error executing script: x.jsx\r\nTypeError: undefined is not an object\r\n"
        "aerender ERROR: Runtime error in After Effects.",
        code=9,
    ),
    "another-instance": Behaviour(
        fails="open",
        error="aerender ERROR: After Effects can not render for aerender. Another instance of aerender, or another "
        "script, may be running; or, AE may be waiting for response from a modal dialog, or for a render to complete.",
        code=9,
    ),
    "could-not-read": Behaviour(
        fails="middle",
        error="aerender Error: After Effects error: Could not read from source. Please check the settings and try "
        "again. ( 30000 :: 8 )",
        code=9,
    ),
    "connection-closed": Behaviour(
        fails="middle",
        error="aerender ERROR: An existing connection was forcibly closed by the remote host.\r\n"
        "Unable to receive at line 287",
        code=1,
    ),
    "apple-event": Behaviour(
        fails="open", error="aerender ERROR -1712: AESend failed to send message to After Effects at line 909", code=1
    ),
    "no-licence": Behaviour(fails="launch", error="aerender ERROR: After Effects license is not active.", code=1),
    "silent-death": Behaviour(dies="launch"),
    "silent-exit": Behaviour(fails="launch"),
    "launch-hang": Behaviour(hangs="launch"),
    "open-hang": Behaviour(hangs="open"),
    "first-hang": Behaviour(hangs="first"),
    "mid-hang": Behaviour(hangs="middle"),
    "computing-hang": Behaviour(hangs="middle", computes=True),
    "finished-hang": Behaviour(hangs="end"),
    "finished-hang-with-frames-missing": Behaviour(hangs="end", skips=(2,)),
    "mid-death": Behaviour(dies="middle"),
    "end-death": Behaviour(dies="end"),
    "error-exit-0": Behaviour(
        fails="middle", error="aerender Error: After Effects error: Rendering error while writing to file “x”.", code=0
    ),
    "frames-exit-9": Behaviour(fails="end", code=9),
    "partial-frames": Behaviour(skips=(1, 3)),
    "truncated-file": Behaviour(truncates=(2,)),
    "empty-file": Behaviour(empties=(0,)),
    "bad-bytes": Behaviour(bad_bytes=True),
    "noise": Behaviour(noise=True),
    "german": Behaviour(language="de", decimal_comma=True, version="26.0x12"),
    "french": Behaviour(language="fr"),
    "drop-frame": Behaviour(drop_frame=True),
    "decimal-comma": Behaviour(
        decimal_comma=True, warnings=("After Effects warning: timeSpanStart of -0,87 seconds is out of range.",)
    ),
    "version-last": Behaviour(version_last=True),
    "mute": Behaviour(says_nothing=True),
    "straight": Behaviour(straight=True),
    "png": Behaviour(png=True),
    "half-size": Behaviour(scale=0.5),
    "own-numbers": Behaviour(numbers_from=0),
    "old": Behaviour(version="16.0x235"),
    "launcher-dies": Behaviour(launcher_dies=True, hangs="middle"),
    "outlives": Behaviour(outlives=True),
    "slow": Behaviour(seconds_per_frame=0.15),
}
"""By the name that tests use."""


@dataclass(frozen=True)
class Orders:
    """What the program in a folder does at each start; the last mode goes for all further ones.

    `output_modules` and `render_settings` are the templates that this After Effects has. With `painted`, a width and
    a height, it does not open the project but paints frames of that size, quickly, for what is not about pictures.
    """

    modes: tuple[str, ...] = ("ok",)
    output_modules: tuple[str, ...] = STOCK_OUTPUT_MODULES
    render_settings: tuple[str, ...] = STOCK_RENDER_SETTINGS
    painted: tuple[int, ...] = ()

    def write(self, folder: Path) -> None:
        """Leave them for the program in `folder`."""
        (folder / ORDERS).write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> Orders:
        """The orders of the program in `folder`."""
        return cls(**{name: tuple(value) for name, value in json.loads((folder / ORDERS).read_text("utf-8")).items()})


def next_mode(folder: Path) -> str:
    """What the program in `folder` does at this start, by name; starts are counted."""
    starts = folder / STARTS
    count = len(starts.read_text("utf-8").splitlines()) if starts.exists() else 0
    with starts.open("a", encoding="utf-8") as file:
        file.write("start\n")
    modes = Orders.read(folder).modes
    return modes[min(count, len(modes) - 1)]
