"""The page where staff decide, and what a reviewer reads of work that was never checked."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import RunState, RunVerdict, State, StepState
from projects.operations import grading, reviews
from projects.operations.grading.holding import hold
from projects.web.review import held as views
from protocol.steps import StepKind
from tests import factories

pytestmark = pytest.mark.django_db

INCIDENT = "bwrap: no such device"
WHY = "The grader is being repaired."


@pytest.fixture
def held():
    """Its first check passed; then the fault came."""
    subject = factories.submission()
    for criterion in subject.rubric.criteria.all():
        criterion.checks = ["code.check", f"{criterion.slug}.other"]
        criterion.human = False
        criterion.save()
    now = timezone.now()
    run = subject.runs.create(number=1, state=RunState.ERRORED, finished_at=now)
    step = run.steps.create(
        kind=StepKind.EXAMINE, state=StepState.ERRORED, incident=INCIDENT, faults=3
    )
    run.steps.create(kind=StepKind.TRAIN, state=StepState.SKIPPED)
    step.results.create(order=1, check_slug="code.check", outcome="passed")
    hold(subject)
    return subject


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def to(name, subject):
    return reverse(f"projects:{name}", args=[subject.uid])


def page(client, address):
    return client.get(address).content.decode()


def referred(held):
    """In the hands of a reviewer, by staff's decision."""
    grading.refer_unchecked(held, by=factories.lead("Ada"), reason=WHY)
    reviewer = factories.reviewer(held.project)
    reviews.claim(held, by=reviewer)
    return client_of(reviewer)


@pytest.mark.parametrize("who", [factories.lead, factories.admin])
def test_staff_read_what_waits_and_why(held, who):
    client = client_of(who())
    text = page(client, reverse("projects:held"))
    assert "1 submission waits for your decision" in text
    assert INCIDENT in text
    assert to("rerun", held) in text
    assert to("refer_unchecked", held) in text
    assert 'class="count">1<' in text, "in the bar above every page"
    assert f"#held-{held.uid}" in page(client, reverse("projects:workers"))
    assert to("refer_unchecked", held) in page(client, to("submission", held))


def more(count):
    for _ in range(count):
        subject = factories.submission()
        run = subject.runs.create(number=1, state=RunState.ERRORED)
        run.steps.create(kind=StepKind.EXAMINE, state=StepState.ERRORED, incident="x")
        hold(subject)


def test_what_waits_comes_in_pages_the_oldest_first(held, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    more(2)
    client = client_of(factories.lead())
    first = page(client, reverse("projects:held"))
    assert "3 submissions wait for your decision" in first
    assert first.count('id="held-') == 2
    assert first.index(f"held-{held.uid}") < first.rindex('id="held-')
    assert 'rel="next"' in first
    last = page(client, reverse("projects:held") + "?page=2")
    assert last.count('id="held-') == 1
    assert f"held-{held.uid}" not in last


def test_a_long_page_takes_as_many_queries_as_a_short_one(
    held, django_assert_num_queries
):
    client = client_of(factories.lead())
    page(client, reverse("projects:held"))
    with CaptureQueriesContext(connection) as at_one:
        page(client, reverse("projects:held"))
    more(4)
    with django_assert_num_queries(len(at_one)):
        page(client, reverse("projects:held"))


def test_nothing_waits(held):
    grading.rerun(held, by=factories.lead())
    text = page(client_of(factories.lead()), reverse("projects:held"))
    assert "Nothing is on hold" in text
    assert 'class="count"' not in text


def test_grading_again_from_the_page(held):
    client_of(factories.lead()).post(to("rerun", held))
    held.refresh_from_db()
    assert held.state == State.CHECKING


def test_a_decision_without_a_reason_asks_for_one(held):
    client = client_of(factories.lead())
    response = client.post(to("refer_unchecked", held), {"reason": " "})
    assert response.status_code == 422
    assert "Say why." in response.content.decode()
    held.refresh_from_db()
    assert held.state == State.HELD
    response = client.post(to("refer_unchecked", held), {"reason": WHY})
    assert response["Location"] == reverse("projects:held")
    held.refresh_from_db()
    assert held.state == State.AWAITING_REVIEW


def test_who_leads_reads_of_their_own_work_that_somebody_else_decides(held):
    held.student.is_lead = True
    held.student.save()
    text = page(client_of(held.student), reverse("projects:held"))
    assert "somebody else decides" in text
    assert to("refer_unchecked", held) not in text


def test_the_queue_says_so_loudly(held):
    grading.refer_unchecked(held, by=factories.lead(), reason=WHY)
    client = client_of(factories.reviewer(held.project))
    text = page(client, reverse("projects:queue"))
    assert (
        "Not checked, because of an error on our side: nothing of it is measured"
        in text
    )
    client.post(to("claim", held))
    assert "nothing of it is measured" in page(client, reverse("projects:queue"))


def test_the_reviewer_reads_first_what_was_never_run(held):
    text = page(referred(held), to("review", held))
    banner = text[text.index('id="unmeasured"') :].partition("</section>")[0]
    assert "Not checked: an error on our side stopped the checks" in banner
    for criterion in held.rubric.criteria.all():
        assert f"{criterion.slug}.other" in banner
    assert "code.check" not in banner, "that one has run"
    assert "Training" in banner
    assert f"Ada passed it on unchecked: {WHY}" in banner


def test_what_was_never_run_is_neither_green_nor_filled_in(held):
    response = referred(held).get(to("review", held))
    rows = [row for part in response.context["sections"] for row in part.rows]
    assert {row.outcome for row in rows} == {"unjudged"}
    assert {row.marked for row in rows} == {""}
    assert 'data-outcome="unjudged"' in response.content.decode()


def test_whole_work_has_no_banner():
    subject = factories.submission(state=State.AWAITING_REVIEW)
    subject.runs.create(number=1, state=RunState.FINISHED, verdict=RunVerdict.PASSED)
    reviewer = factories.reviewer(subject.project)
    reviews.claim(subject, by=reviewer)
    client = client_of(reviewer)
    assert 'id="unmeasured"' not in page(client, to("review", subject))
    assert "Not checked, because of an error" not in page(
        client, reverse("projects:queue")
    )


def test_checks_that_stand_beside_others_that_never_ran_are_told_apart(held):
    """An appeal of work that failed a check before the fault came."""
    held.runs.update(state=RunState.FINISHED, verdict=RunVerdict.FAILED)
    held.runs.get().steps.filter(kind="examine").update(state=StepState.FAILED)
    text = page(referred(held), to("review", held))
    assert "Not all checks have run: an error on our side stopped them" in text


def test_the_student_reads_an_honest_sentence(held):
    text = page(client_of(held.student), to("submission", held))
    assert "On hold: an error on our side" in text
    assert "this attempt is not lost" in text
    assert "nothing counts against you" in text
    assert to("withdraw", held) in text
    assert INCIDENT not in text
    assert ".other" not in text, "a check's name may tell what it checks"
    grading.refer_unchecked(held, by=factories.lead(), reason=WHY)
    text = page(client_of(held.student), to("submission", held))
    assert "A reviewer looks at your work without the checks" in text
    assert WHY not in text


def test_the_board_counts_it(held):
    lead = client_of(factories.lead())
    text = page(lead, reverse("projects:board", args=[held.cohort.slug]))
    assert "on hold" in text
    assert "On hold" in text


def test_the_api_tells_that_checks_are_missing(held):
    detail = client_of(factories.lead()).get(f"/api/submissions/{held.uid}/").json()
    assert detail["state"] == "held"
    assert detail["runs"][0]["is_cut_short"] is True
    assert {"grade_again", "refer_unchecked"} <= set(detail["actions"])
