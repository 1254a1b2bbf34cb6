"""What a person did to the work of others, as plain data: for the export."""

from projects.models import (
    AuditEntry,
    CertificationChange,
    Event,
    Explanation,
    Regrade,
    User,
)
from projects.queries.personal import Plain


def acts_on_others(person: User) -> list[Plain]:
    """What they did to the work of others, with the words they gave for it."""
    rows = Event.objects.filter(actor=person).exclude(submission__student=person)
    regrades = Regrade.objects.filter(created_by=person)
    return [
        *({"what": row.kind, "at": row.at, "body": row.body} for row in rows),
        *(
            {"what": f"certification {row.to_state}", "at": row.at, "body": row.reason}
            for row in CertificationChange.objects.filter(by=person).exclude(
                certification__user=person
            )
        ),
        *(
            {
                "what": "explanation asked for",
                "at": row.asked_at,
                "body": row.reason,
                "question": row.question,
            }
            for row in Explanation.objects.filter(asked_by=person)
        ),
        *(
            {"what": row.kind, "at": row.at, "body": row.reason}
            for row in AuditEntry.objects.filter(actor=person).exclude(person=person)
        ),
        *(
            {"what": "regrade", "at": row.created_at, "body": row.reason}
            for row in regrades
        ),
        *(
            {"what": "audit", "at": row.finished_at, "body": row.body}
            for row in person.audits.all()
        ),
    ]
