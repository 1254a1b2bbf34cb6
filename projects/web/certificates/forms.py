"""What a student chooses of a certificate, and what an admin says of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.web.parts.reasons import ReasonForm, reason_field


class ChoicesForm(forms.Form):
    is_public = forms.BooleanField(
        label=gettext_lazy("Whoever has the link may read it"),
        required=False,
        help_text=gettext_lazy(
            "It shows your name, the course, the cohort, the projects and the date. Otherwise only you see it."
        ),
    )
    has_badge = forms.BooleanField(
        label=gettext_lazy("As an Open Badge, too"),
        required=False,
        help_text=gettext_lazy(
            "A signed file (Open Badges 3.0) that you can put into a wallet. It bears your name."
        ),
    )


def reason_form(data: Any = None) -> ReasonForm:
    return ReasonForm(
        data, field=reason_field(most=text_limits.CERTIFYING, help_text="")
    )
