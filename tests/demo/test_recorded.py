"""The demo's records: of today's packs, of what is handed in, and without what nobody should read."""

import json
import re

import pytest

from notebooks.intake import take_in
from notebooks.signatures import NotebookSignature
from projects.operations.demo import reviewing
from projects.operations.demo.places import place_of
from projects.operations.demo.records import FILES, FOLDER, RECORD, read
from protocol.artifacts import EXECUTED, picture_number
from protocol.exhibits import EXHIBITS
from protocol.progress import ProgressKind
from protocol.rerun import RERUN
from protocol.steps import StepKind
from tests.demo.recording import smaller, without_arrays, works
from tests.packs.exemplars import Exemplar, open_packs
from workers.grader.steps.verdicts import LOAD, TRAIN
from workers.packkit.checks import checks_for

WORKS = works()
PACKS = {pack.slug: pack for pack in open_packs()}
STALE = "record it again: nice -n 10 python -m tests.demo.recording {}"
ARRAY = re.compile(r"\[\s*-?\d+(\.\d+)?[,\s]")
MOST_BYTES = 3_000_000


def exemplar_of(name):
    slug, rest = name.split("/", 1)
    return Exemplar(PACKS[slug], PACKS[slug].folder / "exemplars" / rest)


def raw(name):
    return json.loads((FOLDER / name / RECORD).read_text("utf-8"))


def sources(notebook):
    cells = json.loads(notebook)["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def test_there_is_a_record_of_all_that_the_story_needs_and_no_other():
    there = {p.parent.relative_to(FOLDER).as_posix() for p in FOLDER.rglob(RECORD)}
    assert there == set(WORKS)
    assert {name.split("/")[0] for name in WORKS} == PACKS.keys()


def test_the_records_are_small():
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    assert size < MOST_BYTES


@pytest.mark.parametrize("name", WORKS)
def test_the_checks_are_those_that_the_pack_asks_today(name):
    pack, record = PACKS[name.split("/")[0]], read(name)
    for step in record.steps:
        checks = pack.checks if step.kind == StepKind.EXAMINE else pack.training_checks
        first = LOAD if step.kind == StepKind.EXAMINE else TRAIN
        asked = {first.slug} | {c.slug for c in checks_for(record.edition, checks)}
        told = {row["check"] for row in step.outcome.results} - {RERUN}
        assert told == asked, STALE.format(name)


@pytest.mark.parametrize("name", WORKS)
def test_what_is_handed_in_is_the_exemplar_and_would_be_taken_in(name):
    record, upload = read(name), exemplar_of(name).upload
    signature = NotebookSignature.parse(PACKS[record.project].signature())
    intake = take_in(list(record.files.items()), signature, [signature])
    assert (intake.notebook_name, intake.edition) == (record.notebook, record.edition)
    assert (intake.files, intake.notes) == (record.files, ())
    assert record.files.keys() == upload.files.keys()
    for file, data in upload.files.items():
        if file == record.notebook:
            assert sources(record.files[file]) == sources(data), STALE.format(name)
        else:
            assert record.files[file] == data, STALE.format(name)


@pytest.mark.parametrize("name", WORKS)
def test_the_verdict_is_the_one_known_of_the_exemplar(name):
    record, expected = read(name), exemplar_of(name)
    assert record.passed is (expected.known_to_fail == [])


@pytest.mark.parametrize("name", WORKS)
def test_trained_work_has_a_curve_what_it_shows_and_the_notebook_as_it_ran(name):
    record = read(name)
    (examined, *trained) = record.steps
    assert examined.kind == StepKind.EXAMINE
    assert bool(trained) is examined.passed
    for step in trained:
        rows = [payload for kind, payload in step.rows if kind == ProgressKind.CURVE]
        assert len(rows) > 5
        assert EXECUTED in step.outcome.artifacts
        assert 0 < step.settled < len(step.rows)
        shown = json.dumps(step.outcome.figures.get(EXHIBITS, []))
        pictures = set(re.findall(r"picture-\d+\.png", shown))
        assert pictures == step.outcome.artifacts.keys() - {EXECUTED}
        assert all(map(picture_number, pictures))


@pytest.mark.parametrize("name", WORKS)
def test_no_hidden_input_is_in_a_record(name):
    """No seed to draw them with, no array in what is said of a check, and only files that are known."""
    for step in raw(name)["steps"]:
        assert "seed" not in step["environment"]
        told = [row for _, kind, row in step["progress"] if kind == ProgressKind.CHECK]
        for row in (*step["results"], *told):
            said = (*row["hint"].values(), row["evidence"])
            arrays = [text for text in said if ARRAY.search(text)]
            # The notebook's own run knows no hidden input; it may quote the student's numbers.
            assert arrays == [] or row["check"] == RERUN
        if step["kind"] == StepKind.EXAMINE:
            assert step["figures"] == {}
            kinds = {kind for _, kind, _ in step["progress"]}
            assert kinds <= {"phase", "check", "usage", "note"}
    files = {p.name for p in (FOLDER / name).iterdir()} - {RECORD, FILES, EXECUTED}
    assert all(map(picture_number, files))


@pytest.mark.parametrize("review", reviewing.all_words())
def test_every_comment_stands_on_a_line_of_the_work(review):
    words = reviewing.all_words()[review]
    files = read(words.work).files
    places = [place_of(comment["at"], files) for comment in words.comments]
    assert len(set(places)) == len(places)


def test_a_place_is_told_by_cell_and_line_and_unknown_words_are_refused():
    notebook = {"cells": [{"source": ["a\n"]}, {"source": "b\nc = 1\n"}]}
    files = {"n.ipynb": json.dumps(notebook).encode(), "side.py": b"x\ny\n"}
    assert place_of("c =", files) == place_of("c = 1", files)
    place = place_of("c =", files)
    assert (place.file_name, place.cell, place.line) == ("n.ipynb", 1, 2)
    side = place_of("y", files)
    assert (side.file_name, side.cell, side.line) == ("side.py", None, 2)
    with pytest.raises(LookupError, match="zebra"):
        place_of("zebra", files)


def test_fewer_colours_change_no_other_output():
    name = next(n for n in WORKS if (FOLDER / n / EXECUTED).is_file())
    stored = (FOLDER / name / EXECUTED).read_bytes()
    assert json.loads(smaller(stored)) == json.loads(stored)


def test_arrays_are_cut_out_of_what_staff_are_told():
    said = "[[13, 13.5], [-1e-3, nan]], not the likeliest: [[False, True],\n [True, True]] of 4"
    assert without_arrays(said) == "…, not the likeliest: … of 4"
    assert (
        without_arrays("4 of 4 differ, by up to 0.5") == "4 of 4 differ, by up to 0.5"
    )
