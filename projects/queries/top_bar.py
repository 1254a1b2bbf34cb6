"""What every page asks about whoever reads it, for its bar and its dates: one query for all of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from projects.enums import CertificationState
from projects.models import Certification, Enrolment, Notification, User
from projects.models.submission_queryset import number_of
from projects.queries.explanations import awaiting_decision_of
from projects.queries.held import held_for
from projects.queries.kept import KeptQuery
from projects.rules import is_lead


@dataclass(frozen=True)
class TopBar:
    """What waits for a decision, of work that they may see: 0 for whoever decides nothing."""

    studies: bool  # has ever been in a cohort
    reviews: bool  # is certified for something
    unread: int
    held: int
    explanations: int
    time_zone: str  # of their newest cohort


def top_bar_of(reader: User) -> TopBar:
    return TopBar(*_read(reader)[0])


def _rows(reader: User) -> QuerySet[User, tuple[Any, ...]]:
    mine = Enrolment.objects.filter(student=OuterRef("pk"))
    newest = mine.order_by("-joined_at", "-pk").values("cohort__time_zone")[:1]
    unread = Notification.objects.filter(recipient=reader, read_at=None)
    certified = Certification.objects.filter(
        user=OuterRef("pk"), state=CertificationState.CERTIFIED
    )
    decides = is_lead(reader)
    columns = (  # in the order of the fields
        Exists(mine),
        Exists(certified),
        number_of(unread),
        number_of(held_for(reader)) if decides else Value(0),
        number_of(awaiting_decision_of(reader)) if decides else Value(0),
        Coalesce(Subquery(newest), Value("")),
    )
    return User.objects.filter(pk=reader.pk).values_list(*columns)


_read = KeptQuery(_rows)
