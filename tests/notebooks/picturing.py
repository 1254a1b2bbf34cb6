"""Pictures with the name of their author in every place that the formats have for one."""

import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

WHO = "Zyxmaruko"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{WHO}</x:xmpmeta>".encode()
ORIENTATION, ARTIST, CAMERA_OWNER = 0x0112, 0x013B, 0xA430


def picture(animated: bool = False) -> Image.Image:
    made = Image.new("RGB", (24, 16), "navy")
    made.paste("orange", (0, 0, 12, 8))
    return made


def exif(turn: int = 6) -> Image.Exif:
    made = Image.Exif()
    made[ARTIST] = WHO
    made[ORIENTATION] = turn
    made[CAMERA_OWNER] = WHO
    return made


def saved(kind: str, image: Image.Image | None = None, **how: object) -> bytes:
    buffer = BytesIO()
    (image or picture()).save(buffer, kind, **how)
    return buffer.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return (
        struct.pack(">I", len(body))
        + name
        + body
        + struct.pack(">I", zlib.crc32(name + body))
    )


def png() -> bytes:
    info = PngInfo()
    info.add_text("Author", WHO)
    info.add_text("Comment", WHO, zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    data = saved("PNG", pnginfo=info, exif=exif(), icc_profile=WHO.encode())
    head, end = data[:33], data.rindex(b"\0\0\0\0IEND")
    private = chunk(b"meTa", WHO.encode())
    return head + private + data[33:end] + private + data[end:] + WHO.encode()


def jpeg() -> bytes:
    data = saved(
        "JPEG", exif=exif(), comment=WHO.encode(), xmp=XMP, icc_profile=WHO.encode()
    )
    photoshop = b"Photoshop 3.0\0" + WHO.encode()
    segment = b"\xff\xed" + struct.pack(">H", len(photoshop) + 2) + photoshop
    between = data.index(b"\xff\xda")
    return data[:between] + segment + data[between:] + WHO.encode()


def gif() -> bytes:
    frames = [picture(), picture().rotate(180)]
    data = saved(
        "GIF",
        frames[0],
        save_all=True,
        append_images=frames[1:],
        loop=0,
        comment=WHO.encode(),
    )
    words = WHO.encode()
    xmp = b"\x21\xff\x0bXMP DataXMP" + bytes([len(words)]) + words + b"\0"
    return data[:-1] + xmp + data[-1:] + words


def webp() -> bytes:
    return saved("WEBP", exif=exif(), xmp=XMP, icc_profile=WHO.encode())


def animated_webp() -> bytes:
    frames = [picture(), picture().rotate(180)]
    return saved(
        "WEBP", frames[0], save_all=True, append_images=frames[1:], exif=exif(), xmp=XMP
    )


def progressive() -> bytes:
    return saved("JPEG", exif=exif(), progressive=True, comment=WHO.encode())


ALL: Mapping[str, Callable[[], bytes]] = {
    "png": png,
    "jpeg": jpeg,
    "progressive": progressive,
    "gif": gif,
    "webp": webp,
    "animated webp": animated_webp,
}

SVG = f"""<?xml version="1.0"?>
<!-- by {WHO} -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:sodipodi="http://sodipodi"
     viewBox="0 0 9 9" sodipodi:docname="{WHO}.svg" data-name="{WHO}">
  <title>{WHO}</title>
  <metadata>
    <creator>{WHO}</creator>
  </metadata>
  <sodipodi:namedview export="{WHO}"/>
  <rect width="9" height="9"><desc>{WHO}</desc></rect>
</svg>
"""
