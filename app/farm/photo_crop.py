"""Rectangles cut from a photo in the shape of its placeholder: moved and resized without leaving the photo.

A crop is (left, top, right, bottom) in 0..1 of the upright photo.
"""

from __future__ import annotations

from typing import Final

Crop = tuple[float, float, float, float]

SMALLEST: Final = 0.02
"""A crop's longer side is at least this part of the photo's."""


def largest_crop(slot: tuple[int, int], photo: tuple[int, int], middle: tuple[float, float] = (0.5, 0.5)) -> Crop:
    """The largest crop of the slot's shape, as near around `middle` as the photo allows; sizes in pixels."""
    return _around(*_most(slot, photo), *middle)


def moved(crop: Crop, right: float, down: float) -> Crop:
    """The crop moved by parts of the photo, as far as the photo goes."""
    left, top = min(max(0.0, crop[0] + right), 1 - _width(crop)), min(max(0.0, crop[1] + down), 1 - _height(crop))
    return _inside(left, top, left + _width(crop), top + _height(crop))


def resized(crop: Crop, factor: float, slot: tuple[int, int], photo: tuple[int, int]) -> Crop:
    """The crop enlarged or made smaller around its middle, in the slot's shape whatever it had before."""
    most = _most(slot, photo)
    wanted = _width(crop) * factor
    width = min(max(wanted, SMALLEST * most[0]), most[0])
    middle = (crop[0] + crop[2]) / 2, (crop[1] + crop[3]) / 2
    return _around(width, width * most[1] / most[0], *middle)


def dragged(
    crop: Crop, corner: tuple[int, int], to: tuple[float, float], slot: tuple[int, int], photo: tuple[int, int]
) -> Crop:
    """The crop with one corner pulled to a point while the opposite one stays; `corner` (0 or 1, 0 or 1): (left, top).

    The shape stays the slot's, and the crop stays inside the photo.
    """
    most = _most(slot, photo)
    shape = most[1] / most[0]
    fixed = crop[2] if corner[0] == 0 else crop[0], crop[3] if corner[1] == 0 else crop[1]
    signs = -1 if corner[0] == 0 else 1, -1 if corner[1] == 0 else 1
    room = [fixed[axis] if signs[axis] < 0 else 1 - fixed[axis] for axis in (0, 1)]
    wanted = max(signs[0] * (to[0] - fixed[0]), signs[1] * (to[1] - fixed[1]) / shape)
    width = min(max(wanted, SMALLEST * most[0]), room[0], room[1] / shape)
    xs = sorted((fixed[0], fixed[0] + signs[0] * width))
    ys = sorted((fixed[1], fixed[1] + signs[1] * width * shape))
    return _inside(xs[0], ys[0], xs[1], ys[1])


def _most(slot: tuple[int, int], photo: tuple[int, int]) -> tuple[float, float]:
    """Width and height of the largest crop of the slot's shape, as parts of the photo."""
    factor = max(slot[0] / photo[0], slot[1] / photo[1])
    return min(1.0, slot[0] / factor / photo[0]), min(1.0, slot[1] / factor / photo[1])


def _around(width: float, height: float, x: float, y: float) -> Crop:
    left, top = min(max(0.0, x - width / 2), 1 - width), min(max(0.0, y - height / 2), 1 - height)
    return _inside(left, top, left + width, top + height)


def _inside(left: float, top: float, right: float, bottom: float) -> Crop:
    """The crop without what rounding has put outside the photo."""
    return max(0.0, left), max(0.0, top), min(1.0, right), min(1.0, bottom)


def _width(crop: Crop) -> float:
    return crop[2] - crop[0]


def _height(crop: Crop) -> float:
    return crop[3] - crop[1]
