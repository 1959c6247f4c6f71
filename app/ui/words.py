"""Text that people read, outside of objects that have `tr`: the same translation, under a context's name.

`lupdate` finds calls of `translate` and of `self.tr` by their names and takes literal texts only.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate
"""`translate(context, text, disambiguation="", n=-1)`; with `n`, `%n` in the text is that number."""


def worker_name(worker: str) -> str:
    """What people call a worker: those of this computer by their number, others as their farm names them."""
    local = re.fullmatch(r"local-(\d+)", worker)
    return translate("Workers", "Worker %1").replace("%1", local[1]) if local else worker


def marked(context: str, text: str) -> str:
    """The text itself, found by `lupdate`: for tables at module level, translated where they are shown."""
    del context
    return text


def filled(text: str, *values: str) -> str:
    """A text with its marks `%1`, `%2`, … replaced by values, which are data: a mark inside of one stays as it is."""
    return re.sub(r"%([1-9])", lambda mark: values[int(mark[1]) - 1] if int(mark[1]) <= len(values) else mark[0], text)
