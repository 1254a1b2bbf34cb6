"""Leads' pages of samples: the list, choosing a review, making a sample of it, mending its key."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from projects.enums import Judgement, State
from projects.models import SubmissionFile, TrainingSample
from projects.storage import keep
from projects.web.training.naming import files_that_name
from tests import factories

pytestmark = pytest.mark.django_db
KEY = {
    "judgement-code": "changes",
    "body-code": "It *loops*.",
    "judgement-training": "meets",
    "body-training": "",
    "teaches": "Loops are slow.",
}


class Made:
    def __init__(self) -> None:
        self.project = factories.project()
        self.cohort = factories.cohort()
        self.student = factories.student(self.cohort, "Meiling Chen")
        self.submission = factories.submission(
            self.project, self.student, self.cohort, State.CHANGES_REQUESTED
        )
        self.review = self.submission.reviews.get()
        self.client = Client()
        self.client.force_login(factories.lead("Lea"))

    def get(self, name, *args, **query) -> str:
        answer = self.client.get(reverse(f"projects:{name}", args=args), query)
        assert answer.status_code == 200
        return answer.content.decode()

    def make(self, **data):
        address = reverse("projects:sample_new", args=[self.review.pk])
        return self.client.post(address, {**KEY, "looked": "on", **data})


@pytest.fixture
def world():
    cache.clear()
    return Made()


def test_a_sample_is_made_from_the_list_of_finished_reviews(world):
    assert "No sample is made yet" in world.get("samples")
    chosen = world.get("sample_choose")
    assert "Meiling Chen" in chosen
    assert "1 of 2 criteria require changes" in chosen
    assert reverse("projects:sample_new", args=[world.review.pk]) in chosen
    answer = world.make()
    assert answer["Location"] == reverse("projects:samples")
    page = world.get("samples")
    assert "Sample 1 is made, and offered to trainees." in page
    assert "1 of 2 criteria require changes" in page
    made = TrainingSample.objects.get()
    assert (made.body, made.keys.first().body) == ("Loops are slow.", "It *loops*.")
    assert "No finished review is left to choose" in world.get("sample_choose")


def test_the_key_begins_with_the_review_and_shows_its_words_to_the_lead(world):
    address = reverse("projects:sample_new", args=[world.review.pk])
    answer = world.client.get(address)
    page, form = answer.content.decode(), answer.context["form"]
    assert "What the reviewer wrote" in page
    assert "Please change this." in page
    assert "NeuralNetwork" in page
    assert form["judgement-code"].value() == "changes"
    assert form["judgement-training"].value() == "meets"
    assert not form["body-code"].value()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"looked": ""}, "Read the work first: names that were typed are not hidden."),
        ({"judgement-code": ""}, "Not judged yet."),
        ({"judgement-code": "maybe"}, "1 place below needs something from you."),
        ({"body-code": "x" * 5001}, "This is too long"),
        ({"teaches": "x" * 5001}, "This is too long"),
    ],
)
def test_bad_input_is_told_and_nothing_is_stored(world, data, words):
    answer = world.make(**data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not TrainingSample.objects.exists()


def test_what_cannot_become_a_sample_has_no_page(world):
    world.make()
    for pk in (world.review.pk, 999_999):
        address = reverse("projects:sample_new", args=[pk])
        assert world.client.get(address).status_code == 404


def test_work_that_names_its_student_is_told(world):
    assert files_that_name(world.submission) == []
    named = factories.NOTEBOOK.replace(b"# My network", b"# By MEILING CHEN")
    SubmissionFile.objects.filter(submission=world.submission).update(blob=keep(named))
    SubmissionFile.objects.create(
        submission=world.submission,
        name="helper.py",
        blob=keep(f"# write to {world.student.email}\n".encode()),
    )
    assert files_that_name(world.submission) == ["helper.py", "notebook.ipynb"]
    page = world.get("sample_new", world.review.pk)
    assert "name or address stands here" in page
    assert "helper.py, notebook.ipynb" in page


def test_a_japanese_name_is_found_in_escaped_json(world):
    world.student.name = "山田 花子"
    world.student.save()
    world.submission.student.refresh_from_db()
    escaped = "山田 花子".encode("ascii", "backslashreplace")
    named = factories.NOTEBOOK.replace(b"# My network", escaped)
    SubmissionFile.objects.filter(submission=world.submission).update(blob=keep(named))
    assert files_that_name(world.submission) == ["notebook.ipynb"]


def test_the_key_is_mended_with_how_trainees_judged_in_sight(world):
    sample = factories.sample(world.review)
    assert "How trainees judged it" not in world.get("sample", sample.pk)
    trainee = factories.trainee(factories.user(), world.project)
    factories.attempt(sample, trainee, Judgement.MEETS, Judgement.MEETS)
    page = world.get("sample", sample.pk)
    assert "How trainees judged it" in page
    assert "0 of 1 alike" in page
    address = reverse("projects:sample", args=[sample.pk])
    answer = world.client.post(address, {**KEY, "judgement-code": "meets"})
    assert answer["Location"] == address
    assert sample.keys.first().judgement == Judgement.MEETS
    sample.refresh_from_db()
    assert sample.body == "Loops are slow."


def test_a_sample_is_retired_and_offered_again(world):
    sample = factories.sample(world.review)
    address = reverse("projects:sample_retire", args=[sample.pk])
    page = world.client.post(address, {"action": "retire"}, follow=True)
    assert "Retired" in page.content.decode()
    sample.refresh_from_db()
    assert sample.retired_at is not None
    assert "Offer again" in world.get("sample", sample.pk)
    world.client.post(address, {"action": "offer"})
    sample.refresh_from_db()
    assert sample.retired_at is None


def test_a_sample_whose_files_are_gone_is_listed_without_a_page(world):
    sample = factories.sample(world.review)
    world.submission.files_removed_at = sample.made_at
    world.submission.save()
    address = reverse("projects:sample", args=[sample.pk])
    page = world.get("samples")
    assert "Its files are gone" in page
    assert address not in page
    assert world.client.get(address).status_code == 404


def test_lists_are_filtered_and_paged_and_cost_the_same(
    world, django_assert_max_num_queries
):
    for _ in range(26):
        other = factories.submission(
            world.project, None, world.cohort, State.APPROVED, world.review.reviewer
        )
        factories.sample(other.reviews.get())
    with django_assert_max_num_queries(12):
        page = world.get("samples")
    assert page.count("data-row") == 25
    assert world.get("samples", page=2).count("data-row") == 1
    assert "Nothing matches these filters" in world.get("samples", language="ja")
    assert world.get("samples", language="xx").count("data-row") == 25
    with django_assert_max_num_queries(12):
        chosen = world.get("sample_choose", verdict="changes_requested")
    assert chosen.count("data-row") == 1
    assert "Nothing matches" in world.get("sample_choose", verdict="approved")
