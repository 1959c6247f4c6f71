from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from store_kit import make_request

from app.core.errors import TemplateError
from app.farm.prepare import Preparation
from app.farm.storage_folder import FolderStorage


def test_a_template_that_cannot_be_read_is_called_as_people_know_it(tmp_path: Path) -> None:
    template = tmp_path / "Birthday card.aep"
    template.write_bytes(b"RIFX\x00\x00\x00\x08Egg!torn")
    storage = FolderStorage(tmp_path / "home", tmp_path / "films")
    request = replace(make_request("a"), template=storage.put_asset(template))
    with pytest.raises(TemplateError) as caught:
        Preparation(storage, tmp_path / "models").run(request)
    told = str(caught.value)
    assert "Birthday card.aep" in told
    assert request.template.sha256 not in told
