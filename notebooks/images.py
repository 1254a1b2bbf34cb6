"""Pictures inside notebooks: base64 whose first bytes are what the type says."""

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


def data_uri(kind: str, encoded: str) -> str | None:
    """A `data:` address for `<img src>`, or None when it is not such a picture."""
    beginnings = _BEGINNINGS.get(kind)
    compact = "".join(encoded.split())
    if beginnings is None or len(compact) > MOST_BYTES:
        return None
    try:
        data = base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        return None
    if not data.startswith(beginnings):
        return None
    return f"data:{kind};base64,{compact}"


def checked_data_uri(address: str) -> str | None:
    """A `data:` address that came from outside, when it is a sound picture."""
    head, _, encoded = address.partition(",")
    scheme, _, rest = head.partition(":")
    kind, _, parameter = rest.partition(";")
    if scheme.strip().lower() != "data" or parameter.strip().lower() != "base64":
        return None
    return data_uri(kind.strip().lower(), encoded)
