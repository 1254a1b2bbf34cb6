"""Pages of figures: who sees whose, the file for spreadsheets, the way to the submissions."""

import csv
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import Judgement, State
from projects.models import CriterionReview, Rating
from projects.web.parts.tables import neutral
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Figures may be a minute old, and a test takes less."""
    cache.clear()


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def grace(project):
    return factories.reviewer(project, "Grace")


def signed_in(person):
    made = Client()
    made.force_login(person)
    return made


def reviewed(project, by, state=State.APPROVED):
    return factories.submission(project, state=state, reviewed_by=by).reviews.get()


def shown(client, name, *arguments, **query):
    response = client.get(reverse(f"projects:{name}", args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_reviewer_sees_their_own_beside_everybodys_and_no_other_person(
    project, grace
):
    reviewed(project, factories.reviewer(project, "Someone Else"))
    reviewed(project, grace, State.CHANGES_REQUESTED)
    own = shown(signed_in(grace), "quality")
    assert "Grace" in own
    assert "Someone Else" not in own
    assert "0 %" in own  # hers
    assert "50 %" in own  # the project's
    everything = shown(signed_in(factories.lead()), "quality")
    assert "Grace" in everything
    assert "Someone Else" in everything


def test_the_file_holds_what_the_page_shows_to_that_person(project, grace):
    reviewed(project, factories.reviewer(project, "Someone Else"))
    review = reviewed(project, grace)
    Rating.objects.create(review=review, stars=4)
    answer = signed_in(grace).get(reverse("projects:quality_csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    [head, row] = csv.reader(io.StringIO(text))
    told = dict(zip(head, row, strict=True))
    assert told["Reviewer"] == "Grace"
    assert (told["Reviews"], told["Stars"], told["Ratings"]) == ("1", "4.0", "1")
    assert told["Meets specifications, percent"] == "100.0"


def test_names_that_a_spreadsheet_would_compute_are_shown_instead(project):
    evil = factories.reviewer(project, '=HYPERLINK("http://evil","x")')
    reviewed(project, evil)
    answer = signed_in(evil).get(reverse("projects:quality_csv"))
    assert "\"'=HYPERLINK(" in answer.content.decode()


@pytest.mark.parametrize(
    ("cell", "becomes"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("-5", "'-5"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        (-5, -5),
        (None, ""),
        ("Ada", "Ada"),
    ],
)
def test_a_cell_is_never_a_formula(cell, becomes):
    assert neutral(cell) == becomes


def test_filters_stay_in_the_address_and_nonsense_is_left_out(project, grace):
    reviewed(project, grace)
    other = factories.project()
    client = signed_in(grace)
    assert "No reviews in this time" in shown(client, "quality", project=other.slug)
    page = shown(client, "quality", project=project.slug, days="30")
    assert f"reviewers.csv?project={project.slug}&amp;days=30" in page
    assert "Grace" in shown(client, "quality", project="x", days="99999999999999999")


def test_figures_are_kept_for_a_minute_for_everybody(project, grace):
    lead = signed_in(factories.lead())
    assert "No reviews in this time" in shown(lead, "quality")
    reviewed(project, grace)
    assert "No reviews in this time" in shown(lead, "quality")
    assert "Grace" in shown(lead, "quality", days="30")  # was not asked before
    cache.clear()
    assert "Grace" in shown(lead, "quality")


def overrule(project, by, machine, judgement, body="Because."):
    review = reviewed(project, by)
    CriterionReview.objects.filter(review=review, criterion__slug="code").update(
        machine=machine, judgement=judgement, body=body
    )
    return review


def test_a_lead_goes_from_a_criterion_to_the_submissions_behind_it(project, grace):
    strict = overrule(project, grace, "failed", Judgement.MEETS, "<b>It is right.</b>")
    lenient = overrule(project, grace, "passed", Judgement.CHANGES)
    lead = signed_in(factories.lead())
    page = shown(lead, "quality_criteria")
    behind = reverse("projects:overruled", args=[project.slug, "code"])
    assert f"{behind}?way=strict" in page
    assert f"{behind}?way=lenient" in page
    for way, wanted, other in (
        ("strict", strict, lenient),
        ("lenient", lenient, strict),
        ("nonsense", strict, lenient),
    ):
        rows = shown(lead, "overruled", project.slug, "code", way=way)
        address = reverse("projects:review", args=[wanted.submission.uid])
        assert f"{address}#criterion-code" in rows
        assert str(other.submission.uid) not in rows
    strictly = shown(lead, "overruled", project.slug, "code", way="strict")
    assert "&lt;b&gt;It is right." in strictly
    missing = reverse("projects:overruled", args=[project.slug, "no-such"])
    assert lead.get(missing).status_code == 404


def test_only_leads_see_the_criteria(project, grace):
    overrule(project, grace, "failed", Judgement.MEETS)
    client = signed_in(grace)
    assert reverse("projects:quality_criteria") not in shown(client, "quality")
    assert client.get(reverse("projects:quality_criteria")).status_code == 404


def test_the_pages_cost_the_same_however_much_there_is(project, grace):
    lead = signed_in(factories.lead())

    def costs():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            shown(lead, "quality")
            shown(lead, "quality_criteria")
            shown(lead, "overruled", project.slug, "code")
        return len(queries)

    overrule(project, grace, "failed", Judgement.MEETS)
    before = costs()
    for _ in range(5):
        overrule(project, factories.reviewer(project), "failed", Judgement.MEETS)
    assert costs() == before
