"""What the window says: literal texts in its modules, and texts that are written below it, where nothing is translated.

Qt's own collector misses calls whose number is more than a name, such as `translate("Home", "%n field(s)", "", x.y)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from app.core.settings import setting_infos
from app.core.settings_kinds import GROUP_TITLES, WINDOW_GROUPS, SettingGroup
from app.core.states import DONE_WITH_WARNINGS, INSTANCE_WORDS, STATE_WORDS, WORKER_WORDS
from app.farm.scaling.checks import TEXTS as SCALING_TEXTS
from resources import samples
from resources.build_translations.texts import Text


def texts_of_window(folder: Path) -> Iterator[Text]:
    """The texts in the modules of a folder."""
    for path in sorted(folder.rglob("*.py")):
        yield from _texts_in(ast.parse(path.read_text("utf-8")), "")


def texts_from_below() -> Iterator[Text]:
    """The texts of the settings, states, samples, and of scaling policies that make no sense."""
    yield from (Text("Settings", GROUP_TITLES[group]) for group in WINDOW_GROUPS)
    for info in (info for group in (*WINDOW_GROUPS, SettingGroup.CONNECTION) for info in setting_infos(group)):
        yield Text("Settings", info.title)
        yield Text("Settings", info.description)
        if info.unit:
            yield Text("Settings", info.unit)
        yield from (Text("Settings", choice.title) for choice in info.choices)
    words = (*STATE_WORDS.values(), *WORKER_WORDS.values(), *INSTANCE_WORDS.values(), DONE_WITH_WARNINGS)
    yield from (Text("States", word.word) for word in words)
    yield from (Text("Samples", sample.title) for sample in samples())
    yield from (Text("ScalingProblems", text) for text in SCALING_TEXTS)


def _texts_in(node: ast.AST, context: str) -> Iterator[Text]:
    """`context` is the class that `node` is in, which is what `tr` takes for its context."""
    if isinstance(node, ast.ClassDef):
        context = node.name
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        literals = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name == "tr" and literals:
            yield Text(context, literals[0])
        elif name in ("translate", "marked") and len(literals) == 2:
            yield Text(literals[0], literals[1])
    for child in ast.iter_child_nodes(node):
        yield from _texts_in(child, context)
