"""The course, as the packs say it: written by `sync_packs`, read here."""

from django.contrib import admin

from projects.admin.reading import ReadOnlyAdmin, ReadOnlyInline
from projects.models import Criterion, Project, Rubric


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ("order", "title", "slug", "announced", "policy")
    list_display_links = ("title",)
    search_fields = ("slug",)


class CriterionInline(ReadOnlyInline):
    model = Criterion
    fields = ("order", "slug", "title", "human", "checks")


@admin.register(Rubric)
class RubricAdmin(ReadOnlyAdmin):
    list_display = ("project", "digest", "created_at")
    list_filter = ("project",)
    list_select_related = ("project",)
    inlines = (CriterionInline,)
