"""Lists of people, invitations, changes and leads: what is in them, for one reader or the next."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.models import CohortLead, Enrolment, User
from projects.operations import enrolment, participation
from projects.operations.erasure import erase
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."


def url(name, cohort, *arguments):
    return reverse(f"projects:{name}", args=[cohort.slug, *arguments])


def text(response):
    return response.content.decode()


def test_the_table_has_the_state_of_today_and_follows_the_filter(client, cohort, lead):
    today = timezone.now().date()
    ended = factories.student(cohort, "+Ended", language="ja")
    paused = factories.student(cohort, "@Paused")
    gone = factories.student(cohort, "花子")
    Enrolment.objects.filter(student=ended).update(
        state="paused", pause_ends_at=factories.end_of(today - timedelta(days=1))
    )
    participation.pause(paused.enrolments.get(), by=lead, reason=WHY, until=today)
    participation.withdraw(gone.enrolments.get(), by=lead, reason=WHY)

    def table(**asked):
        written = text(client.get(url("people_csv", cohort), asked)).lstrip("\ufeff")
        rows = csv.DictReader(io.StringIO(written))
        return {row["name"]: (row["state"], row["paused_until"]) for row in rows}

    assert table() == {
        "'+Ended": ("active", (today - timedelta(days=1)).isoformat()),
        "'@Paused": ("paused", today.isoformat()),
        "花子": ("withdrawn", ""),
    }
    assert list(table(state="active")) == ["'+Ended"]
    assert list(table(state="paused")) == ["'@Paused"]
    assert list(table(words="花")) == ["花子"]
    assert len(table(state="no such state")) == 3
    factories.student(factories.cohort(), "Elsewhere")
    assert "Elsewhere" not in table()


def fill(cohort, lead, n):
    for _ in range(n):
        person = factories.student(cohort)
        participation.pause(person.enrolments.get(), by=lead, reason=WHY)
        enrolment.join(factories.cohort().code, by=person)
        factories.invitation(cohort, f"i{person.pk}@example.org", person=person)
        other = factories.lead(leads_all_cohorts=False)
        CohortLead.objects.create(cohort=cohort, lead=other)


def test_each_list_asks_exactly_as_often_for_many(client, cohort):
    admin = factories.admin()
    client.force_login(admin)
    lists = [
        *(url(name, cohort) for name in ("people", "people_csv", "invitations")),
        *(url("cohort_changes", cohort), reverse("projects:all_changes")),
        reverse("projects:leads"),
    ]
    asked = []
    for size in (2, 12):
        fill(cohort, admin, size)
        counts = {}
        for address in lists:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(address).status_code == 200
            counts[address] = len(queries)
        asked.append(counts)
    assert asked[0] == asked[1]


def test_an_empty_cohort_has_pages_in_both_languages(client, cohort, lead):
    for language, words in (("en", "Nobody has joined yet"), ("ja", "まだ")):
        User.objects.filter(pk=lead.pk).update(language=language)
        for name in ("people", "invitations", "roster", "join_code", "cohort_changes"):
            assert client.get(url(name, cohort)).status_code == 200, name
        assert words in text(client.get(url("people", cohort)))
    assert text(client.get(url("people_csv", cohort))).count("\n") == 1


def test_changes_of_a_cohort_are_its_own_and_those_of_the_site_are_an_admins(
    client, cohort, half_lead
):
    other, admin = factories.cohort(), factories.admin()
    there = factories.student(other, "Elsewhere").enrolments.get()
    participation.pause(there, by=admin, reason="Not for them.")
    assert "Not for them." not in text(client.get(url("cohort_changes", cohort)))
    everything = reverse("projects:all_changes")
    assert client.get(everything).status_code == 404
    client.force_login(admin)
    assert "Not for them." in text(client.get(everything))
    nonsense = {"kind": "no such kind", "person": "x" * 500, "page": "-1"}
    assert "Not for them." in text(client.get(everything, nonsense))


def test_who_was_erased_is_named_in_changes_without_a_link_or_a_reason(
    client, cohort, lead
):
    person = factories.student(cohort, "Petra")
    participation.pause(person.enrolments.get(), by=lead, reason="In hospital.")
    erase(person, by=None)
    shown = text(client.get(url("cohort_changes", cohort)))
    assert "Deleted account" in shown
    assert "In hospital." not in shown
    assert url("participant", cohort, person.pk) not in shown
