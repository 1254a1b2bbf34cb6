"""Pictures keep their pixels and lose what tells of their author."""

import struct
from io import BytesIO

import pytest
from PIL import Image, ImageSequence

from notebooks.bare_pictures import bare_picture
from tests.notebooks import picturing
from tests.notebooks.picturing import WHO


def frames(data: bytes) -> list[bytes]:
    image = Image.open(BytesIO(data))
    return [frame.convert("RGB").tobytes() for frame in ImageSequence.Iterator(image)]


def told(data: bytes) -> str:
    """What a program reads out of the picture beside its pixels."""
    image = Image.open(BytesIO(data))
    image.load()
    return f"{image.info} {dict(image.getexif())}"


@pytest.mark.parametrize("kind", picturing.ALL)
def test_a_picture_keeps_its_pixels_and_loses_its_author(kind: str) -> None:
    data = picturing.ALL[kind]()
    assert WHO in told(data) or WHO.encode() in data
    bare = bare_picture(data)
    assert WHO.encode() not in bare
    assert WHO not in told(bare)
    assert frames(bare) == frames(data)
    assert bare_picture(bare) == bare


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
def test_one_without_metadata_stays_as_it_is(kind: str) -> None:
    data = picturing.saved(kind.upper())
    assert bare_picture(data) == data


@pytest.mark.parametrize("turn", range(2, 9))
def test_a_photograph_that_was_held_sideways_is_still_turned(turn: int) -> None:
    data = picturing.saved("JPEG", exif=picturing.exif(turn))
    bare = bare_picture(data)
    assert dict(Image.open(BytesIO(bare)).getexif()) == {picturing.ORIENTATION: turn}
    assert WHO.encode() not in bare


@pytest.mark.parametrize(
    "tiff",
    [
        b"",
        b"II*\0",
        b"XX*\0\x08\0\0\0",
        b"II*\0\xff\xff\xff\x7f",
        b"II*\0\x08\0\0\0\x05\0",
        b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\x63\0\0",
    ],
)
def test_no_turn_is_read_from_what_is_no_exif(tiff: bytes) -> None:
    body = b"Exif\0\0" + tiff
    plain = picturing.saved("JPEG")
    data = plain[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + plain[2:]
    assert bare_picture(data) == plain


def test_a_gif_goes_on_being_repeated() -> None:
    image = Image.open(BytesIO(bare_picture(picturing.gif())))
    assert image.info["loop"] == 0
    assert image.n_frames == 2


@pytest.mark.parametrize("kind", picturing.ALL)
def test_a_picture_that_is_cut_off_anywhere_is_read_to_its_end(kind: str) -> None:
    data = picturing.ALL[kind]()
    for length in range(0, len(data), 7):
        bare = bare_picture(data[:length])
        assert len(bare) <= length + 40
        assert WHO.encode() not in bare or length < 16


@pytest.mark.parametrize(
    "data", [b"", b"a = 1", b"%PDF-1.4", b"RIFF\0\0\0\0WAVEdata", b"BM" + bytes(20)]
)
def test_nothing_is_made_of_other_bytes(data: bytes) -> None:
    assert bare_picture(data) == (b"RIFF" if data.startswith(b"RIFF") else data)
