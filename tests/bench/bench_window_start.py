"""How long a start of the window takes, against a bare window of the same library.

Run it with `python -m tests.bench.bench_window_start`. Real child processes with compiled bytecode open the window over
an empty home, until it has been painted and answers events; then the first sample is opened, until its first frame is
drawn. Printed are seconds since the start of the process, the median of some runs, and the same for a bare window,
whose time nobody can be below. The window must be there within 3 s and the sample drawn 2 s later.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5

_CLOCK = """
import json, sys, time
import psutil
begun = psutil.Process().create_time()
psutil_seconds = time.time() - begun
marks = {}
def mark(name):
    marks[name] = time.time() - begun
mark("python")
"""

BARE = (
    _CLOCK
    + """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
mark("imports")
qt = QApplication([])
window = QMainWindow()
window.setCentralWidget(QLabel("Farmhand"))
window.resize(1440, 900)
window.show()
while not window.windowHandle().isExposed():
    qt.processEvents()
qt.processEvents()
mark("window")
print(json.dumps(marks))
"""
)

FARMHAND = (
    _CLOCK
    + """
import os
from pathlib import Path
from app import main
from app.farm.places import profile_home, settings_file
from app.farm.settings_store import SettingsStore
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from app.ui import startup
from app.ui.application import Application
mark("imports")
home = profile_home()
wiring = startup.WindowWiring(start_agents=main.start_agents, settings=SettingsStore(settings_file(), os.environ),
                              owner="ada", home=home)
qt = QApplication([])
mark("library")
application = Application(qt, wiring)
mark("built")
application.start()
window = application.window
while not window.windowHandle().isExposed():
    qt.processEvents()
qt.processEvents()
mark("window")
if "--modules" in sys.argv:
    marks["modules"] = sorted(sys.modules)
from resources import samples
application.assembly.when_ready("compose", lambda: mark("ready"))
drawn = []
def wait():
    application.compose.first_frame_drawn.connect(lambda path, image: drawn.append(path))
application.assembly.when_ready("compose", wait)
application.services.navigator.template_wanted.emit(samples()[0].template)
QTimer.singleShot(60_000, lambda: drawn.append(None))
while not drawn:
    # Waiting, as a window does: one that asks again and again keeps the background from its work.
    qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
mark("sample")
application.close()
print(json.dumps(marks))
"""
)


def run(program: str, *words: str) -> dict[str, float]:
    """The marks of one child process over an empty home."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FARMHAND_")},
            "HOME": home,
            "XDG_DATA_HOME": f"{home}/data",
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_CACHE_HOME": f"{home}/cache",
        }
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    marks: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return marks


def main() -> None:
    """Measure and print."""
    for name, program in (("bare window", BARE), ("Farmhand", FARMHAND)):
        run(program)
        found = [run(program) for _ in range(RUNS)]
        phases = ", ".join(f"{phase} {statistics.median(one[phase] for one in found):.2f}" for phase in found[0])
        print(f"{name}: {phases} s")


if __name__ == "__main__":
    main()
