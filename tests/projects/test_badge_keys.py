"""The keys that sign badges: made once, private, and several at a time after a rotation."""

import jwt
import pytest
from django.core.exceptions import ImproperlyConfigured
from jwt.algorithms import RSAAlgorithm

from projects import badge_keys


@pytest.fixture
def path(settings, tmp_path):
    settings.BADGE_KEYS = tmp_path / "keys" / "keys.pem"
    return settings.BADGE_KEYS


def test_a_key_is_made_once_and_read_by_its_owner_only(path):
    [key] = badge_keys.every_key()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.thumbprint for one in badge_keys.every_key()] == [key.thumbprint]
    assert [one.name for one in path.parent.iterdir()] == ["keys.pem"]


def test_of_two_processes_the_first_ones_key_is_kept(path):
    badge_keys.every_key()
    first = path.read_bytes()
    badge_keys._make(path)
    assert path.read_bytes() == first


def test_what_an_earlier_key_signed_is_verified_after_a_rotation(path):
    [old] = badge_keys.every_key()
    token = old.sign({"sub": "a"}, "old")
    before = path.read_bytes()
    path.unlink()
    [new] = badge_keys.every_key()
    path.write_bytes(path.read_bytes() + before)
    assert [one.thumbprint for one in badge_keys.every_key()] == [
        new.thumbprint,
        old.thumbprint,
    ]
    public = RSAAlgorithm.from_jwk(dict(badge_keys.every_key()[1].public))
    assert jwt.decode(token, public, algorithms=["RS256"]) == {"sub": "a"}


@pytest.mark.parametrize("content", [b"", b"nothing of a key"])
def test_a_file_without_a_key_is_told_by_its_name(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=r"keys\.pem"):
        badge_keys.every_key()
