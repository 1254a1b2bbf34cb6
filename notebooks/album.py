"""The pictures of one document: each gets an address, inside the page or as a file beside it."""

import base64
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import unquote

from notebooks.bare_pictures import bare_picture
from notebooks.images import SUFFIXES, decoded, file_name, from_base64, is_picture
from notebooks.svg import SVG, sanitised_svg


@dataclass
class Album:
    """Gives each picture of a document an address for `<img src>`, without its metadata.

    With a `base` the pictures become files of their own: `files` holds their bytes by name,
    and the address is the base and the name. Without one the address is a `data:` URI.
    `beside` are the addresses of pictures that lie beside the document, by relative path.
    """

    base: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)

    def picture(self, kind: str, text: str) -> str | None:
        """The address of a picture as notebooks store it: base64, or the SVG itself."""
        if kind == SVG:
            return self._drawing(text)
        data = decoded(kind, text)
        return None if data is None else self.add(kind, data)

    def _drawing(self, text: str) -> str | None:
        data = sanitised_svg(text)
        return None if data is None else self.keep(".svg", data) or None

    def keep(self, suffix: str, data: bytes) -> str:
        """The address of a file that is no bitmap; empty without a base."""
        if not self.base:
            return ""
        name = file_name(sha256(data).hexdigest(), suffix)
        self.files[name] = data
        return self.base + name

    def add(self, kind: str, data: bytes) -> str | None:
        """As `picture`, for a bitmap's bytes that are not encoded."""
        if not is_picture(kind, data):
            return None
        bare = bare_picture(data)
        if not self.base:
            return f"data:{kind};base64,{base64.b64encode(bare).decode()}"
        name = file_name(sha256(data).hexdigest(), SUFFIXES[kind])
        self.files[name] = bare
        return self.base + name

    def address_of_data_uri(self, uri: str) -> str | None:
        """An address for a `data:` URI of the upload; None unless it holds a valid picture."""
        head, _, encoded = uri.partition(",")
        scheme, _, rest = head.partition(":")
        kind, *parameters = [part.strip().lower() for part in rest.split(";")]
        if scheme.strip().lower() != "data":
            return None
        if kind == SVG:
            return self._drawing(_svg_in(encoded, is_base64="base64" in parameters))
        return self.picture(kind, encoded) if parameters == ["base64"] else None

    def address_beside(self, path: str) -> str | None:
        """Of a picture at a relative path as notebooks write it, or of that name anywhere.

        Where the notebook was written, capitals may not count, and backslashes may part folders.
        Of several pictures of one name it is the one in the folder that is named.
        """
        path = unquote(path.partition("?")[0].partition("#")[0]).replace("\\", "/")
        path = posixpath.normpath(path)
        if path in self.beside:
            return self.beside[path]
        path = path.casefold()
        known = {beside.casefold(): beside for beside in self.beside}
        if path in known:
            return self.beside[known[path]]
        name = path.rpartition("/")[2]
        named = [p for p in known if p.rpartition("/")[2] == name]
        within = [p for p in named if p.endswith(f"/{path.lstrip('./')}")]
        found = named if len(named) == 1 else within
        return self.beside[known[found[0]]] if len(found) == 1 else None


def _svg_in(encoded: str, *, is_base64: bool) -> str:
    """The SVG of a `data:` URI; "" if it is not readable."""
    if not is_base64:
        return unquote(encoded)
    try:
        return (from_base64(encoded) or b"").decode()
    except UnicodeDecodeError:
        return ""
