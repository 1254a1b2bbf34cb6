"""What others learn of a certificate from its addresses, and who may change what they learn."""

import json

import jwt
import pytest
from django.core.cache import cache
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import AuditEntry, Certificate
from projects.operations import certificates
from projects.operations.erasure import erase
from projects.queries.certificates import titles_of
from projects.web.certificates import badge, pdf
from tests import factories

pytestmark = pytest.mark.django_db
FILES = ("certificate", "certificate_pdf", "badge")


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path_factory):
    settings.BADGE_KEYS = tmp_path_factory.getbasetemp() / "verifying" / "keys.pem"
    settings.BASE_URL = "http://testserver"
    cache.clear()


@pytest.fixture
def cohort():
    return factories.cohort(title="January 2017")


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def taken(cohort, project):
    """The certificate of a new student of the cohort."""

    def take(name="Ada Byron", is_public=True, **fields):
        student = factories.student(cohort, name, **fields)
        factories.submission(project, by=student, in_=cohort, state=State.APPROVED)
        return certificates.take(
            cohort, by=student, is_public=is_public, has_badge=True
        )

    return take


@pytest.fixture
def certificate(taken):
    return taken()


def client_of(person=None):
    made = Client()
    if person:
        made.force_login(person)
    return made


def at(name, certificate):
    return reverse(f"projects:{name}", args=[certificate.uid])


def answers(client, certificate):
    return [client.get(at(name, certificate)).status_code for name in FILES]


def test_a_private_one_is_for_nobody_else_not_even_who_leads_the_cohort(taken, project):
    private = taken(is_public=False)
    others = (
        factories.lead(),
        factories.reviewer(project),
        factories.student(private.cohort),
        None,
    )
    for person in others:
        assert answers(client_of(person), private) == [404, 404, 404]
    for person in (private.student, factories.admin()):
        assert answers(client_of(person), private) == [200, 200, 200]


def test_of_a_private_one_the_status_tells_who_has_the_badge_that_it_holds(taken):
    private = taken(is_public=False)
    told = client_of().get(at("certificate_status", private))
    assert told["Access-Control-Allow-Origin"] == "*"
    assert told.json()["revokedCredential"] == []
    assert private.name not in told.content.decode()


def test_its_links_end_with_the_account(certificate):
    erase(certificate.student, by=certificate.student)
    assert answers(client_of(), certificate) == [404, 404, 404]
    assert client_of().get(at("certificate_status", certificate)).status_code == 404


def test_of_a_locked_account_nothing_is_shown(certificate):
    certificate.student.is_active = False
    certificate.student.save()
    assert answers(client_of(), certificate) == [404, 404, 404]


def test_the_achievement_is_one_for_all_who_have_it(taken, cohort):
    address = reverse("projects:badge_achievement", args=[cohort.slug])
    assert client_of().get(address).status_code == 404  # nobody has
    taken("Ada")
    taken("Grace")
    told = client_of().get(address).json()
    assert told["id"] == "http://testserver" + address
    assert "January 2017" in told["name"]


def test_a_badge_is_the_same_in_whichever_language_it_is_fetched(taken):
    certificate = taken("山田 花子", language="ja")
    tokens = [
        client_of(person).get(at("badge", certificate)).content
        for person in (certificate.student, None)
    ]
    assert tokens[0] == tokens[1]
    told = jwt.decode(tokens[0], options={"verify_signature": False})
    assert told["description"] == f"Projects: {titles_of(certificate)[0]}"
    assert told["nbf"] == int(certificate.met_at.timestamp())
    assert told["validFrom"] == certificate.met_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_badge_bears_the_name_and_no_other_word_about_the_person(certificate):
    told = json.dumps(badge.credential(certificate))
    assert certificate.name in told
    assert certificate.student.email not in told
    assert "submission" not in told


def test_a_revoked_one_has_no_files_and_says_no_reason_to_anybody_who_verifies(
    certificate,
):
    certificates.revoke(certificate, by=factories.admin(), reason="Copied from Bob.")
    assert answers(client_of(), certificate) == [200, 404, 404]
    status = client_of().get(at("certificate_status", certificate))
    [gone] = status.json()["revokedCredential"]
    assert gone["id"] == "http://testserver" + at("certificate", certificate)
    page = client_of().get(at("certificate", certificate))
    for answer in (status, page):
        assert "Bob" not in answer.content.decode()


@pytest.mark.parametrize("name", ["certificate_revoke", "certificate_restore"])
def test_only_admins_come_as_far_as_revoking(certificate, name, settings):
    address = at(name, certificate)
    for person in (factories.lead(), certificate.student, factories.user()):
        assert client_of(person).post(address, {"reason": "No."}).status_code == 404
    nobody = client_of().post(address, {"reason": "No."})
    assert nobody.url.startswith(resolve_url(settings.LOGIN_URL))
    certificate.refresh_from_db()
    assert certificate.revoked_at is None
    assert not AuditEntry.objects.exists()


def test_revoked_in_two_tabs_the_first_reason_stays(certificate):
    admin, address = client_of(factories.admin()), at("certificate_revoke", certificate)
    assert admin.post(address, {"reason": "The first."}).status_code == 302
    second = admin.post(address, {"reason": "The second."})
    assert second.status_code == 409
    assert "revoked before" in second.content.decode()
    certificate.refresh_from_db()
    assert certificate.revoked_reason == "The first."
    assert AuditEntry.objects.count() == 1


def test_without_a_reason_an_admin_is_told_and_nothing_is_stored(certificate):
    admin = client_of(factories.admin())
    answer = admin.post(at("certificate_revoke", certificate), {"reason": " "})
    assert "Say why." in admin.get(answer.url).content.decode()
    assert not AuditEntry.objects.exists()


def test_looking_takes_none_and_who_misses_a_project_cannot_post(cohort, project):
    student = factories.student(cohort)
    take = reverse("projects:certificate_take", args=[cohort.slug])
    assert client_of(student).post(take, {"is_public": "on"}).status_code == 404
    factories.submission(project, by=student, in_=cohort, state=State.APPROVED)
    assert client_of(student).get(take).status_code == 200
    assert not Certificate.objects.exists()


def test_the_paper_leads_to_the_page_that_verifies_it(certificate, monkeypatch):
    drawn = []
    draw = pdf.Canvas.drawCentredString

    def drawing(canvas, x, y, text):
        drawn.append(text)
        draw(canvas, x, y, text)

    monkeypatch.setattr(pdf.Canvas, "drawCentredString", drawing)
    content = client_of().get(at("certificate_pdf", certificate)).content
    link = "http://testserver" + at("certificate", certificate)
    assert f"/URI ({link})".encode() in content
    assert {"Ada Byron", "January 2017", *titles_of(certificate)} <= set(drawn)


def test_the_page_asks_as_many_questions_for_many_projects_as_for_one(
    taken, cohort, django_assert_num_queries
):
    few = taken()
    with django_assert_num_queries(2):
        client_of().get(at("certificate", few))
    student = few.student
    for _ in range(3):
        factories.submission(by=student, in_=cohort, state=State.APPROVED)
    few.delete()
    many = certificates.take(cohort, by=student, is_public=True)
    assert len(many.projects) == 4
    with django_assert_num_queries(2):
        client_of().get(at("certificate", many))
