"""Django's admin: people and cohorts are edited here; what happened is only read.

Submissions change by the verbs and by nothing else, so that the rules, the events and the
notifications hold here too.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from projects.admin import cohorts, course, letters, people, submissions
from projects.web.accounts.forms import AdminSignInForm

__all__ = ["cohorts", "course", "letters", "people", "submissions"]

admin.site.site_header = "ReviewHub"
admin.site.login_form = AdminSignInForm
admin.site.site_title = "ReviewHub"
admin.site.index_title = _("Administration")
