"""A cohort's certificates as those who lead it see them: list, search, file."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import Certificate, CohortLead
from projects.operations import certificates
from projects.queries.certificates import Standing, certificates_in, standings_of
from projects.web.certificates import listing
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return factories.cohort(title="January 2017")


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def take(cohort, project):
    def made(name, is_public=False):
        student = factories.student(cohort, name)
        factories.submission(project, student, cohort, State.APPROVED)
        return certificates.take(cohort, by=student, is_public=is_public)

    return made


def client_of(person):
    made = Client()
    made.force_login(person)
    return made


def read(person, cohort, name="cohort_certificates", **query):
    address = reverse(f"projects:{name}", args=[cohort.slug])
    return client_of(person).get(address, query)


def names(response):
    return [one.certificate.name for one in response.context["rows"]]


def link(certificate):
    return reverse("projects:certificate", args=[certificate.uid])


def test_leads_see_who_has_one_and_open_only_what_is_public(cohort, take):
    private, public = take("Ada"), take("Bob", is_public=True)
    response = read(factories.lead(), cohort)
    text = response.content.decode()
    assert names(response) == ["Ada", "Bob"]
    assert link(public) in text
    assert link(private) not in text
    assert "Revoke it" not in text
    assert "2 certificates." in text


def test_admins_open_all_and_find_the_way_to_revoke(cohort, take):
    private = take("Ada")
    text = read(factories.admin(), cohort).content.decode()
    assert f"{link(private)}#revoke" in text


def test_what_does_not_hold_says_so(cohort, project, take):
    ada, bob, cleo = take("Ada"), take("Bob"), take("Cleo")
    certificates.revoke(ada, by=factories.admin(), reason="Copied.")
    bob.student.submissions.update(state=State.CHANGES_REQUESTED)
    standings = standings_of(Certificate.objects.all())
    assert [standings[one.pk] for one in (ada, bob, cleo)] == [
        Standing.REVOKED,
        Standing.SUSPENDED,
        Standing.VALID,
    ]
    assert "Copied." in read(factories.admin(), cohort).content.decode()
    assert "Copied." not in read(factories.lead(), cohort).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"words": "byron"}, ["Ada Byron"]),
        ({"words": "Byron ada"}, ["Ada Byron"]),
        ({"words": "PERSON"}, ["Ada Byron", "Bob"]),  # of their addresses
        ({"words": "nobody"}, []),
        ({"state": "revoked"}, ["Bob"]),
        ({"state": "kept"}, ["Ada Byron"]),
        ({"state": "lost"}, ["Ada Byron", "Bob"]),
        ({"words": "a" * 200}, ["Ada Byron", "Bob"]),
        ({"page": "99"}, ["Ada Byron", "Bob"]),
    ],
)
def test_filters_find_and_nonsense_is_as_if_it_were_not_there(
    cohort, take, query, found
):
    take("Ada Byron")
    certificates.revoke(take("Bob"), by=factories.admin(), reason="Copied.")
    response = read(factories.lead(), cohort, **query)
    assert names(response) == found


def test_who_changed_their_name_is_found_by_both(cohort, take):
    ada = take("Ada Byron")
    ada.student.name = "Ada Lovelace"
    ada.student.save()
    for words in ("Byron", "Lovelace"):
        assert list(certificates_in(cohort, words)) == [ada]


def test_the_list_has_pages_and_as_many_queries_for_all(
    cohort, take, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    for name in "ABCDE":
        take(name)
    client = client_of(factories.lead())
    address = reverse("projects:cohort_certificates", args=[cohort.slug])
    with django_assert_max_num_queries(12):
        assert names(client.get(address, {"page": "2"})) == ["C", "D"]


def test_the_file_has_every_certificate_and_no_formulas(cohort, take, monkeypatch):
    monkeypatch.setattr(listing, "BATCH", 1)
    private, public = take("=cmd()"), take("Bob", is_public=True)
    response = read(factories.lead(), cohort, "cohort_certificates_csv")
    text = b"".join(response).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["name"], first["link"], first["public"]) == ("'=cmd()", "", "no")
    assert (second["name"], second["standing"]) == ("Bob", "valid")
    assert link(public) in second["link"]
    assert link(private) not in text
    of_admin = read(factories.admin(), cohort, "cohort_certificates_csv")
    assert link(private) in b"".join(of_admin).decode()


def test_the_file_takes_the_filters_of_the_page(cohort, take):
    take("Ada")
    take("Bob")
    response = read(factories.lead(), cohort, "cohort_certificates_csv", words="Bob")
    assert b"Ada" not in b"".join(response)


def test_others_find_no_list(cohort, take, project):
    ada = take("Ada")
    other = factories.lead(leads_all_cohorts=False)
    CohortLead.objects.create(cohort=factories.cohort(), lead=other)
    for person in (ada.student, other, factories.reviewer(project)):
        for name in ("cohort_certificates", "cohort_certificates_csv"):
            assert read(person, cohort, name).status_code == 404


def test_the_board_leads_there_and_an_empty_list_says_how_it_fills(cohort):
    lead = factories.lead()
    board = read(lead, cohort, "board").content.decode()
    assert reverse("projects:cohort_certificates", args=[cohort.slug]) in board
    assert "Nobody has taken a certificate yet" in read(lead, cohort).content.decode()
