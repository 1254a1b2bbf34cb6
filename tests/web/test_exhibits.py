"""What a training shows, on the student's page and in the reviewer's panel."""

import re

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import Queue, RunState, RunVerdict, State, StepState
from projects.models import Artifact, Regrade, Run, Step
from projects.storage import keep
from projects.web.parts.exhibits import (
    MOST_PASSAGE,
    MOST_ROWS,
    SHADES,
    exhibits_of,
    laid_out,
)
from protocol import exhibit_json
from protocol import exhibits as made
from protocol.steps import StepKind
from tests import factories
from workers.grader.json_safe import json_safe
from workers.packkit.pictures import picture as picture_of

TITLE = {"en": "Title", "ja": "題"}


def shown(*exhibits, address=str):
    """As the worker stores it, and as the pages lay it out."""
    stored, _files = exhibit_json.laid_out(exhibits)
    return laid_out(json_safe(stored), address)


def matrix(values, rows=("cat", "dog"), columns=("cat", "dog")):
    (one,) = shown(made.Matrix(TITLE, TITLE, TITLE, rows, columns, values))
    return one.body


def cells(body, what):
    return [[getattr(cell, what) for cell in row] for _name, row in body.rows]


def test_a_matrix_is_shaded_by_the_share_of_its_row():
    body = matrix([[0, 8], [1, 199]])
    assert cells(body, "shade") == [[0, SHADES], [1, SHADES]]
    assert cells(body, "words") == [["0", "8"], ["1", "199"]]
    assert cells(body, "agrees") == [[True, False], [False, True]]


def test_numbers_that_are_not_whole_have_two_digits_and_what_is_none_a_dash():
    body = matrix([[0.25, 0.75], [float("nan"), 0]], columns=("a", "b"))
    assert cells(body, "words") == [["0.25", "0.75"], ["–", "0"]]
    assert cells(body, "shade") == [[2, 6], [0, 0]]
    assert not body.has_diagonal


def test_what_rounds_to_nothing_looks_like_nothing():
    body = matrix([[0.995, 0.004], [-0.004, 0.006]], columns=("a", "b"))
    assert cells(body, "words") == [["0.99", "0"], ["0", "0.01"]]
    assert cells(body, "shade") == [[SHADES, 0], [0, SHADES]]


def test_long_exhibits_end_and_say_so():
    table = made.Table(TITLE, [TITLE], [["x" * 9000]] * (MOST_ROWS + 1))
    passage = made.Passage(TITLE, "y" * (MOST_PASSAGE + 1))
    labels = [str(n) for n in range(900)]
    large = made.Matrix(TITLE, TITLE, TITLE, labels, labels, np.eye(900).tolist())
    short, *long = shown(made.Passage(TITLE, "z"), table, passage, large)
    assert short.cut == ""
    assert [one.cut for one in long] == [
        f"The first {MOST_ROWS} of {MOST_ROWS + 1} are shown.",
        "The first 20,000 characters are shown.",
        "The first 40 of 900 are shown.",
    ]
    assert len(long[0].body.rows) == MOST_ROWS
    assert len(long[0].body.rows[0][0]) < 1000
    assert len(long[2].body.rows) == len(long[2].body.columns) == 40


@pytest.mark.parametrize(
    ("side", "larger"),
    [(28, 140), (32, 128), (64, 128), (96, 384), (224, 448), (900, 900)],
)
def test_small_pictures_are_enlarged_by_whole_numbers(side, larger):
    picture = picture_of(np.zeros((side, side), np.uint8), TITLE)
    (one,) = shown(made.Pictures(TITLE, [picture]))
    assert (one.body[0].width, one.body[0].height) == (larger, larger)


def test_many_large_pictures_are_shown_side_by_side():
    picture = picture_of(np.zeros((112, 112), np.uint8), TITLE)
    (one,) = shown(made.Pictures(TITLE, [picture] * 6))
    assert {(each.width, each.height) for each in one.body} == {(224, 224)}


def test_a_kind_or_a_file_that_nobody_knows_is_left_out():
    strange = {"file": "../executed.ipynb", "caption": TITLE, "width": 1, "height": 1}
    found = laid_out(
        [{"kind": "film"}, {"kind": "pictures", "title": TITLE, "pictures": [strange]}],
        str,
    )
    assert [(one.kind, one.body) for one in found] == [("pictures", [])]


ALL = (
    made.Measures(TITLE, [made.Measure(TITLE, "12 %", TITLE, doubtful=True)]),
    made.Matrix(TITLE, TITLE, TITLE, ["<cat>"], ["dog"], [[3]]),
    made.Table(TITLE, [TITLE], [["<b>bonjour</b>"]]),
    made.Passage(TITLE, "one\n  two <script>"),
    made.Pictures(TITLE, [picture_of(np.zeros((4, 4), np.uint8), TITLE)]),
)


def graded(state=State.AWAITING_REVIEW, run_state=RunState.FINISHED, **fields):
    """A submission with a run that shows all kinds."""
    project = factories.project()
    reviewer = factories.reviewer(project)
    subject = factories.submission(project, state=state, reviewed_by=reviewer)
    stored, files = exhibit_json.laid_out(ALL)
    run = Run.objects.create(
        submission=subject,
        number=1,
        state=run_state,
        verdict=RunVerdict.PASSED if run_state == RunState.FINISHED else "",
        **fields,
    )
    Step.objects.create(
        run=run,
        kind=StepKind.TRAIN,
        queue=Queue.GPU,
        state=StepState.PASSED,
        figures=json_safe({"exhibits": stored, "accuracy": 0.61}),
    )
    for name, data in files.items():
        Artifact.objects.create(run=run, name=name, blob=keep(data))
    return subject, run, reviewer


def page(user, name, *arguments):
    client = Client()
    client.force_login(user)
    return client.get(reverse(f"projects:{name}", args=arguments))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["student", "reviewer"])
def test_both_see_every_kind_and_nothing_of_it_is_markup(who):
    subject, run, reviewer = graded(State.IN_REVIEW)
    if who == "student":
        html = page(subject.student, "submission", subject.uid).content.decode()
    else:
        html = page(reviewer, "review", subject.uid).content.decode()
    assert "Worth a look" in html
    assert "&lt;cat&gt;" in html
    assert "&lt;b&gt;bonjour&lt;/b&gt;" in html
    assert "one\n  two &lt;script&gt;" in html
    address = reverse("projects:picture", args=[subject.uid, run.number, 1])
    assert re.search(rf'<img[^>]*src="{address}"[^>]*alt="Title"', html)
    assert "doubtful" not in html.replace("data-doubtful", "")  # not as a figure, too


@pytest.mark.django_db
def test_nothing_is_shown_before_the_run_has_ended():
    subject, run, _reviewer = graded(State.CHECKING, RunState.RUNNING)
    assert exhibits_of(run, subject) == []
    assert page(subject.student, "picture", subject.uid, 1, 1).status_code == 404


@pytest.mark.django_db
def test_a_picture_is_a_png_that_never_changes():
    subject, _run, _reviewer = graded()
    response = page(subject.student, "picture", subject.uid, 1, 1)
    assert response.content.startswith(b"\x89PNG")
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert {"private", "immutable"} <= set(response["Cache-Control"].split(", "))


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "picture"), [(2, 1), (1, 2), (1, 0), (10**30, 1)])
def test_a_picture_that_is_not_there_is_404(number, picture):
    subject, _run, _reviewer = graded()
    response = page(subject.student, "picture", subject.uid, number, picture)
    assert response.status_code == 404


@pytest.mark.django_db
def test_the_pictures_of_a_regrade_that_is_not_published_exist_for_nobody():
    subject, run, _reviewer = graded()
    regrade = Regrade.objects.create(
        project=subject.project,
        cohort=subject.cohort,
        digest="b" * 64,
        reason="A tolerance was too tight.",
        created_by=factories.lead(),
    )
    Run.objects.filter(pk=run.pk).update(regrade=regrade, counts=False)
    assert page(factories.lead(), "picture", subject.uid, 1, 1).status_code == 404
