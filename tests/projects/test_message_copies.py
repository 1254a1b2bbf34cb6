"""Copies of messages: what each placeholder becomes for each reader, and what of them may be forgotten."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from projects.enums import EnrolmentState, Language, LetterState, State
from projects.errors import Incomplete, NotAllowed
from projects.models import (
    CohortLead,
    CohortProject,
    Extension,
    Message,
    MessageRecipient,
    Notification,
)
from projects.operations import help_lists
from projects.operations.erasure import erase
from projects.operations.messages import Draft, Sending, send
from projects.queries.audiences import Audience, AudienceKind
from projects.queries.copies import LetterCounts, letter_counts, values_for
from projects.queries.help.listing import HelpFilters, needs_of
from projects.queries.personal_messages import messages_by, messages_to
from tests import factories

pytestmark = pytest.mark.django_db

ALL = Audience(AudienceKind.ALL)
AT = datetime(2026, 12, 24, 20, tzinfo=UTC)


@pytest.fixture
def cohort():
    return factories.cohort(time_zone="Asia/Tokyo")


@pytest.fixture
def lead():
    return factories.lead("Grace")


@pytest.fixture
def ada(cohort):
    return factories.student(cohort, "Ada")


def english(body, subject="News"):
    return Draft({"en": subject}, {"en": body})


def told(body, by, cohort, to=ALL, **options):
    draft = body if isinstance(body, Draft) else english(body)
    return send(
        draft, Sending(to, **({"token": uuid4()} | options)), by=by, cohort=cohort
    )


def due(cohort, project, at=AT):
    order = cohort.cohort_projects.count()
    CohortProject.objects.create(cohort=cohort, project=project, order=order, due_at=at)


def body_for(message, person):
    return message.recipients.get(person=person).words.body


def test_the_date_is_in_the_zone_that_each_reader_chose(cohort, lead, ada):
    due(cohort, factories.project())
    far = factories.student(cohort, time_zone="America/New_York")
    message = told("By {due}.", lead, cohort)
    assert body_for(message, ada) == "By Dec. 25, 2026, 05:00 (Asia/Tokyo)."
    assert body_for(message, far) == "By Dec. 24, 2026, 15:00 (America/New York)."


def test_braces_in_code_and_maths_and_in_names_stay(cohort, lead):
    odd = factories.student(cohort, "{sender} `x`")
    message = told("`{name}` $x_{name}$ and {name}", lead, cohort)
    assert body_for(message, odd) == r"`{name}` $x_{name}$ and {sender} \`x\`"


def test_who_has_everything_approved_has_no_next_project(cohort, lead, ada):
    project = factories.project()
    due(cohort, project)
    factories.submission(project, ada, cohort, State.APPROVED)
    bob = factories.student(cohort, "Bob")
    message = told("{project}: {due}", lead, cohort)
    assert body_for(message, ada) == "your project: without a date"
    assert body_for(message, bob).startswith(project.title)


def test_an_approval_in_another_cohort_is_no_step_ahead_here(cohort, lead, ada):
    project, other = factories.project(), factories.cohort()
    due(cohort, project)
    factories.submission(project, ada, other, State.APPROVED)
    assert body_for(told("{project}", lead, cohort), ada) == project.title


def test_later_changes_leave_what_was_sent(cohort, lead, ada):
    project = factories.project()
    due(cohort, project)
    message = told("{name}: {due} {sender} {cohort}", lead, cohort)
    before = body_for(message, ada)
    CohortProject.objects.update(due_at=AT + timedelta(days=9))
    for row, field in ((ada, "name"), (lead, "name"), (cohort, "title")):
        setattr(row, field, "Renamed")
        row.save()
    assert body_for(Message.objects.get(), ada) == before


def test_a_reader_of_japanese_without_a_japanese_text_reads_dates_in_english(
    cohort, lead
):
    due(cohort, factories.project())
    hanako = factories.student(cohort, "花子", language=Language.JAPANESE)
    copy = told("By {due}.", lead, cohort).recipients.get(person=hanako)
    assert copy.language == Language.ENGLISH
    assert "Dec. 25, 2026" in copy.words.body


def test_values_cost_the_same_for_many(cohort, lead, ada, django_assert_num_queries):
    project = factories.project()
    due(cohort, project)
    for number in range(9):
        one = factories.student(cohort, language=list(Language)[number % 2])
        Extension.objects.create(
            enrolment=one.enrolments.get(),
            project=project,
            due_at=AT + timedelta(days=number),
            reason="Ill.",
            granted_by=lead,
        )
    message = Message(
        cohort=cohort, sender=lead, body_text={"en": "{project} {due} {name}"}
    )
    everybody = list(cohort.enrolments.select_related("student"))
    for to in (everybody[:1], everybody):
        with django_assert_num_queries(3):
            assert len(list(values_for(message, to))) == len(to)
    plain = Message(cohort=cohort, sender=lead, body_text={"en": "{name}"})
    with django_assert_num_queries(0):
        list(values_for(plain, everybody))


def test_sending_costs_the_same_for_many(
    cohort, lead, ada, django_assert_max_num_queries
):
    for _ in range(20):
        factories.student(cohort)
    with django_assert_max_num_queries(20):
        message = told("{name}, {due}", lead, cohort)
    assert message.recipients.count() == Notification.objects.count() == 21


def test_counts_of_no_message_and_of_one_without_letters(cohort, lead, ada):
    assert letter_counts([]) == {}
    message = told("So.", lead, cohort)
    MessageRecipient.objects.update(letter_state=LetterState.DROPPED)
    counts = letter_counts([message.pk, 999_999])
    assert counts[message.pk] == LetterCounts(1, failed=1)
    assert counts[999_999] == LetterCounts()


@pytest.mark.parametrize("state", sorted(set(EnrolmentState) - {EnrolmentState.ACTIVE}))
def test_chosen_by_hand_or_not_who_does_not_take_part_gets_nothing(
    cohort, lead, ada, state
):
    mine = ada.enrolments.get()
    closed = factories.student(cohort, is_active=False).enrolments.get()
    cohort.enrolments.filter(pk=mine.pk).update(state=state)
    chosen = Audience(AudienceKind.CHOSEN, {}, (mine.pk, closed.pk))
    for to in (ALL, chosen):
        with pytest.raises(Incomplete, match="nobody to write to"):
            told("So.", lead, cohort, to, marks_written=True)
    assert not Message.objects.exists()
    assert not mine.help_marks.exists()


def test_those_who_need_help_are_written_to_without_those_set_aside(cohort, lead, ada):
    due(cohort, factories.project(), timezone.now() - timedelta(days=1))
    bob = factories.student(cohort, "Bob", last_login=timezone.now())
    help_lists.work_out(cohort)
    until = timezone.now() + timedelta(days=1)
    mine = [ada.enrolments.get().pk]
    help_lists.snooze(cohort, by=lead, enrolments=mine, until=until, reason="")
    needy = Audience(AudienceKind.HELP, {"rule": "past_due", "page": "2"})
    message = told("So.", lead, cohort, needy, marks_written=True)
    assert [one.person for one in message.recipients.all()] == [bob]
    assert not needs_of(cohort, HelpFilters()).exists(), "both wait now"


def test_a_lead_of_this_cohort_writes_and_one_of_another_does_not(cohort, ada):
    mine, other = (factories.lead(leads_all_cohorts=False) for _ in range(2))
    CohortLead.objects.create(cohort=cohort, lead=mine)
    CohortLead.objects.create(cohort=factories.cohort(), lead=other)
    assert told("So.", mine, cohort).sender == mine
    for person in (other, factories.reviewer(factories.project()), ada):
        with pytest.raises(NotAllowed):
            told("So.", person, cohort)
    assert Message.objects.count() == 1


def test_the_export_holds_both_ends_and_erasure_one(cohort, lead, ada):
    bob = factories.student(cohort, "Bob")
    told("Dear {name}.", lead, cohort)
    only = Audience(AudienceKind.CHOSEN, {}, (ada.enrolments.get().pk,))
    told("About your mother, {name}.", lead, cohort, only)
    assert [one["body"] for one in messages_to(ada)] == [
        "Dear Ada.",
        "About your mother, Ada.",
    ]
    assert len(messages_by(lead)["sent"]) == 2
    erase(ada, by=None)
    assert "Ada" not in str(list(MessageRecipient.objects.values_list("values")))
    kept = [one["body"] for one in messages_by(lead)["sent"]]
    assert sorted(map(str, kept)) == ["{'en': 'Dear {name}.'}", "{}"]
    assert [one["body"] for one in messages_to(bob)] == ["Dear Bob."]
