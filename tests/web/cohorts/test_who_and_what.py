"""Who finds the pages of a cohort, and forms as nobody's browser would send them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import EnrolmentState, State
from projects.models import AuditEntry, Cohort, Project
from tests import factories

pytestmark = pytest.mark.django_db

NEW = {
    "source": "template:2017-march",
    "title": "March 2027",
    "slug": "march-2027",
    "starts_on": "2027-03-01",
    "time_zone": "Europe/Berlin",
    "action": "make",
}
SETTINGS = {
    "title": "Taken over",
    "starts_on": "2027-03-01",
    "time_zone": "UTC",
    "promised_review_hours": 1,
    "reason": "Mine now.",
}


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def cohort(project):
    return factories.cohort(time_zone="Europe/Berlin", starts_on=date(2027, 3, 1))


@pytest.fixture
def student(cohort):
    return factories.student(cohort, "陽菜 佐藤")


@pytest.fixture
def client():
    return signed_in(factories.admin())


def signed_in(person):
    made = Client()
    made.force_login(person)
    return made


def url(name, *args):
    return reverse(f"projects:{name}", args=args)


def pages_of(cohort):
    (enrolment,) = cohort.enrolments.all()
    yield from (url(one, cohort.slug) for one in ("board", "cohort_map"))
    yield url("cohort_student", cohort.slug, enrolment.pk)
    yield url("cohort_settings", cohort.slug)
    yield from (url("cohort_part", cohort.slug, one) for one in ("projects", "weeks"))


def rows(part, *given):
    sent = {f"{part}-TOTAL_FORMS": len(given), f"{part}-INITIAL_FORMS": 0}
    for index, row in enumerate(given):
        sent |= {f"{part}-{index}-{name}": value for name, value in row.items()}
    return sent


def people(cohort, project):
    """By name: somebody, and whether they find the pages of the cohort."""
    mine = factories.lead(leads_all_cohorts=False)
    cohort.leads.create(lead=mine)
    other = factories.lead(leads_all_cohorts=False)
    factories.cohort().leads.create(lead=other)
    former = factories.user()
    cohort.leads.create(lead=former)  # a row that was left behind leads nothing
    return {
        "an admin": (factories.admin(), True),
        "a lead of everything": (factories.lead(), True),
        "the cohort's lead": (mine, True),
        "another cohort's lead": (other, False),
        "no lead any more": (former, False),
        "a reviewer": (factories.reviewer(project), False),
        "a student": (cohort.students.get(), False),
    }


def test_who_leads_the_cohort_finds_its_pages_and_nobody_else(cohort, project, student):
    for who, (person, finds) in people(cohort, project).items():
        client, expected = signed_in(person), 200 if finds else 404
        for page in pages_of(cohort):
            assert client.get(page).status_code == expected, (who, page)
    for page in (*pages_of(cohort), url("cohorts"), url("cohort_new")):
        assert "next=" in Client().get(page)["Location"]


def test_what_they_may_not_see_they_cannot_change(cohort, project, student):
    before = Cohort.objects.values().get(pk=cohort.pk)
    week = rows("weeks", {"number": 1, "en": "Mine", "ja": ""})
    for who, (person, finds) in people(cohort, project).items():
        if not finds:
            client = signed_in(person)
            for page, sent in (
                (url("cohort_settings", cohort.slug), SETTINGS),
                (url("cohort_part", cohort.slug, "weeks"), week),
                (url("cohort_new"), NEW),
            ):
                assert client.post(page, sent).status_code == 404, who
    assert Cohort.objects.values().get(pk=cohort.pk) == before
    assert not cohort.weeks.exists()
    assert not AuditEntry.objects.exists()


def test_a_student_of_one_cohort_is_not_found_at_anothers_address(client, student):
    other = factories.student(factories.cohort()).enrolments.get()
    mine = student.enrolments.get()
    for place, one in ((other.cohort, mine), (mine.cohort, other)):
        page = client.get(url("cohort_student", place.slug, one.pk))
        assert page.status_code == 404


def test_a_lead_is_not_led_to_cohorts_that_they_do_not_lead(cohort, student):
    lead = factories.lead(leads_all_cohorts=False)
    cohort.leads.create(lead=lead)
    second = factories.cohort().enrolments.create(student=student)
    page = url("cohort_student", cohort.slug, student.enrolments.first().pk)
    there = url("cohort_student", second.cohort.slug, second.pk)
    assert there not in signed_in(lead).get(page).content.decode()
    assert there in signed_in(factories.lead()).get(page).content.decode()


def test_only_admins_are_offered_a_new_cohort(client, cohort):
    lead = signed_in(factories.lead())
    assert lead.get(url("cohort_new")).status_code == 404
    assert url("cohort_new") not in lead.get(url("cohorts")).content.decode()
    assert url("cohort_new") in client.get(url("cohorts")).content.decode()


# --- shown ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (EnrolmentState.PAUSED, "Paused"),
        (EnrolmentState.WITHDRAWN, "Has withdrawn"),
        (EnrolmentState.TRANSFERRED, "In another cohort"),
    ],
)
def test_who_takes_no_part_is_on_the_board_with_a_word_and_counted_apart(
    client, cohort, student, state, word
):
    factories.submission(Project.objects.get(), student, cohort, State.APPROVED)
    cohort.enrolments.update(state=state)
    response = client.get(url("board", cohort.slug))
    ((row,), numbers) = response.context["rows"], response.context["numbers"]
    assert (row.part, row.cells[0].state) == (EnrolmentState(state).label, "approved")
    assert word in response.content.decode()
    assert response.context["people"][0].value == 0
    assert {str(one.label): one.value for one in numbers}["approved"] == 1


def test_whose_pause_has_ended_takes_part_on_every_page(client, cohort, student):
    yesterday = timezone.now().date() - timedelta(days=1)
    cohort.enrolments.update(
        state=EnrolmentState.PAUSED, pause_ends_at=factories.end_of(yesterday)
    )
    for page in (*list(pages_of(cohort))[:3], url("cohorts")):
        assert "Paused" not in client.get(page).content.decode(), page
    assert client.get(url("board", cohort.slug)).context["people"][0].value == 1


def test_a_name_is_found_by_any_part_in_any_script(client, cohort, student):
    factories.student(cohort, "Åsa Öberg")

    def found(name):
        page = client.get(url("board", cohort.slug), {"name": name})
        return [row.standing.name for row in page.context["rows"]]

    assert found("佐藤") == ["陽菜 佐藤"]
    assert found("  ÖBERG ") == ["Åsa Öberg"]
    assert found(student.email.upper()) == ["陽菜 佐藤"]
    assert found("%") == found("' OR 1=1") == []
    assert len(found("x" * 121)) == 2  # as if nothing were asked


def test_a_cohort_without_projects_and_an_address_of_nonsense_have_pages(client):
    empty = factories.cohort()
    factories.student(empty)
    odd = {"page": "-1", "zoom": "9", "sort": "x", "state": "y", "project": "z"}
    for name in ("board", "cohort_map"):
        for query in ({}, odd):
            assert client.get(url(name, empty.slug), query).status_code == 200


# --- sent ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"weeks-TOTAL_FORMS": "many", "weeks-INITIAL_FORMS": "0"},
        {"weeks-TOTAL_FORMS": "1000", "weeks-INITIAL_FORMS": "0"},
        rows("weeks", {"number": "9" * 40, "en": "A", "ja": ""}),
        rows("weeks", {"number": -1, "en": "A", "ja": ""}),
        rows("weeks", {"number": 1, "en": "", "ja": "日本語だけ"}),
        rows("weeks", {"number": 1, "en": "A\u202eB", "ja": ""}),
        {**rows("weeks", {"number": 1, "en": "A", "ja": ""}), "reason": "x" * 20_000},
    ],
)
def test_a_form_that_is_not_whole_is_refused_as_a_page(client, cohort, sent):
    response = client.post(url("cohort_part", cohort.slug, "weeks"), sent)
    assert response.status_code == 422
    assert not cohort.weeks.exists()
    assert not AuditEntry.objects.exists()


def test_projects_that_are_none_or_come_twice_are_refused(client, cohort, project):
    row = {"listed": "on", "grace_hours": 0, "opens": "", "due": ""}
    other = {**row, "slug": "no-such", "order": 2}
    mine = {**row, "slug": project.slug, "order": 1}
    page = url("cohort_part", cohort.slug, "projects")
    response = client.post(page, rows("projects", mine, other))
    assert "no project “no-such”" in response.content.decode()
    response = client.post(page, rows("projects", mine, {**mine, "order": 2}))
    assert response.status_code == 422
    assert not cohort.cohort_projects.exists()


@pytest.mark.parametrize("given", [(), ({"number": 1, "en": "Mine", "ja": ""},)])
def test_what_is_wrong_elsewhere_in_the_plan_stands_above_the_button(
    client, cohort, given
):
    """Such rows come from before a rule, or from the admin."""
    at = timezone.now() - timedelta(days=9999)
    for title in ("Live", ""):
        cohort.live_sessions.create(starts_at=at, title_text={"en": title})
    page = url("cohort_part", cohort.slug, "weeks")
    response = client.post(page, rows("weeks", *given))
    assert response.status_code == 422
    assert not any(form.errors for form in response.context["formset"])
    assert "before the cohort&#x27;s start" in response.content.decode()
    assert not cohort.weeks.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"title": "x\u202ey"}, "title"),
        ({"capacity": 0}, "capacity"),
        ({"promised_review_hours": 0}, "promised_review_hours"),
        ({"ends_on": "2027-02-28"}, "ends_on"),
        ({"starts_on": "1999-12-31"}, "starts_on"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_a_wrong_setting_stands_beside_its_field(client, cohort, fields, wrong):
    before = Cohort.objects.values().get()
    response = client.post(
        url("cohort_settings", cohort.slug), {**SETTINGS, "is_open": "on", **fields}
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [wrong]
    assert Cohort.objects.values().get() == before
    assert not AuditEntry.objects.exists()


def test_a_preview_stores_nothing_and_says_which_times_were_moved(client, cohort):
    cohort.live_sessions.create(
        starts_at="2027-03-07T01:30:00Z",
        title_text={"en": "Night", "ja": "夜"},  # 02:30 in Berlin
    )
    sent = {**NEW, "source": f"copy:{cohort.slug}", "starts_on": "2027-03-22"}
    response = client.post(url("cohort_new"), {**sent, "action": "preview"})
    text = response.content.decode()
    assert "Clocks go forward over 02:30" in text
    assert "Sun, 2027-03-28 03:30" in text
    assert Cohort.objects.count() == 1
    assert client.post(url("cohort_new"), sent).status_code == 302
    made = Cohort.objects.get(slug="march-2027")
    assert f"{made.live_sessions.get().starts_at:%d %H:%M}" == "28 01:30"
    assert client.post(url("cohort_new"), sent).status_code == 422  # a second click
    assert Cohort.objects.count() == 2
