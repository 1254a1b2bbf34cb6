"""A trainee's pages: a sample without its key, its student and its review; then both judgements."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from projects.enums import CertificationState, Judgement, RunState, RunVerdict, State
from projects.models import Artifact, CheckResult, Comment, Run, SubmissionFile
from projects.operations import certification
from projects.storage import keep
from tests import factories

pytestmark = pytest.mark.django_db
JUDGED = {
    "judgement-code": "meets",
    "body-code": "Clean.",
    "judgement-training": "meets",
    "body-training": "",
}
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


def notebook() -> bytes:
    """Made by an editor that wrote down whose it is, with a picture in an output."""
    output = {
        "output_type": "display_data",
        "data": {"image/png": PNG},
        "metadata": {},
    }
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "outputs": [output],
        "source": "open('/home/meiling/data.csv')",
    }
    data = {
        "cells": [cell],
        "metadata": {"authors": [{"name": "Meiling Chen"}]},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(data).encode()


class Trained:
    def __init__(self) -> None:
        self.project = factories.project()
        self.cohort = factories.cohort()
        self.ada = factories.reviewer(self.project, "Ada Anchor")
        self.student = factories.student(self.cohort, "Meiling Chen")
        self.submission = self._handed_in()
        review = self.submission.reviews.get()
        review.general = "Words that anchor."
        review.save()
        Comment.objects.create(
            review=review,
            file_name="meiling.ipynb",
            cell=0,
            tag="required",
            body="A comment that anchors.",
        )
        review.criteria.update(body="Judged that anchors.")
        self.sample = factories.sample(review, body="The **lesson**.")
        self.sample.keys.update(body="The secret of the key.")
        self.tom = factories.user("Tom")
        self.row = factories.trainee(self.tom, self.project)

    def _handed_in(self):
        made = factories.submission(
            self.project,
            self.student,
            self.cohort,
            State.CHANGES_REQUESTED,
            self.ada,
            notebook_name="meiling.ipynb",
            notes="I am Meiling.",
        )
        blob = keep(notebook())
        SubmissionFile.objects.filter(submission=made).update(
            name="meiling.ipynb", blob=blob
        )
        self.blob = blob
        run = Run.objects.create(
            submission=made,
            number=1,
            state=RunState.FINISHED,
            verdict=RunVerdict.PASSED,
        )
        Artifact.objects.create(run=run, name="picture-1.png", blob=keep(b"PNG"))
        step = run.steps.create(kind="examine", queue="cpu", state="passed")
        CheckResult.objects.create(
            step=step,
            order=1,
            check_slug="code.check",
            outcome="failed",
            title_text={"en": "The shape"},
            hint_text={"en": "Look at meiling.ipynb."},
            evidence="meiling.ipynb, line 1",
        )
        return made

    def client(self, who=None) -> Client:
        made = Client()
        made.force_login(who or self.tom)
        return made

    def address(self, name="training_sample") -> str:
        return reverse(f"projects:{name}", args=[self.row.pk, self.sample.number])

    def text(self, who=None, query="") -> str:
        answer = self.client(who).get(self.address() + query)
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, data, **headers):
        address = self.address("training_judge")
        return self.client().post(address, data, headers=headers)

    def submit(self):
        return self.post({**JUDGED, "action": "submit"})

    def overview(self) -> str:
        url = reverse("projects:training", args=[self.row.pk])
        return self.client().get(url).content.decode()


@pytest.fixture
def world():
    cache.clear()
    return Trained()


def test_the_overview_says_whose_turn_it_is(world):
    page = world.overview()
    assert "1 sample is left to judge." in page
    assert page.count(world.address()) == 2  # in the list, and as what comes next
    assert "Judge sample 1" in page
    assert "Not begun" in page
    world.post(JUDGED)
    assert "Go on with sample 1" in world.overview()
    assert "Begun" in world.overview()
    world.submit()
    page = world.overview()
    assert "btn--primary" not in page
    assert "You have judged all samples. A lead looks at them." in page
    assert "1 of 2 alike" in page
    assert "50 %" in page


@pytest.mark.parametrize("query", ["", "?file=notebook.ipynb"])
def test_a_sample_shows_the_work_and_nothing_that_anchors_or_names(world, query):
    page = world.text(query=query)
    assert "data.csv" in page
    assert "The code is right." in page
    assert "Look at notebook.ipynb." in page  # a hint, as reviewers have it
    for hidden in (
        *("anchor", "Anchor", "secret of the key", "lesson"),
        *("eiling", "Chen", str(world.submission.uid), world.cohort.title),
    ):
        assert hidden not in page, hidden


def test_its_own_name_opens_no_file(world):
    address = world.address() + "?file=meiling.ipynb"
    assert world.client().get(address).status_code == 404


def test_what_is_typed_is_saved_by_script_and_by_the_button(world):
    saved = world.post(JUDGED, **{"X-Autosave": "1"})
    assert (saved.status_code, saved.content) == (204, b"")
    assert "Clean." in world.text()
    answer = world.post({**JUDGED, "body-code": "x" * 5001})
    assert answer.status_code == 422
    assert "This is too long" in answer.content.decode()
    row = world.row.attempts.get().judgements.get(key__criterion__slug="code")
    assert row.body == "Clean."


def test_submitting_too_early_says_what_is_missing_and_shows_no_key(world):
    answer = world.post({**JUDGED, "judgement-training": "", "action": "submit"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "1 place below needs something from you." in page
    assert "secret of the key" not in page
    assert "secret of the key" not in world.text()


def test_after_submitting_both_stand_beside_each_other_still_without_the_review(world):
    assert world.submit().status_code == 302
    page = world.text()
    assert "1 of 2 criteria as the key has them" in page
    assert "Passed, and the key fails it" in page
    assert "Failed, and the key passes it" not in page
    assert "The secret of the key." in page
    assert "<strong>lesson</strong>" in page
    assert "Clean." in page
    for hidden in ("anchor", "Anchor", "eiling", str(world.submission.uid)):
        assert hidden not in page, hidden
    assert world.submit().status_code == 409


def test_a_picture_of_the_notebook_is_read_while_its_sample_is(world):
    page = world.text()
    start = page.index(f"/pictures/{world.blob.sha256}")
    address = page[start : page.index('"', start)]
    assert world.client().get(address).status_code == 200
    stranger = factories.user()
    assert world.client(stranger).get(address).status_code == 404
    certification.decide(
        world.row,
        by=factories.lead(),
        state=CertificationState.DECLINED,
        reason="No.",
    )
    assert world.client().get(address).status_code == 404


def test_pictures_of_the_run_have_an_address_of_the_training(world):
    args = [world.row.pk, world.sample.number, 1]
    address = reverse("projects:training_picture", args=args)
    answer = world.client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    missing = reverse("projects:training_picture", args=[*args[:2], 9])
    assert world.client().get(missing).status_code == 404
    own = reverse("projects:picture", args=[world.submission.uid, 1, 1])
    assert world.client().get(own).status_code == 404


@pytest.mark.parametrize(
    "name", ["submission", "review", "attempts", "changes", "remarks_fitting"]
)
def test_a_trainee_opens_no_page_of_the_submission(world, name):
    world.submit()
    address = reverse(f"projects:{name}", args=[world.submission.uid])
    assert world.client().get(address).status_code == 404


def test_others_find_no_training(world):
    for person in (world.student, world.ada, factories.user(), factories.lead()):
        assert world.client(person).get(world.address()).status_code == 404


@pytest.mark.parametrize("state", ["applied", "declined", "withdrawn", "blocked"])
def test_without_a_training_there_is_no_page(world, state):
    world.row.state = state
    world.row.save()
    for name in ("training_sample", "training"):
        args = [world.row.pk] + ([1] if name == "training_sample" else [])
        address = reverse(f"projects:{name}", args=args)
        assert world.client().get(address).status_code == 404


def test_after_the_training_its_samples_can_be_read_again(world):
    world.submit()
    certification.decide(
        world.row,
        by=factories.lead(),
        state=CertificationState.CERTIFIED,
        reason="Well done.",
    )
    assert "Your training is over" in world.overview()
    assert "The secret of the key." in world.text()


def test_without_samples_it_says_what_happens_next(world):
    world.sample.delete()
    page = world.overview()
    assert "No sample is here for you yet" in page
    assert "A lead makes samples for you." in page


def test_a_lead_reads_what_was_submitted_and_by_whom(world):
    attempt = factories.attempt(
        world.sample, world.row, Judgement.MEETS, Judgement.MEETS
    )
    address = reverse("projects:training_attempt", args=[attempt.pk])
    page = world.client(factories.lead()).get(address).content.decode()
    assert "What Tom judged, beside the key." in page
    assert "Passed, and the key fails it" in page
    assert "eiling" not in page
    attempt.judged_at = None
    attempt.save()
    assert world.client(factories.lead()).get(address).status_code == 404


def test_many_samples_cost_the_same(world, django_assert_max_num_queries):
    for _ in range(3):
        other = factories.submission(
            world.project, None, world.cohort, State.APPROVED, world.ada
        )
        factories.attempt(factories.sample(other.reviews.get()), world.row)
    client = world.client()
    with django_assert_max_num_queries(15):
        page = client.get(reverse("projects:training", args=[world.row.pk]))
    assert page.content.decode().count("2 of 2 alike") == 3
