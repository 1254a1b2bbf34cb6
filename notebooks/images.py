"""Pictures in notebooks, which must be what their declared type says."""

import base64
import binascii
from collections.abc import Mapping

MOST_BYTES = 12 * 1024 * 1024
_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
KINDS = tuple(_BEGINNINGS)
SUFFIXES: Mapping[str, str] = {kind: f".{kind.rpartition('/')[2]}" for kind in KINDS}


def from_base64(encoded: str) -> bytes | None:
    """The bytes; blanks and line breaks do not count. None if it is not base64."""
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def picture_name(digest: str, kind: str) -> str:
    """The name that an album gives to a bitmap with this SHA-256, in hexadecimal."""
    return file_name(digest, SUFFIXES[kind])


def file_name(digest: str, suffix: str) -> str:
    return digest[:32] + suffix


def is_picture(kind: str, data: bytes) -> bool:
    beginnings = _BEGINNINGS.get(kind)
    if kind == "image/webp" and data[8:12] != b"WEBP":
        return False  # RIFF holds sounds and films as well
    return beginnings is not None and data.startswith(beginnings)


def decoded(kind: str, encoded: str) -> bytes | None:
    """The picture's bytes, or None if it is no picture of this type."""
    if kind not in _BEGINNINGS:
        return None
    compact = "".join(encoded.split())
    if len(compact) > MOST_BYTES:
        return None
    data = from_base64(compact)
    return data if data is not None and is_picture(kind, data) else None


PICTURES = dict(zip((".png", ".jpg", ".gif", ".webp"), KINDS, strict=True)) | {
    ".jpeg": KINDS[1]
}
