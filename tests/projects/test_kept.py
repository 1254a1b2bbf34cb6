"""Queries that are kept: written once for each kind of reader, and asked with others' values."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from projects.enums import State
from projects.models import Submission, User
from projects.queries.kept import KeptQuery
from tests import factories

pytestmark = pytest.mark.django_db


class Counted:
    """A query of the door for reading, and how often it was written."""

    def __init__(self) -> None:
        self.times = 0
        self.read = KeptQuery(self.build)

    def build(self, reader: User, uid: UUID) -> QuerySet[Submission]:
        self.times += 1
        rows = Submission.objects.visible_to(reader).filter(uid=uid)
        return rows.select_related("project", "student")


@pytest.fixture(autouse=True)
def _as_it_runs(settings):
    """Without the comparison, which writes every query anew."""
    settings.CHECK_KEPT_QUERIES = False


def test_each_reader_gets_their_own_though_the_sql_is_one(django_assert_num_queries):
    mine, theirs = factories.submission(), factories.submission()
    query = Counted()
    assert query.read(mine.student, mine.uid) == [mine]
    with django_assert_num_queries(1):
        [found] = query.read(theirs.student, theirs.uid)
        assert (found, found.student.name) == (theirs, theirs.student.name)
        assert found.uid == theirs.uid
    assert query.read(theirs.student, mine.uid) == []
    assert query.read(mine.student, uuid4()) == []
    assert query.times == 1


def test_another_kind_of_reader_has_another_query():
    work = factories.submission()
    query = Counted()
    assert query.read(factories.lead(), work.uid) == [work]
    assert query.read(factories.reviewer(work.project), work.uid) == []
    assert query.read(factories.lead(leads_all_cohorts=False), work.uid) == []
    assert query.times == 3


def test_nobody_sees_anything_before_their_address_is_proved():
    work = factories.submission()
    query = Counted()
    assert query.read(work.student, work.uid) == [work]
    User.objects.filter(pk=work.student.pk).update(email_verified_at=None)
    work.student.refresh_from_db()
    assert query.read(work.student, work.uid) == []
    work.student.is_active = False
    assert query.read(work.student, work.uid) == []


def test_the_present_time_is_that_of_each_asking(monkeypatch):
    work = factories.submission(state=State.IN_REVIEW)
    reviewer = factories.reviewer(work.project)
    hour = timedelta(hours=1)
    Submission.objects.filter(pk=work.pk).update(
        reviewer=factories.user(), claim_expires_at=timezone.now() + hour
    )
    query = Counted()
    assert query.read(reviewer, work.uid) == []
    later = timezone.now() + 2 * hour
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert query.read(reviewer, work.uid) == [work]
    assert query.times == 1


def test_a_query_that_depends_on_something_else_is_found_by_every_test(settings):
    settings.CHECK_KEPT_QUERIES = True
    by_name = KeptQuery(lambda reader: User.objects.filter(name=reader.name))
    person = factories.user("Freya")
    with pytest.raises(AssertionError, match="A kept query is another now"):
        by_name(person)
