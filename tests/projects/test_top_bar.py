"""What the bar of every page asks about its reader, by one query."""

import pytest
from django.utils import timezone

from projects.enums import EventKind, State
from projects.models import Event, Notification
from projects.queries.top_bar import TopBar, top_bar_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_of_somebody_who_has_nothing_here(django_assert_num_queries):
    person = factories.user()
    with django_assert_num_queries(1):
        assert top_bar_of(person) == TopBar(False, False, 0, 0, 0, "")


def test_a_student_reads_in_the_zone_of_their_newest_cohort_and_has_news():
    work = factories.submission(
        in_=factories.cohort(time_zone="Asia/Tokyo"), state=State.APPROVED
    )
    student = work.student
    for read_at in (None, timezone.now()):
        event = Event.objects.create(
            submission=work, kind=EventKind.APPROVE, to_state=State.APPROVED
        )
        Notification.objects.create(event=event, recipient=student, read_at=read_at)
    bar = top_bar_of(student)
    assert (bar.studies, bar.reviews, bar.unread) == (True, False, 1)
    assert bar.time_zone == "Asia/Tokyo"


def test_what_waits_is_counted_for_those_who_decide(django_assert_num_queries):
    work = factories.submission(state=State.HELD)
    other = factories.submission(state=State.EXPLAINING)
    other.explanations.update(answered_at=timezone.now())
    lead = factories.lead()
    with django_assert_num_queries(1):
        bar = top_bar_of(lead)
    assert (bar.held, bar.explanations) == (1, 1)
    reviewer = top_bar_of(factories.reviewer(work.project))
    assert (reviewer.reviews, reviewer.held, reviewer.explanations) == (True, 0, 0)
