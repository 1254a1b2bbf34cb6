"""Who gets what of every address of the review room and the cohorts."""

import itertools

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import CertificationState, State
from projects.models import Certification, Comment
from projects.operations import drafts, reviews
from tests import factories

pytestmark = pytest.mark.django_db

PEOPLE = (
    "anonymous",
    "student",
    "stranger",
    "uncertified",
    "certified",
    "assigned",
    "lead",
    "admin",
)
STAFF = {"lead", "admin"}


class World:
    """One submission in somebody's hands, and everybody around it."""

    def __init__(self, state):
        self.subject = factories.submission(state=State.AWAITING_REVIEW)
        project = self.subject.project
        uncertified = factories.user("uncertified")
        Certification.objects.create(
            user=uncertified, project=project, state=CertificationState.TRAINING
        )
        self.people = {
            "anonymous": None,
            "student": self.subject.student,
            "stranger": factories.student(factories.cohort()),
            "uncertified": uncertified,
            "certified": factories.reviewer(project),
            "assigned": factories.reviewer(project),
            "lead": factories.lead(),
            "admin": factories.admin(),
        }
        self.comment = None
        if state == State.IN_REVIEW:
            assigned = self.people["assigned"]
            reviews.claim(self.subject, by=assigned)
            self.comment = drafts.comment(
                self.subject,
                by=assigned,
                file_name="notebook.ipynb",
                body="Hm.",
                cell=1,
            )

    def client(self, who):
        client = Client()
        if self.people[who] is not None:
            client.force_login(self.people[who])
        return client

    def url(self, name):
        more = [self.comment.pk] if name in ("comment_edit", "comment_delete") else []
        return reverse(f"projects:{name}", args=[self.subject.uid, *more])


def check(response, expected):
    if expected == "login" and response.status_code == 401:
        assert "registration/login.html" in [one.name for one in response.templates]
    elif expected == "login":
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("login"))
    else:
        assert response.status_code == expected


IN_REVIEW_READ = {
    "anonymous": "login",
    "student": 404,
    "stranger": 404,
    "uncertified": 404,
    "certified": 404,
    "assigned": 200,
    "lead": 200,
    "admin": 200,
}
WAITING_READ = IN_REVIEW_READ | {"certified": 200}


@pytest.mark.parametrize("who", PEOPLE)
def test_the_workspace_of_a_claimed_review(who):
    world = World(State.IN_REVIEW)
    check(world.client(who).get(world.url("review")), IN_REVIEW_READ[who])


@pytest.mark.parametrize("who", PEOPLE)
def test_the_workspace_of_what_waits(who):
    world = World(State.AWAITING_REVIEW)
    check(world.client(who).get(world.url("review")), WAITING_READ[who])


@pytest.mark.parametrize("who", ["certified", "lead", "admin"])
def test_who_only_reads_gets_no_form_to_write_in(who):
    world = World(State.AWAITING_REVIEW)
    text = world.client(who).get(world.url("review")).content.decode()
    assert world.url("review_save") not in text
    assert world.url("comment_add") not in text


# Writing: who may not see it gets 404; who sees it but does not hold it is told so (409).
WRITES = {
    "review_save": {"general": "Mine.", "version": 0},
    "publish": {"action": "approve"},
    "comment_add": {
        "comment": "new-1",
        "new-1-file_name": "notebook.ipynb",
        "new-1-cell": "2",
        "new-1-tag": "awesome",
        "new-1-body": "Nice.",
    },
}
WRITING = IN_REVIEW_READ | {"assigned": "written", "lead": 409, "admin": 409}
WRITTEN = {"review_save": 302, "publish": 422, "comment_add": 302}


@pytest.mark.parametrize(("who", "name"), list(itertools.product(PEOPLE, WRITES)))
def test_only_the_assigned_reviewer_writes(who, name):
    world = World(State.IN_REVIEW)
    response = world.client(who).post(world.url(name), WRITES[name])
    expected = WRITING[who]
    check(response, WRITTEN[name] if expected == "written" else expected)
    written = Comment.objects.count() > 1
    assert written == (who == "assigned" and name == "comment_add")


@pytest.mark.parametrize(
    ("who", "name"), list(itertools.product(PEOPLE, ["comment_edit", "comment_delete"]))
)
def test_a_draft_comment_exists_for_its_writer_only(who, name):
    world = World(State.IN_REVIEW)
    typed = {"tag": "awesome", "body": "Changed.", "version": 0}
    prefix = f"edit-{world.comment.pk}"
    data = {"version": 0} | {f"{prefix}-{key}": it for key, it in typed.items()}
    response = world.client(who).post(world.url(name), data)
    check(response, {"anonymous": "login", "assigned": 302}.get(who, 404))
    kept = Comment.objects.filter(pk=world.comment.pk, body="Hm.").exists()
    assert kept == (who != "assigned")


CLAIMING = {
    "anonymous": "login",
    "student": 403,
    "stranger": 404,
    "uncertified": 404,
    "certified": 302,
    "assigned": 302,
    "lead": 403,
    "admin": 403,
}


@pytest.mark.parametrize("who", PEOPLE)
def test_claiming(who):
    world = World(State.AWAITING_REVIEW)
    check(world.client(who).post(world.url("claim")), CLAIMING[who])


RELEASING = IN_REVIEW_READ | {
    "student": 403,
    "assigned": 302,
    "lead": 302,
    "admin": 302,
}


@pytest.mark.parametrize("who", PEOPLE)
def test_releasing(who):
    world = World(State.IN_REVIEW)
    check(world.client(who).post(world.url("release")), RELEASING[who])
    world.subject.refresh_from_db()
    released = world.subject.state == State.AWAITING_REVIEW
    assert released == (RELEASING[who] == 302)


RERUNNING = RELEASING | {"assigned": 403}


@pytest.mark.parametrize("who", PEOPLE)
def test_running_the_checks_again(who):
    world = World(State.IN_REVIEW)
    check(world.client(who).post(world.url("rerun")), RERUNNING[who])
    assert world.subject.runs.exists() == (RERUNNING[who] == 302)


REOPENING = RERUNNING | {"certified": 404}


@pytest.mark.parametrize("who", PEOPLE)
def test_reopening(who):
    world = World(State.IN_REVIEW)
    assigned = world.people["assigned"]
    reviews.cannot_review(world.subject, by=assigned, reason="other", body="Broken.")
    response = world.client(who).post(world.url("reopen"), {"reason": "A slip."})
    check(response, REOPENING[who])
    world.subject.refresh_from_db()
    assert (world.subject.state == State.IN_REVIEW) == (REOPENING[who] == 302)


def test_reopening_asks_for_a_reason_beside_the_field():
    world = World(State.IN_REVIEW)
    assigned = world.people["assigned"]
    reviews.cannot_review(world.subject, by=assigned, reason="other", body="Broken.")
    response = world.client("lead").post(world.url("reopen"), {"reason": " "})
    assert response.status_code == 422
    assert "Say why." in response.content.decode()


QUEUE = {
    "anonymous": "login",
    "student": 404,
    "stranger": 404,
    "uncertified": 404,
    "certified": 200,
    "assigned": 200,
    "lead": 200,
    "admin": 200,
}


@pytest.mark.parametrize(
    ("who", "name"), list(itertools.product(PEOPLE, ["queue", "my_reviews"]))
)
def test_the_queue_and_my_reviews_are_for_reviewers_and_leads(who, name):
    world = World(State.AWAITING_REVIEW)
    check(world.client(who).get(reverse(f"projects:{name}")), QUEUE[who])


@pytest.mark.parametrize("who", PEOPLE)
def test_cohorts_are_for_leads_and_admins(who):
    world = World(State.AWAITING_REVIEW)
    expected = "login" if who == "anonymous" else 200 if who in STAFF else 404
    client = world.client(who)
    check(client.get(reverse("projects:cohorts")), expected)
    board = reverse("projects:board", args=[world.subject.cohort.slug])
    check(client.get(board), expected)


@pytest.mark.parametrize(
    "name",
    ["claim", "release", "rerun", "reopen", "review_save", "publish", "comment_add"],
)
def test_verbs_are_posts(name):
    world = World(State.IN_REVIEW)
    assert world.client("assigned").get(world.url(name)).status_code == 405
