"""What one judged in trainings as a reviewer, and made for others' trainings: for the export."""

from collections.abc import Mapping
from typing import Any

from projects.models import TrainingAttempt, User

Plain = Mapping[str, Any]


def trainings_of(person: User) -> list[Plain]:
    """One's own judgements and words. Whose work it was, and the key, are not theirs."""
    rows = TrainingAttempt.objects.filter(certification__user=person)
    related = rows.select_related("sample__project", "certification")
    return [
        {
            "project": one.sample.project.slug,
            "language": one.certification.language,
            "sample": one.sample.number,
            "begun": one.begun_at,
            "submitted": one.judged_at,
            "criteria": [
                {
                    "criterion": each.key.criterion.title,
                    "judgement": each.judgement,
                    "body": each.body,
                }
                for each in one.judgements.select_related("key__criterion")
            ],
        }
        for one in related
    ]


def samples_made_by(person: User) -> list[Plain]:
    """The keys as they are now: other leads may have mended them."""
    rows = person.samples_made.select_related("project").prefetch_related(
        "keys__criterion"
    )
    return [
        {
            "project": one.project.slug,
            "sample": one.number,
            "made": one.made_at,
            "body": one.body,
            "key": [
                {
                    "criterion": each.criterion.title,
                    "judgement": each.judgement,
                    "body": each.body,
                }
                for each in one.keys.all()
            ],
        }
        for one in rows
    ]
