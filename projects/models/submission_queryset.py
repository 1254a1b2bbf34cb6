"""Which submissions: who may read them, which are free, held, decided, the newest."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.lookups import Exact
from django.utils import timezone

from projects.enums import CertificationState, State
from projects.models.certification import Certification
from projects.models.cohort import Cohort
from projects.models.rubric import Criterion

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from projects.models.people import User
    from projects.models.submission import Submission  # noqa: F401 - of the annotations


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: "User | AnonymousUser") -> "SubmissionQuerySet":
        """The one door for reading. What is not here does not exist for `user`.

        Admins see all, leads the cohorts they lead; students their own; reviewers what waits in the queue of
        projects and languages they are certified for, whatever they have reviewed or hold, and the earlier
        attempts of what they hold. Whose address is not proved sees nothing.
        """
        if not user.is_authenticated or _is_shut_out(user):
            return self.none()
        if user.leads_everywhere:
            return self
        mine = Q(student=user)
        if user.is_lead:
            mine |= Q(cohort__in=Cohort.objects.led_by(user).values("pk"))
        held = Q(reviewer=user) | Q(
            pk__in=self.model.objects.filter(
                reviews__reviewer=user, reviews__published_at__isnull=False
            ).values("pk")
        )
        # Found from the few that are in hand, never by a look at each row that waits.
        earlier = Q(
            pk__in=self.model.objects.filter(
                Q(student__submissions__claim_expires_at__gt=timezone.now())
                | Q(student__submissions__verdict_due_at__isnull=False),
                student__submissions__reviewer=user,
                student__submissions__state=State.IN_REVIEW,
                student__submissions__cohort=F("cohort"),
                student__submissions__project=F("project"),
                student__submissions__attempt__gt=F("attempt"),
            ).values("pk")
        )
        return self.filter(
            mine | held | earlier | (_free_to_claim() & _certified(user))
        )

    def own_of(self, user: "User") -> "SubmissionQuerySet":
        """Their own: a part of what is visible to them.

        Asked for a hundred times a second on a day of deadlines, when all of `visible_to` would take
        most of the answer's time.
        """
        if _is_shut_out(user):
            return self.none()
        return self.filter(student=user)

    def led_by(self, user: "User") -> "SubmissionQuerySet":
        """Of the cohorts whose work `user` decides on: a part of what is visible to them.

        Asked for every page of theirs, and much less work for the database than `visible_to`.
        """
        if _is_shut_out(user):
            return self.none()
        if user.leads_everywhere:
            return self
        if not user.is_lead:
            return self.none()
        return self.filter(cohort__in=Cohort.objects.led_by(user).values("pk"))

    def known_for(self, user: "User") -> "SubmissionQuerySet":
        """Each with what `rules` and `guards` ask of it and of this person, read with the row.

        For pages. What is written is decided on the locked row, which has none of it.
        """
        same = self.model.objects.filter(pk=OuterRef("pk"))
        disputed = same.filter(
            reviews__reviewer=user,
            reviews__published_at__isnull=False,
            reviews__disputes__isnull=False,
        )
        return self.annotate(
            criteria_count=number_of(
                Criterion.objects.filter(rubric=OuterRef("rubric"))
            ),
            reader_key=Value(user.pk),
            reader_leads=Exists(
                Cohort.objects.led_by(user).filter(pk=OuterRef("cohort"))
            ),
            reader_is_certified=Exists(_certifications(user)),
            reader_was_disputed=Exists(disputed),
            reader_holds=number_of(self.model.objects.in_hand().filter(reviewer=user)),
            newer_counts=Exists(
                self.model.objects.filter(
                    student=OuterRef("student"),
                    cohort=OuterRef("cohort"),
                    project=OuterRef("project"),
                    attempt__gt=OuterRef("attempt"),
                ).exclude(state=State.WITHDRAWN)
            ),
        )

    def open(self) -> "SubmissionQuerySet":
        return self.filter(state__in=State.open())

    def free_to_claim(self) -> "SubmissionQuerySet":
        return self.filter(_free_to_claim())

    def certified_for(self, user: "User") -> "SubmissionQuerySet":
        """Of projects and in languages that `user` is certified for."""
        return self.filter(_certified(user))

    def offered_to(self, user: "User") -> "SubmissionQuerySet":
        """Without what is offered to somebody else first, for a while."""
        return self.filter(
            Q(offered_until=None)
            | Q(offered_until__lte=timezone.now())
            | Q(offered_first_to=user)
        )

    def in_hand(self) -> "SubmissionQuerySet":
        """Held by a reviewer whose time is not up and who has not sent a verdict."""
        return self.filter(_in_hand())

    def decided(self) -> "SubmissionQuerySet":
        """A verdict was sent and is not told yet: the state says nothing of it."""
        return self.filter(_decided())

    def to_be_told(self) -> "SubmissionQuerySet":
        """Those whose time to be taken back is over."""
        return self.filter(_decided(), verdict_due_at__lte=timezone.now())

    def latest_attempts(self) -> "SubmissionQuerySet":
        """The attempt that counts, of each student at each project in each cohort.

        The last one that was not withdrawn; where all were withdrawn, the last.
        """
        others = self.model.objects.filter(
            student=OuterRef("student"),
            cohort=OuterRef("cohort"),
            project=OuterRef("project"),
        )
        is_newer = Q(attempt__gt=OuterRef("attempt"))
        was_withdrawn = Q(Exact(OuterRef("state"), Value(State.WITHDRAWN)))
        # One question of an index: of several, PostgreSQL answers one by reading every row.
        counts_before = others.filter(
            ~Q(state=State.WITHDRAWN) & (is_newer | was_withdrawn)
            | Q(state=State.WITHDRAWN) & is_newer & was_withdrawn
        )
        return self.exclude(Exists(counts_before))


def _is_shut_out(user: "User") -> bool:
    """Deactivated, or with an address that nobody proved: sees nothing at all."""
    return not user.is_active or not user.has_proved_address


def number_of(rows: models.QuerySet[Any]) -> Subquery:
    """COUNT over all of them, as a value in another query."""
    counted = rows.order_by().annotate(n=Func(F("pk"), function="COUNT"))
    return Subquery(counted.values("n"), output_field=models.IntegerField())


def _certified(user: "User") -> Q:
    return Q(Exists(_certifications(user)))


def _certifications(user: "User") -> models.QuerySet[Certification]:
    """Of the work of an outer query."""
    return Certification.objects.filter(
        user=user,
        state=CertificationState.CERTIFIED,
        project=OuterRef("project"),
        language=OuterRef("language"),
    )


def _free_to_claim() -> Q:
    """Waiting, or held by a reviewer whose time is up."""
    return Q(state__in=State.queued()) | Q(
        state=State.IN_REVIEW,
        claim_expires_at__lte=timezone.now(),
        verdict_due_at=None,
    )


def _in_hand() -> Q:
    return Q(
        state=State.IN_REVIEW,
        claim_expires_at__gt=timezone.now(),
        verdict_due_at=None,
    )


def _decided() -> Q:
    return Q(state=State.IN_REVIEW, verdict_due_at__isnull=False)
