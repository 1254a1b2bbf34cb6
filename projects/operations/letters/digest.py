"""The letter that comes once a day."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import AuditEntry, Letter, Notification, User
from projects.operations.letters import dates, taking_part
from projects.operations.letters.certifying import content_for
from projects.operations.letters.content import Content, Part, Words, link
from projects.operations.letters.event_letters import words_of
from projects.operations.letters.messages import content_of_message
from projects.operations.letters.news import content_of
from projects.queries.changes_told import changes_told
from projects.queries.part_changes import PartChange

MOST_IN_DIGEST = 50


def digest_words(letter: Letter, reader: User) -> Words | None:
    """What came in and was not read meanwhile, one line each."""
    unread = letter.notifications.filter(read_at=None).order_by("pk")
    count = unread.count()
    if not count or not reader.has_proved_address:
        return None
    related = unread.select_related(
        *("event__submission__project", "event__actor"),
        *("addressed__message__cohort", "addressed__message__sender"),
        "change__cohort",
        "certification_change__certification__project",
        "certification_change__certification__user",
    )
    parts = []
    for one in related[:MOST_IN_DIGEST]:
        content = _content(one, reader)
        if content is None:
            continue
        parts.append(Part(content.subject, content.url, content.lead))
    subject = ngettext(
        "ReviewHub: %(count)s new thing", "ReviewHub: %(count)s new things", count
    )
    content = Content(
        subject=subject % {"count": count},
        lead=_("This came in since the last e-mail, and you have not read it yet."),
        url=link("projects:inbox"),
        action=_("Open the inbox"),
        parts=parts,
    )
    return words_of(content, reader, topic="")


def _content(told: Notification, reader: User) -> Content | None:
    """None: what it tells of is gone."""
    if told.change is not None:
        return _line_of_change(told.change)
    if told.certification_change is not None:
        return content_for(told.certification_change, reader)
    if told.addressed is not None:
        return content_of_message(told.addressed)
    return content_of(told.happened, reader)


def _line_of_change(entry: AuditEntry) -> Content | None:
    change = changes_told([entry]).get(entry.pk)
    if change is None:
        return None
    if isinstance(change, PartChange):
        return taking_part.line_of(change)
    return dates.line_of(change)
