"""Letters as they are sent: in the reader's language, written when they leave."""

from collections.abc import Callable, Mapping
from email.utils import parseaddr
from functools import partial
from types import MappingProxyType

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation

from projects.enums import LetterKind
from projects.models import Letter, User
from projects.operations.letters.account_letters import address_words, password_words
from projects.operations.letters.content import Words
from projects.operations.letters.digest import digest_words
from projects.operations.letters.event_letters import (
    certification_words,
    dates_words,
    message_words,
    news_words,
    part_words,
)
from projects.operations.letters.invitations import invitation_words
from projects.queries.schedule import zone_of
from projects.zones import ZoneToBeFound


def compose(letter: Letter) -> EmailMultiAlternatives | None:
    """None: there is nobody (any more) to write this to, or nothing to say."""
    reader = letter.recipient or User.objects.filter(email=letter.address).first()
    if reader is not None and not reader.is_active:
        return None
    if letter.kind == LetterKind.INVITATION:
        words = invitation_words(letter.address, reader)
    elif reader is not None:
        zone = ZoneToBeFound(partial(zone_of, reader))
        with translation.override(reader.language), timezone.override(zone):
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


_WRITERS: Mapping[LetterKind, Callable[[Letter, User], Words | None]] = (
    MappingProxyType(
        {
            LetterKind.NEWS: news_words,
            LetterKind.DIGEST: digest_words,
            LetterKind.ADDRESS: address_words,
            LetterKind.PASSWORD: password_words,
            LetterKind.MESSAGE: message_words,
            LetterKind.DATES: dates_words,
            LetterKind.PART: part_words,
            LetterKind.REVIEWING: certification_words,
        }
    )
)
