"""Notebooks that a Windows editor saved as UTF-16, as the UTF-8 that Jupyter writes."""

from notebooks.refusals import Text

_SNIFFED = (
    2  # bytes: a notebook begins with a brace, which tells the order of each pair
)
_BY_BEGINNING = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"{\0": "utf-16-le",
    b"\0{": "utf-16-be",
}
CODECS = tuple(sorted(set(_BY_BEGINNING.values())))

NOTE: Text = {
    "en": "The file was saved as UTF-16, not as UTF-8 as Jupyter does, and was read as such.",
    "ja": "このファイルは、Jupyter の UTF-8 ではなく UTF-16 で保存されていたため、そのように"
    "読みました。",
}


def is_utf16(data: bytes) -> bool:
    return data[:_SNIFFED] in _BY_BEGINNING


def in_utf8(data: bytes) -> bytes:
    """The same text in UTF-8, as far as it can be decoded; other data as they are."""
    codec = _BY_BEGINNING.get(data[:_SNIFFED])
    if codec is None:
        return data
    try:
        return data.decode(codec).encode()
    except UnicodeError:
        return data
