"""What goes into the packaged programs beyond what PyInstaller finds by itself; used by the `.spec` files."""

import sys
from collections.abc import Iterator
from pathlib import Path

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ("prices", "samples", "theme", "translations")

# Of the descriptions of some 400 services.
AWS_SERVICES = frozenset({"autoscaling", "ec2", "iam", "s3", "sts"})

# Imported by name, or only where it is wanted.
BY_NAME = ("alembic.ddl", "fontTools.ttLib.tables", "fontTools.encodings", "keyring.backends", "rich._unicode_data")
WINDOWS_SERVICE = (
    "pywintypes",
    "servicemanager",
    "win32api",
    "win32event",
    "win32process",
    "win32profile",
    "win32security",
    "win32service",
    "win32serviceutil",
    "win32timezone",
    "win32ts",
)
NEVER = ("tkinter", "pytest", "setuptools", "pip", "IPython", "matplotlib")
QT = ("PySide6", "shiboken6", "qtawesome", "pyqtgraph")


def datas():
    """Files that the code finds beside its modules."""
    found = [(str(ROOT / "resources" / name), f"resources/{name}") for name in RESOURCES]
    # Alembic reads the steps of the store as source files.
    migrations = ROOT / "app" / "farm" / "store" / "migrations"
    for path in migrations.rglob("*.py"):
        found.append((str(path), str(path.parent.relative_to(ROOT))))
    for package in ("app.render", "font_source_sans_pro", "py_aep", "imageio_ffmpeg"):
        found += collect_data_files(package)
    return [*found, *copy_metadata("keyring"), *copy_metadata("imageio_ffmpeg")]


def modules(*, window: bool):
    """Modules that nothing imports in a way that PyInstaller sees."""
    own = [*collect_submodules("app"), *collect_submodules("worker_agent"), "resources"]
    wanted = own if window else [name for name in own if not name.startswith(("app.ui", "app.cli", "app.main"))]
    for package in BY_NAME:
        wanted += collect_submodules(package)
    return [*wanted, "font_source_sans_pro", "pymysql", *(WINDOWS_SERVICE if sys.platform == "win32" else ())]


def without_other_services(listed) -> Iterator[tuple[str, str, str]]:
    """The files to pack, less those of Amazon's services that nothing here uses."""
    for target, source, kind in listed:
        parts = Path(target).parts
        if parts[:2] == ("botocore", "data") and len(parts) > 3 and parts[2] not in AWS_SERVICES:
            continue
        yield target, source, kind
