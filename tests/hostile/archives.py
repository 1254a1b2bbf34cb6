"""Zips: a sound notebook with hostile neighbours, names, headers or sizes."""

import io
import struct
import warnings
import zipfile
from collections.abc import Iterable

from tests.hostile.base import MEGABYTE, notebook

NOTEBOOK = "Your_first_neural_network.ipynb"


def text_file_of_four_hundred_thousand_lines() -> bytes:
    return _beside("notes.txt", b"".join(b"%d\n" % n for n in range(400_000)))


def text_file_of_newlines() -> bytes:
    """Stored, for packed it would be taken for a bomb."""
    return _zip(
        [(NOTEBOOK, notebook()), ("notes.txt", b"\n" * 20 * MEGABYTE)],
        zipfile.ZIP_STORED,
    )


def python_file_of_four_hundred_thousand_lines() -> bytes:
    return _beside("helper.py", b"x\n" * 240_000)


def markdown_file_of_image_openings() -> bytes:
    return _beside("notes.md", b"![" * 30_000)


def table_of_many_columns() -> bytes:
    return _beside("data.csv", b",".join(b"%d" % n for n in range(2_000_000)))


def json_file_of_brackets() -> bytes:
    return _beside("data.json", b"[" * 100_000)


def page_with_unclosed_formatting() -> bytes:
    opened = b"".join(b"<b title=%d>" % n for n in range(2800))
    return _beside("page.html", b"<p>" + opened + b"<p>x" * 2800)


def empty_name() -> bytes:
    return _beside("", b"x")


def empty_name_beside_an_empty_folder() -> bytes:
    return _beside("a//notes.txt", b"x")


def name_of_one_space() -> bytes:
    return _beside(" ", b"x")


def name_of_a_slash() -> bytes:
    return _beside("/", b"x")


def path_longer_than_a_column() -> bytes:
    """Every part is short enough; together they are over 255 characters."""
    return _beside("/".join(["folder-of-many-letters"] * 20) + "/notes.txt", b"x")


def name_longer_than_a_system_stores() -> bytes:
    return _beside("n" * 60_000 + ".txt", b"x")


def name_with_nul() -> bytes:
    return _renamed(b"notesXtxt", b"notes\0txt")


def name_that_reads_backwards() -> bytes:
    return _beside("notes\u202etxt.exe.txt", b"x")


def name_of_lone_bytes() -> bytes:
    """Neither UTF-8 nor any old code page."""
    return _renamed(b"notesXtxt", b"notes\xfftxt")


def names_given_twice() -> bytes:
    pairs = [(NOTEBOOK, notebook()), ("a.txt", b"1"), ("a.txt", b"2")]
    return _zip(pairs)


def notebooks_given_twice() -> bytes:
    return _zip([(NOTEBOOK, notebook()), (NOTEBOOK, notebook())])


def names_that_differ_in_case() -> bytes:
    return _zip([(NOTEBOOK, notebook()), ("a.txt", b"1"), ("A.TXT", b"2")])


def a_thousand_entries() -> bytes:
    more = [(f"f{n}.txt", b"x") for n in range(1_900)]
    return _zip([(NOTEBOOK, notebook()), *more])


def sixty_entries_of_megabytes() -> bytes:
    """Fits every limit by itself: the most that may be inflated."""
    more = [(f"f{n}.txt", bytes(range(256)) * 1_600) for n in range(59)]
    return _zip([(NOTEBOOK, notebook()), *more])


def bomb_of_zeros() -> bytes:
    return _beside("zeros.txt", b"\0" * (200 * MEGABYTE))


def bomb_below_the_ratio() -> bytes:
    """Packs a hundred times, which is still believed: 24 MB out of 240 kB."""
    line = bytes(range(97, 123)) * 4
    text = b"".join(line + b"%d\n" % (n // 40) for n in range(200_000))
    return _beside("text.txt", text)


def bomb_in_the_notebook() -> bytes:
    return _zip([(NOTEBOOK, notebook(unknown=" " * (100 * MEGABYTE)))])


def bomb_that_lies_about_its_size() -> bytes:
    """The headers say ten bytes; sixty megabytes come out."""
    size = 60 * MEGABYTE
    data = _beside("zeros.txt", b"\0" * size)
    return data.replace(struct.pack("<I", size), struct.pack("<I", 10))


def entries_that_overlap() -> bytes:
    """A hundred names for the same packed bytes."""
    whole = _zip([(NOTEBOOK, notebook()), ("f00.txt", b"\0" * MEGABYTE)])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        start, entry = archive.start_dir, archive.getinfo("f00.txt")
    directory = whole[start : whole.rindex(b"PK\x05\x06")]
    at = directory.rindex(b"PK\x01\x02")
    first, last = directory[:at], directory[at:]
    many = [last.replace(b"f00.txt", b"f%02d.txt" % n) for n in range(50)]
    listing = first + b"".join(many)
    count = 1 + len(many)
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listing), start, 0
    )
    del entry
    return whole[:start] + listing + end


def zip_in_a_zip() -> bytes:
    return _beside("inner.zip", _zip([("a.txt", b"x")]))


def half_a_zip() -> bytes:
    whole = _zip([(NOTEBOOK, notebook())])
    return whole[: len(whole) // 2]


def directory_without_entries() -> bytes:
    return struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0
    )


def comment_as_long_as_may_be() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(NOTEBOOK, notebook())
        archive.comment = b"PK\x05\x06" * 16_000
    return buffer.getvalue()


def _beside(name: str, data: bytes) -> bytes:
    return _zip([(NOTEBOOK, notebook()), (name, data)])


def _zip(
    pairs: Iterable[tuple[str, bytes]], packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", packing) as archive:
        warnings.simplefilter("ignore", UserWarning)  # of names that are there already
        for name, data in pairs:
            entry = zipfile.ZipInfo("x")
            entry.filename = entry.orig_filename = name
            archive.writestr(entry, data, packing)
    return buffer.getvalue()


def _renamed(before: bytes, after: bytes) -> bytes:
    """A name that Python's own writer would not write."""
    return _beside(before.decode(), b"x").replace(before, after)


ALL = (
    text_file_of_four_hundred_thousand_lines,
    text_file_of_newlines,
    python_file_of_four_hundred_thousand_lines,
    markdown_file_of_image_openings,
    table_of_many_columns,
    json_file_of_brackets,
    page_with_unclosed_formatting,
    empty_name,
    empty_name_beside_an_empty_folder,
    name_of_one_space,
    name_of_a_slash,
    path_longer_than_a_column,
    name_longer_than_a_system_stores,
    name_with_nul,
    name_that_reads_backwards,
    name_of_lone_bytes,
    names_given_twice,
    notebooks_given_twice,
    names_that_differ_in_case,
    a_thousand_entries,
    sixty_entries_of_megabytes,
    bomb_of_zeros,
    bomb_below_the_ratio,
    bomb_in_the_notebook,
    bomb_that_lies_about_its_size,
    entries_that_overlap,
    zip_in_a_zip,
    half_a_zip,
    directory_without_entries,
    comment_as_long_as_may_be,
)
