"""How news reaches a person by letter: at once, once a day, or not. The inbox has all of it."""

from collections.abc import Mapping

from django.db import transaction

from projects.enums import EventKind
from projects.models import Delivery, Event, LetterPreference, Topic, User
from projects.models.letter_preference import DEFAULT_DELIVERY

_CHECKS = (
    *(EventKind.PASS_CHECKS, EventKind.FAIL_CHECKS, EventKind.REFER_CHECKS),
    *(EventKind.HOLD_CHECKS, EventKind.REFER_UNCHECKED),
    *(EventKind.REGRADE_PASSES, EventKind.REGRADED),
)
_DECISIONS = (
    *(EventKind.APPROVE, EventKind.REQUEST_CHANGES, EventKind.CANNOT_REVIEW),
    *(EventKind.NOT_ACCEPT, EventKind.REOPEN),
)

_OF_STAFF: Mapping[str, Topic] = {
    **dict.fromkeys(EventKind.told_to_staff(), Topic.FAULTS),
    **dict.fromkeys(EventKind.told_to_leads(), Topic.EXPLAINED),
    EventKind.RATED: Topic.RATINGS,
}


def topic_of(event: Event, reader: User) -> Topic:
    """The topic under which this person hears of the event."""
    if event.submission.student_id == reader.pk:
        return Topic.CHECKS if event.kind in _CHECKS else Topic.VERDICTS
    if event.kind in _OF_STAFF:
        return _OF_STAFF[event.kind]
    if event.kind == EventKind.DISPUTE and not is_about_review_of(reader, event):
        return Topic.DISPUTES
    if event.kind in (
        *_DECISIONS,
        EventKind.DISPUTE,
        EventKind.REPLY,
        EventKind.AUDITED,
    ):
        return Topic.REVIEWS
    return Topic.CLAIMS


def is_about_review_of(reader: User, event: Event) -> bool:
    """Whether this person published a review of the submission."""
    reviews = event.submission.reviews.filter(published_at__isnull=False)
    return reviews.filter(reviewer=reader).exists()


def delivery_of(person: User, topic: str) -> str:
    return deliveries_of(person)[topic]


def deliveries_of(person: User) -> Mapping[str, str]:
    """For every topic."""
    chosen = person.letter_preferences.values_list("topic", "delivery")
    return {**DEFAULT_DELIVERY, **dict(chosen)}


@transaction.atomic
def choose_deliveries(*, by: User, chosen: Mapping[str, str]) -> None:
    """Changes the topics that are given and leaves the others."""
    for topic, delivery in chosen.items():
        LetterPreference.objects.update_or_create(
            person=by,
            topic=Topic(topic),
            defaults={"delivery": Delivery(delivery)},
        )


def change_by_link(*, by: User, topic: str, delivery: str) -> None:
    """`by`: who a letter's link was for. Without a topic: of all that comes once a day."""
    daily = [t for t, how in deliveries_of(by).items() if how == Delivery.DAILY]
    choose_deliveries(
        by=by, chosen=dict.fromkeys([topic] if topic else daily, delivery)
    )
