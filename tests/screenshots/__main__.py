"""Takes pictures of every page and state of the window, each in several looks.

`python -m tests.screenshots [--only NAME …] [--out FOLDER] [--all]` plays every scene in a process and over an empty
home of its own. Pictures that belong to the documentation go to FOLDER, small; all others to a folder that is named at
the end, or to FOLDER too with `--all`. Prints what it shot; a scene that fails says why, the rest goes on, and the exit
code is 1.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.screenshots.scene import Look

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "screenshots"

DOCUMENTED = frozenset(
    {
        "home-first-1100x700-dark",
        "home-used-1100x700-dark",
        "compose-greeting-1100x700-dark",
        "compose-greeting-1100x700-light",
        "compose-film-done-1100x700-dark",
        "compose-problems-1920x1080-dark",
        "compose-photo-editor-1100x700-dark",
        "batch-problems-1100x700-dark",
        "batch-proof-1100x700-dark",
        "queue-12-1100x700-dark",
        "queue-10000-1920x1080-dark",
        "queue-failed-1100x700-dark",
        "queue-12-1100x700-light",
        "computer-busy-1100x700-dark",
        "farm-connect-1100x700-dark",
        "farm-working-1920x1080-dark",
        "farm-working-1100x700-light",
        "farm-lost-1100x700-dark",
        "settings-rendering-1100x700-dark",
        "statistics-week-1920x1080-dark",
    }
)
"""Pictures that are kept with the documentation."""

SCREEN = {"name": "studio", "x": 0, "y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
SCREEN_SIZE = (2000, 1300)
"""What stands for a screen; large enough for every window and the dialogs before it."""

SECONDS = 600
"""No scene may take longer than this."""

LARGEST = 300_000
"""Bytes of a picture that is kept in all its colours."""


def main() -> int:
    """Take the pictures that the arguments ask for; the exit code."""
    words = argparse.ArgumentParser(prog="python -m tests.screenshots", description=(__doc__ or "").splitlines()[0])
    words.add_argument("--only", action="append", default=[], metavar="NAME", help="scenes whose name begins so")
    words.add_argument("--look", action="append", default=[], metavar="LOOK", help="looks of that name only")
    words.add_argument("--out", type=Path, default=OUT, metavar="FOLDER")
    words.add_argument("--all", action="store_true", help="put all pictures into FOLDER")
    words.add_argument("--play", metavar="NAME", help=argparse.SUPPRESS)
    wanted = words.parse_args()
    if wanted.play:
        return play(wanted.play, wanted.look, wanted.out)
    return direct(wanted.only, wanted.look, wanted.out, everything=wanted.all)


def direct(only: list[str], looks: list[str], out: Path, *, everything: bool) -> int:
    """Play scenes one after the other, each in a process of its own; the exit code."""
    from tests.screenshots.scenes import SCENES

    folder = Path(tempfile.mkdtemp(prefix="farmhand-screenshots-"))
    names = [name for name in SCENES if not only or any(name.startswith(one) for one in only)]
    failed = []
    for name in names:
        wanted = [look for look in SCENES[name].looks if not looks or look.name in looks]
        # A window is photographed at one scale and in one language, as a change of these builds all pages anew.
        for _, group in itertools.groupby(wanted, key=lambda look: (look.ratio, look.language)):
            if not act(name, list(group), folder) and name not in failed:
                failed.append(name)
    keep(folder, out, everything=everything)
    print(f"All pictures are in {folder}.")
    for name in failed:
        print(f"{name} failed.")
    return 1 if failed else 0


def act(name: str, looks: list[Look], folder: Path) -> bool:
    """Whether a scene was shot in these looks, which are of one scale and language."""
    command = [sys.executable, "-m", "tests.screenshots", "--play", name, "--out", str(folder)]
    command += [word for look in looks for word in ("--look", look.name)]
    ratio = looks[0].ratio
    with tempfile.TemporaryDirectory() as place:
        screen = Path(place, "screen.json")
        size = {"width": SCREEN_SIZE[0] * ratio, "height": SCREEN_SIZE[1] * ratio}
        screen.write_text(json.dumps({"screens": [SCREEN | size]}), "utf-8")
        platform = f"offscreen:configfile={screen}"
        environment = {**os.environ, "QT_QPA_PLATFORM": platform, "QT_SCALE_FACTOR": str(ratio)}
        try:
            return subprocess.run(command, cwd=ROOT, env=environment, timeout=SECONDS, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            print(f"{name}: not done after {SECONDS} s", flush=True)
            return False


def play(name: str, looks: list[str], folder: Path) -> int:
    """Play one scene in this process; the exit code."""
    from tests.screenshots.studio import private_home

    homes = Path(tempfile.mkdtemp(prefix="farmhand-", suffix="-home"))
    home = homes / "ada"
    home.mkdir()
    private_home(home)
    try:
        return shoot(name, looks, folder, home)
    finally:
        shutil.rmtree(homes, ignore_errors=True)


def shoot(name: str, looks: list[str], folder: Path, home: Path) -> int:
    """Bring the window into the scene's state and take its pictures; the exit code."""
    from PySide6.QtWidgets import QApplication

    from tests.screenshots.scenes import SCENES
    from tests.screenshots.studio import Studio

    scene = SCENES[name]
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("farmhand")
    qt.setQuitOnLastWindowClosed(False)
    code = 0
    studio = Studio(qt, home)
    try:
        studio.open()
        for number, look in enumerate(look for look in scene.looks if look.name in looks):
            studio.wear(look)
            if scene.anew or number == 0:
                scene.play(studio)
                studio.pause(0.3)
            if not scene.anew:
                studio.settle()
            path = folder / f"{name}-{look.name}.png"
            studio.picture().save(str(path))
            print(path.name, flush=True)
    except Exception:  # noqa: BLE001 - whatever a scene does wrong is said, and the next one is played
        traceback.print_exc()
        print(f"{name}: failed", flush=True)
        code = 1
    finally:
        studio.close()
    return code


def keep(folder: Path, out: Path, *, everything: bool) -> None:
    """Put pictures into the documentation's folder, as small as they can be."""
    from PIL import Image

    for path in sorted(folder.glob("*.png")):
        if not everything and path.stem not in DOCUMENTED:
            continue
        out.mkdir(parents=True, exist_ok=True)
        kept = out / path.name
        with Image.open(path) as shot:
            plain = shot.convert("RGB")
        plain.save(kept, optimize=True)
        if kept.stat().st_size > LARGEST:
            # So few colours do not do justice to small icons beside a large picture, so only where it must be.
            plain.quantize(256, dither=Image.Dither.NONE).save(kept, optimize=True)
        print(f"kept {path.name}: {kept.stat().st_size // 1000} KB")


if __name__ == "__main__":
    raise SystemExit(main())
