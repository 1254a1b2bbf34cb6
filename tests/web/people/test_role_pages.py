"""Pages on which leads and reviewers are invited, and the way in of those who were."""

import pytest
from django.urls import reverse

from projects.models import Letter, RoleInvitation, User
from projects.operations import role_invitations, tokens
from projects.operations.role_invitations import Invited
from projects.rules import leads_cohort
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "Led the course last year."
LEADS = reverse("projects:leads")
GIVE = reverse("projects:certification_give")


def text(response):
    return response.content.decode()


def link(row):
    return reverse("projects:role_invitation", args=[tokens.role_token(row)])


@pytest.fixture
def admin(client):
    made = factories.admin("Ada Admin")
    client.force_login(made)
    return made


@pytest.fixture
def row(cohort, admin):
    return role_invitations.invite_lead(
        Invited("grace@example.org", "Grace", "en"),
        by=admin,
        everywhere=False,
        cohorts=[cohort],
        reason=WHY,
    )


def lead_form(cohort, **more):
    return {
        "email": "Grace@Example.org",
        "leads": "some",
        "cohorts": [cohort.slug],
        "reason": WHY,
        **more,
    }


def test_an_unknown_address_asks_for_a_name_and_then_gets_a_letter(
    client, admin, cohort
):
    asked = client.post(LEADS, lead_form(cohort))
    assert asked.status_code == 422
    (said,) = asked.context["form"].errors["name"]
    assert "an e-mail with a link goes there" in said
    assert not Letter.objects.exists()
    given = lead_form(cohort, name="Grace", language="ja")
    done = client.post(LEADS, given, follow=True)
    assert "An e-mail with the link goes to grace@example.org." in text(done)
    row = RoleInvitation.objects.get()
    assert (row.language, row.invited_by) == ("ja", admin)
    assert reverse("projects:sent_role", args=[row.pk]) in text(done)
    again = client.post(LEADS, given)
    assert again.status_code == 422
    assert "invited already" in again.context["form"].errors["email"][0]


def test_what_is_wrong_stands_beside_its_field(client, admin, cohort):
    for field, wrong in (
        ("email", {"email": "no address"}),
        ("cohorts", {"cohorts": [], "name": "Grace"}),
        ("leads", {"leads": "nothing", "name": "Grace"}),
        ("reason", {"reason": "", "name": "Grace"}),
        ("name", {"name": "x" * 200}),
        ("language", {"name": "Grace", "language": "xx"}),
    ):
        answer = client.post(LEADS, lead_form(cohort, **wrong))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
    User.objects.filter(pk=factories.user().pk).update(
        email="grace@example.org", is_active=False
    )
    answer = client.post(LEADS, lead_form(cohort, name="Grace"))
    assert "deactivated" in answer.context["form"].errors["email"][0]
    assert not Letter.objects.exists()


def test_whoever_has_an_account_leads_at_once(client, admin, cohort):
    person = factories.user("Grace")
    client.post(LEADS, lead_form(cohort, email=person.email.upper()))
    assert leads_cohort(User.objects.get(pk=person.pk), cohort)
    assert not RoleInvitation.objects.exists()
    assert not Letter.objects.exists()


def test_a_reviewer_is_invited_for_a_project_in_languages(client):
    project = factories.project()
    client.force_login(factories.lead())
    given = {
        "email": "f@example.org",
        "project": project.slug,
        "languages": ["en", "ja"],
        "state": "certified",
        "reason": WHY,
    }
    asked = client.post(GIVE, given)
    assert list(asked.context["form"].errors) == ["name"]
    client.post(GIVE, {**given, "name": "Fumiko", "language": "ja"})
    row = RoleInvitation.objects.get()
    page = text(client.get(GIVE))
    assert "f@example.org" in page
    there = reverse("projects:sent_role", args=[row.pk])
    assert "English, 日本語" in text(client.get(there))
    client.post(there, {"change": "revoke", "reason": "A slip."})
    assert "f@example.org" not in text(client.get(GIVE))


def test_the_link_makes_an_account_that_leads(client, row, cohort):
    client.logout()
    page = text(client.get(link(row)))
    assert cohort.title in page
    assert WHY not in page
    weak = client.post(link(row), {"name": "Grace", "password": "123"})
    assert list(weak.context["form"].errors) == ["password"]
    done = client.post(link(row), {"name": "Grace", "password": "correct horse"})
    assert done.headers["Location"] == reverse("projects:cohorts")
    assert cohort.title in text(client.get(done.headers["Location"]))
    again = client.get(link(row))
    assert again.headers["Location"] == reverse("projects:cohorts")
    client.logout()
    assert "accepted already" in text(client.get(link(row)))


def test_another_account_is_told_whose_it_is(client, row):
    client.force_login(factories.user("Mallory"))
    assert "This invitation is for grace@example.org" in text(client.get(link(row)))
    refused = client.post(link(row))
    assert refused.status_code == 422
    assert "for the account with the address grace@example.org" in text(refused)


def test_who_got_an_account_meanwhile_signs_in_and_accepts(client, row, cohort):
    person = factories.user("Grace")
    User.objects.filter(pk=person.pk).update(email="grace@example.org")
    client.logout()
    assert "Sign in, and you can accept with it." in text(client.get(link(row)))
    client.force_login(User.objects.get(pk=person.pk))
    assert "You accept as Grace" in text(client.get(link(row)))
    client.post(link(row))
    assert leads_cohort(User.objects.get(pk=person.pk), cohort)


def test_a_wrong_or_revoked_link_opens_nothing(client, row, admin):
    wrong = client.get(link(row)[:-2] + "x/")
    assert wrong.status_code == 404
    assert "Copy it whole" in text(wrong)
    role_invitations.revoke(row, by=admin, reason="A slip.")
    assert "was revoked" in text(client.get(link(row)))


def test_the_log_of_changes_tells_it(client, row):
    role_invitations.revoke(row, by=row.invited_by, reason="A slip.")
    page = text(client.get(reverse("projects:all_changes")))
    assert "Invited to lead or to review" in page
    assert "Invitation to lead or to review revoked" in page
    assert "grace@example.org" not in page
