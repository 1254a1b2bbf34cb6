"""Letters as they are sent: in the reader's language, written when they leave."""

from collections.abc import Callable, Mapping
from email.utils import parseaddr
from types import MappingProxyType

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import LetterKind
from projects.models import Letter, Notification, Topic, User
from projects.operations import tokens
from projects.operations.letters.certifying import content_of_change
from projects.operations.letters.content import Content, Part, Words, link
from projects.operations.letters.invitations import invitation_words
from projects.operations.letters.messages import content_of_message
from projects.operations.letters.news import content_of
from projects.operations.letters.preferences import topic_of

MOST_IN_DIGEST = 50


def compose(letter: Letter) -> EmailMultiAlternatives | None:
    """None: there is nobody (any more) to write this to, or nothing to say."""
    reader = letter.recipient or User.objects.filter(email=letter.address).first()
    if reader is not None and not reader.is_active:
        return None
    if letter.kind == LetterKind.INVITATION:
        words = invitation_words(letter.address, reader)
    elif reader is not None:
        with translation.override(reader.language):
            words = _WRITERS[LetterKind(letter.kind)](letter, reader)
    else:
        return None
    if words is None:
        return None
    # The same at each try, so that mailboxes can tell a letter that came twice.
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<letter-{letter.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",  # asks for no automatic answer
    }
    if words.stop_url:  # RFC 8058: mail programs offer it as a button
        headers["List-Unsubscribe"] = f"<{words.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        " ".join(words.subject.split()),
        words.text,
        to=[reader.email if reader else letter.address],
        headers=headers,
    )
    if words.html:
        message.attach_alternative(words.html, "text/html")
    return message


def _news(letter: Letter, reader: User) -> Words | None:
    event = letter.event
    if event is None or not reader.has_proved_address:
        return None
    return _written(content_of(event, reader), reader, topic_of(event, reader))


def _digest(letter: Letter, reader: User) -> Words | None:
    """What came in and was not read meanwhile, one line each."""
    unread = letter.notifications.filter(read_at=None).order_by("pk")
    count = unread.count()
    if not count or not reader.has_proved_address:
        return None
    related = unread.select_related(
        *("event__submission__project", "event__actor"),
        *("addressed__message__cohort", "addressed__message__sender"),
        *("certification_change__certification__project",),
    )
    parts = []
    for one in related[:MOST_IN_DIGEST]:
        content = _content(one, reader)
        parts.append(Part(content.subject, content.url, content.lead))
    subject = ngettext(
        "ReviewHub: %(count)s new thing", "ReviewHub: %(count)s new things", count
    )
    content = Content(
        subject=subject % {"count": count},
        lead=_("This came in since the last letter, and you have not read it yet."),
        url=link("projects:inbox"),
        action=_("Open the inbox"),
        parts=parts,
    )
    return _written(content, reader, topic="")


def _content(told: Notification, reader: User) -> Content:
    if told.addressed is not None:
        return content_of_message(told.addressed)
    if told.certification_change is not None:
        return content_of_change(told.certification_change)
    return content_of(told.happened, reader)


def _message(letter: Letter, reader: User) -> Words | None:
    copy = letter.addressed
    if copy is None or not reader.has_proved_address:
        return None
    return _written(content_of_message(copy), reader, Topic.MESSAGES)


def _reviewing(letter: Letter, reader: User) -> Words | None:
    if letter.certification_change is None or not reader.has_proved_address:
        return None
    return _written(content_of_change(letter.certification_change), reader, Topic.CERTIFYING)


def _written(content: Content, reader: User, topic: str) -> Words:
    """`topic`: what its link ends; empty for all that comes once a day."""
    stop_url = link("projects:stop_letters", tokens.stop_token(reader, topic))
    context = {
        "content": content,
        "reader": reader,
        "topic": Topic(topic).label if topic else "",
        "stop_url": stop_url,
        "choose_url": link("projects:letters"),
    }
    return Words(
        content.subject,
        render_to_string("letters/news.txt", context),
        render_to_string("letters/news.html", context),
        stop_url,
    )


def _address(letter: Letter, reader: User) -> Words:
    """Also the answer to a sign-up with an address that has an account."""
    if reader.has_proved_address:
        return Words(
            _("You have an account on ReviewHub"),
            _text("has_account", reader, link("login"), reset=link("password_reset")),
        )
    token = tokens.ADDRESS_TOKENS.make_token(reader)
    there = link("projects:prove", tokens.named(reader), token)
    return Words(_("Prove your address for ReviewHub"), _text("prove", reader, there))


def _password(letter: Letter, reader: User) -> Words | None:
    if not reader.has_usable_password():
        return None
    token = tokens.PASSWORD_TOKENS.make_token(reader)
    there = link("password_reset_confirm", tokens.named(reader), token)
    return Words(
        _("Choose a new password for ReviewHub"), _text("new_password", reader, there)
    )


def _text(template: str, reader: User, there: str, **more: str) -> str:
    context = {"reader": reader, "link": there, **more}
    return render_to_string(f"letters/{template}.txt", context)


_WRITERS: Mapping[LetterKind, Callable[[Letter, User], Words | None]] = (
    MappingProxyType(
        {
            LetterKind.NEWS: _news,
            LetterKind.DIGEST: _digest,
            LetterKind.ADDRESS: _address,
            LetterKind.PASSWORD: _password,
            LetterKind.MESSAGE: _message,
            LetterKind.REVIEWING: _reviewing,
        }
    )
)
