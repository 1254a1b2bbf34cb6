"""A cohort is made and changed on pages: each error beside its field, nothing half stored."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from projects.models import AuditEntry, Cohort
from projects.web.cohorts.rows import PARTS
from tests import factories

pytestmark = pytest.mark.django_db

SLUGS = (
    *("first-neural-network", "image-classification", "generate-tv-scripts"),
    *("translate-a-language", "generate-faces"),
)
NEW = {
    "source": "template:2017-march",
    "title": "March 2027",
    "slug": "",
    "starts_on": "2027-03-01",
    "time_zone": "Europe/Berlin",
}


@pytest.fixture
def admin():
    made = Client()
    made.force_login(factories.admin())
    return made


@pytest.fixture
def projects():
    return [
        factories.project(slug=one, order=number) for number, one in enumerate(SLUGS)
    ]


@pytest.fixture
def cohort():
    return factories.cohort(time_zone="Europe/Berlin", starts_on=date(2027, 3, 1))


def make(client, action="make", **changes):
    form = {**NEW, "action": action, **changes}
    return client.post(reverse("projects:cohort_new"), form)


def url(cohort, part):
    return reverse("projects:cohort_part", args=[cohort.slug, part])


def rows(part, *given, initial=0, **more):
    """A formset as a browser sends it."""
    sent = {f"{part}-TOTAL_FORMS": len(given), f"{part}-INITIAL_FORMS": initial, **more}
    for index, row in enumerate(given):
        sent |= {f"{part}-{index}-{name}": value for name, value in row.items()}
    return sent


def project_row(project, order=1, **fields):
    row = {"slug": project.slug, "listed": "on", "order": order, "grace_hours": 0}
    return {**row, "opens": "", "due": "", **fields}


def test_every_date_is_shown_before_anything_is_made(admin, projects):
    response = make(admin, "preview")
    text = response.content.decode()
    assert "Project 1 is due: " in text
    assert "Sun, 2027-03-21 23:59" in text
    assert "Week 17: " in text
    assert not Cohort.objects.exists()
    made = make(admin)
    assert made["Location"] == url(Cohort.objects.get(), "projects")
    assert Cohort.objects.get().slug == "march-2027"


def test_a_copy_shows_old_and_new_dates(admin, projects):
    make(admin)
    text = make(
        admin,
        "preview",
        source="copy:march-2027",
        title="Again",
        starts_on="2027-03-08",
    ).content.decode()
    assert "Sun, 2027-03-21 23:59" in text
    assert "Sun, 2027-03-28 23:59" in text
    assert "In the cohort copied" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": "2017-01-20"}, "starts_on"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "soon"}, "starts_on"),
        ({"title": "日本"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"source": "copy:none"}, "source"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(admin, projects, changes, field):
    response = make(admin, **changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Cohort.objects.exists()


def test_a_template_of_projects_that_the_site_lacks_is_refused(admin):
    response = make(admin)
    assert response.status_code == 422
    assert "This site has no project" in response.content.decode()


def test_a_start_long_ago_is_asked_about_and_taken(admin, projects):
    assert "started long ago" in make(admin, starts_on="2017-03-20").content.decode()
    assert make(admin, starts_on="2017-03-20", long_ago="on").status_code == 302


@pytest.mark.parametrize("part", PARTS)
def test_a_page_sent_back_as_it_came_changes_nothing(admin, projects, part):
    make(admin)
    cohort = Cohort.objects.get()
    formset = admin.get(url(cohort, part)).context["formset"]
    given = [
        {
            field.name: "" if field.value() in (None, False) else field.value()
            for field in form
        }
        for form in formset
    ]
    for row in given:
        for name in ("opens", "due", "starts"):
            if row.get(name):
                row[name] = row[name].isoformat()
    sent = rows(part, *given, initial=formset.initial_form_count())
    assert admin.post(url(cohort, part), sent).status_code == 302
    assert AuditEntry.objects.count() == 1  # that it was made


def test_projects_are_ordered_dated_and_left_out(admin, projects, cohort):
    first, second, third = projects[:3]
    sent = rows(
        "projects",
        project_row(first, 2, due="2027-04-01T18:00", grace_hours=12),
        project_row(second, 1, opens="2027-03-05T09:00"),
        {**project_row(third, 3), "listed": ""},
    )
    assert admin.post(url(cohort, "projects"), sent).status_code == 302
    listed = list(cohort.cohort_projects.all())
    assert [one.project for one in listed] == [second, first]
    assert listed[1].due_at == datetime(2027, 4, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"due": "2027-03-28T02:30"}, "due"),  # clocks go forward over it
        ({"opens": "2027-04-02T09:00", "due": "2027-04-01T09:00"}, "due"),
        ({"due": "2027-01-01T09:00"}, "due"),
        ({"due": "9999-01-01T09:00"}, "due"),
        ({"due": "2027-04-01T09:00+09:00"}, "due"),
        ({"due": "soon"}, "due"),
        ({"order": "2"}, "order"),
        ({"grace_hours": "-1"}, "grace_hours"),
    ],
)
def test_a_wrong_date_stands_beside_its_field(admin, projects, cohort, fields, wrong):
    # Sorted by place, so the wrong one comes after the other of the same place.
    other, subject = project_row(projects[0], 2), project_row(projects[1], 3)
    sent = rows("projects", other, {**subject, **fields})
    response = admin.post(url(cohort, "projects"), sent)
    assert response.status_code == 422
    assert wrong in response.context["formset"][1].errors
    assert not cohort.cohort_projects.exists()


def test_everything_that_is_wrong_is_said_at_once(admin, projects, cohort):
    given = (
        project_row(projects[0], due="2027-03-28T02:30"),
        project_row(projects[1], due="2027-01-01T09:00"),
    )
    response = admin.post(url(cohort, "projects"), rows("projects", *given))
    first, second = response.context["formset"]
    assert list(first.errors) == ["due"]
    assert set(second.errors) == {"order", "due"}


def test_a_cohort_without_projects_is_refused_on_its_page(admin, projects, cohort):
    sent = rows("projects", {**project_row(projects[0]), "listed": ""})
    response = admin.post(url(cohort, "projects"), sent)
    assert "at least one project" in response.content.decode()


def test_the_first_of_two_times_is_meant_and_said(admin, projects, cohort):
    sent = rows("projects", project_row(projects[0], due="2027-10-31T02:30"))
    response = admin.post(url(cohort, "projects"), sent, follow=True)
    assert "the first time is meant" in response.content.decode()
    assert cohort.cohort_projects.get().due_at == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


def test_weeks_are_added_changed_and_taken_away(admin, projects, cohort):
    cohort.weeks.create(number=1, topic_text={"en": "Old"})
    cohort.weeks.create(number=2, topic_text={"en": "Gone"})
    given = (
        {"number": 1, "en": "New", "ja": "新しい"},
        {"number": 2, "en": "Gone", "ja": "", "DELETE": "on"},
        {"number": 3, "en": "Third", "ja": ""},
        {"number": "", "en": "", "ja": ""},
    )
    sent = rows("weeks", *given, initial=2)
    assert admin.post(url(cohort, "weeks"), sent).status_code == 302
    assert [(one.number, one.topic) for one in cohort.weeks.all()] == [
        (1, "New"),
        (3, "Third"),
    ]


def test_the_same_week_twice_is_refused(admin, projects, cohort):
    given = ({"number": 1, "en": "A", "ja": ""}, {"number": 1, "en": "B", "ja": ""})
    response = admin.post(url(cohort, "weeks"), rows("weeks", *given))
    assert response.status_code == 422
    assert "number" in response.context["formset"][1].errors
    assert not cohort.weeks.exists()


def test_a_link_is_one_of_the_web(admin, projects, cohort):
    row = {"name": "Chat", "language": "ja", "url": "javascript:alert(1)"}
    response = admin.post(url(cohort, "channels"), rows("channels", row))
    assert response.status_code == 422
    row["url"] = "chat.example.org/japan"
    admin.post(url(cohort, "channels"), rows("channels", row))
    assert cohort.help_channels.get().url == "https://chat.example.org/japan"


def test_settings_are_changed_with_a_reason(admin, cohort, projects):
    factories.student(cohort)
    address = reverse("projects:cohort_settings", args=[cohort.slug])
    form = {
        "title": "Renamed",
        "starts_on": "2027-03-08",
        "ends_on": "2027-03-01",
        "time_zone": "Asia/Tokyo",
        "capacity": "",
        "promised_review_hours": "48",
    }
    response = admin.post(address, form)
    assert "ends_on" in response.context["form"].errors
    form["ends_on"] = "2027-07-01"
    response = admin.post(address, form)
    assert "reason" in response.context["form"].errors
    assert admin.post(address, {**form, "reason": "Later."}).status_code == 302
    cohort.refresh_from_db()
    assert (cohort.title, cohort.is_open, cohort.promised_review_hours) == (
        "Renamed",
        False,
        48,
    )


def test_a_lead_of_another_cohort_finds_nothing(projects, cohort):
    lead = factories.lead(leads_all_cohorts=False)
    own = factories.cohort()
    own.leads.create(lead=lead)
    client = Client()
    client.force_login(lead)
    assert client.get(url(cohort, "weeks")).status_code == 404
    assert client.get(url(own, "weeks")).status_code == 200
    assert client.get(url(own, "no-such-part")).status_code == 404
    text = client.get(reverse("projects:cohorts")).content.decode()
    assert own.title in text
    assert cohort.title not in text
    assert "New cohort" not in text


def test_the_preview_tells_the_grace_of_each_due_date(admin, projects):
    page = make(admin, action="preview").content.decode()
    assert page.count("24 hours of grace") == 5


SETTINGS = {
    "title": "March 2027",
    "starts_on": "2027-03-01",
    "time_zone": "Europe/Berlin",
    "promised_review_hours": "24",
    "reason": "So.",
}


def faults(client, cohort, **changes):
    """Of the page of settings: of the whole form, and beside the end."""
    address = reverse("projects:cohort_settings", args=[cohort.slug])
    form = client.post(address, {**SETTINGS, **changes}).context["form"]
    return form.non_field_errors(), form.errors.get("ends_on", [])


def test_an_end_before_the_start_is_said_once(admin, projects):
    make(admin)
    cohort = Cohort.objects.get(title="March 2027")
    whole, beside = faults(admin, cohort, ends_on="2027-01-01")
    assert whole == []
    assert beside == ["The cohort ends before it starts."]


def test_an_end_before_many_dates_names_some_with_their_page(admin, projects):
    make(admin)
    cohort = Cohort.objects.get(title="March 2027")
    whole, beside = faults(admin, cohort, ends_on="2027-03-20")
    assert beside == []
    assert whole[0].startswith("Projects 1: This is after the cohort's end")
    assert len(whole) == 6
    assert whole[-1].endswith("more like these.")
