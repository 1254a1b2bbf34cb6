"""Whom a message of a cohort goes to: what was asked for, as the enrolments it means now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from projects.models import Cohort, Enrolment
from projects.queries.cohorts import Filters, enrolled
from projects.queries.help.listing import HelpFilters, needs_of

T = TypeVar("T", Filters, HelpFilters)


class AudienceKind(TextChoices):
    ALL = "all", _("Everybody who takes part")
    HELP = "help", _("Those who need help")
    BOARD = "board", _("Those who match the board's filters")
    CHOSEN = "chosen", _("Those chosen by hand")


_FILTERS: Mapping[AudienceKind, set[str]] = MappingProxyType(
    {
        AudienceKind.HELP: {one.name for one in fields(HelpFilters)},
        AudienceKind.BOARD: {one.name for one in fields(Filters)},
    }
)


@dataclass(frozen=True)
class Audience:
    kind: AudienceKind
    filters: Mapping[str, str] = field(default_factory=dict)  # of the list or the board
    enrolments: tuple[int, ...] = ()  # chosen by hand

    def as_json(self) -> Mapping[str, Any]:
        """What chose them, without the name that was looked for: its bearer may leave."""
        names = _FILTERS.get(self.kind, set()) & self.filters.keys() - {"name"}
        kept = {name: self.filters[name] for name in sorted(names)}
        return {"kind": self.kind.value, "filters": kept}


def members_of(cohort: Cohort, audience: Audience) -> QuerySet[Enrolment]:
    """Never who paused or left, nor whose account was closed."""
    everybody = Enrolment.objects.active().filter(
        cohort=cohort, student__is_active=True
    )
    match audience.kind:
        case AudienceKind.HELP:
            needs = needs_of(cohort, known(HelpFilters, audience.filters))
            return everybody.filter(pk__in=needs.order_by().values("enrolment"))
        case AudienceKind.BOARD:
            rows = enrolled(cohort, known(Filters, audience.filters))
            return everybody.filter(pk__in=rows.order_by().values("pk"))
        case AudienceKind.CHOSEN:
            return everybody.filter(pk__in=audience.enrolments)
    return everybody


def known(kind: type[T], asked: Mapping[str, str]) -> T:
    """Filters made of what they know of the address."""
    names = {one.name for one in fields(kind)}
    return kind(**{name: asked[name] for name in names & asked.keys()})
