"""The shell of a Windows service: tells the agent to end, and the service manager that it is ending. Windows only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pywintypes
import servicemanager
import win32service
import win32serviceutil

from app.core.errors import UsageError


def run_service(name: str, work: Callable[[threading.Event], None]) -> None:
    """Be the service until `work`, which runs in a thread of its own, is done; its event asks it to end.

    What `work` raises is in the event log, and has Windows start the service again. Raises `UsageError` outside of one.
    """

    class Shell(win32serviceutil.ServiceFramework):
        _svc_name_ = name
        _ended, _gone = threading.Event(), threading.Event()

        def GetAcceptedControls(self) -> int:  # noqa: N802 - pywin32 calls it so
            return win32service.SERVICE_ACCEPT_STOP | win32service.SERVICE_ACCEPT_PRESHUTDOWN

        def SvcStop(self) -> None:  # noqa: N802
            self._ended.set()

        def SvcOther(self, control: int) -> None:  # noqa: N802
            if control == win32service.SERVICE_CONTROL_PRESHUTDOWN:
                self._ended.set()

        def SvcDoRun(self) -> None:  # noqa: N802
            counting = threading.Thread(target=self._count, name="checkpoints", daemon=True)
            counting.start()
            try:
                work(self._ended)
            finally:
                self._gone.set()
                self._ended.set()
                counting.join()

        def _count(self) -> None:
            # Microsoft, "SetServiceStatus": each report that it is stopping promises the next one in time.
            self._ended.wait()
            while not self._gone.is_set():
                self.ReportServiceStatus(win32service.SERVICE_STOP_PENDING, waitHint=20_000)
                self._gone.wait(2.0)

    untyped: Any = servicemanager
    untyped.Initialize(name, None)
    untyped.PrepareToHostSingle(Shell)
    try:
        untyped.StartServiceCtrlDispatcher()
    except pywintypes.error as error:
        raise UsageError("Only Windows' service manager starts that.", f"{error.strerror}.") from error
