"""Translation files: reading them, and bringing them up to date with what the window says now.

They are Qt's own `.ts` files, so that its Linguist opens them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

PLURALS: Final = {"en": 2, "zh_TW": 1}
"""How many forms a counted text has in each language."""

GROUPED: Final = "%Ln"
"""How a translation names the number that a text counts: Qt writes it then as the language does, as in 10,000."""

Forms = tuple[str, ...]
"""A translation: one form, or one per plural."""


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """Something that the window says."""

    context: str
    source: str

    @property
    def counted(self) -> bool:
        """Whether it has plurals."""
        return "%n" in self.source


def read_texts(path: Path) -> dict[Text, Forms]:
    """The texts of a file with their translations, which are empty where they are unfinished."""
    found: dict[Text, Forms] = {}
    # The files are our own, written by this program or by Qt's.
    for context in ElementTree.parse(path).getroot().iter("context"):  # noqa: S314
        name = context.findtext("name", "")
        for message in context.iter("message"):
            text = Text(name, message.findtext("source", ""))
            found[text] = _forms(message.find("translation"))
    return found


def write_texts(path: Path, language: str, texts: Iterable[Text], known: Mapping[Text, Forms]) -> None:
    """Write a file with these texts, taking translations from `known`; what is not there is unfinished."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context, element = "", root
    for text in sorted(texts):
        if text.context != context:
            context = text.context
            element = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(element, "name").text = context
        _add(element, text, known.get(text) or _derived(language, text), PLURALS[language])
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8", newline="\n")


def unfinished(known: Mapping[Text, Forms]) -> list[Text]:
    """The texts without a whole translation."""
    return [text for text, forms in known.items() if not forms or not all(forms)]


def marks(text: str) -> list[str]:
    """What is put into a text when it is shown."""
    return sorted(re.findall(r"%n|%\d|\{\w+\}", text.replace(GROUPED, "%n")))


def _forms(translation: ElementTree.Element | None) -> Forms:
    if translation is None:
        return ()
    counted = translation.findall("numerusform")
    forms = tuple(form.text or "" for form in counted) if counted else (translation.text or "",)
    return forms if all(forms) else ()


def _derived(language: str, text: Text) -> Forms:
    """English says what the source says: “3 film(s)” has its plurals in it."""
    if language == "en" and "(s)" in text.source:
        return text.source.replace("(s)", ""), text.source.replace("(s)", "s")
    return ()


def _add(context: ElementTree.Element, text: Text, forms: Forms, plurals: int) -> None:
    message = ElementTree.SubElement(context, "message", {"numerus": "yes"} if text.counted else {})
    ElementTree.SubElement(message, "source").text = text.source
    whole = len(forms) == (plurals if text.counted else 1)
    translation = ElementTree.SubElement(message, "translation", {} if whole else {"type": "unfinished"})
    if not text.counted:
        translation.text = forms[0] if whole else ""
        return
    for number in range(plurals):
        form = forms[number].replace("%n", GROUPED) if whole else ""
        ElementTree.SubElement(translation, "numerusform").text = form
