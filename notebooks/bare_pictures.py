"""Pictures without what programs write beside them: names, places, comments, thumbnails, profiles.

Everything that is not known to draw the picture goes, so that a kind of metadata that nobody
thought of goes too. The pixels stay as they are stored: nothing is decoded. Of a picture that is
cut off or broken, what can be read of it stays.
"""

import struct
from collections.abc import Callable, Iterator, Mapping

from notebooks.bare_jpeg import bare_jpeg

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"}
    | {b"bKGD", b"pHYs", b"cICP", b"acTL", b"fcTL", b"fdAT"}
)
_WEBP_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH"})
_WEBP_FLAGS = 0x20 | 0x08 | 0x04  # there is a profile, EXIF, XMP
_FRAME_HEAD = 16  # bytes of a WebP animation's frame before its chunks
_GIF_HEAD = 13
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # how often it is repeated
_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF


def bare_picture(data: bytes) -> bytes:
    """The picture without its metadata; bytes that are no PNG, JPEG, GIF or WebP as they are."""
    return next(
        (bare(data) for start, bare in _BARE.items() if data.startswith(start)), data
    )


def _png(data: bytes) -> bytes:
    made, at = [_PNG], len(_PNG)
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if name in _PNG_CHUNKS:
            made.append(data[at:end])
        if name == b"IEND":
            break
        at = end
    return b"".join(made)


def _webp(data: bytes) -> bytes:
    if data[8:12] != b"WEBP":
        return data[:4]
    body = b"WEBP" + b"".join(_webp_chunks(data[12:]))
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
        if name not in _WEBP_CHUNKS:
            continue
        if name == b"VP8X" and body:
            body = bytes([body[0] & ~_WEBP_FLAGS]) + body[1:]
        elif name == b"ANMF":
            inner = _webp_chunks(body[_FRAME_HEAD:])
            body = body[:_FRAME_HEAD] + b"".join(inner)
        yield struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)


def _gif(data: bytes) -> bytes:
    if len(data) < _GIF_HEAD:
        return data
    at = _GIF_HEAD + _colours(data[10])
    made = [data[:at]]
    while at < len(data) and data[at] in (_IMAGE, _EXTENSION):
        start = at
        if data[at] == _IMAGE:
            flags = data[at + 9] if at + 9 < len(data) else 0
            at = _after_blocks(data, at + 11 + _colours(flags))
            made.append(data[start:at])
        else:
            at = _after_blocks(data, at + 2)
            if _is_drawn(data[start : start + 14]):
                made.append(data[start:at])
    return b"".join([*made, bytes([_TRAILER])])


def _colours(flags: int) -> int:
    """Bytes of the table of colours that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def _is_drawn(head: bytes) -> bool:
    """Whether an extension that begins so says how the picture is drawn."""
    kind = head[1] if len(head) > 1 else 0
    return kind == _CONTROL or (kind == _APPLICATION and head[3:14] in _LOOPS)


_BARE: Mapping[bytes, Callable[[bytes], bytes]] = {
    _PNG: _png,
    b"\xff\xd8\xff": bare_jpeg,
    b"GIF87a": _gif,
    b"GIF89a": _gif,
    b"RIFF": _webp,
}
