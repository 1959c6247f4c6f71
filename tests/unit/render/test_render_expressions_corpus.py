"""Every enabled expression of real projects is evaluated."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from app.core.errors import TemplateError
from app.core.model import Template
from app.render.expression_scene import connect
from app.render.expressions import ExpressionEvaluator
from app.render.fonts import FontLibrary
from app.render.scene import Moment, Scene
from app.template.load import load_template

CORPUS = os.environ.get("FARMHAND_CORPUS", "")
LEAST_WORKING = 0.96

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="FARMHAND_CORPUS names no folder of projects"),
]


def _templates(folder: Path) -> list[Template]:
    found: dict[str, Template] = {}
    for source in sorted(folder.rglob("*.a*")):
        if source.suffix not in (".aep", ".aepx", ".aet") or "Auto-Save" in str(source):
            continue
        try:
            loaded = load_template(source, isolated=False)
        except TemplateError:
            continue
        found[loaded.sha256] = loaded.template
    return list(found.values())


@pytest.mark.slow
def test_nearly_all_expressions_work_and_the_others_say_why() -> None:
    failing: Counter[str] = Counter()
    texts: set[str] = set()
    for template in _templates(Path(CORPUS)):
        evaluator = ExpressionEvaluator(template)
        connect(evaluator, Scene(template, evaluator, FontLibrary(), {}))
        for comp in template.comps:
            for layer in comp.layers:
                for prop in layer.root.walk():
                    if not prop.driven:
                        continue
                    before = _failures(evaluator)
                    value = evaluator.value(prop, Moment(comp, layer, layer.in_point + 0.5))
                    assert type(value) is type(prop.value)
                    texts.add(prop.expression)
                    failing.update({prop.expression: _failures(evaluator) - before})
    broken = [text for text, count in failing.items() if count]
    assert len(texts) >= 300
    assert 1 - len(broken) / len(texts) >= LEAST_WORKING, broken


def _failures(evaluator: ExpressionEvaluator) -> int:
    return sum("the expression is not used" in warning.what for warning in evaluator.warnings.all())
