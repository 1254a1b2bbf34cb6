"""What counts as a submission, and what of it is handed in."""

import io
import zipfile

from tests.workers.packing import GOOD, notebook
from workers.calibration.submissions import digest_of, find_submissions, uploads_of


def names(folder):
    found, _ = find_submissions(folder.path)
    return [submission.name for submission in found]


def read(folder, name):
    found, _ = find_submissions(folder.path)
    return next(one for one in found if one.name == name).read()


def test_notebooks_zips_and_folders_are_submissions(folder):
    folder.notebook("bob.ipynb")
    folder.notebook("carol.ipynb.json")
    folder.zip("dan.zip", **{"work.ipynb": b"{}"})
    folder.notebook("anna/mine.ipynb")
    folder.write("anna/helper.py", b"x = 1")
    assert names(folder) == ["anna", "bob.ipynb", "carol.ipynb.json", "dan.zip"]


def test_other_files_are_named_and_hidden_ones_are_not(folder):
    folder.notebook("bob.ipynb")
    for name in ("known.csv", "notes.md", ".hidden.ipynb", ".DS_Store"):
        folder.write(name)
    found, passed_over = find_submissions(folder.path)
    assert [one.name for one in found] == ["bob.ipynb"]
    assert passed_over == ["known.csv", "notes.md"]


def test_a_folder_of_folders_is_a_group(folder):
    folder.notebook("2017/anna/mine.ipynb")
    folder.notebook("2017/bob/mine.ipynb")
    folder.zip("2017/carol.zip", **{"work.ipynb": b"{}"})
    assert names(folder) == ["2017/anna", "2017/bob", "2017/carol.zip"]


def test_one_notebook_deep_in_a_folder_is_one_submission(folder):
    folder.notebook("anna/course/project-1/mine.ipynb")
    folder.write("anna/course/project-1/helper.py", b"x = 1")
    folder.notebook("anna/course/project-1/.ipynb_checkpoints/mine-checkpoint.ipynb")
    assert names(folder) == ["anna"]
    assert sorted(read(folder, "anna")) == [
        "course/project-1/helper.py",
        "course/project-1/mine.ipynb",
    ]


def test_a_folder_without_a_notebook_is_left_to_intake_to_refuse(folder):
    folder.write("anna/helper.py", b"x = 1")
    (folder.path / "bob").mkdir()
    assert names(folder) == ["anna", "bob"]
    assert read(folder, "bob") == {}


def test_data_and_caches_beside_a_notebook_are_not_handed_in(folder):
    folder.notebook("anna/mine.ipynb")
    folder.write("anna/preprocess.p", b"data")
    folder.write("anna/__pycache__/helper.cpython-311.pyc", b"code")
    folder.write("anna/LICENSE", b"words")
    assert list(read(folder, "anna")) == ["mine.ipynb"]


def test_a_notebook_without_a_suffix_is_handed_in_where_there_is_no_other(folder):
    folder.notebook("anna/mine")
    assert list(read(folder, "anna")) == ["mine"]


def test_a_zip_alone_in_a_folder_is_handed_in_as_it_is(folder):
    folder.zip("anna/work.zip", **{"mine.ipynb": b"{}"})
    assert list(read(folder, "anna")) == ["work.zip"]


def test_files_are_sent_singly_and_folders_in_a_zip():
    flat = {"mine.ipynb": notebook(GOOD), "helper.py": b"x = 1"}
    assert uploads_of(flat) == sorted(flat.items())
    deep = {"work/mine.ipynb": b"{}", "work/helper.py": b"x = 1"}
    ((name, packed),) = uploads_of(deep)
    assert name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == deep


def test_the_digest_tells_names_and_contents_apart():
    same = digest_of({"a": b"1", "b": b"2"})
    assert same == digest_of({"b": b"2", "a": b"1"})
    others = [{"a": b"1"}, {"a": b"2", "b": b"1"}, {"a": b"1", "c": b"2"}]
    assert len({same, *map(digest_of, others)}) == 4
