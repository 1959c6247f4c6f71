"""`python -m resources.build_translations` brings the translation files up to date and compiles them.

New texts appear in the `.ts` files as unfinished; whoever translates them runs this again. The compiled `.qm` files are
kept with the sources, so that the program needs no build.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.farm.files import move, unfinished_name
from app.ui.models.error_words import FILE
from resources import resource_path
from resources.build_translations.errors import texts_of_errors
from resources.build_translations.sources import texts_from_below, texts_of_window
from resources.build_translations.texts import PLURALS, read_texts, write_texts

_ROOT = Path(__file__).resolve().parents[2]


def build(folder: Path) -> None:
    """Update and compile the files in `folder`. Raises `CalledProcessError` when the compiler does not succeed."""
    errors = set(texts_of_errors(_ROOT / "app", _ROOT / "worker_agent"))
    lines = "".join(f"{text.source}\n" for text in sorted(errors))
    (folder / FILE).write_text(lines, "utf-8", newline="\n")
    texts = {*texts_of_window(_ROOT / "app" / "ui"), *texts_from_below(), *errors}
    compiler = Path(sys.executable).with_name("pyside6-lrelease")
    for language in PLURALS:
        path = folder / f"farmhand_{language}.ts"
        known = read_texts(path) if path.exists() else {}
        # English is what the sources say already, but for its plurals.
        wanted = [text for text in texts if text.counted or language != "en"]
        write_texts(path, language, wanted, known)
        compiled = path.with_name(unfinished_name(path.stem))
        subprocess.run([compiler, "-silent", path, "-qm", compiled], check=True)
        # Qt maps the file into memory: one that is written over ends every window that shows it (bus error).
        move(compiled, path.with_suffix(".qm"))


if __name__ == "__main__":
    build(resource_path("translations"))
