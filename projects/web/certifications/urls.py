from django.urls import path

from projects.web.certifications import leads, own

urlpatterns = [
    path("certifications/", leads.certifications, name="certifications"),
    path("certifications/new/", leads.give, name="certification_give"),
    path("certifications/<int:pk>/", leads.one, name="certification"),
    path("certifications/<int:pk>/limit/", leads.limit, name="certification_limit"),
    path("certifications/mine/", own.mine, name="my_certifications"),
    path("certifications/mine/apply/", own.apply, name="certification_apply"),
    path(
        "certifications/mine/<int:pk>/withdraw/",
        own.withdraw,
        name="certification_withdraw",
    ),
    path("certifications/mine/limit/", own.limit, name="hands_limit"),
    path("certifications/mine/<int:pk>/pause/", own.pause, name="certification_pause"),
    path(
        "certifications/mine/<int:pk>/resume/", own.resume, name="certification_resume"
    ),
]
