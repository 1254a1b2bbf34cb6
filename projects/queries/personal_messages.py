"""Messages of leads in the export of one's data: those that one got, and those that one sent."""

from collections.abc import Mapping
from typing import Any

from projects.models import HelpMark, User

Plain = Mapping[str, Any]


def messages_to(person: User) -> list[Plain]:
    """What leads wrote to them, as they got it."""
    rows = person.messages_received.select_related("message__cohort").order_by("pk")
    return [
        {
            "cohort": row.message.cohort.title,
            "at": row.message.sent_at,
            "language": row.language,
            "subject": (words := row.words).subject,
            "body": words.body,
        }
        for row in rows
    ]


def messages_by(person: User) -> Plain:
    """What they wrote to students as a lead, and noted of them."""
    marks = HelpMark.objects.filter(by=person).exclude(body="")
    return {
        "sent": [
            {"at": one.sent_at, "subject": one.subject_text, "body": one.body_text}
            for one in person.messages_sent.all()
        ],
        "noted": [{"what": one.kind, "at": one.at, "body": one.body} for one in marks],
    }
