from django.urls import path

from projects.web.people import (
    accounts,
    changes,
    data,
    invitations,
    join_code,
    joining,
    leads,
    people,
    person,
    role_joining,
    roster,
    sent_roles,
)

_OF_COHORT = "cohorts/<slug:slug>/people/"
_OF_PERSON = f"{_OF_COHORT}<int:pk>/"

urlpatterns = [
    path(_OF_COHORT, people.people, name="people"),
    path(f"{_OF_COHORT}csv/", people.people_csv, name="people_csv"),
    path(f"{_OF_COHORT}changes/", changes.of_cohort, name="cohort_changes"),
    path(f"{_OF_COHORT}code/", join_code.join_code, name="join_code"),
    path(f"{_OF_COHORT}invitations/", invitations.invitations, name="invitations"),
    path(
        f"{_OF_COHORT}invitations/<int:pk>/",
        invitations.sent_invitation,
        name="sent_invitation",
    ),
    path(f"{_OF_COHORT}roster/", roster.roster, name="roster"),
    path(f"{_OF_COHORT}roster/<int:pk>/", roster.preview, name="roster_preview"),
    path(_OF_PERSON, person.participant, name="participant"),
    path(f"{_OF_PERSON}extensions/", person.extend, name="extension_grant"),
    path(
        f"{_OF_PERSON}extensions/<int:extension>/",
        person.take_back,
        name="extension_take_back",
    ),
    path("people/", accounts.accounts, name="accounts"),
    path("people/<int:pk>/", accounts.account, name="person_account"),
    path("people/<int:pk>/data/", data.persons_data, name="persons_data"),
    path("people/<int:pk>/erase/", data.erase_person, name="erase_person"),
    path("leads/", leads.leads, name="leads"),
    path("leads/<int:pk>/", leads.lead, name="lead"),
    path("invited/<int:pk>/", sent_roles.sent_role, name="sent_role"),
    path("changes/", changes.of_site, name="all_changes"),
    path("join/", joining.join, name="join"),
    path(
        "join/role/<str:token>/", role_joining.role_invitation, name="role_invitation"
    ),
    path("join/<str:token>/", joining.invitation, name="invitation"),
]
