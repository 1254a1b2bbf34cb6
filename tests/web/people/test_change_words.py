"""What entries of the audit say, in the reader's language and zone."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from projects.enums import AuditKind
from projects.models import AuditEntry, User
from projects.operations import extensions, join_codes, leading, participation
from projects.operations.roster import importing
from projects.web.people.change_words import told
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."
DUE = datetime(2099, 3, 1, 0, 30, tzinfo=UTC)


def newest():
    return told(AuditEntry.objects.first())


@pytest.fixture
def part(cohort):
    return factories.student(cohort).enrolments.get()


def test_a_pause_tells_its_last_day_and_a_transfer_both_cohorts(part, cohort):
    admin, there = factories.admin(), factories.cohort()
    participation.pause(part, by=admin, reason=WHY, until=date(2099, 3, 1))
    assert newest() == "Active → Paused · until 2099-03-01"
    participation.transfer(part, to=there, by=admin, reason=WHY)
    into, out = (told(one) for one in AuditEntry.objects.all()[:2])
    assert out == f"Paused → In another cohort · {there.slug}"
    assert into.endswith(cohort.slug)
    with translation.override("ja"):
        assert "Paused" not in told(AuditEntry.objects.last())


def test_an_extension_is_told_in_the_readers_zone_and_names_the_cohorts_date(part):
    project, admin = factories.project(), factories.admin()
    held = extensions.grant(part, project, by=admin, due_at=DUE, reason=WHY)
    with timezone.override("Asia/Tokyo"):
        assert newest() == f"{project.slug}: the cohort's date → 2099-03-01 09:30 JST"
    with timezone.override("America/New_York"):
        assert "2099-02-28 19:30 EST" in newest()
    extensions.take_back(held, by=admin, reason=WHY)
    assert newest().startswith(f"{project.slug}: 2099-03-01 00:30")
    assert newest().endswith("→ the cohort's date")


def test_who_leads_what_before_and_after(cohort):
    person, admin = factories.user(), factories.admin()
    given = {"by": admin, "reason": WHY, "leads": True}
    leading.set_lead(person, everywhere=False, cohorts=[cohort], **given)
    assert newest() == f"nothing → {cohort.slug}"
    leading.set_lead(person, everywhere=True, cohorts=[], **given)
    assert newest() == f"{cohort.slug} → every cohort"


def test_a_roster_tells_how_many_of_its_rows_were_invited(cohort, lead):
    here = factories.student(cohort)
    data = f"name,email\nA,{here.email}\nB,b@example.org\n".encode()
    kept = importing.preview(
        cohort, by=lead, file_name="r.csv", data=data, language="en"
    )
    importing.carry_out(kept, by=lead, reason=WHY)
    assert newest() == "1 person invited / 2"


def test_a_code_is_told_to_have_changed_and_never_told_itself(client, cohort, lead):
    old = cohort.code
    join_codes.renew(cohort, by=lead, reason=WHY)
    join_codes.switch(cohort, by=lead, on=False, reason=WHY)
    page = client.get(reverse("projects:cohort_changes", args=[cohort.slug]))
    shown = page.content.decode()
    assert "renewed" in shown
    assert "switched off" in shown
    assert old not in shown
    assert cohort.code not in shown


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_entry_that_says_nothing_or_more_than_is_known_has_words(language):
    """Entries are never changed: pages read those that earlier versions wrote."""
    with translation.override(language):
        for kind in AuditKind:
            for data in ({}, {"before": None, "more": {"a": [1, 2], "b": True}}):
                assert isinstance(told(AuditEntry(kind=kind, data=data)), str), kind


def test_a_page_of_changes_opens_for_a_reader_in_japanese(client, part, cohort, lead):
    extensions.grant(
        part, factories.project(), by=lead, due_at=DUE, reason="病気のため"
    )
    User.objects.filter(pk=lead.pk).update(language="ja", time_zone="Asia/Tokyo")
    page = client.get(reverse("projects:cohort_changes", args=[cohort.slug]))
    shown = page.content.decode()
    assert "2099-03-01 09:30 JST" in shown
    assert "病気のため" in shown


def test_a_sample_is_told_by_its_number_and_what_moved():
    data = {"project": "bikes", "sample": 3, "code": ["meets", "changes"]}
    entry = AuditEntry(kind=AuditKind.SAMPLE_CHANGED, data=data)
    assert told(entry) == "sample 3 · bikes · code: meets → changes"
