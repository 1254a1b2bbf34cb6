"""Telling people what happened: one notification per new thing, and a letter as they chose."""

from django.utils import timezone

from projects.enums import AuditKind, EventKind, LetterKind
from projects.models import (
    AuditEntry,
    CertificationChange,
    Delivery,
    Event,
    Notification,
    Review,
    Topic,
    User,
)
from projects.operations import outbox
from projects.operations.letters.preferences import delivery_of, topic_of
from projects.queries.leads import leads_of, leads_of_site

TOLD_TO_STUDENT = (
    EventKind.PASS_CHECKS,
    EventKind.FAIL_CHECKS,
    EventKind.REFER_CHECKS,
    EventKind.HOLD_CHECKS,
    EventKind.REFER_UNCHECKED,
    EventKind.APPROVE,
    EventKind.REQUEST_CHANGES,
    EventKind.CANNOT_REVIEW,
    EventKind.ASK_TO_EXPLAIN,
    EventKind.RESUME_REVIEW,
    EventKind.NOT_ACCEPT,
    EventKind.REOPEN,
    EventKind.REGRADE_PASSES,
    EventKind.REGRADED,
)


def notify(event: Event) -> None:
    """Notifies the student of what concerns them, in the event's own transaction."""
    if event.kind in TOLD_TO_STUDENT:
        notify_person(event, event.submission.student)


def notify_of_dispute(event: Event, review: Review) -> None:
    """The reviewer whose review is disputed, and the leads who see to a second one."""
    notify_person(event, review.reviewer)
    leads = leads_of(event.submission.cohort_id)
    for lead in leads.exclude(pk__in=(review.reviewer_id, event.submission.student_id)):
        notify_person(event, lead)


def notify_of_outcome(event: Event) -> None:
    """Those who reviewed this submission before, of the decision after a dispute or reopening."""
    earlier = Review.objects.filter(
        submission=event.submission, published_at__isnull=False
    ).values("reviewer")
    for reviewer in User.objects.filter(pk__in=earlier, is_active=True):
        notify_person(event, reviewer)


def notify_person(event: Event, recipient: User, *, by_letter: bool = True) -> None:
    """Whoever did it themselves, or has left, is told nothing."""
    if recipient.pk == event.actor_id or recipient.erased_at is not None:
        return
    # Without looking first: it is told once, the database sees to that.
    new = Notification(event=event, recipient=recipient)
    Notification.objects.bulk_create([new], ignore_conflicts=True)
    if not by_letter:
        return
    match delivery_of(recipient, topic_of(event, recipient)):
        case Delivery.AT_ONCE:
            outbox.write_news(event, recipient)
        case Delivery.DAILY:
            told = Notification.objects.get(event=event, recipient=recipient)
            outbox.add_to_digest(told)


def notify_of_dates(entry: AuditEntry, student: User) -> None:
    """Of another due date of theirs, in the transaction of the change."""
    _tell_of_change(entry, student, Topic.DATES, LetterKind.DATES)


def notify_of_part(entry: AuditEntry, student: User) -> None:
    """Of their part in a cohort: paused, ended, moved or taken up again."""
    _tell_of_change(entry, student, Topic.PART, LetterKind.PART)


def _tell_of_change(
    entry: AuditEntry, student: User, topic: Topic, kind: LetterKind
) -> None:
    if student.pk == entry.actor_id or student.erased_at is not None:
        return
    notification = Notification.objects.create(change=entry, recipient=student)
    match delivery_of(student, topic):
        case Delivery.AT_ONCE:
            outbox.write_of_change(kind, entry, student)
        case Delivery.DAILY:
            outbox.add_to_digest(notification)


def notify_of_certification(change: CertificationChange) -> None:
    """Whose certification somebody else has moved."""
    holder = change.certification.user
    if change.by_id in (None, holder.pk) or holder.erased_at is not None:
        return
    _tell_of_certification(change, holder, Topic.CERTIFYING)


def notify_of_application(change: CertificationChange) -> None:
    """Those who decide on certifications, which belong to no cohort."""
    for lead in leads_of_site().exclude(pk=change.certification.user_id):
        _tell_of_certification(change, lead, Topic.APPLICANTS)


def _tell_of_certification(
    change: CertificationChange, reader: User, topic: Topic
) -> None:
    told = Notification.objects.create(certification_change=change, recipient=reader)
    match delivery_of(reader, topic):
        case Delivery.AT_ONCE:
            outbox.write_change(change, reader)
        case Delivery.DAILY:
            outbox.add_to_digest(told)


def mark_read(
    *,
    by: User,
    submission_id: int | None = None,
    message: int | None = None,
    dates_of: str = "",
) -> int:
    """Marks the person's notifications read: all, those about one submission, or a message.

    `dates_of`: those of their due dates of one project, by its slug.
    """
    unread = by.notifications.filter(read_at__isnull=True)
    if submission_id is not None:
        unread = unread.filter(event__submission_id=submission_id)
    if message is not None:
        unread = unread.filter(addressed=message)
    if dates_of:
        unread = unread.filter(change__data__project=dates_of)
    return unread.update(read_at=timezone.now())


def mark_part_read(*, by: User) -> int:
    """What was changed of the person's part in their cohorts."""
    unread = by.notifications.filter(
        read_at__isnull=True, change__kind=AuditKind.ENROLMENT_CHANGED
    )
    return unread.update(read_at=timezone.now())


def mark_certifications_read(*, by: User, applicant: User | None = None) -> int:
    """What leads decided on the person's certifications, or what an applicant asked of them."""
    about = applicant or by
    unread = by.notifications.filter(
        read_at__isnull=True, certification_change__certification__user=about
    )
    return unread.update(read_at=timezone.now())
