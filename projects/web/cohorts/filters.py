"""What a board's address asks for: who, and in which order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.enums import State
from projects.models import Project
from projects.queries.cohorts import LATE, NONE, STUCK, Filters
from projects.web.parts.fields import set_choices


class FilterForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    name = forms.CharField(
        label=gettext_lazy("Name or e-mail"), required=False, max_length=120
    )
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    needs = forms.ChoiceField(label=gettext_lazy("Needs help"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False)

    def __init__(
        self, data: QueryDict, projects: Sequence[Project], *, order: str = "name"
    ) -> None:
        """`order`: which one it is where none is asked for."""
        super().__init__({"sort": order, **data.dict()})
        self._usual = order
        everything = ("", _("All"))
        choices: dict[str, list[tuple[str, Any]]] = {
            "project": [everything, *((one.slug, one.title) for one in projects)],
            "state": [everything, *State.choices, (NONE, _("Nothing handed in"))],
            "needs": [
                everything,
                (STUCK, _("Sent back again")),
                (LATE, _("Past the due date")),
            ],
            "sort": [
                ("name", _("Name")),
                ("progress", _("Progress")),
                ("activity", _("Inactive longest")),
                ("attempts", _("Most attempts")),
                ("waiting", _("Waiting longest")),
            ],
        }
        set_choices(self, **choices)
        self.is_valid()

    def filters(self) -> Filters:
        names = ("state", "project", "name", "needs")
        return Filters(**{name: self.cleaned_data.get(name, "") for name in names})

    @property
    def order(self) -> str:
        return str(self.cleaned_data.get("sort") or self._usual)

    def query(self) -> dict[str, str]:
        """What an address has to say to ask for the same."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if asked.get("sort") == self._usual:
            del asked["sort"]
        return asked
