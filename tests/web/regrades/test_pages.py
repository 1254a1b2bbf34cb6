"""Regrades in the browser: started, watched, read as a table, published or discarded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import Change, Queue, RegradeState, State
from projects.models import Notification, Regrade
from projects.operations import grading, regrades
from tests import factories
from tests.engine.slow_pack import SLUG, write_pack
from tests.projects.regrades import FAILED, PASSED, graded, outcome, start
from tests.projects.regrades import grade as graded_by_workers

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    person = factories.lead()
    client.force_login(person)
    return person


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def project(settings, tmp_path):
    settings.PACKS_DIR = write_pack(tmp_path / "packs")
    settings.CANDIDATES_DIR = tmp_path / "candidates"
    return factories.project(slug=SLUG)


def grade(regrade, found=None):
    graded_by_workers(regrade, found)
    while (step := grading.take_next(Queue.GPU, worker="two")) is not None:
        grading.finish_step(step, outcome({"training.check": "passed"}))
    regrades.sweep()  # as the end of the last transaction does, or else the clock
    regrade.refresh_from_db()


def page(client, regrade, query=""):
    address = reverse("projects:regrade", args=[regrade.pk])
    response = client.get(f"{address}{query}")
    assert response.status_code == 200
    return response.content.decode()


def verb(client, name, regrade):
    return client.post(reverse(f"projects:regrade_{name}", args=[regrade.pk]))


def form(of, cohort, **changed):
    return {
        "project": of.slug,
        "cohort": cohort.slug,
        "version": "deployed",
        "reason": "A tolerance was too tight.",
        **changed,
    }


def test_a_lead_starts_one_over_a_cohort(client, lead, project, cohort):
    work = graded(of=project, in_=cohort)
    board = client.get(reverse("projects:board", args=[cohort.slug])).content.decode()
    new = reverse("projects:regrade_start")
    assert f"{new}?cohort={cohort.slug}" in board
    assert client.get(f"{new}?cohort={cohort.slug}").status_code == 200
    response = client.post(new, form(project, cohort))
    made = Regrade.objects.get()
    assert response.url == reverse("projects:regrade", args=[made.pk])
    assert made.comparisons.get().submission == work
    assert made.created_by == lead
    assert "0 of 1 are done" in page(client, made)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": " "}, "Say what was corrected."),
        ({"version": "candidate"}, "There is no such version here"),
        ({"project": "no-such"}, "Select a valid choice"),
        ({}, "nothing here that another version has graded"),  # nothing was handed in
    ],
)
def test_what_cannot_be_started_is_said_beside_the_form(  # noqa: PLR0913, PLR0917
    client, lead, project, cohort, changed, told
):
    response = client.post(
        reverse("projects:regrade_start"), form(project, cohort, **changed)
    )
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Regrade.objects.exists()


def test_a_candidate_is_a_folder_beside_the_deployed_packs(
    client, lead, project, cohort, settings
):
    graded(of=project, in_=cohort)
    folder = write_pack(settings.CANDIDATES_DIR) / SLUG
    (folder / "checks" / "answers.py").write_text("# corrected\n")
    client.post(
        reverse("projects:regrade_start"), form(project, cohort, version="candidate")
    )
    client.post(reverse("projects:regrade_cancel", args=[Regrade.objects.get().pk]))
    candidate = Regrade.objects.get()
    assert candidate.state == RegradeState.CANCELLED
    graded(of=project, in_=cohort)
    client.post(reverse("projects:regrade_start"), form(project, cohort))
    assert len(set(Regrade.objects.values_list("digest", flat=True))) == 2


def test_the_table_says_who_would_pass_or_fail_now_and_why(
    client, lead, project, cohort
):
    returned = graded(State.RETURNED, FAILED, of=project, in_=cohort)
    waiting = graded(of=project, in_=cohort)
    graded(of=project, in_=cohort)
    regrade = start(project, cohort)
    grade(regrade, {returned: PASSED, waiting: FAILED})
    shown = page(client, regrade)
    assert "2 results would change" in shown
    assert "old evidence of code.check" in shown
    assert "new evidence of code.check" in shown
    passes = page(client, regrade, f"?change={Change.PASSES}")
    assert returned.student.name in passes
    assert waiting.student.name not in passes
    assert returned.student.name in page(client, regrade, "?change=nonsense")


def test_publishing_tells_those_affected_and_nobody_else(client, lead, project, cohort):
    returned = graded(State.RETURNED, FAILED, of=project, in_=cohort)
    same = graded(of=project, in_=cohort)
    regrade = start(project, cohort)
    grade(regrade, {returned: PASSED})
    assert verb(client, "publish", regrade).status_code == 302
    returned.refresh_from_db()
    assert returned.state == State.AWAITING_REVIEW
    told = set(Notification.objects.values_list("recipient", flat=True))
    assert returned.student_id in told
    assert same.student_id not in told
    assert "Published." in page(client, regrade)
    client.force_login(returned.student)
    shown = client.get(reverse("projects:submission", args=[returned.uid]))
    assert "corrected after this was handed in: A tolerance" in shown.content.decode()
    client.force_login(lead)
    assert verb(client, "publish", regrade).status_code == 409
    assert verb(client, "discard", regrade).status_code == 409


def test_discarding_leaves_all_as_it_was(client, lead, project, cohort):
    returned = graded(State.RETURNED, FAILED, of=project, in_=cohort)
    regrade = start(project, cohort)
    grade(regrade, {returned: PASSED})
    assert verb(client, "discard", regrade).status_code == 302
    returned.refresh_from_db()
    assert returned.state == State.RETURNED
    assert not Notification.objects.exists()
    assert "Discarded. Nobody was notified." in page(client, regrade)


def test_the_moving_part_says_nothing_until_something_moved(
    client, lead, project, cohort
):
    graded(of=project, in_=cohort)
    graded(of=project, in_=cohort)
    regrade = start(project, cohort)
    live = reverse("projects:regrade_live", args=[regrade.pk])
    first = client.get(live)
    token = {"seen": first.context["change_token"]}
    assert client.get(live, token).status_code == 204
    grade(regrade)
    ended = client.get(live, token)
    assert ended.status_code == 286
    assert ended.headers["HX-Refresh"] == "true"


def test_before_it_is_published_a_student_sees_the_old_result(client, project, cohort):
    returned = graded(State.RETURNED, FAILED, of=project, in_=cohort)
    regrade = start(project, cohort)
    grade(regrade, {returned: PASSED})
    client.force_login(returned.student)
    address = reverse("projects:submission", args=[returned.uid])
    shown = client.get(address).content.decode()
    assert "Hint of code.check" in shown
    assert "A tolerance was too tight." not in shown


@pytest.mark.parametrize("name", ["regrades", "regrade"])
def test_more_rows_cost_no_more_queries(client, lead, project, cohort, name):
    def count():
        found = Regrade.objects.first()
        given = [] if name == "regrades" else [found.pk]
        with CaptureQueriesContext(connection) as queries:
            assert (
                client.get(reverse(f"projects:{name}", args=given)).status_code == 200
            )
        return len(queries)

    graded(State.RETURNED, FAILED, of=project, in_=cohort)
    grade(start(project, cohort))
    count()
    at_one = count()
    Regrade.objects.all().update(state=RegradeState.CANCELLED, decided_by=lead)
    for _ in range(2):
        graded(State.RETURNED, FAILED, of=project, in_=cohort)
    grade(start(project, cohort, digest="c" * 64))
    assert count() == at_one
