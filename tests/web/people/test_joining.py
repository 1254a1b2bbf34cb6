"""The way in, as those read it who may not come in, or not this way."""

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.models import Cohort, Enrolment, User
from projects.operations import join_codes, participation, tokens
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."
JOIN = "/join/"


def text(response):
    return response.content.decode()


def link(sent):
    return reverse("projects:invitation", args=[tokens.invitation_token(sent)])


@pytest.fixture
def me(client):
    person = factories.user("Mia")
    client.force_login(person)
    return person


def shut(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(is_open=False)


def switch_off(cohort):
    join_codes.switch(cohort, by=factories.admin(), on=False, reason=WHY)


def fill(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(capacity=1)
    factories.student(cohort)


@pytest.mark.parametrize(
    ("change", "words"),
    [(shut, "No open cohort"), (switch_off, "No open cohort"), (fill, "is full")],
)
def test_a_code_that_opens_nothing_is_refused_beside_its_field(
    client, cohort, me, change, words
):
    change(cohort)
    refused = client.post(JOIN, {"code": cohort.code})
    assert refused.status_code == 422
    [said] = refused.context["form"].errors["code"]
    assert words in said
    assert not me.enrolments.exists()


@pytest.mark.parametrize("verb", [participation.withdraw, participation.pause])
def test_neither_code_nor_letter_ends_a_pause_or_a_withdrawal(client, cohort, me, verb):
    part = Enrolment.objects.create(cohort=cohort, student=me)
    verb(part, by=factories.admin(), reason=WHY)
    part.refresh_from_db()
    before = part.state
    answers = [
        client.post(JOIN, {"code": cohort.code}).status_code,
        client.post(link(factories.invitation(cohort, me.email))).status_code,
    ]
    part.refresh_from_db()
    assert part.state == before
    assert answers == ([422, 409] if before == "withdrawn" else [302, 302])


def test_who_may_not_accept_reads_why_and_the_letter_stays_good(client, cohort, me):
    sent = factories.invitation(cohort)
    fill(cohort)
    refused = client.post(link(sent))
    assert refused.status_code == 422
    assert "is full" in text(refused)
    Cohort.objects.update(capacity=2)
    assert client.post(link(sent)).status_code == 302
    assert me.enrolments.get().cohort == cohort


def test_a_lead_who_accepts_is_a_student_there_and_stays_a_lead(client, cohort, lead):
    client.post(link(factories.invitation(cohort, lead.email)))
    lead.refresh_from_db()
    assert lead.is_lead
    assert lead.enrolments.get().is_active


def test_a_letter_to_a_shut_account_makes_no_second_one_and_opens_nothing(
    client, cohort
):
    """Shut after the invitation was sent."""
    closed = factories.user(is_active=False)
    sent = factories.invitation(cohort, closed.email)
    data = {"name": "Ada", "password": "analytical engine"}
    client.post(link(sent), data)
    assert User.objects.get(email=closed.email).check_password("correct horse")
    assert not cohort.enrolments.exists()
    assert "_auth_user_id" not in client.session


def test_an_address_is_not_told_to_who_has_no_letter(client, cohort):
    sent = factories.invitation(cohort, expires_at=timezone.now())
    for address in (link(sent), link(sent)[:-3] + "xx/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert sent.address not in text(answer)
        assert sent.name not in text(answer)


def test_who_opens_the_letter_again_comes_to_the_course(client, cohort, me):
    sent = factories.invitation(cohort, me.email)
    client.post(link(sent))
    again = client.get(link(sent))
    assert again.status_code == 302
    assert again.url == f"{reverse('projects:home')}?cohort={cohort.slug}"
    client.force_login(factories.user())
    other = client.get(link(sent))
    assert other.status_code == 404
    assert "with another account" in text(other)
    assert reverse("login") not in text(other)
