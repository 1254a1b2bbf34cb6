"""Reads of who is invited to lead or to review."""

from collections.abc import Sequence

from projects.models import RoleInvitation

MOST = 100


def unanswered(role: str) -> Sequence[RoleInvitation]:
    """Neither accepted nor revoked, the newest first; two queries. Expired ones can be sent again."""
    rows = RoleInvitation.objects.filter(
        role=role, accepted_at=None, revoked_at=None
    ).select_related("invited_by", "project")
    return list(rows.prefetch_related("cohorts")[:MOST])
