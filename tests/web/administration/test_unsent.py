"""E-mails that have not left, as admins see to them."""

import pytest
from django.urls import reverse

from projects.enums import LetterKind, LetterState
from projects.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("projects:unsent_letters")


@pytest.fixture
def admin(client):
    made = factories.admin()
    client.force_login(made)
    return made


def letter(address, state, **fields):
    return Letter.objects.create(
        kind=LetterKind.ADDRESS, address=address, state=state, **fields
    )


def test_it_shows_what_has_not_left_with_its_error_and_no_more(client, admin):
    letter("w@example.org", LetterState.WAITING)
    letter("g@example.org", LetterState.GIVEN_UP, tries=9, last_error="550 <no>")
    letter("s@example.org", LetterState.SENT)
    page = client.get(LIST).content.decode()
    assert "w@example.org" in page
    assert "550 &lt;no&gt;" in page
    assert "s@example.org" not in page
    assert page.count("/again/") == 1, "what waits leaves by itself"
    Letter.objects.all().delete()
    assert "Every e-mail has left" in client.get(LIST).content.decode()


def test_what_was_given_up_is_tried_again(client, admin):
    gone = letter("g@example.org", LetterState.GIVEN_UP, tries=9)
    again = reverse("projects:letter_again", args=[gone.pk])
    page = client.post(again, follow=True).content.decode()
    assert "The e-mail to g@example.org is tried again." in page
    gone.refresh_from_db()
    assert gone.state == LetterState.WAITING
    refused = client.post(again, follow=True)
    assert refused.status_code == 200
    assert Letter.objects.count() == 1


def test_of_links_one_waits_for_an_address_and_the_other_is_refused_in_words(
    client, admin
):
    gone = letter("g@example.org", LetterState.GIVEN_UP)
    letter("g@example.org", LetterState.WAITING)
    again = reverse("projects:letter_again", args=[gone.pk])
    page = client.post(again, follow=True).content.decode()
    assert "waits for this address already" in page
    gone.refresh_from_db()
    assert gone.state == LetterState.GIVEN_UP


def test_it_asks_as_often_for_many_as_for_few(
    client, admin, django_assert_max_num_queries
):
    for n in range(60):
        letter(f"g{n}@example.org", LetterState.GIVEN_UP)
    with django_assert_max_num_queries(10):
        client.get(LIST)


def test_the_administration_leads_there(client, admin):
    page = client.get(reverse("projects:administration")).content.decode()
    assert f'"{LIST}"' in page
