"""The words of letters, in the reader's language, written when a letter is sent."""

from collections.abc import Callable, Mapping
from email.utils import parseaddr
from types import MappingProxyType

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from projects.enums import EventKind, LetterKind
from projects.models import Letter, Submission, User
from projects.operations import tokens

Words = tuple[str, str]
"""Subject and body."""


def compose(letter: Letter) -> EmailMessage | None:
    """None: there is nobody (any more) to write this to."""
    reader = letter.recipient or User.objects.filter(email=letter.address).first()
    if reader is None or not reader.is_active:
        return None
    with translation.override(reader.language):
        words = _WRITERS[LetterKind(letter.kind)](letter, reader)
    if words is None:
        return None
    subject, body = words
    # The same at each try, so that mailboxes can tell a letter that came twice.
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<letter-{letter.pk}@{domain}>"}
    return EmailMessage(subject, body, to=[reader.email], headers=headers)


def _news(letter: Letter, reader: User) -> Words | None:
    event = letter.event
    if event is None or not reader.has_proved_address:
        return None
    submission = event.submission
    for_staff = event.kind in EventKind.told_to_staff()
    if for_staff and reader.pk != submission.student_id:
        return _held(submission)
    what = {"project": submission.project.title, "attempt": submission.attempt}
    body = _(
        "There is news about your submission of “%(project)s” (attempt %(attempt)s)."
    )
    link = _link("projects:submission", submission.uid)
    kind = event.get_kind_display()
    subject = f"{kind}: {submission.project.title}"
    return subject, f"{body % what}\n\n{kind}\n\n{link}\n"


def _held(submission: Submission) -> Words:
    what = {"project": submission.project.title, "attempt": submission.attempt}
    body = _(
        "A fault of ours kept attempt %(attempt)s of “%(project)s” from being checked, and perhaps "
        "others. No reviewer sees such work until one of you decides: grade it again, or let a "
        "reviewer judge it unchecked."
    )
    subject = _("Work waits for your decision: a fault of ours")
    return subject, f"{body % what}\n\n{_link('projects:held')}\n"


def _address(letter: Letter, reader: User) -> Words:
    """Also the answer to a sign-up with an address that has an account."""
    if reader.has_proved_address:
        return _("You have an account on ReviewHub"), _text(
            "has_account", reader, _link("login"), reset=_link("password_reset")
        )
    token = tokens.ADDRESS_TOKENS.make_token(reader)
    link = _link("projects:prove", tokens.named(reader), token)
    return _("Prove your address for ReviewHub"), _text("prove", reader, link)


def _password(letter: Letter, reader: User) -> Words | None:
    if not reader.has_usable_password():
        return None
    token = tokens.PASSWORD_TOKENS.make_token(reader)
    link = _link("password_reset_confirm", tokens.named(reader), token)
    return _("Choose a new password for ReviewHub"), _text("new_password", reader, link)


def _text(template: str, reader: User, link: str, **more: str) -> str:
    context = {"reader": reader, "link": link, **more}
    return render_to_string(f"letters/{template}.txt", context)


def _link(name: str, *arguments: object) -> str:
    return settings.BASE_URL + reverse(name, args=arguments)


_WRITERS: Mapping[LetterKind, Callable[[Letter, User], Words | None]] = (
    MappingProxyType(
        {
            LetterKind.NEWS: _news,
            LetterKind.ADDRESS: _address,
            LetterKind.PASSWORD: _password,
        }
    )
)
