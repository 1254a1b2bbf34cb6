"""Places of comments: in addresses, in forms, beside their lines; and at which criterion a curve stands."""

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from notebooks.splitting import Gap
from projects.enums import State
from projects.errors import Incomplete
from projects.models import Comment, Criterion
from projects.operations import drafts, reviews
from projects.queries.grading import CriterionResult
from projects.templatetags.kit import places
from projects.web.parts.curves import DrawnCurve
from projects.web.parts.evidence import placed
from projects.web.parts.places import Place
from tests import factories

MARKED = "data-marked"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("3", Place(3)),
        ("3:", Place(3)),
        ("3:5", Place(3, 5)),
        ("3:5-8", Place(3, 5, 8)),
        ("3:8-5", Place(3, 5, 8)),
        ("3:5-5", Place(3, 5)),
        ("3:o2", Place(3, output=2)),
        (":5", Place(None, 5)),
        ("", Place(None)),
    ],
)
def test_addresses_name_places(text, place):
    assert Place.parse(text) == place
    assert Place.parse(place.address) == place


@pytest.mark.parametrize("text", ["0", "x", "3:0", "3:5-", "3:o", "3:-5", "1" * 10])
def test_what_is_no_place_is_not_found(text):
    with pytest.raises(Http404):
        Place.parse(text)


def test_a_comment_stands_after_the_last_line_that_it_is_about():
    assert Place(3, 5, 8).gap == Gap(line=8)
    assert list(Place(3, 5, 8).lines) == [5, 6, 7, 8]
    assert Place(3, output=2).gap == Gap(output=2)
    assert (Place(3).gap, list(Place(3).lines)) == (None, [])
    assert Place(3, 5, 8).anchor == "cell-3-line-5"
    assert Place(3, output=2).anchor == "cell-3-output-2"


@pytest.fixture
def grace(db):
    return factories.reviewer(factories.project(), "Grace")


@pytest.fixture
def in_hand(grace):
    project = grace.certifications.first().project
    subject = factories.submission(project, state=State.AWAITING_REVIEW)
    reviews.claim(subject, by=grace)
    return subject


@pytest.fixture
def client(grace):
    client = Client()
    client.force_login(grace)
    return client


def typed(**place):
    given = {"file_name": "notebook.ipynb", "cell": 2, "tag": "required", "body": "So."}
    fields = {f"new-2-{name}": value for name, value in (given | place).items()}
    return {**fields, "comment": "new-2"}


def test_a_range_of_lines_is_kept_and_marked(client, in_hand):
    add = reverse("projects:comment_add", args=[in_hand.uid])
    response = client.post(add, typed(line=3, end_line=2))
    assert response["Location"].endswith("?cell=2#cell-2-line-2")
    comment = Comment.objects.get()
    assert (comment.cell, comment.line, comment.end_line) == (1, 2, 3)
    desk = client.get(reverse("projects:review", args=[in_hand.uid])).content.decode()
    assert desk.count(MARKED) == 2
    assert "Lines 2–3" in desk
    assert desk.index("So.") < desk.index("cell-2-output-1")


def test_an_output_can_be_commented_on(client, in_hand):
    add = reverse("projects:comment_add", args=[in_hand.uid])
    client.post(add, typed(output=1))
    assert Comment.objects.get().output == 1
    desk = client.get(reverse("projects:review", args=[in_hand.uid])).content.decode()
    assert f'id="cell-2-output-1" {MARKED}' in desk
    assert client.post(add, typed(output=2)).status_code == 404
    assert client.post(add, typed(line=1, end_line=99)).status_code == 404


def test_no_kind_is_chosen_at_first_and_the_last_one_afterwards(client, in_hand):
    desk = reverse("projects:review", args=[in_hand.uid])
    page = client.get(f"{desk}?comment=2:1").context["page"]
    assert page.cells[1].new.form["tag"].value() == ""
    client.post(
        reverse("projects:comment_add", args=[in_hand.uid]), typed(tag="awesome")
    )
    page = client.get(f"{desk}?comment=2:1").context["page"]
    assert page.cells[1].new.form["tag"].value() == "awesome"


@pytest.mark.parametrize(
    "place",
    [
        {"output": 1},
        {"cell": 1, "output": 1, "line": 1},
        {"cell": 1, "line": 3, "end_line": 2},
        {"cell": 1, "end_line": 2},
    ],
)
def test_the_verb_refuses_what_is_no_place(in_hand, grace, place):
    with pytest.raises(Incomplete):
        drafts.comment(
            in_hand, by=grace, file_name="notebook.ipynb", body="So.", **place
        )


def test_hints_link_the_places_that_they_name():
    said = places("Raised (cell 14, line 23), see cell 2.", "/n/")
    assert (
        '<a href="/n/?cell=14#cell-14-line-23" data-place>cell 14, line 23</a>' in said
    )
    assert '<a href="/n/?cell=2#cell-2" data-place>cell 2</a>' in said
    assert 'href="/n/?cell=7#cell-7-line-3"' in places("セル 7、3 行目", "/n/")
    assert places("cell 2", "") == "cell 2"


def found(slug, *checks, human=False):
    criterion = Criterion(slug=slug, checks=list(checks), human=human)
    return CriterionResult(criterion, [])


def test_the_curve_stands_at_the_criterion_that_people_judge_by_it():
    rows = [
        found("code", "load", "train", "rerun", human=True),
        found("loss", "training.loss", "training.learnt_here"),
        found("iterations", "numbers.iterations", "training.finishes", human=True),
    ]
    curves = [DrawnCurve(slug, "", "", "") for slug in ("curve", "own-curve")]
    evidence = placed(rows, curves, [])
    assert [one.slug for one in evidence.curves_of["iterations"]] == ["curve"]
    assert [one.slug for one in evidence.curves_of["code"]] == ["own-curve"]
    assert evidence.elsewhere(rows[1].criterion) is rows[2].criterion
    assert evidence.elsewhere(rows[0].criterion) is None
    nowhere = placed([found("code", "code.check")], curves, [])
    assert nowhere.curves == curves
