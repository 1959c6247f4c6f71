"""What a fill means, key by key: shared by both ways of filling, so that both refuse the same things."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.core.errors import FillError
from app.core.model import Struct
from app.core.slots import PlacedMedia, PlacedValue, TextFill
from app.template.values import clean_text

_LAYER_KEY = re.compile(r"layer/(\d{1,10})/(\d{1,10})")
_ITEM_KEY = re.compile(r"item/(\d{1,10})")


class Targets(Struct, frozen=True):
    """The texts by (composition id, layer id) and the photos by item id."""

    texts: dict[tuple[int, int], str]
    photos: dict[int, PlacedMedia]


def read_targets(values: Mapping[str, PlacedValue]) -> Targets:
    """Sort values by what they fill. Raises `FillError` for a key that is none and a value of the wrong kind."""
    texts: dict[tuple[int, int], str] = {}
    photos: dict[int, PlacedMedia] = {}
    for key, value in values.items():
        layer, item = _LAYER_KEY.fullmatch(key), _ITEM_KEY.fullmatch(key)
        if layer is not None and isinstance(value, TextFill):
            texts[int(layer.group(1)), int(layer.group(2))] = clean_text(value.text, key)
        elif item is not None and isinstance(value, PlacedMedia):
            photos[int(item.group(1))] = value
        else:
            raise FillError(
                f"The value for “{key}” does not fit.",
                "Texts go into layer/<composition>/<layer>, fitted photos into item/<item>.",
                "List the template's slots and use their keys.",
            )
    return Targets(texts=texts, photos=photos)


def check_photo_size(key: str, media: PlacedMedia, width: int, height: int) -> None:
    """Raise `FillError` when a photo was not fitted to exactly the placeholder's size."""
    if (media.width, media.height) != (width, height):
        raise FillError(
            f"The photo for “{key}” has the wrong size.",
            f"It is {media.width} × {media.height}, the placeholder {width} × {height} pixels.",
            "Fit the photo to this template again.",
        )
