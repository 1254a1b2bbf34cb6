"""Everything about one person that is theirs to have, as plain data: for the export.

Holds what their own pages show them, and what they wrote. No hidden checks, no evidence, no
incidents, and of other people nothing but the words that they sent to this person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from projects.enums import EventKind
from projects.models import (
    Artifact,
    Blob,
    Certificate,
    Certification,
    ChangeAnswer,
    Comment,
    Event,
    Explanation,
    Review,
    ReviewAudit,
    Run,
    Submission,
    SubmissionFile,
    User,
)
from projects.queries.checklist import answers_of
from projects.queries.feedback import finding_of
from projects.queries.grading import log_text
from projects.queries.personal_cohorts import cohorts_of

Plain = Mapping[str, Any]  # what JSON can say; times are written in ISO 8601


@dataclass(frozen=True)
class Stored:
    """A file of theirs, and where it lies in the export."""

    path: str
    blob: Blob


def account_of(person: User) -> Plain:
    uploads = person.upload_attempts.values_list("at", flat=True)
    return {
        "name": person.name,
        "email": person.email,
        "email_proved": person.email_verified_at,
        "language": person.language,
        "theme": person.theme,
        "time_zone": person.time_zone,
        "joined": person.date_joined,
        "last_signed_in": person.last_login,
        "is_lead": person.is_lead,
        "is_staff": person.is_staff,
        "certifications": [
            _certification(one)
            for one in person.certifications.select_related("project").prefetch_related(
                "changes"
            )
        ],
        "reviews_in_hand_at_most": person.reviews_in_hand,
        "standing_requests": [
            {
                "opened": one.opened_at,
                "closed": one.closed_at,
                "at_once": one.at_once,
                "total": one.total,
                "served": one.served,
                "wanted": [
                    {"project": each.project.slug, "language": each.language}
                    for each in one.wanted.all()
                ],
            }
            for one in person.standing_requests.prefetch_related("wanted__project")
        ],
        **cohorts_of(person),
        "certificates": [
            _certificate(one) for one in person.certificates.select_related("cohort")
        ],
        "uploads_of_the_last_day": list(uploads),
        "letters_chosen": {
            one.topic: one.delivery for one in person.letter_preferences.all()
        },
        "letters": [
            {"kind": one.kind, "written": one.created_at, "sent": one.sent_at}
            for one in person.letters.all()
        ],
    }


def _certificate(one: Certificate) -> Plain:
    return {
        "id": str(one.uid),
        "name": one.name,
        "cohort": one.cohort.title,
        "projects": [
            {"project": each["slug"], "met": each["met_at"]} for each in one.projects
        ],
        "met": one.met_at,
        "taken": one.taken_at,
        "public": one.is_public,
        "badge": one.has_badge,
        "revoked": one.revoked_at,
        "reason": one.revoked_reason,
    }


def _certification(one: Certification) -> Plain:
    return {
        "project": one.project.slug,
        "language": one.language,
        "state": one.state,
        "since": one.since,
        "changes": [
            {"state": each.to_state, "at": each.at, "reason": each.reason}
            for each in one.changes.all()
        ],
    }


def submissions_of(person: User) -> Iterator[tuple[str, Plain, list[Stored]]]:
    """One attempt after the other: its folder, what is known of it, its files."""
    mine = Submission.objects.filter(student=person).select_related("project", "cohort")
    for one in mine.order_by("submitted_at").iterator(chunk_size=20):
        folder = f"submissions/{one.project.slug}-{one.attempt}-{str(one.uid)[:8]}"
        stored = list(_files_of(one, folder))
        yield folder, _submission(one, person), stored


def _files_of(submission: Submission, folder: str) -> Iterator[Stored]:
    files = SubmissionFile.objects.filter(submission=submission)
    for file in files.select_related("blob"):
        yield Stored(f"{folder}/files/{file.name}", file.blob)
    made = Artifact.objects.filter(run__submission=submission, run__counts=True)
    for artifact in made.select_related("run", "blob"):
        run = f"{folder}/run-{artifact.run.number}"
        yield Stored(f"{run}/{artifact.name}", artifact.blob)


def _submission(one: Submission, person: User) -> Plain:
    told = one.events.filter(kind__in=EventKind.shown_to_student())
    published = one.reviews.filter(published_at__isnull=False)
    return {
        "id": str(one.uid),
        "project": one.project.slug,
        "cohort": one.cohort.title,
        "attempt": one.attempt,
        "edition": one.edition,
        "state": one.state,
        "language": one.language,
        "notebook": one.notebook_name,
        "notes": one.notes,
        "notes_of_the_intake": one.intake_notes,
        "appeal": one.appeal_reason,
        "answers": [_answer(answer) for answer in answers_of(one)],
        "explanations": [_explanation(each) for each in one.explanations.all()],
        "submitted": one.submitted_at,
        "honour_code": one.honour_code_at,
        "decided": one.decided_at,
        "files_removed": one.files_removed_at,
        "runs": [_run(run) for run in one.runs.counted()],
        "reviews": [_review(review) for review in published],
        "events": [_event(event, person) for event in told],
    }


def _answer(answer: ChangeAnswer) -> Plain:
    """To a change that the review before required."""
    about = answer.comment.body if answer.comment else str(answer.criterion)
    return {"change": about, "done": answer.done, "reason": answer.reason}


def _explanation(one: Explanation) -> Plain:
    """Without the reason, which was never theirs to read."""
    return {
        "asked": one.asked_at,
        "question": one.question,
        "answered": one.answered_at,
        "answer": one.answer,
    }


def _run(run: Run) -> Plain:
    steps = run.steps.prefetch_related("results")
    findings = [finding_of(result) for step in steps for result in step.results.all()]
    return {
        "number": run.number,
        "state": run.state,
        "verdict": run.verdict,
        "created": run.created_at,
        "finished": run.finished_at,
        "results": [
            {"title": one.title, "outcome": one.outcome, "hint": one.hint}
            for one in findings
        ],
        "log": log_text(run),
    }


def _review(review: Review) -> Plain:
    rating = getattr(review, "rating", None)
    return {
        **_words(review),
        "comments": [
            {
                "file": row.file_name,
                "cell": row.cell,
                "line": row.line,
                "end_line": row.end_line,
                "output": row.output,
                **_comment(row, review.reviewer_id),
            }
            for row in review.comments.all()
        ],
        "rating": {"stars": rating.stars, "body": rating.body} if rating else None,
        "disputed": [
            {"criterion": one.criterion.title, "body": one.body}
            for one in review.disputes.select_related("criterion")
        ],
    }


def _words(review: Review) -> Plain:
    return {
        "published": review.published_at,
        "verdict": review.verdict,
        "general": review.general,
        "criteria": [
            {
                "criterion": one.criterion.title,
                "judgement": one.judgement,
                "body": one.body,
            }
            for one in review.criteria.select_related("criterion")
        ],
        "comments": [
            _comment(row, review.reviewer_id) for row in review.comments.all()
        ],
    }


def _comment(row: Comment, reviewer: int) -> Plain:
    replies = [
        {"at": one.at, "body": one.body, "by_reviewer": one.author_id == reviewer}
        for one in row.replies.all()
    ]
    return {"kind": row.tag, "body": row.body, "replies": replies}


def _event(event: Event, person: User) -> Plain:
    return {
        "what": event.kind,
        "at": event.at,
        "by_you": event.actor_id == person.pk,
        "body": event.body,
    }


def reviews_by(person: User) -> list[Plain]:
    """What they wrote for others, drafts too; whose work it was, and its files, are not theirs."""
    rows = Review.objects.filter(reviewer=person).select_related("submission__project")
    return [
        {
            "project": row.submission.project.slug,
            **_words(row),
            "audit": _audit(getattr(row, "audit", None)),
        }
        for row in rows.select_related("audit").order_by("opened_at")
    ]


def _audit(audit: ReviewAudit | None) -> Plain | None:
    """Once it is finished: what was said of it, and which criteria were judged otherwise."""
    if audit is None or audit.finished_at is None:
        return None
    return {
        "at": audit.finished_at,
        "quality": audit.quality,
        "body": audit.body,
        "criteria": [
            {
                "criterion": one.criterion.title,
                "judgement": one.judgement,
                "body": one.body,
            }
            for one in audit.criteria.select_related("criterion")
        ],
    }
