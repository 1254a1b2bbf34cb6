"""What comes out of a zip is counted, whatever its headers say."""

import io
import zipfile

import pytest

from notebooks.disguised import PEEKED
from notebooks.inflating import Inflater
from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal

LIMITS = IntakeLimits(total_bytes=100_000, zip_ratio=10, zip_ratio_from=20_000)


def archive(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return zipfile.ZipFile(packed), len(packed.getvalue())


def refused(inflater, opened, name="a"):
    with pytest.raises(Refusal) as caught:
        inflater.read(opened, opened.getinfo(name))
    return caught.value.code


def test_what_is_small_enough_comes_out_whole():
    opened, size = archive(a=b"x" * 1000, b=b"")
    chosen = {f"work/{one.filename}": one for one in opened.infolist()}
    found = Inflater(size, LIMITS).files(opened, chosen)
    assert found == {"work/a": b"x" * 1000, "work/b": b""}


def test_a_bomb_is_stopped_by_its_ratio():
    opened, size = archive(a=b"0" * 90_000)
    assert size * LIMITS.zip_ratio < 90_000
    assert refused(Inflater(size, LIMITS), opened) == "zip_bomb"


def test_a_little_that_packs_well_is_no_bomb():
    opened, size = archive(a=b"0" * 19_999)
    assert len(Inflater(size, LIMITS).read(opened, opened.getinfo("a"))) == 19_999


def test_too_much_is_too_much_however_it_was_packed():
    opened, _ = archive(a=b"0" * 100_001)
    assert refused(Inflater(10**9, LIMITS), opened) == "zip_too_large"


def test_all_files_count_together():
    opened, _ = archive(a=b"0" * 60_000, b=b"0" * 60_000)
    inflater = Inflater(10**9, LIMITS)
    inflater.read(opened, opened.getinfo("a"))
    assert refused(inflater, opened, "b") == "zip_too_large"


def test_a_look_takes_only_the_beginning_and_counts():
    opened, _ = archive(a=b"0123456789" * 1000)
    inflater = Inflater(10**9, IntakeLimits(total_bytes=PEEKED + 10))
    assert inflater.peek(opened, opened.getinfo("a")) == (b"0123456789" * 7)[:PEEKED]
    with pytest.raises(Refusal):
        inflater.peek(opened, opened.getinfo("a"))


def test_a_size_in_the_header_is_not_believed():
    opened, size = archive(a=b"0" * 90_000)
    entry = opened.getinfo("a")
    entry.file_size = 10**9  # only what comes out counts
    with pytest.raises(Refusal):
        Inflater(size, LIMITS).read(opened, entry)
