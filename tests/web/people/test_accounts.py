"""Accounts of the whole site, as admins find and change them without Django's administration."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import AuditKind
from projects.errors import NotAllowed
from projects.models import AuditEntry, User
from projects.operations import account_changes
from projects.operations.erasure import erase
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LIST = reverse("projects:accounts")
WHY = "They wrote from their office."


def text(response):
    return response.content.decode()


def page_of(person):
    return reverse("projects:person_account", args=[person.pk])


@pytest.fixture
def admin(client):
    made = factories.admin("Ada Admin")
    client.force_login(made)
    return made


def names(client, **asked):
    return [one.name for one in client.get(LIST, asked).context["page"]]


def test_anybody_is_found_by_any_part_of_name_or_address(client, admin, cohort):
    student = factories.student(cohort, "Grace Hopper")
    factories.user("佐藤 陽菜")
    assert names(client, words="hopper grace") == ["Grace Hopper"]
    assert names(client, words=student.email.upper()) == ["Grace Hopper"]
    assert names(client, words="陽菜") == ["佐藤 陽菜"]
    assert names(client, words="no such") == []
    assert "Nobody matches" in text(client.get(LIST, {"words": "no such"}))
    page = text(client.get(LIST, {"words": "grace"}))
    assert reverse("projects:participant", args=[cohort.slug, student.pk]) in page


def test_each_filter_finds_its_people_and_nonsense_is_none(client, admin):
    factories.lead("Lea")
    factories.reviewer(factories.project(), "Rita")
    factories.unproved("Una")
    factories.user("Shut", is_active=False)
    gone = factories.user("Gone")
    erase(gone, by=admin)
    for role, found in (
        ("admin", ["Ada Admin"]),
        ("lead", ["Lea"]),
        ("reviewer", ["Rita"]),
        ("unproved", ["Una"]),
        ("shut", ["Shut"]),
    ):
        assert names(client, role=role) == found
    assert len(names(client, role="nonsense")) == 5
    assert client.get(page_of(gone)).status_code == 404


def test_an_address_is_marked_as_verified_with_a_reason(client, admin):
    person = factories.unproved("Una")
    refused = client.post(page_of(person), {"change": "verified", "reason": ""})
    assert list(refused.context["form"].errors) == ["reason"]
    client.post(page_of(person), {"change": "verified", "reason": WHY})
    person.refresh_from_db()
    assert person.has_proved_address
    entry = AuditEntry.objects.get(kind=AuditKind.ACCOUNT_CHANGED)
    assert (entry.actor, entry.person, entry.reason) == (admin, person, WHY)
    page = text(client.get(page_of(person)))
    assert "address marked as verified" in page
    assert "Mark the address" not in page


def test_a_shut_account_is_out_at_once_and_comes_back(client, admin):
    person = factories.user("Mallory")
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get(reverse("projects:account")).status_code == 200
    client.post(page_of(person), {"change": "shut", "reason": WHY})
    assert theirs.get(reverse("projects:account")).status_code == 302
    assert "Deactivated" in text(client.get(page_of(person)))
    client.post(page_of(person), {"change": "opened", "reason": WHY})
    assert User.objects.get(pk=person.pk).is_active


def test_nobody_shuts_themselves_out_and_only_admins_shut(client, admin):
    refused = client.post(page_of(admin), {"change": "shut", "reason": WHY})
    assert refused.status_code == 422
    assert "Another admin has to do this" in text(refused)
    person = factories.user()
    with pytest.raises(NotAllowed):
        account_changes.change(person, "shut", by=factories.lead(), reason=WHY)
    twice = client.post(page_of(person), {"change": "opened", "reason": WHY})
    assert list(twice.context["form"].errors) == ["change"]
    assert not AuditEntry.objects.exists()


def test_the_list_asks_as_often_for_many_as_for_few(
    client, admin, cohort, django_assert_max_num_queries
):
    for _ in range(40):
        factories.student(cohort)
    with django_assert_max_num_queries(10):
        client.get(LIST)
    person = factories.student(cohort)
    with django_assert_max_num_queries(15):
        client.get(page_of(person))


def test_the_administration_leads_there(client, admin):
    assert f'"{LIST}"' in text(client.get(reverse("projects:administration")))
