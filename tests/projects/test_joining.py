"""A cohort's people, found by words and state; its seats."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from projects.enums import EnrolmentState, InvitationState
from projects.models import Enrolment
from projects.queries.joining import Filters, invitations_of, people_of, seats_left
from tests import factories

NOW = timezone.now()
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def cohort(db):
    return factories.cohort()


def enrol(cohort, name, state=EnrolmentState.ACTIVE, until=None):
    person = factories.student(cohort, name)
    rows = Enrolment.objects.filter(cohort=cohort, student=person)
    ends_at = until and datetime.combine(until + DAY, time.min, UTC)
    rows.update(state=state, pause_ends_at=ends_at)
    return rows.get()


def names(rows):
    return [one.student.name for one in rows]


def test_people_are_found_by_a_part_of_their_name_or_address(cohort):
    ada = enrol(cohort, "Ada").student
    enrol(cohort, "山田 花子")
    assert names(people_of(cohort, Filters())) == ["Ada", "山田 花子"]
    assert names(people_of(cohort, Filters(words="花子"))) == ["山田 花子"]
    assert names(people_of(cohort, Filters(words=ada.email.upper()))) == ["Ada"]
    assert names(people_of(cohort, Filters(words="nobody"))) == []


@pytest.mark.parametrize("words", ["%", "_", "a%a"])
def test_what_databases_take_for_any_letter_is_a_letter(cohort, words):
    enrol(cohort, "Ada")
    assert names(people_of(cohort, Filters(words=words))) == []


def test_nobody_of_another_cohort_is_found(cohort):
    enrol(factories.cohort(slug="other"), "Ada")
    assert names(people_of(cohort, Filters())) == []


def test_a_pause_whose_last_day_is_over_counts_as_taking_part(cohort):
    enrol(cohort, "Ended", EnrolmentState.PAUSED, TODAY - 2 * DAY)
    enrol(cohort, "Endless", EnrolmentState.PAUSED)
    enrol(cohort, "Goes on", EnrolmentState.PAUSED, TODAY + 2 * DAY)
    enrol(cohort, "Here")
    enrol(cohort, "Left", EnrolmentState.WITHDRAWN)
    found = {
        state: names(people_of(cohort, Filters("", state))) for state in EnrolmentState
    }
    assert found == {
        EnrolmentState.ACTIVE: ["Ended", "Here"],
        EnrolmentState.PAUSED: ["Endless", "Goes on"],
        EnrolmentState.WITHDRAWN: ["Left"],
        EnrolmentState.TRANSFERRED: [],
    }


def test_the_last_day_of_a_pause_belongs_to_it(cohort):
    enrol(cohort, "Ada", EnrolmentState.PAUSED, timezone.now().date())
    assert names(people_of(cohort, Filters("", EnrolmentState.PAUSED))) == ["Ada"]
    assert names(people_of(cohort, Filters("", EnrolmentState.ACTIVE))) == []


@pytest.mark.parametrize("state", EnrolmentState)
@pytest.mark.parametrize("until", [None, TODAY - 2 * DAY, TODAY + 2 * DAY])
def test_lists_and_rows_agree_on_a_state(cohort, state, until):
    row = enrol(cohort, "Ada", state, until)
    lists = [s for s in EnrolmentState if row in people_of(cohort, Filters("", s))]
    assert lists == [row.state_now()]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"expires_at": NOW + DAY}, InvitationState.OPEN),
        ({"expires_at": NOW - DAY}, InvitationState.EXPIRED),
        ({"expires_at": NOW - DAY, "accepted_at": NOW}, InvitationState.ACCEPTED),
        ({"revoked_at": NOW, "accepted_at": NOW}, InvitationState.ACCEPTED),
        ({"expires_at": NOW - DAY, "revoked_at": NOW}, InvitationState.REVOKED),
    ],
)
def test_an_invitation_is_in_one_list(cohort, changes, state):
    one = factories.invitation(cohort, **changes)
    lists = [
        s for s in InvitationState if one in invitations_of(cohort, Filters("", s))
    ]
    assert lists == [state]


def test_seats_without_a_limit_are_not_counted(cohort):
    assert seats_left(cohort) is None
    assert seats_left(cohort, for_invited=True) is None


def test_a_pause_and_an_open_invitation_keep_their_seats(cohort):
    cohort.capacity = 4
    enrol(cohort, "Here")
    enrol(cohort, "Paused", EnrolmentState.PAUSED)
    enrol(cohort, "Left", EnrolmentState.WITHDRAWN)
    factories.invitation(cohort, "open@example.org", expires_at=NOW + DAY)
    factories.invitation(cohort, "late@example.org", expires_at=NOW - DAY)
    assert seats_left(cohort) == 1
    assert seats_left(cohort, for_invited=True) == 2


def test_a_cohort_that_was_made_smaller_has_no_seat_less_than_none(cohort):
    cohort.capacity = 1
    for name in ("Ada", "Bo", "Cy"):
        enrol(cohort, name)
    assert seats_left(cohort) == 0
