"""Certificates in the browser: taken, shown to whoever has the link, verified, revoked."""

import uuid

import jwt
import pytest
from django.test import Client
from django.urls import reverse
from jwt.algorithms import RSAAlgorithm

from projects.enums import State
from projects.models import Certificate, Submission
from projects.operations import certificates
from projects.web.certificates import pdf
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.BADGE_KEYS = tmp_path / "keys.pem"
    settings.BASE_URL = "http://testserver"


@pytest.fixture
def cohort():
    return factories.cohort(title="January 2017")


@pytest.fixture
def student(cohort):
    return factories.student(cohort, "山田 花子")


@pytest.fixture
def submission(cohort, student):
    return factories.submission(by=student, in_=cohort, state=State.APPROVED)


@pytest.fixture
def certificate(cohort, student, submission):
    return certificates.take(cohort, by=student, is_public=True, has_badge=True)


def signed_in(person):
    made = Client()
    made.force_login(person)
    return made


def at(name, certificate):
    return reverse(f"projects:{name}", args=[certificate.uid])


def test_the_home_offers_it_once_everything_is_met(cohort, student):
    home, take = (
        reverse("projects:home"),
        reverse("projects:certificate_take", args=[cohort.slug]),
    )
    client = signed_in(student)
    of = factories.project()
    assert take not in client.get(home).content.decode()
    assert client.get(take).status_code == 404
    factories.submission(of, by=student, in_=cohort, state=State.APPROVED)
    assert take in client.get(home).content.decode()
    assert "山田 花子" in client.get(take).content.decode()
    answer = client.post(take, {"is_public": "on"})
    made = Certificate.objects.get()
    assert answer.url == at("certificate", made) == client.get(take).url
    assert (made.is_public, made.has_badge) == (True, False)


def test_of_another_cohort_there_is_none_to_take(student, submission):
    other = factories.cohort()
    take = reverse("projects:certificate_take", args=[other.slug])
    assert signed_in(student).get(take).status_code == 404


def test_whoever_has_the_link_reads_it_without_signing_in(certificate, student):
    page = Client().get(at("certificate", certificate)).content.decode()
    assert "This certificate is valid" in page
    assert "山田 花子" in page
    assert "January 2017" in page
    assert student.email not in page
    assert at("certificate_choices", certificate) not in page


def test_a_private_one_is_its_students_and_admins(certificate, student):
    signed_in(student).post(at("certificate_choices", certificate), {})
    for name in ("certificate", "certificate_pdf", "badge"):
        assert Client().get(at(name, certificate)).status_code == 404
    assert signed_in(student).get(at("certificate", certificate)).status_code == 200
    admin = signed_in(factories.admin())
    assert admin.get(at("certificate", certificate)).status_code == 200


def test_others_choose_nothing(certificate):
    other = signed_in(factories.admin())
    answer = other.post(at("certificate_choices", certificate), {})
    assert answer.status_code == 404


def test_it_says_when_it_does_not_hold(certificate, submission):
    Submission.objects.filter(pk=submission.pk).update(state=State.CHANGES_REQUESTED)
    page = Client().get(at("certificate", certificate)).content.decode()
    assert "This certificate is not valid" in page
    assert Client().get(at("certificate_pdf", certificate)).status_code == 404
    assert Client().get(at("badge", certificate)).status_code == 404


def test_an_admin_revokes_it_and_its_student_alone_reads_why(certificate, student):
    admin = signed_in(factories.admin())
    assert admin.post(at("certificate_revoke", certificate), {}).status_code == 302
    admin.post(at("certificate_revoke", certificate), {"reason": "Another's work."})
    words = "Another&#x27;s work."
    assert words not in Client().get(at("certificate", certificate)).content.decode()
    own = signed_in(student).get(at("certificate", certificate)).content.decode()
    assert "Revoked" in own
    assert "Another" in own
    told = Client().get(at("certificate_status", certificate)).json()
    assert told["revokedCredential"][0]["revoked"] is True
    admin.post(at("certificate_restore", certificate), {"reason": "A mistake."})
    told = Client().get(at("certificate_status", certificate)).json()
    assert told["revokedCredential"] == []


def test_the_badge_is_verified_with_what_the_site_publishes(certificate):
    """As a verifier does it: the header names the key, the issuer and the status answer."""
    client = Client()
    answer = client.get(at("badge", certificate))
    assert answer["Content-Type"] == "application/vc+jwt"
    token = answer.content.decode()
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    key = client.get(header["kid"].removeprefix("http://testserver"))
    assert key["Access-Control-Allow-Origin"] == "*"
    told = jwt.decode(token, RSAAlgorithm.from_jwk(key.json()), algorithms=["RS256"])
    assert told["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert told["iss"] == told["issuer"]["id"]
    assert (
        told["jti"]
        == told["id"]
        == "http://testserver" + at("certificate", certificate)
    )
    assert told["sub"] == told["credentialSubject"]["id"]
    [identity] = told["credentialSubject"]["identifier"]
    assert identity["identityHash"] == "山田 花子"
    issuer = client.get(told["iss"].removeprefix("http://testserver")).json()
    assert issuer["id"] == told["iss"]
    achievement = told["credentialSubject"]["achievement"]
    published = client.get(achievement["id"].removeprefix("http://testserver")).json()
    assert published["name"] == achievement["name"]
    keys = client.get(reverse("projects:badge_keys")).json()["keys"]
    assert [one["kid"] for one in keys] == [key.json()["kid"]]
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(
            token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:],
            RSAAlgorithm.from_jwk(key.json()),
            algorithms=["RS256"],
        )


def test_without_a_wish_for_it_there_is_no_badge(certificate, student):
    certificates.choose(certificate, by=student, is_public=True, has_badge=False)
    assert Client().get(at("badge", certificate)).status_code == 404


def test_another_key_and_another_certificate_do_not_exist(certificate):
    for address in (
        reverse("projects:badge_key", args=["none"]),
        reverse("projects:certificate", args=[uuid.uuid4()]),
    ):
        assert Client().get(address).status_code == 404


def test_the_pdf_embeds_the_signs_of_a_japanese_name(certificate):
    answer = Client().get(at("certificate_pdf", certificate))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert b"IPAexGothic" in answer.content
    assert b"/FontFile2" in answer.content
    assert len(answer.content) < 100_000


def test_without_the_package_a_font_of_the_readers_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "EMBEDDED", tmp_path / "none.ttf")
    pdf.wide_font.cache_clear()
    assert pdf.font_for("山田") == pdf.JAPANESE
    pdf.wide_font.cache_clear()
    assert pdf.font_for("Zoë") == pdf.LATIN


def test_a_long_name_is_drawn_smaller(certificate):
    Certificate.objects.update(name="Maria da Conceição " * 6)
    assert Client().get(at("certificate_pdf", certificate)).status_code == 200
