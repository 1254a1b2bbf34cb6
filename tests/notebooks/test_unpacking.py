import io
import stat
import struct
import zipfile

import pytest

from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal
from notebooks.unpacking import unpack
from tests.hostile import archives
from tests.notebooks.building import zip_entry, zipped

LIMITS = IntakeLimits()
SMALL = IntakeLimits(total_bytes=2 * 1024 * 1024)


def refusal(*uploads, limits=LIMITS):
    with pytest.raises(Refusal) as refused:
        unpack(list(uploads), limits)
    assert refused.value.words["en"]
    assert refused.value.words["ja"]
    return refused.value.code


def encrypted():
    data = bytearray(zip_entry("a.ipynb"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def lying(claimed):
    """A zip whose headers claim another unpacked size than the real one."""
    data = bytearray(zipped({"a.ipynb": b"0" * 3_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", claimed)
    return bytes(data)


HOSTILE = {
    "zip_nameless": archives.empty_name(),
    "zip_damaged": b"PK\x03\x04 and then nothing",
    "zip_encrypted": encrypted(),
    "zip_link": zip_entry("a.ipynb", b"/etc/passwd", stat.S_IFLNK),
    "zip_nested": zipped({"a.ipynb": b"{}", "more/inner.zip": zipped({"b": b""})}),
    "zip_too_many_entries": zipped([(f"{n}.log", b"") for n in range(2001)]),
    "too_many_files": zipped([(f"{n}.py", b"") for n in range(61)]),
    "zip_bomb": zipped({"a.ipynb": b"0" * 20_000_000}),
    "duplicate_names": zipped([("A.ipynb", b"1"), ("a.IPYNB", b"2")]),
    "name_too_long": zipped({"a" * 200 + ".ipynb": b""}),
    "path_too_long": zipped({"/".join(["a" * 100] * 3) + "/a.ipynb": b""}),
    "name_control_characters": zipped({"a\x1b[31m.ipynb": b""}),
    "name_unusable_characters": zipped({"<img src=x>.ipynb": b""}),
}


@pytest.mark.parametrize("expected", HOSTILE)
def test_a_zip_that_may_do_harm_is_refused(expected):
    assert refusal(("work.zip", HOSTILE[expected])) == expected


@pytest.mark.parametrize(
    "path",
    [
        "../a.ipynb",
        "x/../../a.ipynb",
        "/etc/cron.d/a.ipynb",
        "C:/a.ipynb",
        "c:a.ipynb",
        "..\\a.ipynb",
        "x\\a.ipynb",
        "./a.ipynb",
    ],
)
def test_a_path_that_leads_out_of_the_zip_is_refused(path):
    assert refusal(("work.zip", zip_entry(path))) == "zip_unsafe_path"


def test_a_device_or_pipe_in_a_zip_is_refused():
    assert refusal(("w.zip", zip_entry("a.py", b"", stat.S_IFIFO))) == "zip_link"


@pytest.mark.parametrize("claimed", [1, 3_000_001, 2**32 - 2])
def test_what_headers_claim_about_size_is_not_believed(claimed):
    assert refusal(("w.zip", lying(claimed)), limits=SMALL) in {
        "zip_damaged",
        "zip_bomb",
    }


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_all_unpacked():
    noise = bytes(range(256)) * 4096  # a megabyte
    files = {f"{n}.csv": noise + bytes([n]) * n for n in range(4)}
    limits = IntakeLimits(total_bytes=2 * 1024 * 1024, zip_ratio=10_000)
    assert refusal(("w.zip", zipped(files)), limits=limits) == "zip_too_large"


def test_entries_that_share_the_same_bytes_are_refused():
    data = zipped({"00.py": b"0123456789abcdef" * 40_000})
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"00", f"{n:02}".encode()) for n in range(40))
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 40, 40, len(entries), start, 0)
    assert refusal(("w.zip", data[:start] + entries + tail)) == "zip_damaged"


def test_another_compression_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.ipynb", b"{}" * 100)
    assert refusal(("w.zip", buffer.getvalue())) == "zip_method"


def test_what_systems_leave_in_a_zip_is_passed_over_in_silence():
    unpacked = unpack(
        [
            (
                "work.zip",
                zipped(
                    {
                        "P1/": b"",
                        "P1/ノート.ipynb": b"{}",
                        "P1/my_answers.py": b"",
                        "P1/.DS_Store": b"",
                        "__MACOSX/P1/._x.ipynb": b"",
                        "P1/.ipynb_checkpoints/x-checkpoint.ipynb": b"",
                        "P1/__pycache__/a.pyc": b"",
                    }
                ),
            )
        ],
        LIMITS,
    )
    assert sorted(unpacked.files) == ["P1/my_answers.py", "P1/ノート.ipynb"]
    assert unpacked.notes == ()


def test_other_files_in_a_zip_are_left_out_and_named():
    data = zipped({"a.ipynb": b"{}", "model.ckpt": b"0" * 99, ".hidden.py": b""})
    unpacked = unpack([("work.zip", data)], LIMITS)
    assert list(unpacked.files) == ["a.ipynb"]
    (note,) = unpacked.notes
    assert "model.ckpt, .hidden.py" in note["en"]
    assert "model.ckpt" in note["ja"]


def test_names_of_an_old_japanese_windows_are_read():
    raw = "ソース.ipynb".encode("cp932")
    data = zip_entry("x" * len(raw)).replace(b"x" * len(raw), raw)
    assert list(unpack([("w.zip", data)], LIMITS).files) == ["ソース.ipynb"]


def test_a_japanese_name_is_kept_in_one_form():
    decomposed = "プロジェクト.ipynb".replace("プ", "プ")
    unpacked = unpack([(decomposed, b"{}")], LIMITS)
    assert list(unpacked.files) == ["プロジェクト.ipynb"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("<img src=x>.ipynb", "name_unusable_characters"),
        ('a".ipynb', "name_unusable_characters"),
        ("a/b.ipynb", "name_with_path"),
        ("..\\b.ipynb", "name_with_path"),
        ("a\nb.ipynb", "name_control_characters"),
        ("a\u202eb.ipynb", "name_control_characters"),
        ("a" * 121, "name_too_long"),
        (" ", "name_empty"),
        (".env", "name_hidden"),
        (".ipynb", "name_hidden"),
        ("a.exe", "unknown_type"),
        ("noextension", "unknown_type"),
        ("a.tar.gz", "archive_type"),
        ("a.7z", "archive_type"),
    ],
)
def test_a_name_that_could_do_harm_or_is_no_project_file_is_refused(name, expected):
    assert refusal((name, b"x")) == expected


def test_what_is_quoted_from_a_name_is_short_and_visible():
    with pytest.raises(Refusal) as refused:
        unpack([("\x1b[31m" + "a" * 5000, b"")], LIMITS)
    assert "\x1b" not in refused.value.words["en"]
    assert len(refused.value.words["en"]) < 300


def test_no_files_too_many_and_mixed_uploads_are_refused():
    assert refusal() == "no_files"
    assert refusal(*[(f"{n}.py", b"") for n in range(61)]) == "too_many_files"
    assert refusal(("a.zip", zipped({})), ("a.py", b"")) == "zip_with_other_files"
    assert refusal(("a.py", b""), ("A.PY", b"")) == "duplicate_names"


def test_thirty_megabytes_are_refused_without_reading_on():
    class Endless:
        taken = 0

        def read(self, size, /):
            self.taken += size
            return b"0" * size

    endless = Endless()
    assert refusal(("a.ipynb", endless)) == "too_large"
    assert endless.taken <= LIMITS.total_bytes + 1
    assert refusal(("a.ipynb", b"0" * 30_000_000)) == "too_large"
    half = b"0" * 13_500_000
    assert refusal(("a.ipynb", half), ("b.csv", half)) == "too_large"


def test_open_files_are_read():
    unpacked = unpack([("a.ipynb", io.BytesIO(b"{}")), ("a.html", b"<p>")], LIMITS)
    assert unpacked.files == {"a.ipynb": b"{}", "a.html": b"<p>"}
