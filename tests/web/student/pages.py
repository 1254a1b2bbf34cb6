"""Addresses and pages of one submission, and a check's result with something to hide."""

from django.urls import reverse

from projects.models import Submission

SECRET = "the hidden inputs were 3, 1, 4"


def text(words: str) -> dict[str, str]:
    return {"en": words, "ja": words}


def result(check: str, outcome: str = "passed", hint: str = "") -> dict[str, object]:
    return {
        "check": check,
        "title": text(f"Title of {check}"),
        "outcome": outcome,
        "hint": text(hint) if hint else {},
        "evidence": SECRET,
        "duration_s": 0.1,
    }


def url(name: str, subject: Submission, *more: str) -> str:
    return reverse(f"projects:{name}", args=[subject.uid, *more])


def page(client, subject: Submission) -> str:
    return client.get(url("submission", subject)).content.decode()
