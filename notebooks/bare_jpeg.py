"""A JPEG without what cameras and editors write into it: see `bare_pictures`."""

import re
import struct
from collections.abc import Iterator

# Application segments that decide how the picture is drawn: JFIF's size, Adobe's colours.
_KEPT = ((0xE0, b"JFIF\0"), (0xEE, b"Adobe"))
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_APPLICATION = range(0xE0, 0xF0)
_COMMENT, _CAMERA = 0xFE, 0xE1
_EXIF = b"Exif\0\0"
_JFIF_HEAD = 14  # bytes of the segment before a thumbnail
_TURN = 0x0112  # the tag that says how the picture is to be turned
_TURNS = range(2, 9)  # 1 is upright
_HEAD, _ENTRY = 8, 12  # bytes of EXIF before its first entry, and of each
_NEXT = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.DOTALL)
_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}


def bare_jpeg(data: bytes) -> bytes:
    """Only the segments that draw it, and which side is up; what follows its end is left out."""
    turn = next(filter(None, map(_turn, _exifs(data))), 0)
    made = [data[:2]]
    if turn:
        made.append(_segment(_CAMERA, _EXIF + _only_turn(turn)))
    for marker, body, rest in _segments(data):
        if marker not in _APPLICATION and marker != _COMMENT:
            made.append(_segment(marker, body) + rest)
        elif _is_kept(marker, body):
            made.append(_segment(marker, _without_thumbnail(marker, body)))
    return b"".join([*made, b"\xff\xd9"])


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, content, and for a scan the coded data after it, up to the picture's end."""
    at = 2
    while (found := _NEXT.match(data, at)) is not None:
        marker = found[1][0]
        if marker in (_START, _END) or len(data) < found.end() + 2:
            return
        length = int.from_bytes(data[found.end() : found.end() + 2], "big")
        end = found.end() + max(2, length)
        following = _NEXT.search(data, end) if marker == _SCAN else None
        stop = following.start() if following else len(data)
        rest = data[end:stop] if marker == _SCAN else b""
        yield marker, data[found.end() + 2 : end], rest
        at = stop if marker == _SCAN else end


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _is_kept(marker: int, body: bytes) -> bool:
    return any(marker == one and body.startswith(start) for one, start in _KEPT)


def _without_thumbnail(marker: int, body: bytes) -> bytes:
    return body[: _JFIF_HEAD - 2] + b"\0\0" if marker == _KEPT[0][0] else body[:12]


def _exifs(data: bytes) -> Iterator[bytes]:
    for marker, body, _rest in _segments(data):
        if marker == _CAMERA and body.startswith(_EXIF):
            yield body[len(_EXIF) :]


def _turn(exif: bytes) -> int:
    """How the picture is to be turned, as EXIF counts it; 0 where it says nothing of use."""
    order = _ORDERS.get(exif[:4])
    if order is None or len(exif) < _HEAD:
        return 0
    first = struct.unpack_from(f"{order}I", exif, 4)[0]
    if first + 2 > len(exif):
        return 0
    count = struct.unpack_from(f"{order}H", exif, first)[0]
    for number in range(count):
        at = first + 2 + _ENTRY * number
        if at + _ENTRY > len(exif):
            return 0
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, at)
        if tag == _TURN:
            return value if value in _TURNS else 0
    return 0


def _only_turn(turn: int) -> bytes:
    """EXIF of this one entry, which is a short number."""
    return struct.pack(">4sIHHHIHHI", b"MM\0*", 8, 1, _TURN, 3, 1, turn, 0, 0)
