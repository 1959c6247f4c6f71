"""Pictures from plain pixels to what Qt paints."""

from __future__ import annotations

from PySide6.QtGui import QImage

from app.farm.photo_facts import SmallPicture


def image_of(picture: SmallPicture) -> QImage:
    """The picture as an image of its own."""
    return QImage(
        picture.pixels, picture.width, picture.height, 4 * picture.width, QImage.Format.Format_RGBA8888
    ).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
