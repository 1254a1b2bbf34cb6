"""Which reviews are counted: of which project, and since when."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django import forms
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy

from projects.models import Project
from projects.queries.quality import Scope
from projects.web.parts.fields import set_filters

Result = TypeVar("Result")

DAYS, EVER = "90", "all"
KEPT_S = 60  # how old figures may be


class ScopeForm(forms.Form):
    """What makes no sense is as if it were not there."""

    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    days = forms.ChoiceField(
        label=gettext_lazy("Period"),
        required=False,
        choices=[
            ("30", gettext_lazy("In the last 30 days")),
            (DAYS, gettext_lazy("In the last 90 days")),
            ("365", gettext_lazy("In the last year")),
            (EVER, gettext_lazy("All time")),
        ],
    )

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__({"days": DAYS, **{name: given[name] for name in given}})
        self.projects = {one.slug: one for one in Project.objects.all()}
        titles = [(slug, one.title) for slug, one in self.projects.items()]
        set_filters(self, project=titles)
        self.is_valid()

    def asked(self) -> dict[str, str]:
        """By name, without what is as it stands at first."""
        given = {name: self.cleaned_data.get(name, "") for name in self.fields}
        usual = {"days": DAYS}
        return {k: v for k, v in given.items() if v and v != usual.get(k)}

    def scope(self) -> Scope:
        days = self.cleaned_data.get("days") or DAYS
        since = None if days == EVER else timezone.now() - timedelta(days=int(days))
        return Scope(self.projects.get(self.cleaned_data.get("project", "")), since)

    def kept(self, name: str, count: Callable[[Scope], Result]) -> Result:
        """What `count` tells, at most `KEPT_S` old: the same for everybody who asks."""
        key = ":".join([name, *(f"{k}={v}" for k, v in sorted(self.asked().items()))])
        found: Result | None = cache.get(f"quality:{key}")
        if found is None:
            found = count(self.scope())
            cache.set(f"quality:{key}", found, KEPT_S)
        return found
