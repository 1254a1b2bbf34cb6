"""What an operator may find in the file of keys, and what of a key is published."""

import os
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.core.exceptions import ImproperlyConfigured
from jwt.algorithms import RSAAlgorithm

from projects import badge_keys

# The example of RFC 7638, 3.1.
MODULUS = (
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc"
    "_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ"
    "R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF"
    "TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
)
THUMBPRINT = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.fixture(scope="module")
def private():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def path(settings, tmp_path):
    settings.BADGE_KEYS = tmp_path / "keys.pem"
    return settings.BADGE_KEYS


def pem_of(key, encryption=None):
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()
    )


def test_a_key_is_named_by_the_thumbprint_that_the_standard_computes():
    public = RSAAlgorithm.from_jwk({"kty": "RSA", "n": MODULUS, "e": "AQAB"})
    key = badge_keys.Key(SimpleNamespace(public_key=lambda: public))
    assert key.thumbprint == key.public["kid"] == THUMBPRINT


def test_nothing_private_is_published(private):
    told = badge_keys.Key(private).public
    assert set(told) == {"kty", "n", "e", "alg", "use", "kid"}


def test_words_of_the_operator_between_the_keys_are_passed_over(path, private):
    path.write_bytes(b"# of November\n" + pem_of(private) + b"# the end\n")
    assert [one.private.private_numbers() for one in badge_keys.every_key()] == [
        private.private_numbers()
    ]


@pytest.mark.parametrize(
    "content",
    [
        lambda key: pem_of(ec.generate_private_key(ec.SECP256R1())),
        lambda key: pem_of(key, BestAvailableEncryption(b"secret")),
        lambda key: key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        ),
        lambda key: pem_of(key).replace(b"\nM", b"\n!", 1),
    ],
    ids=["another kind", "with a password", "the public half", "garbled"],
)
def test_a_key_that_cannot_sign_is_told_by_the_files_name_and_stays(
    path, private, content
):
    path.write_bytes(written := pem_of(private) + content(private))
    with pytest.raises(ImproperlyConfigured, match=r"keys\.pem"):
        badge_keys.every_key()
    assert path.read_bytes() == written


def test_a_rotation_is_noticed_without_a_restart(path, private):
    path.write_bytes(pem_of(private))
    assert len(badge_keys.every_key()) == 1
    path.write_bytes(pem_of(private) * 2)
    os.utime(path, ns=(1, 1))
    assert len(badge_keys.every_key()) == 2
