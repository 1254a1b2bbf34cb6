"""Why somebody changes something: the field, and a form of that field alone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.web.parts.fields import WordsField

FOR_LEADS = _("Kept with the change, for those who lead the cohort.")


def reason_field(
    *, most: int = text_limits.REASON, needed: bool = True, help_text: Any = FOR_LEADS
) -> WordsField:
    """`most`: characters that the verb takes."""
    return WordsField(
        label=_("Why?"),
        required=needed,
        max_length=most,
        rows=2,
        help_text=help_text,
    )


class ReasonForm(forms.Form):
    """Also what other forms that ask why begin with; `field` in place of the usual one."""

    reason: Any = reason_field()

    def __init__(
        self, data: Any = None, *, field: WordsField | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        if field is not None:
            self.fields["reason"] = field
