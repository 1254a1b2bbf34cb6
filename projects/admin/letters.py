"""Letters: what was sent, what waits and why. Their words are not kept anywhere."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.admin.reading import ReadOnlyAdmin
from projects.enums import LetterState
from projects.errors import DomainError
from projects.models import Letter
from projects.operations import mailing
from projects.web.parts.people import signed_in


class Unsent(admin.SimpleListFilter):
    title = gettext_lazy("sent")
    parameter_name = "sent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", _("Not sent"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Letter]
    ) -> QuerySet[Letter]:
        if self.value() == "no":
            return queryset.filter(state__in=LetterState.unsent())
        return queryset


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = (
        *("address", "kind", "state", "tries", "created_at"),
        *("next_try_at", "sent_at", "last_error"),
    )
    list_filter = (Unsent, "state", "kind", "created_at")
    search_fields = ("address",)
    actions = ("send_again",)

    @admin.action(description=gettext_lazy("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Letter]) -> None:
        done = 0
        for letter in chosen:
            try:
                mailing.send_again(letter, by=signed_in(request))
            except DomainError as error:
                words = f"{letter.address}: {error.message}"
                self.message_user(request, words, messages.WARNING)
            else:
                done += 1
        if done:
            words = ngettext("%(n)d e-mail.", "%(n)d e-mails.", done)
            self.message_user(request, _("Done: ") + words % {"n": done})
