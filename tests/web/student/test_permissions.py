"""Who gets what of every address of this room."""

import itertools

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import CertificationState, State
from projects.models import Certification, Submission, User
from tests import factories

pytestmark = pytest.mark.django_db

PEOPLE = (
    "student",
    "other student",
    "certified reviewer",
    "uncertified reviewer",
    "lead",
    "admin",
    "anonymous",
)
SEES = {"student", "certified reviewer", "lead", "admin"}
READS = ("submission", "submission_live", "notebook", "download")
VERBS = {
    "withdraw": {},
    "appeal": {"reason": "Look, please."},
    "dispute": {"reason-code": "It is right."},
    "rate": {"stars": "5"},
}


def person(who: str, subject: Submission) -> Client:
    client = Client()
    made: User | None = {
        "student": lambda: subject.student,
        "other student": lambda: factories.student(subject.cohort),
        "certified reviewer": lambda: factories.reviewer(subject.project),
        "uncertified reviewer": lambda: _uncertified(subject),
        "lead": factories.lead,
        "admin": factories.admin,
        "anonymous": lambda: None,
    }[who]()
    if made is not None:
        client.force_login(made)
    return client


def _uncertified(subject: Submission) -> User:
    made = factories.reviewer(factories.project())
    Certification.objects.create(
        user=made, project=subject.project, state=CertificationState.APPLIED
    )
    return made


def address(name: str, subject: Submission) -> str:
    named = name in ("notebook", "download")
    extra = [subject.notebook_name] if named else []
    return reverse(f"projects:{name}", args=[subject.uid, *extra])


@pytest.mark.parametrize(("who", "name"), list(itertools.product(PEOPLE, READS)))
def test_a_waiting_submission_exists_only_for_those_who_may_see_it(who, name):
    subject = factories.submission(state=State.AWAITING_REVIEW)
    response = person(who, subject).get(address(name, subject))
    if who == "anonymous":
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("login"))
    elif who in SEES:
        assert response.status_code in (200, 286)
    else:
        assert response.status_code == 404


@pytest.mark.parametrize("name", READS)
def test_a_certified_reviewer_does_not_see_what_is_still_being_checked(name):
    subject = factories.submission(state=State.CHECKING)
    client = person("certified reviewer", subject)
    assert client.get(address(name, subject)).status_code == 404


@pytest.mark.parametrize(("who", "verb"), list(itertools.product(PEOPLE, VERBS)))
def test_only_the_student_uses_the_verbs_of_a_student(who, verb):
    state = {
        "withdraw": State.AWAITING_REVIEW,
        "appeal": State.RETURNED,
        "dispute": State.CHANGES_REQUESTED,
        "rate": State.APPROVED,
    }[verb]
    subject = factories.submission(state=state)
    client = person(who, subject)
    response = client.post(address(verb, subject), VERBS[verb])
    if who == "student":
        assert response.status_code == 302
        assert response["Location"] == address("submission", subject)
    elif who == "anonymous" and verb in ("appeal", "dispute"):
        assert response.status_code == 401  # the sign-in page, with the words in it
        assert "registration/login.html" in [one.name for one in response.templates]
    elif who == "anonymous":
        assert response["Location"].startswith(reverse("login"))
    else:
        assert response.status_code in (403, 404)
    subject.refresh_from_db()
    changed = subject.state != state or any(
        hasattr(review, "rating") for review in subject.reviews.all()
    )
    assert changed == (who == "student")


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_are_not_for_following_links(verb):
    subject = factories.submission(state=State.AWAITING_REVIEW)
    response = person("student", subject).get(address(verb, subject))
    assert response.status_code == 405


@pytest.mark.parametrize("who", PEOPLE)
def test_everyone_who_is_signed_in_reads_the_page_of_a_project(who):
    subject = factories.submission()
    response = person(who, subject).get(
        reverse("projects:project", args=[subject.project.slug])
    )
    assert response.status_code == (302 if who == "anonymous" else 200)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_people_in_a_cohort_may_hand_in(who):
    subject = factories.submission(state=State.WITHDRAWN)
    response = person(who, subject).post(
        reverse("projects:submit", args=[subject.project.slug]), {}
    )
    enrolled = {"student", "other student"}
    expected = 302 if who == "anonymous" else 422 if who in enrolled else 404
    assert response.status_code == expected


@pytest.mark.parametrize(
    ("who", "goes_to"),
    [
        ("certified reviewer", "projects:queue"),
        ("lead", "projects:cohorts"),
        ("admin", "projects:cohorts"),
        ("anonymous", "login"),
    ],
)
def test_home_sends_people_without_a_cohort_to_their_room(who, goes_to, settings):
    subject = factories.submission()
    response = person(who, subject).get(reverse("projects:home"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse(goes_to))


def test_a_person_without_any_part_reads_how_to_get_one():
    client = Client()
    client.force_login(factories.user())
    response = client.get(reverse("projects:home"))
    assert "You are not in a cohort yet" in response.content.decode()
