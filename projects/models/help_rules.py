"""The list of who needs help in a cohort, and the rules that it changed."""

from django.core.validators import MinValueValidator
from django.db import models

from projects.enums import HelpKind
from projects.models.cohort import Cohort


class HelpList(models.Model):
    """One per cohort, made with its first list."""

    cohort = models.OneToOneField(Cohort, models.CASCADE, related_name="help_list")
    worked_out_at = models.DateTimeField(null=True, blank=True)
    days_after_writing = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1)]
    )

    def __str__(self) -> str:
        return f"{self.cohort} · {self.worked_out_at}"


class HelpRule(models.Model):
    """A rule that a cohort changed; one without a row is as in `queries/help/rules.py`."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="help_rules")
    kind = models.CharField(max_length=20, choices=HelpKind)
    is_on = models.BooleanField(default=True)
    number = models.PositiveSmallIntegerField()  # days, hours or times: by kind

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind"], name="one_help_rule_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number}"
