"""Letters about an account: its address, its password."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from projects.models import Letter, User
from projects.operations import tokens
from projects.operations.letters.content import Words, link


def address_words(letter: Letter, reader: User) -> Words:
    """Also the answer to a sign-up with an address that has an account."""
    if reader.has_proved_address:
        return Words(
            _("You have an account on ReviewHub"),
            _text("has_account", reader, link("login"), reset=link("password_reset")),
        )
    token = tokens.ADDRESS_TOKENS.make_token(reader)
    there = link("projects:prove", tokens.named(reader), token)
    return Words(_("Verify your address for ReviewHub"), _text("prove", reader, there))


def password_words(letter: Letter, reader: User) -> Words | None:
    if not reader.has_usable_password():
        return None
    token = tokens.PASSWORD_TOKENS.make_token(reader)
    there = link("password_reset_confirm", tokens.named(reader), token)
    return Words(
        _("Choose a new password for ReviewHub"), _text("new_password", reader, there)
    )


def _text(template: str, reader: User, there: str, **more: str) -> str:
    context = {"reader": reader, "link": there, **more}
    return render_to_string(f"letters/{template}.txt", context)
