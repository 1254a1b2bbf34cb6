"""Pictures in notebooks: base64 whose first bytes must match the declared type."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

MOST_BYTES = 12 * 1024 * 1024
_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
KINDS = tuple(_BEGINNINGS)
SUFFIXES: Mapping[str, str] = {kind: f".{kind.rpartition('/')[2]}" for kind in KINDS}


@dataclass
class Album:
    """Gives each picture of a document an address for `<img src>`.

    With a `base` the pictures become files of their own: `files` holds their bytes by name,
    and the address is the base and the name. Without one the address is a `data:` URI.
    """

    base: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    def address(self, kind: str, encoded: str) -> str | None:
        """None when `encoded` is not base64 of a picture of this kind."""
        data = decoded(kind, encoded)
        return None if data is None else self.add(kind, data)

    def add(self, kind: str, data: bytes) -> str | None:
        """As `address`, for bytes that are not encoded."""
        if not is_picture(kind, data):
            return None
        if not self.base:
            return f"data:{kind};base64,{base64.b64encode(data).decode()}"
        name = sha256(data).hexdigest()[:32] + SUFFIXES[kind]
        self.files[name] = data
        return self.base + name

    def address_of_data_uri(self, uri: str) -> str | None:
        """An address for a `data:` URI of the upload; None unless it holds a valid picture."""
        head, _, encoded = uri.partition(",")
        scheme, _, rest = head.partition(":")
        kind, _, parameter = rest.partition(";")
        is_base64 = parameter.strip().lower() == "base64"
        if scheme.strip().lower() != "data" or not is_base64:
            return None
        return self.address(kind.strip().lower(), encoded)


def is_picture(kind: str, data: bytes) -> bool:
    beginnings = _BEGINNINGS.get(kind)
    return beginnings is not None and data.startswith(beginnings)


def decoded(kind: str, encoded: str) -> bytes | None:
    """The picture's bytes, or None if it is no picture of this type."""
    if kind not in _BEGINNINGS:
        return None
    compact = "".join(encoded.split())
    if len(compact) > MOST_BYTES:
        return None
    try:
        data = base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if is_picture(kind, data) else None
