"""A person's part in cohorts, and what was changed of them, as plain data: for the export."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from projects.models import Enrolment, Invitation, RoleInvitation, User


def cohorts_of(person: User) -> Mapping[str, Any]:
    return {
        "cohorts": [
            _enrolment(one)
            for one in person.enrolments.select_related("cohort").prefetch_related(
                "extensions__project"
            )
        ],
        "invitations": [
            {
                "cohort": one.cohort.title,
                "address": one.address,
                "invited": one.invited_at,
                "accepted": one.accepted_at,
            }
            for one in Invitation.objects.filter(
                Q(person=person) | Q(address=person.email)
            ).select_related("cohort")
        ],
        "invited_to_help": [
            {
                "as": one.role,
                "address": one.address,
                "invited": one.invited_at,
                "accepted": one.accepted_at,
                "why": one.reason,
            }
            for one in RoleInvitation.objects.filter(
                Q(person=person) | Q(address=person.email)
            )
        ],
        "leads": [one.cohort.title for one in person.leading.select_related("cohort")],
        "changes": [
            {
                "what": one.kind,
                "at": one.at,
                "why": one.reason,
                "by_you": one.actor_id == person.pk,
                "more": one.data,
            }
            for one in person.audit_entries.all()
        ],
    }


def _enrolment(one: Enrolment) -> Mapping[str, Any]:
    return {
        "title": one.cohort.title,
        "joined": one.joined_at,
        "state": one.state_now(),
        "since": one.state_since,
        "why": one.state_reason,
        "paused_until": one.paused_until,
        "extensions": [
            {
                "project": each.project.slug,
                "due": each.due_at,
                "granted": each.granted_at,
                "why": each.reason,
            }
            for each in one.extensions.all()
        ],
    }
