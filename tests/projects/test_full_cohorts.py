"""Two cohorts full of history: rows that hold together, reads that agree, pages of few queries."""

from collections import Counter, defaultdict

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.models import Count, F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import EnrolmentState, State
from projects.models import (
    Cohort,
    Comment,
    CriterionReview,
    Enrolment,
    Event,
    Letter,
    Notification,
    Rating,
    Run,
    Step,
    Submission,
    User,
)
from projects.operations.load import seed
from projects.operations.pack_sync import sync_packs
from projects.queries import cohorts as reads
from projects.queries import shares, syllabus
from projects.queries.cohorts import NONE, Filters
from projects.queries.overview import overview_of
from projects.queries.students import projects_of
from projects.web.cohorts.board import STUDENTS_PER_PAGE
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def full(django_db_setup, django_db_blocker):
    """The larger cohort and the smaller one, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        sync_packs(django_settings.PACKS_DIR)
        seed(45)
        yield list(Cohort.objects.order_by("starts_on"))
        transaction.set_rollback(True)


@pytest.fixture
def lead(full):
    return User.objects.get(email="lead@load.test")


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


# --- rows ----------------------------------------------------------------------------------


def test_the_same_work_has_the_same_results_whether_written_or_copied(full):
    files = defaultdict(set)
    for submission, blob in Submission.objects.values_list("pk", "files__blob"):
        files[submission].add(blob)
    told = defaultdict(set)
    steps = Step.objects.filter(state__in=("passed", "failed"))
    for step in steps.select_related("run").prefetch_related("results"):
        work = frozenset(files[step.run.submission_id])
        results = step.results.all()
        told[work, step.kind].add(tuple((r.check_slug, r.outcome) for r in results))
    assert len(told) < steps.count() / 3
    assert all(len(results) == 1 for results in told.values())
    ended = Run.objects.exclude(state="running").annotate(n=Count("artifacts"))
    assert ended.filter(verdict="passed").exists()
    assert not ended.filter(verdict="passed", n=0).exists()


def test_a_verdict_and_its_judgements_say_the_same(full):
    said = CriterionReview.objects.filter(judgement="changes")
    verdicts = set(said.values_list("review__verdict", flat=True))
    assert verdicts == {State.CHANGES_REQUESTED}


def test_nobody_has_more_in_hand_than_they_may_or_reviews_their_own_work(full):
    held = Submission.objects.filter(state=State.IN_REVIEW).select_related("reviewer")
    for reviewer, count in Counter(one.reviewer for one in held).items():
        assert count <= reviewer.most_in_hand
    assert not Submission.objects.filter(reviewer=F("student")).exists()


def test_what_was_written_is_as_old_as_its_review(full):
    now = timezone.now()
    for model in (Comment, Rating):
        rows = model.objects.filter(review__published_at__isnull=False)
        assert rows.exists()
        assert not rows.exclude(created_at=F("review__published_at")).exists()
    assert not Event.objects.filter(at__gt=now).exists()
    assert not Notification.objects.filter(read_at__gt=now).exists()


def test_no_letter_leaves_and_none_could_reach_anybody(full):
    assert not Letter.objects.exclude(state="sent").exists()
    assert not User.objects.exclude(email__endswith="@load.test").exists()
    assert not Letter.objects.exclude(address=F("recipient__email")).exists()


# --- reads ---------------------------------------------------------------------------------


def test_the_overview_a_students_page_and_the_board_agree(full, lead):
    for cohort in full:
        overview = overview_of(cohort)
        standings = overview.standings[:12]
        enrolments = Enrolment.objects.select_related("cohort").in_bulk()
        for one, row in zip(
            standings, reads.board(cohort, overview, standings), strict=True
        ):
            places = [(p.state, p.attempts, p.is_late) for p in one.places]
            assert places == [
                (at.counted.state if at.counted else "", len(at.attempts), at.is_late)
                for at in projects_of(enrolments[one.enrolment], lead)
            ]
            cells = [(cell.state, cell.is_late) for cell in row.cells]
            assert cells == [(state, late) for state, _attempts, late in places]


def test_every_place_is_counted_once_and_found_by_its_state(full):
    for cohort in full:
        overview = overview_of(cohort)
        counts, slugs = (
            overview.counts,
            [one.project.slug for one in overview.projects],
        )
        assert sum(counts.values()) == cohort.enrolments.count() * len(slugs)
        for state, count in counts.items():
            found = [
                reads.fitting(overview, Filters(state=state or NONE, project=slug))
                for slug in slugs
            ]
            assert sum(map(len, found)) == count, state


@pytest.mark.parametrize("order", [*reads.ORDERS, "no such order"])
def test_an_order_loses_nobody_and_is_the_same_twice(full, order):
    standings = overview_of(full[0]).standings
    once = reads.ordered(standings, order)
    assert {one.student for one in once} == {one.student for one in standings}
    assert reads.ordered(once, order) == once


def test_who_left_needs_no_help(full):
    overview = overview_of(full[0])
    late = next(one for one in overview.standings if any(p.is_late for p in one.places))
    assert late in reads.fitting(overview, Filters(needs="late"))
    Enrolment.objects.filter(pk=late.enrolment).update(state=EnrolmentState.WITHDRAWN)
    fresh = reads.fitting(overview_of(full[0]), Filters(needs="late"))
    assert late.enrolment not in [one.enrolment for one in fresh]
    named = reads.fitting(overview_of(full[0]), Filters(name=late.email.upper()))
    assert [one.enrolment for one in named] == [late.enrolment]


# --- queries of pages ----------------------------------------------------------------------


def queries(client, name, *args, **query):
    """Of the second time: what a process reads once is read."""
    url = reverse(f"projects:{name}", args=args)
    client.get(url, query)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, query).status_code == 200
    return len(captured)


def test_an_overview_is_read_by_six_queries(full, django_assert_num_queries):
    for cohort in full:
        with django_assert_num_queries(6):
            overview_of(cohort)


@pytest.mark.parametrize(
    ("name", "query", "most"),
    [
        ("board", {}, 15),
        ("board", {"sort": "waiting", "needs": "late"}, 15),
        ("cohort_map", {}, 14),
        ("cohort_map", {"state": "approved", "zoom": "1"}, 14),
    ],
)
def test_a_large_cohort_costs_no_more_queries_than_a_small_one(
    full, lead, name, query, most
):
    client = signed_in(lead)
    january, march = (queries(client, name, one.slug, **query) for one in full)
    assert january == march <= most


def test_a_long_history_costs_no_more_queries_than_a_short_one(full, lead):
    by_attempts = sorted(overview_of(full[0]).standings, key=lambda one: one.attempts)
    least, most = by_attempts[0], by_attempts[-1]
    assert most.attempts > least.attempts + 6
    client, slug = signed_in(lead), full[0].slug
    few, many = (
        queries(client, "cohort_student", slug, one.enrolment) for one in (least, most)
    )
    assert few == many <= 16


def test_home_and_syllabus_cost_the_same_in_a_larger_cohort(full, monkeypatch):
    for module in (shares, syllabus):
        monkeypatch.setattr(module, "KEPT_S", 0)
    cohort = full[1]
    project = cohort.cohort_projects.first().project
    student = factories.student(cohort)
    factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    client = signed_in(student)
    before = [queries(client, name) for name in ("home", "syllabus")]
    for number in range(1, 9):
        other = factories.student(cohort)
        factories.submission(project, other, cohort, State.APPROVED)
        factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
        cohort.weeks.create(number=number, topic_text={"en": "Networks"})
        cohort.help_channels.create(name=f"#{number}", order=number)
    after = [queries(client, name) for name in ("home", "syllabus")]
    assert after == before
    assert max(after) <= 28


def test_turning_the_page_shows_everybody_once(full, lead):
    cohort, client = full[0], signed_in(lead)
    for _ in range(STUDENTS_PER_PAGE):
        factories.student(cohort, "Same Name")
    url, seen = reverse("projects:board", args=[cohort.slug]), []
    for page in (1, 2):
        rows = client.get(url, {"page": page, "sort": "attempts"}).context["rows"]
        seen += [row.standing.enrolment for row in rows]
    assert sorted(seen) == sorted(cohort.enrolments.values_list("pk", flat=True))
