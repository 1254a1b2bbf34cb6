from django.urls import path

from projects.web.audits import actions, audit, listing

urlpatterns = [
    path("audits/", listing.audits, name="audits"),
    path("audits/draw/", listing.draw, name="audit_draw"),
    path("audits/<int:pk>/", audit.audit, name="audit"),
    path("audits/<int:pk>/judge/", actions.judge, name="audit_judge"),
    path("audits/<int:pk>/finish/", actions.finish, name="audit_finish"),
    path("audits/<int:pk>/drop/", actions.drop, name="audit_drop"),
]
