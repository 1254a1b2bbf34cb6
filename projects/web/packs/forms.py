"""The shapes of what an admin changes of a project."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import Language
from projects.models import Project
from projects.operations.projects import LAST_PLACE
from projects.site_settings.kinds import LONGEST
from projects.web.parts.fields import WordsField


def reason_field() -> WordsField:
    return WordsField(
        label=_("Why"),
        max_length=text_limits.REASON,
        rows=2,
        error_messages={"required": _("Say why: it is kept with the change.")},
    )


class ChangeForm(forms.Form):
    """`title_LANGUAGE` for each language, `order` and `reason`."""

    def __init__(self, project: Project, data: Any = None) -> None:
        super().__init__(data)
        known = project.pack_title_text or project.title_text
        for language in Language:
            packs = project.pack_title_text.get(language)
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": language.label},
                max_length=text_limits.NAME,
                required=language == Language.ENGLISH or language in known,
                initial=project.title_text.get(language, ""),
                help_text=_("The pack says “%(title)s”.") % {"title": packs}
                if packs
                else "",
            )
        self.fields["order"] = forms.IntegerField(
            label=_("Place"),
            min_value=1,
            max_value=LAST_PLACE,
            initial=project.order,
            help_text=_(
                "It changes places with the project that is there. Cohorts that list their "
                "projects have an order of their own."
            ),
        )
        self.fields["reason"] = reason_field()

    def title(self) -> dict[str, str]:
        given = self.cleaned_data
        return {language.value: given[f"title_{language}"] for language in Language}


class CloseForm(forms.Form):
    """`words_LANGUAGE` for each language, and `reason`."""

    def __init__(self, project: Project, data: Any = None) -> None:
        super().__init__(data)
        for language in Language:
            self.fields[f"words_{language}"] = WordsField(
                label=_("What students read (%(language)s)")
                % {"language": language.label},
                required=False,
                max_length=LONGEST,
                rows=2,
                initial=project.closed_text.get(language, ""),
            )
        self.fields["reason"] = reason_field()

    def words(self) -> dict[str, str]:
        given = self.cleaned_data
        return {language.value: given[f"words_{language}"] for language in Language}


class OpenForm(forms.Form):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"] = reason_field()


class CalibrationForm(forms.Form):
    report = forms.FileField(
        label=gettext_lazy("The report (.json)"),
        help_text=gettext_lazy(
            "The file beside the page that the command wrote. Only its figures are kept: names, "
            "hints and evidence are not."
        ),
        error_messages={
            "required": gettext_lazy("Choose the report."),
            "empty": gettext_lazy("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["reason"] = reason_field()
