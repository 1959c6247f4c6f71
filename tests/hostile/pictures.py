"""Photos and other pictures: bombs, damage, and formats that hide others."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image, ImageCms

from app.core.slots import Fit, MediaFill, Slot, SlotKind
from app.farm.photo_facts import photo_facts
from app.render.fonts import FontLibrary
from app.render.renderer import Renderer
from app.template.photos import fit_photo
from tests.fakes.models import make_comp, make_image, make_layer, make_template
from tests.hostile.harness import PLANTED, Case, Place

SLOT = Slot(key="item/7", kind=SlotKind.PHOTO, label="hero", item_id=7, width=40, height=20)


def _fitted(name: str, make: Callable[[Place], bytes], place: Place) -> None:
    """Looked at as the window does, then fitted as the manager does."""
    path = place.folder / name
    path.write_bytes(make(place))
    media = MediaFill(path=str(path), fit=Fit.COVER)
    photo_facts(SLOT, media, side=64)
    placed = fit_photo(SLOT, media, path, place.folder / "placed")
    content = Path(placed.path).read_bytes()
    assert PLANTED.encode() not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (SLOT.width, SLOT.height)


def _shown(name: str, make: Callable[[Place], bytes], place: Place) -> None:
    """As footage of a template: a placeholder and a warning, or a picture."""
    path = place.folder / name
    path.write_bytes(make(place))
    layer = make_layer(1, source_id=5, width=40, height=20)
    template = make_template(make_comp(1, 40, 20, layer), footage=[make_image(5, 40, 20, name=name)])
    Renderer(template, footage={5: path}, fonts=FontLibrary()).render(1, 0)


def _saved(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **more: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind, **more)
    return target.getvalue()


def _chunk(tag: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))


def _png(
    width: int,
    height: int,
    *chunks: bytes,
    depth: int = 8,
    kind: int = 2,
    data: bytes | None = None,
    frame: bytes = b"",
) -> bytes:
    pixels = zlib.compress(bytes((width * 3 + 1) * height)) if data is None else data
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + b"".join(chunks)
        + frame
        + _chunk(b"IDAT", pixels)
        + _chunk(b"IEND", b"")
    )


def _bmp(width: int, height: int) -> bytes:
    return (
        b"BM"
        + struct.pack("<IHHIIiiHHIIiiII", 154, 0, 0, 54, 40, width, height, 1, 24, 0, 100, 0, 0, 0, 0)
        + bytes(100)
    )


def _tiff(*tags: tuple[int, int, int, int], next_at: int = 0) -> bytes:
    body = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", next_at)


_SIZED = ((256, 4, 1, 10), (257, 4, 1, 10), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1))


def _exif(entries: bytes) -> bytes:
    return _saved("JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0" + entries)


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def _flipped(data: bytes) -> bytes:
    return (
        data[: len(data) // 2]
        + bytes(byte ^ 0x55 for byte in data[len(data) // 2 : len(data) // 2 + 40])
        + data[len(data) // 2 + 40 :]
    )


def _many_frames(kind: str, count: int) -> bytes:
    target = io.BytesIO()
    frames = [Image.new("P" if kind == "GIF" else "RGB", (20, 20), number % 250) for number in range(count)]
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=10)
    return target.getvalue()


def _gif(width: int, height: int) -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0, 0, 0)
        + b","
        + struct.pack("<HHHHB", 0, 0, width, height, 0)
        + b"\x02\x02\x44\x01\x00;"
    )


_PHOTOS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "PNG of 10 gigapixels": ("a.png", lambda: _png(100_000, 100_000, data=zlib.compress(bytes(1000)))),
    "PNG of 2³¹ pixels a side": ("a.png", lambda: _png(2**31 - 1, 1, data=b"")),
    "PNG of no width": ("a.png", lambda: _png(0, 10, data=b"")),
    "PNG whose pixels grow": ("a.png", lambda: _png(2000, 2000, data=zlib.compress(bytes(6_001 * 2000)))),
    "PNG with too many pixels in it": ("a.png", lambda: _png(10, 10, data=zlib.compress(bytes(20_000_000), 1))),
    "PNG whose text grows": (
        "a.png",
        lambda: _png(4, 4, _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(40_000_000), 1))),
    ),
    "PNG whose international text grows": (
        "a.png",
        lambda: _png(4, 4, _chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(bytes(40_000_000), 1))),
    ),
    "PNG whose profile grows": (
        "a.png",
        lambda: _png(4, 4, _chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(40_000_000), 1))),
    ),
    "PNG with a chunk of 2 gigabytes": ("a.png", lambda: _png(4, 4, b"\x7f\xff\xff\xfftEXt")),
    "PNG with a wrong checksum": ("a.png", lambda: _png(4, 4)[:-20] + bytes(20)),
    "PNG with ten thousand texts": ("a.png", lambda: _png(4, 4, *[_chunk(b"tEXt", b"a\0" + bytes(60))] * 10_000)),
    "PNG that is a palette without one": ("a.png", lambda: _png(4, 4, kind=3, data=zlib.compress(bytes(20)))),
    "PNG of a depth that there is not": ("a.png", lambda: _png(4, 4, depth=7)),
    "animated PNG with frames beyond": (
        "a.png",
        lambda: _png(4, 4, _chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)), frame=_chunk(b"fcTL", bytes(26))),
    ),
    "PNG of 16 bits": ("a.png", lambda: _saved("PNG", "I;16")),
    "JPEG cut in half": ("a.jpg", lambda: _cut(_saved("JPEG"), 0.5)),
    "JPEG of its head": ("a.jpg", lambda: _saved("JPEG")[:20]),
    "JPEG with damage in the middle": ("a.jpg", lambda: _flipped(_saved("JPEG", size=(300, 300)))),
    "JPEG of 65,500 a side": (
        "a.jpg",
        lambda: _saved("JPEG").replace(b"\x00\x30\x00\x40\x03", b"\xff\xdc\xff\xdc\x03"),
    ),
    "JPEG of inks": ("a.jpg", lambda: _saved("JPEG", "CMYK")),
    "JPEG with a profile of nonsense": ("a.jpg", lambda: _saved("JPEG", icc_profile=b"\xff" * 5000)),
    "JPEG with a profile that is cut": ("a.jpg", lambda: _saved("JPEG", icc_profile=_cut(_profile(), 0.5))),
    "JPEG with a profile for inks": ("a.jpg", lambda: _saved("JPEG", "L", icc_profile=_profile())),
    "JPEG whose profile says it is 4 gigabytes": (
        "a.jpg",
        lambda: _saved("JPEG", icc_profile=b"\xff\xff\xff\xff" + _profile()[4:]),
    ),
    "JPEG whose EXIF is a circle": ("a.jpg", lambda: _exif(struct.pack("<HHHIII", 1, 0x8769, 4, 1, 8, 8))),
    "JPEG whose EXIF leads beyond": (
        "a.jpg",
        lambda: _exif(struct.pack("<HHHIII", 1, 0x0112, 3, 0xFFFFFF, 0xFFFFFFF0, 0)),
    ),
    "JPEG whose EXIF has 65,535 entries": ("a.jpg", lambda: _exif(b"\xff\xff" + bytes(100))),
    "JPEG that stands in a way that there is not": (
        "a.jpg",
        lambda: _exif(struct.pack("<HHHIII", 1, 0x0112, 3, 1, 99, 0)),
    ),
    "TIFF in a circle": ("a.tif", lambda: _tiff(*_SIZED, next_at=8)),
    "TIFF of 65,535 tags": ("a.tif", lambda: b"II*\0\x08\0\0\0\xff\xff" + bytes(200)),
    "TIFF of 4 gigapixels": ("a.tif", lambda: _tiff((256, 4, 1, 65_536), (257, 4, 1, 65_536), *_SIZED[2:])),
    "TIFF whose strips lie beyond": (
        "a.tif",
        lambda: _tiff(*_SIZED, (273, 4, 1, 0xFFFFFFF0), (278, 4, 1, 10), (279, 4, 1, 100)),
    ),
    "TIFF of strips without end": ("a.tif", lambda: _tiff(*_SIZED, (273, 4, 0x0FFFFFFF, 8), (279, 4, 0x0FFFFFFF, 8))),
    "GIF of 4 gigapixels": ("a.gif", lambda: _gif(65_535, 65_535)),
    "GIF of no size": ("a.gif", lambda: _gif(0, 0)),
    "GIF of a thousand frames": ("a.gif", lambda: _many_frames("GIF", 1000)),
    "WebP of two hundred frames": ("a.webp", lambda: _many_frames("WEBP", 200)),
    "WebP cut": ("a.webp", lambda: _cut(_saved("WEBP"), 0.6)),
    "BMP of 2³¹ a side": ("a.bmp", lambda: _bmp(2**31 - 1, 2**31 - 1)),
    "BMP upside down beyond all": ("a.bmp", lambda: _bmp(10, -(2**31))),
    "BMP with less than it says": ("a.bmp", lambda: _bmp(1000, 1000)),
    "PSD of 30,000 a side": (
        "a.psd",
        lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3) + bytes(40),
    ),
    "PSD with a section of 4 gigabytes": (
        "a.psd",
        lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 4, 4, 8, 3) + b"\xff" * 40,
    ),
    "TGA of 65,535 a side": (
        "a.tga",
        lambda: struct.pack("<BBBHHBHHHHBB", 0, 0, 10, 0, 0, 0, 0, 0, 65_535, 65_535, 24, 0) + bytes(99),
    ),
    "JPEG 2000 of nonsense": ("a.jp2", lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + b"\xff" * 200),
    "AVIF of nonsense": ("a.avif", lambda: b"\0\0\0\x1cftypavif" + b"\xff" * 200),
    "PostScript called JPEG": (
        "a.jpg",
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) (r) file\n",
    ),
    "Windows metafile called PNG": ("a.png", lambda: b"\xd7\xcd\xc6\x9a" + bytes(40)),
    "a program called JPEG": ("a.jpg", lambda: b"MZ" + bytes(500)),
    "an icon called PNG": ("a.png", lambda: b"\0\0\1\0\1\0" + bytes(60)),
    "FITS called TIFF": ("a.tif", lambda: b"SIMPLE  =                    T" + b" " * 5000),
    "a PNG in the ending of a JPEG": ("a.jpg", lambda: _saved("PNG")),
    "nothing": ("a.png", lambda: b""),
    "zeros": ("a.png", lambda: bytes(100_000)),
}

_FOOTAGE: dict[str, tuple[str, str]] = {
    "SVG with an outer picture": (
        "a.svg",
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="LISTENER/x.png"/></svg>',
    ),
    "SVG with an entity": (
        "a.svg",
        '<!DOCTYPE s [<!ENTITY s SYSTEM "SECRET">]><svg xmlns="http://www.w3.org/2000/svg"><text>&s;</text></svg>',
    ),
    "SVG called PNG": ("a.png", '<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("LISTENER")</script></svg>'),
    "PostScript that runs programs": (
        "a.eps",
        "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%touch x) (w) file\nshowpage\n",
    ),
    "a play list": ("a.m3u8", "#EXTM3U\n#EXTINF:1,\nLISTENER/a.ts\n"),
    "a play list called MP4": ("a.mp4", "#EXTM3U\n#EXTINF:1,\nSECRET\n"),
    "a listing of files called MOV": ("a.mov", "ffconcat version 1.0\nfile 'SECRET'\n"),
    "a stream description": ("a.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 203.0.113.9\nm=video 5000 RTP/AVP 96\n"),
    "a manifest of DASH": ("a.mpd", '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>LISTENER/</BaseURL></MPD>'),
    "PDF that opens an address": (
        "a.pdf",
        "%PDF-1.4\n1 0 obj<</OpenAction<</S/URI/URI(LISTENER)>>>>endobj\ntrailer<</Root 1 0 R>>\n",
    ),
    "PDF in a circle": (
        "a.pdf",
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\ntrailer<</Root 1 0 R>>\n",
    ),
}


def _text(text: str, place: Place) -> bytes:
    return text.replace("SECRET", str(place.secret)).replace("LISTENER", place.address).encode()


CASES = (
    *(
        Case("images", name, partial(_fitted, file, lambda _, make=make: make()), file)  # type: ignore[misc]
        for name, (file, make) in _PHOTOS.items()
    ),
    *(
        Case("images", f"footage: {name}", partial(_shown, file, partial(_text, text)), refused=False)
        for name, (file, text) in _FOOTAGE.items()
    ),
)
