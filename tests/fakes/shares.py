"""A folder as a file server gives it: without hard links, and without telling capitals apart."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.farm.processes import ProcessTree

START_SECONDS = 20.0

MOUNTER = """#!{python}
# What mounts file systems of users, as far as rclone asks for it.
import array, ctypes, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
point = sys.argv[-1].encode()
if "-u" in sys.argv:
    raise SystemExit(libc.umount2(point, 2))
device = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={{device}},rootmode=40000,user_id={{os.getuid()}},group_id={{os.getgid()}}"
if libc.mount(b"share", point, b"fuse.share", 6, options.encode()):
    raise SystemExit(os.strerror(ctypes.get_errno()))
channel = socket.socket(fileno=int(os.environ["_FUSE_COMMFD"]))
channel.sendmsg([b"0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [device]))])
"""


class Share:
    """A share: rclone's file system where we may mount one, else a plain folder in which hard links are refused."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder / "share"
        self.folder.mkdir(parents=True)
        self._tree: ProcessTree | None = None
        self.mounted = self._mount(folder)
        if not self.mounted:
            monkeypatch.setattr(os, "link", _no_links)

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)
        if self._tree is not None:
            self._tree.kill()

    def _mount(self, folder: Path) -> bool:
        rclone = Path(sys.executable).with_name("rclone")
        if not (sys.platform == "linux" and os.geteuid() == 0 and Path("/dev/fuse").exists() and rclone.exists()):
            return False
        programs, behind = folder / "programs", folder / "behind"
        for path in (programs, behind):
            path.mkdir()
        (programs / "fusermount3").write_text(MOUNTER.format(python=sys.executable), "utf-8")
        (programs / "fusermount3").chmod(0o755)
        command = ["env", f"PATH={programs}:{os.environ.get('PATH', '')}", rclone, "mount", behind, self.folder]
        options = ["--config", os.devnull, "--cache-dir", folder / "cache", "--vfs-cache-mode", "full"]
        self._tree = ProcessTree([*command, *options, "--vfs-case-insensitive", "--vfs-write-back", "0"])
        deadline = time.monotonic() + START_SECONDS
        while not os.path.ismount(self.folder):
            if time.monotonic() > deadline or self._tree.exit_code is not None:
                return False
            time.sleep(0.02)
        return True


def _no_links(*_args: object, **_more: object) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))
