"""What FFmpeg may open when it is handed a file that anybody may have made.

FFmpeg tells by its content what a file is, whatever its name. Play lists and listings of files name further files,
which it would open too; so only formats that hold pictures and sound themselves are named here, by FFmpeg's names.
"""

from __future__ import annotations

from typing import Final

FILM_FORMATS: Final = "mov"
"""Pieces and films: MP4 and QuickTime, which FFmpeg reads by one reader."""

FOOTAGE_FORMATS: Final = (
    "aac,aiff,asf,avi,dv,flac,flv,gif,gxf,h264,hevc,ivf,m4v,matroska,mjpeg,mov,mp3,mpeg,mpegts,mpegvideo,mxf,ogg,"
    "rawvideo,wav"
)
"""Video that templates use as footage. Files with sound only are read far enough to say so."""


def media_guards(formats: str) -> dict[str, str]:
    """FFmpeg's options with which it reads nothing but the file itself, and that only in one of these formats."""
    return {"protocol_whitelist": "file", "format_whitelist": formats}
