"""The pages of audits: the leads' list and sample, judging without the review, and both beside each other."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import AuditDraw, AuditedCriterion, Comment, ReviewAudit
from projects.operations import review_audits
from projects.queries.review_audits import Sample
from tests import factories

pytestmark = pytest.mark.django_db

JUDGED = {
    "judgement-code": "changes",
    "body-code": "It loops.",
    "judgement-training": "meets",
    "body-training": "",
}


class Audited:
    def __init__(self) -> None:
        self.project = factories.project()
        self.cohort = factories.cohort(blind=True)
        self.ada = factories.reviewer(self.project, "Ada")
        self.lead = factories.lead("Lea")
        self.student = factories.student(self.cohort, "Mei")
        self.submission = factories.submission(
            self.project, self.student, self.cohort, State.CHANGES_REQUESTED, self.ada
        )
        self.review = self.submission.reviews.get()
        self.review.general = "Words that anchor."
        self.review.save()
        Comment.objects.create(
            review=self.review,
            file_name="notebook.ipynb",
            cell=0,
            tag="required",
            body="A comment that anchors.",
        )
        self.review.criteria.filter(criterion__slug="code").update(
            body="Judged that anchors."
        )

    def client(self, who=None) -> Client:
        client = Client()
        client.force_login(who or self.lead)
        return client

    def drawn(self) -> ReviewAudit:
        made = review_audits.draw(Sample(), 1, by=self.lead)
        return made.audits.get()

    def post(self, name: str, audit: ReviewAudit, data=None, **headers: str):
        address = reverse(f"projects:{name}", args=[audit.pk])
        return self.client().post(address, data or {}, headers=headers)

    def text(self, audit: ReviewAudit, query: str = "", who=None) -> str:
        address = reverse("projects:audit", args=[audit.pk]) + query
        response = self.client(who).get(address)
        assert response.status_code == 200
        return response.content.decode()


@pytest.fixture
def world():
    cache.clear()  # of figures
    return Audited()


def test_a_lead_draws_and_finds_it_in_the_list(world):
    answer = world.client().post(
        reverse("projects:audit_draw"),
        {"wanted": "2", "project": world.project.slug, "days": "90"},
        follow=True,
    )
    page = answer.content.decode()
    assert "1 review drawn." in page
    assert "Reviewed by Ada" in page
    assert AuditDraw.objects.get().seed in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"wanted": "0"}, "greater than or equal to 1"),
        ({"wanted": "99"}, "less than or equal to 50"),
        ({"wanted": "x"}, "whole number"),
        ({"wanted": "1", "reviewer": "7777"}, "Select a valid choice"),
        ({"wanted": "1", "days": "7"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told_beside_its_field(world, data, words):
    answer = world.client().post(reverse("projects:audit_draw"), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AuditDraw.objects.exists()


def test_nothing_to_draw_is_told(world):
    world.drawn()
    answer = world.client().post(reverse("projects:audit_draw"), {"wanted": "1"})
    assert answer.status_code == 422
    assert "No finished review of others fits" in answer.content.decode()


def test_the_lead_judges_without_a_word_of_the_reviewer(world):
    audit = world.drawn()
    for query in ("", "?file=notebook.ipynb"):
        page = world.text(audit, query)
        assert "anchor" not in page
        assert "NeuralNetwork" in page
        assert "The code is right." in page
    missing = reverse("projects:audit", args=[audit.pk]) + "?file=no.py"
    assert world.client().get(missing).status_code == 404


def test_what_is_typed_is_saved_by_script_and_by_the_button(world):
    audit = world.drawn()
    saved = world.post("audit_judge", audit, JUDGED, **{"X-Autosave": "1"})
    assert (saved.status_code, saved.content) == (204, b"")
    assert AuditedCriterion.objects.get(criterion__slug="code").body == "It loops."
    too_long = {**JUDGED, "body-code": "x" * 5001}
    answer = world.post("audit_judge", audit, too_long)
    assert answer.status_code == 422
    assert "This is too long" in answer.content.decode()
    assert AuditedCriterion.objects.get(criterion__slug="code").body == "It loops."


def test_comparing_too_early_says_what_is_missing(world):
    audit = world.drawn()
    some = {**JUDGED, "judgement-training": "", "action": "compare"}
    answer = world.post("audit_judge", audit, some)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "1 place below needs something from you." in page
    assert "anchor" not in page


def test_both_stand_beside_each_other_and_the_reviewer_reads_the_result(world):
    audit = world.drawn()
    world.post("audit_judge", audit, {**JUDGED, "action": "compare"})
    page = world.text(audit)
    assert "You judged 2 of 2 criteria as Ada did" in page
    assert "Judged that anchors." in page
    answer = world.post("audit_finish", audit, {"quality": "missed", "body": ""})
    assert "Say what was missed." in answer.content.decode()
    world.post("audit_finish", audit, {"quality": "helpful", "body": "So **clear**."})
    hers = world.text(audit, who=world.ada)
    assert "<strong>clear</strong>" in hers
    assert "Mei" not in hers  # the cohort is blind
    figures = world.client(world.ada).get(reverse("projects:quality")).content.decode()
    assert reverse("projects:audit", args=[audit.pk]) in figures
    assert "2 of 2" in figures
    inbox = world.client(world.ada).get(reverse("projects:inbox")).content.decode()
    assert reverse("projects:audit", args=[audit.pk]) in inbox
    table = world.client().get(reverse("projects:quality_csv")).content.decode()
    assert "Judged alike in audits" in table
    assert ",2,2," in table


def test_an_audit_is_dropped(world):
    audit = world.drawn()
    world.post("audit_drop", audit)
    assert not ReviewAudit.objects.exists()


def test_the_student_reads_nothing_of_it(world):
    audit = world.drawn()
    world.post("audit_judge", audit, {**JUDGED, "action": "compare"})
    world.post("audit_finish", audit, {"quality": "helpful", "body": "So clear."})
    address = reverse("projects:submission", args=[world.submission.uid])
    page = world.client(world.student).get(address).content.decode()
    assert "sample" not in page
    audits = reverse("projects:audit", args=[audit.pk])
    assert world.client(world.student).get(audits).status_code == 404


def test_the_list_costs_the_same_for_many(world, django_assert_max_num_queries):
    for _ in range(3):
        factories.submission(
            world.project, None, world.cohort, State.APPROVED, world.ada
        )
    review_audits.draw(Sample(), 4, by=world.lead)
    client = world.client()
    with django_assert_max_num_queries(18):
        page = client.get(reverse("projects:audits"))
    assert page.content.decode().count("Reviewed by Ada") == 4
