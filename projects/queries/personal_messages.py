"""What one was told, in the export of one's data: news, messages; and what one told others."""

from collections.abc import Mapping
from typing import Any

from projects.models import HelpMark, Notification, User

Plain = Mapping[str, Any]


def notifications_of(person: User) -> list[Plain]:
    about = ("event__submission", "certification_change__certification__project")
    return [
        {**told, "read": row.read_at}
        for row in person.notifications.select_related(*about)
        if (told := _told(row)) is not None
    ]


def dates_told_to(person: User) -> list[Plain]:
    """Of their own due dates, and of their part in a cohort."""
    rows = person.notifications.filter(change__isnull=False).select_related("change")
    return [
        {
            "what": row.change.kind,
            "dates": row.change.data,
            "at": row.change.at,
            "read": row.read_at,
        }
        for row in rows
        if row.change is not None
    ]


def _told(row: Notification) -> Plain | None:
    """None: a message, which stands among those they got."""
    if (event := row.event) is not None:
        uid = str(event.submission.uid)
        return {"what": event.kind, "submission": uid, "at": event.at}
    if (change := row.certification_change) is not None:
        project = change.certification.project.slug
        mine = change.certification.user_id == row.recipient_id
        what = f"certification {change.to_state}" if mine else "somebody's application"
        return {"what": what, "project": project, "at": change.at}
    return None


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


def remarks_of(person: User) -> list[Plain]:
    """What they keep for their reviews; a project's remarks are nobody's own."""
    return [
        {
            "body": one.body,
            "language": one.language,
            "project": one.project.slug if one.project else None,
            "offered": one.is_offered,
            "used": one.uses,
            "kept": one.created_at,
        }
        for one in person.remarks.select_related("project").order_by("created_at")
    ]
