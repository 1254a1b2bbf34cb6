import io
import random
import stat
import struct
import time
import zipfile

import pytest

from notebooks.limits import IntakeLimits
from notebooks.quoting import quoted
from notebooks.refusals import Refusal
from notebooks.unpacking import unpack
from tests.hostile import archives
from tests.notebooks.building import code, document, zip_entry, zipped

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
    "zip_too_many_entries": zipped([(f"{n}.log", b"") for n in range(10_001)]),
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
        "x\\..\\..\\a.ipynb",
        "\\\\host\\share\\a.ipynb",
        "C:\\a.ipynb",
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
    assert refusal(("a.7z", b""), ("a.py", b"")) == "archive_type"
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


PLAIN = document(code("x = 1"))


def test_backslashes_between_the_parts_of_a_path_are_read_as_separators():
    data = zipped({"w\\img\\": b"", "w\\a.ipynb": PLAIN, "w\\img\\n.png": b"p"})
    assert sorted(unpack([("w.zip", data)], LIMITS).files) == [
        "w/a.ipynb",
        "w/img/n.png",
    ]


def test_one_path_written_with_both_separators_is_one_file():
    data = zipped({"w\\a.ipynb": PLAIN, "w/a.ipynb": PLAIN})
    assert refusal(("w.zip", data)) == "duplicate_names"


def test_an_archive_beside_the_notebook_is_left_closed_and_named():
    inner = zipped({"../../rides.csv": b"1"})
    data = zipped({"w/a.ipynb": PLAIN, "w/data.zip": inner, "w/old.tar.gz": b"?"})
    unpacked = unpack([("w.zip", data)], LIMITS)
    assert list(unpacked.files) == ["w/a.ipynb"]
    (note,) = unpacked.notes
    assert note["en"].endswith("w/data.zip, w/old.tar.gz")
    assert note["ja"].endswith("w/data.zip, w/old.tar.gz")


def test_archives_picked_together_with_the_notebook_are_left_closed_and_named():
    for name in ("a.ipynb", "a.ipynb.json", "a"):
        unpacked = unpack([("data.zip", b"no zip"), (name, PLAIN)], LIMITS)
        assert unpacked.files == {"a.ipynb": PLAIN}
        assert unpacked.notes[-1]["en"].endswith("data.zip")


def test_a_notebook_that_is_only_in_a_zip_inside_the_zip_is_found():
    inner = zipped({"p/a.ipynb": PLAIN, "p/h.py": b"", "p/more.zip": b"?"})
    data = zipped({"w/inner.zip": inner, "w/data.7z": b"?"})
    unpacked = unpack([("w.zip", data)], LIMITS)
    assert sorted(unpacked.files) == ["w/p/a.ipynb", "w/p/h.py"]
    told = [note["en"] for note in unpacked.notes]
    assert told[0].startswith("The notebook was found in “w/inner.zip”")
    assert told[1].endswith("w/data.7z, p/more.zip")


def test_no_zip_is_opened_inside_a_zip_that_is_inside():
    deep = zipped({"b.zip": zipped({"c.zip": zipped({"a.ipynb": PLAIN})})})
    unpacked = unpack([("w.zip", deep)], LIMITS)
    assert unpacked.files == {}
    assert unpacked.notes[-1]["en"].endswith("b.zip")


def test_what_zips_inside_unpack_to_counts_with_the_rest():
    bomb = zipped({"a.ipynb": b"0" * 20_000_000})
    assert refusal(("w.zip", zipped({"b.zip": bomb}))) == "zip_bomb"
    noise = random.Random(1).randbytes(900_000)
    inner = {f"{n}.zip": zipped({f"{n}.csv": noise, f"{n}.ipynb": b""}) for n in "ab"}
    assert refusal(("w.zip", zipped(inner)), limits=SMALL) == "zip_too_large"
    many = {
        f"{n}.zip": zipped(
            {f"{n}-{m}.py": b"" for m in range(40)} | {f"{n}.ipynb": b""}
        )
        for n in "ab"
    }
    assert refusal(("w.zip", zipped(many))) == "too_many_files"


def test_a_damaged_zip_inside_is_named_when_the_notebook_may_be_in_it():
    with pytest.raises(Refusal, match="zip_damaged") as refused:
        unpack([("w.zip", zipped({"inner.zip": b"PK\x03\x04"}))], LIMITS)
    assert "“inner.zip”" in refused.value.words["en"]


PACKAGES = {
    "venv": "p/venv/lib/python3.11/site-packages/pkg/m{}.py",
    ".venv": "p/.venv/Lib/site-packages/pkg/m{}.py",
    "site-packages": "p/lib/site-packages/m{}.py",
    "node_modules": "p/node_modules/pkg/m{}.json",
    ".git": "p/.git/objects/m{}",
    "mine": "p/mine/Scripts/m{}.py",
    "conda": "p/conda/lib/m{}.py",
}
MARKS = {"p/mine/pyvenv.cfg": b"home = x", "p/conda/conda-meta/history": b""}


@pytest.mark.parametrize("folder", PACKAGES)
def test_installed_packages_are_left_out_and_named_before_files_are_counted(folder):
    packages = {PACKAGES[folder].format(n): b"" for n in range(300)}
    marks = {path: data for path, data in MARKS.items() if f"/{folder}/" in path}
    unpacked = unpack(
        [("w.zip", zipped({"p/a.ipynb": PLAIN, **packages, **marks}))], LIMITS
    )
    assert list(unpacked.files) == ["p/a.ipynb"]
    (note,) = unpacked.notes
    assert f"{folder} (30" in note["en"]
    assert f"{folder} (30" in note["ja"]


def test_an_environment_made_in_the_folder_of_the_notebook_leaves_the_work():
    for top in ("", "p/", "venv/"):
        files = {
            "a.ipynb": PLAIN,
            "helper.py": b"",
            "pyvenv.cfg": b"",
            "bin/activate_this.py": b"",
            "Lib/site-packages/x/demo.ipynb": PLAIN,
        }
        data = zipped({f"{top}{path}": data for path, data in files.items()})
        unpacked = unpack([("w.zip", data)], LIMITS)
        assert sorted(unpacked.files) == [f"{top}a.ipynb", f"{top}helper.py"]


def test_nothing_in_a_folder_that_is_left_out_is_a_reason_to_refuse():
    inside = "p/venv/bin/"
    files = {
        "p/a.ipynb": PLAIN,
        f"{inside}{'n' * 200}.py": b"",
        f"{inside}a:b.py": b"",
        f"{inside}A.py": b"",
        f"{inside}a.py": b"",
    }
    assert list(unpack([("w.zip", zipped(files))], LIMITS).files) == ["p/a.ipynb"]
    link = zip_entry("p/venv/bin/python", b"/usr/bin/python", stat.S_IFLNK)
    assert unpack([("w.zip", link)], LIMITS).files == {}


def test_a_path_out_of_the_zip_is_refused_in_a_folder_that_is_left_out_too():
    assert refusal(("w.zip", zip_entry("venv/../../a.py"))) == "zip_unsafe_path"


def test_too_many_files_are_told_with_their_commonest_kind_and_what_is_left_out():
    pictures = {f"p/{n}.png": b"" for n in range(70)}
    packages = {f"p/venv/lib/{n}.py": b"" for n in range(99)}
    with pytest.raises(Refusal, match="too_many_files") as refused:
        unpack(
            [("w.zip", zipped({"p/a.ipynb": PLAIN, **pictures, **packages}))], LIMITS
        )
    for part in ("71 files", "(p/venv)", "60 are", "70 of them are .png"):
        assert part in refused.value.words["en"]
    assert ".png が 70 個" in refused.value.words["ja"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("work.ipynb.json", "work.ipynb"),
        ("work.ipynb.txt", "work.ipynb"),
        ("work.IPYNB.download", "work.ipynb"),
        ("work.ipynb (1)", "work.ipynb"),
        ("work.json", "work.ipynb"),
        ("work", "work.ipynb"),
        ("work v1.2", "work v1.2.ipynb"),
        ("w" * 120, "w" * 114 + ".ipynb"),
    ],
)
def test_a_notebook_under_another_name_is_kept_as_one_with_a_note(name, kept):
    for data in (PLAIN, b"\xef\xbb\xbf\n" + PLAIN):
        unpacked = unpack([(name, data)], LIMITS)
        assert unpacked.files == {kept: data}
        (note,) = unpacked.notes
        assert note["en"].endswith(f"kept as “{quoted(kept)}”.")
        assert f"「{quoted(kept)}」" in note["ja"]
    packed = zipped({f"p/{name}": PLAIN, "p/model.bin": b"{", "p/x.json": b"{}"})
    unpacked = unpack([("w.zip", packed)], LIMITS)
    assert sorted(unpacked.files) == [f"p/{kept}", "p/x.json"]


def test_files_are_looked_into_only_when_none_has_the_name_of_a_notebook():
    files = {"a.ipynb": PLAIN, "b.json": PLAIN, "c.txt": PLAIN}
    assert unpack(list(files.items()), LIMITS).files == files
    assert unpack([("w.zip", zipped(files))], LIMITS).files == files


def test_two_notebooks_of_other_names_both_stay():
    unpacked = unpack([("a.json", PLAIN), ("a.txt", PLAIN)], LIMITS)
    assert sorted(unpacked.files) == ["a.ipynb", "a.txt.ipynb"]


def test_a_damaged_notebook_of_another_name_is_read_as_one_to_say_what_is_wrong():
    assert list(unpack([("a.ipynb.txt", b'{"cells": [')], LIMITS).files) == ["a.ipynb"]
    assert list(unpack([("a.ipynb.html", b"<p>")], LIMITS).files) == ["a.ipynb.html"]
    assert refusal(("data.bin", b'{"cells": [')) == "unknown_type"


def test_opening_a_zip_of_as_many_entries_as_there_may_be_is_quick():
    """The child that does it has 1.5 s of the processor."""
    paths = [f"p/venv/lib/site-packages/package/{n}.py" for n in range(5_000)]
    paths += [f"{'d/' * 18}{n}.bin" for n in range(4_998)]
    data = zipped([(path, b"{") for path in paths])
    started = time.process_time()
    assert unpack([("w.zip", data)], LIMITS).files == {}
    assert time.process_time() - started < 1.5
