"""A badge as a verifier of another house reads it: steps of Open Badges 3.0, written from the standard.

Nothing of ours takes part but the bytes that are served: the token is taken apart by hand, and the key
is the one that its header leads to.
"""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.operations import certificates
from tests import factories

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
# What the standard lists for an achievement and for who is told of it by name.
IDENTITIES = {"name", "emailAddress", "accountId", "userName", "ext:other"}


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path_factory):
    settings.BADGE_KEYS = tmp_path_factory.getbasetemp() / "outside" / "keys.pem"
    settings.BASE_URL = SITE


@pytest.fixture
def certificate():
    cohort = factories.cohort(title="深層学習 2017")
    student = factories.student(cohort, "山田 太郎")
    factories.submission(factories.project(), student, cohort, State.APPROVED)
    return certificates.take(cohort, by=student, is_public=True, has_badge=True)


def decoded(part):
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def number(text):
    return int.from_bytes(decoded(text))


def fetched(address):
    assert address.startswith(f"{SITE}/")
    response = Client().get(address.removeprefix(SITE))
    assert response.status_code == 200
    return response.json()


@pytest.fixture
def token(certificate):
    address = reverse("projects:badge", args=[certificate.uid])
    return Client().get(address).content.decode()


@pytest.fixture
def header(token):
    return json.loads(decoded(token.split(".")[0]))


@pytest.fixture
def payload(token):
    return json.loads(decoded(token.split(".")[1]))


def is_signed(token, key):
    signed, _dot, signature = token.rpartition(".")
    public = RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key()
    try:
        public.verify(decoded(signature), signed.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def test_the_header_says_the_algorithm_and_where_the_key_is_and_no_more(header):
    assert header.keys() == {"alg", "kid", "typ"}
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")


def test_the_key_is_public_and_verifies_the_bytes(token, header):
    key = fetched(header["kid"])
    assert key["kty"] == "RSA"
    assert not {"d", "p", "q", "dp", "dq", "qi"} & key.keys()
    assert is_signed(token, key)


def test_a_verifier_finds_the_key_in_the_set_by_the_name_in_the_header(token, header):
    """As PyJWT's client of key sets does: the names have to be the same, letter by letter."""
    told = Client().get(reverse("projects:badge_keys")).json()["keys"]
    (named,) = [one for one in told if one["kid"] == header["kid"]]
    assert is_signed(token, named)
    assert fetched(header["kid"]) == named


def test_a_changed_letter_is_found(token, header):
    head, body, signature = token.split(".")
    changed = ".".join((head, body[:-4] + body[-4:].swapcase(), signature))
    assert changed != token
    assert not is_signed(changed, fetched(header["kid"]))


def test_the_claims_are_those_of_the_credential(payload):
    assert payload["iss"] == payload["issuer"]["id"]
    assert payload["jti"] == payload["id"]
    assert payload["sub"] == payload["credentialSubject"]["id"]
    begun = datetime.fromisoformat(payload["validFrom"])
    assert begun == datetime.fromtimestamp(payload["nbf"], UTC)
    assert begun <= datetime.now(UTC)
    assert "exp" not in payload
    assert "validUntil" not in payload


def test_contexts_come_in_the_standards_order_and_define_every_type(payload):
    first, second, third = payload["@context"]
    assert first == "https://www.w3.org/ns/credentials/v2"
    assert second.startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0")
    # "1EdTechRevocationList" and "1EdTechJsonSchemaValidator2019" are words of this one.
    assert third == "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    assert payload["credentialStatus"]["type"] == "1EdTechRevocationList"
    (schema,) = payload["credentialSchema"]
    assert schema["type"] == "1EdTechJsonSchemaValidator2019"
    assert schema["id"].startswith("https://purl.imsglobal.org/spec/ob/v3p0/schema/")


def test_what_the_standard_requires_is_there(payload):
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(payload["type"])
    assert payload["issuer"]["type"] == ["Profile"]
    subject = payload["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    achievement = subject["achievement"]
    assert achievement["type"] == ["Achievement"]
    assert achievement["achievementType"] == "Certificate"
    for name in ("id", "name", "description"):
        assert achievement[name]
    assert achievement["criteria"]["narrative"]


def test_the_recipient_is_verified_by_the_name_that_one_knows(payload):
    (known,) = payload["credentialSubject"]["identifier"]
    assert known["type"] == "IdentityObject"
    assert known["identityType"] in IDENTITIES
    assert (known["hashed"], known["identityHash"]) == (False, "山田 太郎")


def test_every_address_in_it_answers_with_its_own_name(payload):
    for told in (payload["issuer"], payload["credentialSubject"]["achievement"]):
        found = fetched(told["id"])
        assert {name: found[name] for name in told} == told


def test_a_revoked_one_is_found_in_its_list(certificate, payload):
    address = payload["credentialStatus"]["id"]
    before = fetched(address)
    assert (before["id"], before["issuer"]) == (address, payload["iss"])
    assert before["revokedCredential"] == []
    certificates.revoke(certificate, by=factories.admin(), reason="Another's work.")
    (revoked,) = fetched(address)["revokedCredential"]
    assert (revoked["id"], revoked["revoked"]) == (payload["id"], True)
    assert "Another" not in json.dumps(revoked), "the reason is the student's"
