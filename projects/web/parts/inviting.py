"""What forms ask of somebody who has no account yet, before an e-mail with a link goes to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import Language
from projects.models import User
from projects.operations.role_invitations import Invited


class NewcomerForm(forms.Form):
    """The address of somebody, and what is needed only if an e-mail has to invite them."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(
        label=gettext_lazy("Name, if they have no account yet"),
        max_length=text_limits.NAME,
        validators=[text_limits.validate_name],
        required=False,
        help_text=gettext_lazy(
            "Then an e-mail with a link goes to them, and with it they sign up."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the e-mail"),
        choices=Language,
        required=False,
        help_text=gettext_lazy("If they have no account yet."),
    )

    person: User | None = None  # whose account it is, if there is one that is proved

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        account = User.objects.filter(email=email).first()
        if account is not None and not account.is_active:
            words = _("The account with this address is deactivated.")
            raise forms.ValidationError(words)
        proved = account is not None and account.has_proved_address
        self.person = account if proved else None
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("email") and self.person is None and not cleaned.get("name"):
            words = _(
                "There is no account with this address whose owner has verified it. Say how to "
                "address them, and an e-mail with a link goes there."
            )
            if "name" not in self.errors:
                self.add_error("name", words)
        return cleaned

    def invited(self) -> Invited:
        given = self.cleaned_data
        language = given.get("language") or Language.ENGLISH
        return Invited(given["email"], given["name"], language)
