"""The keys that sign badges: made once, kept beside the database, readable by their owner only.

The file may hold several, one PEM after the other. The first one signs, and all of them are
published, so that what an earlier one signed can be verified still. To rotate, put a new one
in front; take out one that was lost, and what it signed is verified no more.
"""

import os
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from tempfile import NamedTemporaryFile

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from jwt.algorithms import RSAAlgorithm

BITS = 2048
ALGORITHM = "RS256"  # the one that Open Badges 3.0 asks everybody to know
_PEM = re.compile(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\n?", re.DOTALL)


@dataclass(frozen=True)
class Key:
    private: rsa.RSAPrivateKey

    @property
    def public(self) -> Mapping[str, str]:
        """As a JSON Web Key."""
        jwk = loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {
            **{name: jwk[name] for name in ("kty", "n", "e")},
            "alg": ALGORITHM,
            "use": "sig",
            "kid": self.thumbprint,
        }

    @property
    def thumbprint(self) -> str:
        """Of RFC 7638."""
        jwk = loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        told = dumps(
            {name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":")
        )
        return urlsafe_b64encode(sha256(told.encode()).digest()).decode().rstrip("=")

    def sign(self, payload: Mapping[str, object], kid: str) -> str:
        """A JSON Web Token; `kid` is the address of the public key."""
        return jwt.encode(
            dict(payload), self.private, algorithm=ALGORITHM, headers={"kid": kid}
        )


def every_key() -> list[Key]:
    """The one that signs first. Made now if there is none."""
    path = Path(settings.BADGE_KEYS)
    if not path.exists():
        _make(path)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> list[Key]:
    found = []
    for pem in _PEM.findall(path.read_bytes()):
        try:
            private = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
            words = f"{path} holds what is not a private key, or one with a password."
            raise ImproperlyConfigured(words) from fault
        if not isinstance(private, rsa.RSAPrivateKey):
            raise ImproperlyConfigured(f"{path}: badges are signed with RSA keys.")
        found.append(Key(private))
    if not found:
        raise ImproperlyConfigured(f"{path} holds no private key.")
    return found


def _make(path: Path) -> None:
    """Whole or not at all, and once: of two processes the first one's is kept."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with NamedTemporaryFile(dir=path.parent) as file:  # readable by its owner only
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return
