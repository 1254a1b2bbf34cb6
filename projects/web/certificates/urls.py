from django.urls import path

from projects.web.certificates import listing, own, public, revoking

urlpatterns = [
    path(
        "cohorts/<slug:slug>/certificates/",
        listing.cohort_certificates,
        name="cohort_certificates",
    ),
    path(
        "cohorts/<slug:slug>/certificates/csv/",
        listing.cohort_certificates_csv,
        name="cohort_certificates_csv",
    ),
    path("certificates/issuer/", public.issuer, name="badge_issuer"),
    path("certificates/keys/", public.key_set, name="badge_keys"),
    path("certificates/keys/<str:kid>/", public.key, name="badge_key"),
    path(
        "certificates/achievements/<slug:slug>/",
        public.achievement,
        name="badge_achievement",
    ),
    path("certificates/take/<slug:slug>/", own.take, name="certificate_take"),
    path("certificates/<uuid:uid>/", public.page, name="certificate"),
    path("certificates/<uuid:uid>/pdf/", public.pdf, name="certificate_pdf"),
    path("certificates/<uuid:uid>/badge.jwt", public.credential, name="badge"),
    path("certificates/<uuid:uid>/status/", public.status, name="certificate_status"),
    path("certificates/<uuid:uid>/choices/", own.choose, name="certificate_choices"),
    path("certificates/<uuid:uid>/revoke/", revoking.revoke, name="certificate_revoke"),
    path(
        "certificates/<uuid:uid>/restore/",
        revoking.restore,
        name="certificate_restore",
    ),
]
