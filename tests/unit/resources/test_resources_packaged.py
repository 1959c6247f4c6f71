"""The packaged programs take along every folder of resources."""

from __future__ import annotations

import ast
from pathlib import Path

from resources import resource_path

CONTENTS = Path(__file__).resolve().parents[3] / "installer" / "contents.py"


def test_every_folder_with_data_is_packaged() -> None:
    (packaged,) = (
        ast.literal_eval(node.value)
        for node in ast.parse(CONTENTS.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "RESOURCES"
    )
    folders = {one.name for one in resource_path().iterdir() if one.is_dir()}
    assert set(packaged) == {name for name in folders if not name.startswith(("build_", "__"))}
