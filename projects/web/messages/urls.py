from django.urls import path

from projects.web.messages import composing, sent, templates

urlpatterns = [
    path("cohorts/<slug:slug>/messages/", sent.sent, name="messages"),
    path("cohorts/<slug:slug>/messages/new/", composing.compose, name="message_new"),
    path("cohorts/<slug:slug>/messages/<int:pk>/", sent.message, name="message"),
    path(
        "cohorts/<slug:slug>/messages/templates/",
        templates.templates,
        name="message_templates",
    ),
    path(
        "cohorts/<slug:slug>/messages/templates/new/",
        templates.add,
        name="message_template_new",
    ),
    path(
        "cohorts/<slug:slug>/messages/templates/<int:pk>/",
        templates.change,
        name="message_template",
    ),
    path(
        "cohorts/<slug:slug>/messages/templates/<int:pk>/delete/",
        templates.delete,
        name="message_template_delete",
    ),
]
