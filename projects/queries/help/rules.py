"""The rules that find who needs help: what each counts, and as it is where nobody changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.enums import HelpKind
from projects.models import Cohort, HelpRule


@dataclass(frozen=True)
class Meaning:
    """`least` and `most` bound the number that `asks` asks for."""

    asks: Promise
    number: int
    least: int
    most: int
    weight: int  # of one student found, before it grows
    is_on: bool = True


MEANINGS: Mapping[HelpKind, Meaning] = MappingProxyType(
    {
        HelpKind.LONG_WAIT: Meaning(
            _("Hours more than promised"), 0, least=0, most=1000, weight=50
        ),
        HelpKind.SAME_CRITERION: Meaning(
            _("Returns for one criterion"), 3, least=2, most=20, weight=40
        ),
        HelpKind.PAST_DUE: Meaning(
            _("Days after the date and its grace"), 0, least=0, most=365, weight=30
        ),
        HelpKind.SILENT: Meaning(
            _("Days without upload, sign-in or answer"), 10, 1, most=365, weight=25
        ),
        HelpKind.SENT_BACK: Meaning(
            _("Attempts sent back"), 2, least=1, most=20, weight=20
        ),
        HelpKind.NO_ATTEMPT: Meaning(
            _("Days before the date"), 7, least=1, most=60, weight=10
        ),
    }
)


@dataclass(frozen=True)
class Rule:
    kind: HelpKind
    is_on: bool
    number: int

    @property
    def asks(self) -> Promise:
        return MEANINGS[self.kind].asks

    @property
    def weight(self) -> int:
        return MEANINGS[self.kind].weight


def rules_of(cohort: Cohort) -> Mapping[HelpKind, Rule]:
    """Every rule, in the order of `MEANINGS`; one query."""
    changed = {row.kind: row for row in HelpRule.objects.filter(cohort=cohort)}
    return {
        kind: Rule(kind, row.is_on, row.number)
        if (row := changed.get(kind))
        else Rule(kind, meaning.is_on, meaning.number)
        for kind, meaning in MEANINGS.items()
    }
