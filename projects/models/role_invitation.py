"""Invitations to lead or to review: what whoever has the address gets when they accept."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.enums import CertificationState, InvitationState, InvitedRole, Language
from projects.models.cohort import Cohort
from projects.models.course import Project
from projects.models.joining import AnyInvitation, InvitationQuerySet

_WAITING = Q(accepted_at=None, revoked_at=None)


class RoleInvitation(AnyInvitation):
    """The link is signed when the letter leaves. Only the account with the address may accept it."""

    role = models.CharField(max_length=10, choices=InvitedRole)
    reason = models.TextField()  # kept with the role when it is given
    everywhere = models.BooleanField(default=False)  # a lead of every cohort
    cohorts = models.ManyToManyField(Cohort, blank=True, related_name="+")
    project = models.ForeignKey(  # of a reviewer
        Project, models.CASCADE, null=True, blank=True, related_name="+"
    )
    languages = models.JSONField(default=list, blank=True)
    state_given = models.CharField(
        max_length=12, choices=CertificationState, blank=True
    )
    person = models.ForeignKey(  # who accepted it
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="role_invitations",
    )

    objects: ClassVar[InvitationQuerySet["RoleInvitation"]] = (
        InvitationQuerySet.as_manager()  # type: ignore[assignment]
    )

    class Meta:
        ordering = ["-invited_at", "-pk"]
        indexes = [models.Index(fields=["address"])]
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=_WAITING & Q(role=InvitedRole.LEAD),
                name="one_waiting_lead",
            ),
            models.UniqueConstraint(
                fields=["address", "project"],
                condition=_WAITING & Q(role=InvitedRole.REVIEWER),
                name="one_waiting_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(role=InvitedRole.LEAD, project=None)
                | Q(role=InvitedRole.REVIEWER, project__isnull=False),
                name="reviewer_has_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} · {self.get_role_display()}"

    @property
    def languages_named(self) -> list[str]:
        return [str(Language(one).label) for one in self.languages]

    @property
    def is_open(self) -> bool:
        return self.state == InvitationState.OPEN
