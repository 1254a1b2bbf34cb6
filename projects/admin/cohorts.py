"""Cohorts, their dates and their students: what an admin edits by hand."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Cohort, CohortProject, Enrolment


class CohortProjectInline(admin.TabularInline):
    model = CohortProject
    extra = 0


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    list_display = ("title", "code", "starts_on", "is_open", "board")
    list_filter = ("is_open",)
    search_fields = ("title", "code", "slug")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (CohortProjectInline,)

    @admin.display(description=gettext_lazy("board"))
    def board(self, cohort: Cohort) -> SafeString:
        url = reverse("projects:board", args=[cohort.slug])
        return format_html('<a href="{}">{}</a>', url, _("Board"))

    def has_delete_permission(
        self, request: HttpRequest, obj: Cohort | None = None
    ) -> bool:
        return False


@admin.register(CohortProject)
class CohortProjectAdmin(admin.ModelAdmin):
    list_display = ("cohort", "project", "opens_at", "due_at")
    list_filter = ("cohort", "project")
    list_select_related = ("cohort", "project")
    date_hierarchy = "due_at"


@admin.register(Enrolment)
class EnrolmentAdmin(admin.ModelAdmin):
    list_display = ("student", "cohort", "joined_at")
    list_filter = ("cohort",)
    list_select_related = ("student", "cohort")
    search_fields = ("student__name", "student__email")
    autocomplete_fields = ("student", "cohort")
