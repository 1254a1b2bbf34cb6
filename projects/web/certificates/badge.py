"""A certificate as an Open Badges 3.0 credential, signed as a JSON Web Token, and its issuer.

The token's payload is the credential with the registered claims beside it, as the standard's
"JSON Web Token Proof Format" has it. Addresses in it are those of `REVIEWHUB_BASE_URL`.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from projects.badge_keys import Key, every_key
from projects.models import Certificate, Cohort
from projects.queries.certificates import Standing, standing_of, titles_of

Json = Mapping[str, Any]
CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
# Where the types of the status and of the schema are defined: without it they mean nothing as JSON-LD.
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
    "ob_v3p0_achievementcredential_schema.json"
)


def address(name: str, *arguments: object) -> str:
    return settings.BASE_URL + reverse(f"projects:{name}", args=arguments)


def issuer() -> Json:
    return {
        "@context": list(CONTEXT),
        "id": address("badge_issuer"),
        "type": ["Profile"],
        "name": settings.ISSUER_NAME,
        "url": settings.BASE_URL,
    }


def key_address(key: Key) -> str:
    return address("badge_key", key.thumbprint)


def public_key(key: Key) -> Json:
    """Named as tokens name it: who looks for it in the set of keys compares the two."""
    return {**key.public, "kid": key_address(key)}


def achievement(cohort: Cohort) -> Json:
    return {
        "id": address("badge_achievement", cohort.slug),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": f"{settings.COURSE_NAME} · {cohort.title}",
        "description": f"Completed every project of {settings.COURSE_NAME}.",
        "criteria": {
            "narrative": "Every project of the cohort was handed in, checked by machine, "
            "and met its specifications in a review by a person."
        },
    }


def credential(certificate: Certificate) -> Json:
    """In English, whoever asks: the same certificate is the same credential."""
    with translation.override("en"):
        titles = titles_of(certificate)
    uid = certificate.uid
    return {
        "@context": [*CONTEXT, EXTENSIONS],
        "id": address("certificate", uid),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {name: issuer()[name] for name in ("id", "type", "name", "url")},
        "validFrom": certificate.met_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "name": f"{settings.COURSE_NAME} · {certificate.cohort.title}",
        "description": "Projects: " + ", ".join(titles),
        "credentialSubject": {
            "id": f"urn:uuid:{uid}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": certificate.name,
                    "identityType": "name",
                }
            ],
            "achievement": dict(achievement(certificate.cohort)),
        },
        "credentialStatus": {
            "id": address("certificate_status", uid),
            "type": "1EdTechRevocationList",
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def signed(certificate: Certificate) -> str:
    told = credential(certificate)
    key = every_key()[0]
    claims = {
        "iss": told["issuer"]["id"],
        "jti": told["id"],
        "nbf": int(certificate.met_at.timestamp()),
        "sub": told["credentialSubject"]["id"],
    }
    return key.sign({**told, **claims}, key_address(key))


def status(certificate: Certificate) -> Json:
    """Of this one alone: a list of all would tell addresses that cannot be guessed."""
    standing = standing_of(certificate)
    gone = {
        "id": address("certificate", certificate.uid),
        "revoked": True,
        "revocationReason": str(standing.label),
    }
    return {
        "id": address("certificate_status", certificate.uid),
        "issuer": address("badge_issuer"),
        "revokedCredential": [] if standing is Standing.VALID else [gone],
    }
