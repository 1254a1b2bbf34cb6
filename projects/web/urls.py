"""Every page, room by room."""

from projects.web.accounts.urls import urlpatterns as accounts
from projects.web.administration.urls import urlpatterns as administration
from projects.web.audits.urls import urlpatterns as audits
from projects.web.certificates.urls import urlpatterns as certificates
from projects.web.certifications.urls import urlpatterns as certifications
from projects.web.changes.urls import urlpatterns as changes
from projects.web.cohorts.urls import urlpatterns as cohorts
from projects.web.documents.urls import urlpatterns as documents
from projects.web.help.urls import urlpatterns as help_pages
from projects.web.known_solutions.urls import urlpatterns as known_solutions
from projects.web.messages.urls import urlpatterns as messages
from projects.web.packs.urls import urlpatterns as packs
from projects.web.people.urls import urlpatterns as people
from projects.web.quality.urls import urlpatterns as quality
from projects.web.regrades.urls import urlpatterns as regrades
from projects.web.remarks.urls import urlpatterns as remarks
from projects.web.review.urls import urlpatterns as review
from projects.web.site_settings.urls import urlpatterns as site_settings
from projects.web.statistics.urls import urlpatterns as statistics
from projects.web.student.urls import urlpatterns as student
from projects.web.training.urls import urlpatterns as training
from projects.web.workers.urls import urlpatterns as workers

app_name = "projects"
urlpatterns = [
    *student,
    *documents,
    *changes,
    *review,
    *certificates,
    *certifications,
    *training,
    *cohorts,
    *people,
    *help_pages,
    *messages,
    *statistics,
    *quality,
    *audits,
    *regrades,
    *known_solutions,
    *remarks,
    *workers,
    *administration,
    *packs,
    *site_settings,
    *accounts,
]
