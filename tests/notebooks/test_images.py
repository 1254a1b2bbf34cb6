"""Pictures are what their type says, and each has an address of its own."""

import base64
from urllib.parse import quote

import pytest

from notebooks.album import Album
from notebooks.bare_pictures import bare_picture
from notebooks.file_kinds import KEPT
from notebooks.images import (
    KINDS,
    MOST_BYTES,
    PICTURES,
    SUFFIXES,
    decoded,
    from_base64,
    is_picture,
    picture_name,
)
from notebooks.markup import markdown
from tests.notebooks import picturing

PNG = bare_picture(picturing.saved("PNG"))
GIF = b"GIF89a" + b"0" * 20
JPEG = b"\xff\xd8\xff" + b"0" * 20
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 "
SOUND = b"RIFF\x00\x00\x00\x00WAVEfmt "
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><circle r='3'/></svg>"


def encoded(data):
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image/png", PNG),
        ("image/gif", GIF),
        ("image/jpeg", JPEG),
        ("image/webp", WEBP),
    ],
)
def test_a_picture_begins_as_its_type_does(kind, data):
    assert is_picture(kind, data)
    assert decoded(kind, encoded(data)) == data
    assert not is_picture(kind, b"")
    assert not is_picture(kind, b"<script>")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image/png", GIF),
        ("image/webp", SOUND),
        ("image/webp", b"RIFF"),
        ("image/bmp", b"BM"),
        ("image/svg+xml", SVG.encode()),
        ("IMAGE/PNG", PNG),
    ],
)
def test_what_is_something_else_is_no_picture(kind, data):
    assert not is_picture(kind, data)
    assert decoded(kind, encoded(data)) is None


def test_base64_may_be_broken_into_lines():
    text = encoded(PNG)
    assert from_base64(f"{text[:10]}\n {text[10:]}\n") == PNG
    assert from_base64("") == b""


@pytest.mark.parametrize("text", ["a", "!!!!", "äöü=", "YQ=", "Y Q = = = ="])
def test_what_is_no_base64_is_nothing(text):
    assert from_base64(text) is None
    assert decoded("image/png", text) is None


def test_a_picture_beyond_the_limit_is_not_decoded():
    text = encoded(PNG) + "A" * MOST_BYTES
    assert decoded("image/png", text) is None


def test_names_of_files_tell_types():
    assert PICTURES[".jpg"] == PICTURES[".jpeg"] == "image/jpeg"
    assert all(kind in SUFFIXES for kind in PICTURES.values())


def test_without_a_base_a_picture_is_part_of_the_page():
    album = Album()
    address = album.picture("image/png", encoded(PNG))
    assert address == f"data:image/png;base64,{encoded(PNG)}"
    assert album.files == {}
    assert album.picture("image/svg+xml", SVG) is None
    assert album.keep(".json", b"{}") == ""


def test_with_a_base_it_is_a_file_of_its_own_by_its_content():
    album = Album("/pictures/")
    first = album.add("image/png", PNG)
    assert first == album.picture("image/png", encoded(PNG))
    assert first.startswith("/pictures/")
    assert list(album.files.values()) == [PNG]
    (name,) = album.files
    assert len(name) == 32 + len(".png")
    assert album.add("image/gif", PNG) is None


def test_a_bitmap_is_found_by_its_digest():
    album = Album("/")
    album.add("image/gif", GIF)
    digest = "0123456789abcdef" * 4
    assert picture_name(digest, "image/gif") == f"{digest[:32]}.gif"


@pytest.mark.parametrize(
    "uri",
    [
        f"data:image/png;base64,{encoded(PNG)}",
        f"DATA:IMAGE/PNG; BASE64,{encoded(PNG)}",
        f"data:image/svg+xml;base64,{encoded(SVG.encode())}",
        f"data:image/svg+xml,{quote(SVG)}",
        f"data:image/svg+xml;charset=utf-8,{quote(SVG)}",
    ],
)
def test_a_picture_within_an_address_is_kept(uri):
    album = Album("/")
    assert album.address_of_data_uri(uri) == f"/{next(iter(album.files))}"


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "https://example.org/a.png",
        "javascript:alert(1)",
        "data:",
        "data:image/png",
        f"data:image/png,{encoded(PNG)}",
        f"data:image/png;x=1;base64,{encoded(PNG)}",
        f"data:text/html;base64,{encoded(b'<b>')}",
        f"data:image/png;base64,{encoded(GIF)}",
        "data:image/svg+xml;base64,!!!",
        f"data:image/svg+xml;base64,{encoded(bytes([255, 254]))}",
        "data:image/svg+xml,<svg",
    ],
)
def test_any_other_address_is_none(uri):
    album = Album("/")
    assert album.address_of_data_uri(uri) is None
    assert album.files == {}


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("images\\net.png", "/1"),  # written on Windows
        ("Images/NET.png", "/1"),  # where capitals do not count
        ("/images/net.png", "/1"),
        ("my%20drawing.png", "/2"),
        ("a/x.jpg", "/3"),  # of the two of that name the one in this folder
        ("b/x.jpg", "/4"),
        ("B/x.jpg", "/4"),
        ("c/x.jpg", None),
        ("x.jpg", None),
        ("same.png", "/5"),  # as it is written, before capitals are left out of account
        ("SAME.png", "/6"),
        ("", None),
        ("..", None),
    ],
)
def test_a_picture_is_found_however_its_path_was_written(path, address):
    beside = {"p/images/net.png": "/1", "p/My Drawing.PNG": "/2"}
    beside |= {"p/a/x.jpg": "/3", "p/b/x.jpg": "/4", "same.png": "/5", "SAME.png": "/6"}
    assert Album(beside=beside).address_beside(path) == address


@pytest.mark.parametrize(
    ("text", "alt"),
    [
        ("![](images/my%20net.png)", "my net.png"),
        ("![my drawing](images/net.png)", "my drawing"),
        ('![](<a".png>)', "a&quot;.png"),
        (f"![](data:image/png;base64,{encoded(PNG)})", ""),
    ],
)
def test_a_picture_that_may_be_missing_has_words_in_its_place(text, alt):
    assert f'alt="{alt}"' in markdown(text, "cell-1").html


def test_every_kind_of_bitmap_may_lie_beside_the_notebook():
    assert set(PICTURES.values()) == set(KINDS)
    assert set(PICTURES) <= KEPT


def test_a_picture_beside_the_notebook_is_found_by_its_path():
    beside = {"images/a.png": "/1", "b/c.png": "/2", "d/c.png": "/3"}
    album = Album(beside=beside)
    assert album.address_beside("images/a.png") == "/1"
    assert album.address_beside("./images/../images/a.png?raw=1#top") == "/1"
    assert album.address_beside("elsewhere/a.png") == "/1"  # the only one of its name
    assert album.address_beside("b/c.png") == "/2"
    assert album.address_beside("c.png") is None  # two have it
    assert album.address_beside("images/b.png") is None
    assert Album(beside={"a b.png": "/4"}).address_beside("a%20b.png") == "/4"
