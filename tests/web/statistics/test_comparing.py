"""Two cohorts at the same week of their own, empty ones, and who may put which beside which."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.models import CohortLead, CohortProject, Submission
from tests import factories

pytestmark = pytest.mark.django_db
PAGES = ("statistics", "statistics_times", "statistics_checks")
FILES = [
    *(("times", name) for name in ("machine", "review", "queue", "workers")),
    *(("times", name) for name in ("worker-wait", "reviewers")),
    *(("times", name) for name in ("machine-by-project", "review-by-project")),
    *(("checks", name) for name in ("checks", "criteria")),
    ("progress", "attempts"),
]


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def project():
    return factories.project()


def begun(begins, ends, *projects, **fields):
    made = factories.cohort(starts_on=begins, ends_on=ends, **fields)
    for order, one in enumerate(projects, 1):
        CohortProject.objects.create(cohort=made, project=one, order=order)
    return made


@pytest.fixture
def january(project):
    """Seven weeks are told of it."""
    return begun(date(2017, 1, 2), date(2017, 1, 16), project, title="January")


@pytest.fixture
def march(project):
    """Nine weeks are told of it."""
    return begun(date(2017, 3, 6), date(2017, 4, 3), project, title="March")


def client_of(person):
    made = Client()
    made.force_login(person)
    return made


@pytest.fixture
def lead(january):
    made = factories.lead(leads_all_cohorts=False)
    CohortLead.objects.create(cohort=january, lead=made)
    return client_of(made)


@pytest.fixture
def admin():
    return client_of(factories.admin())


def works(cohort, project, state, day, **fields):
    made = factories.submission(project, in_=cohort, state=state, **fields)
    begins = datetime.combine(cohort.starts_on, datetime.min.time(), UTC)
    at = begins + timedelta(days=day)
    rows = Submission.objects.filter(pk=made.pk)
    rows.update(submitted_at=at, queued_at=at, decided_at=made.decided_at and at)


def table(client, cohort, part, name, **query):
    address = reverse("projects:statistics_csv", args=[cohort.slug, part, name])
    answer = client.get(address, query)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_both_cohorts_stand_at_the_same_week_of_their_own(
    admin, january, march, project
):
    factories.student(january)
    works(january, project, State.APPROVED, 8)
    works(march, project, State.CHANGES_REQUESTED, 8)
    head, *weeks = table(
        admin, january, "progress", project.slug, **{"with": march.slug}
    )
    assert len({len(row) for row in (head, *weeks)}) == 1
    assert [row[0] for row in weeks] == [str(n) for n in range(1, 10)]
    assert weeks[0][1:] == ["0", "0.0"] * 6
    assert weeks[1][1:7] == ["1", "50.0"] * 3
    assert weeks[1][7:] == ["1", "100.0", "1", "100.0", "0", "0.0"]
    assert weeks[8][1:7] == [""] * 6  # January has no such week


def test_beside_a_cohort_that_does_not_have_the_project_there_are_gaps(
    admin, january, project
):
    other = begun(date(2017, 3, 6), date(2017, 3, 20), factories.project())
    rows = table(admin, january, "progress", project.slug, **{"with": other.slug})
    assert rows[1][1:] == ["0", "", "0", "", "0", "", *[""] * 6]


def test_attempts_of_both_cohorts_are_shares_of_their_own_who_passed(
    admin, january, march, project
):
    works(january, project, State.APPROVED, 1)
    late = factories.student(march)
    works(march, project, State.CHANGES_REQUESTED, 1, by=late)
    works(march, project, State.APPROVED, 2, by=late)
    works(march, project, State.APPROVED, 2)
    rows = table(admin, january, "progress", "attempts", **{"with": march.slug})
    assert rows[1][1:] == ["1", "100.0", "0", "0.0", "0", "0.0", "0", "0.0"]
    assert rows[2][0].endswith("March")
    assert rows[2][1:] == ["1", "50.0", "1", "50.0", "0", "0.0", "0", "0.0"]


def test_what_cannot_be_compared_is_as_if_it_were_not_asked_for(
    lead, january, march, project
):
    alone = table(lead, january, "progress", project.slug)
    for slug in (january.slug, march.slug, "nowhere", "x' OR 1=1 --"):
        assert table(lead, january, "progress", project.slug, **{"with": slug}) == alone
    page = lead.get(reverse("projects:statistics", args=[january.slug])).content
    assert b"March" not in page  # not even as a choice


def test_the_page_links_to_files_of_the_same_comparison(admin, january, march, project):
    file = reverse(
        "projects:statistics_csv", args=[january.slug, "progress", project.slug]
    )
    page = reverse("projects:statistics", args=[january.slug])
    told = admin.get(page, {"with": march.slug}).content.decode()
    assert f'"{file}?with={march.slug}"' in told
    assert f'"{file}"' in admin.get(page).content.decode()


def test_dates_a_week_apart_are_noted_at_weeks_a_week_apart(admin, january):
    for order, week in enumerate((1, 2, 3), 2):
        CohortProject.objects.create(
            cohort=january,
            project=factories.project(),
            order=order,
            due_at=datetime(2017, 1, 2, tzinfo=UTC) + timedelta(weeks=week),
        )
    page = reverse("projects:statistics", args=[january.slug])
    figures = [figure for figure, _file in admin.get(page).context["plots"]]
    noted = [[row.name for row in one.rows if row.note] for one in figures]
    assert noted == [[], ["1"], ["2"], ["3"], []]


@pytest.mark.parametrize("name", PAGES)
def test_a_cohort_without_students_projects_or_dates_has_its_pages(admin, name):
    empty = factories.cohort()
    page = admin.get(reverse(f"projects:{name}", args=[empty.slug]))
    assert page.status_code == 200
    assert b"nan" not in page.content.lower().split(b"<main")[1]


@pytest.mark.parametrize(("part", "name"), FILES)
def test_each_file_of_an_empty_cohort_is_a_head_and_rows_as_long(
    admin, january, part, name
):
    head, *rows = table(admin, january, part, name)
    assert all(len(row) == len(head) for row in rows)
    assert (rows == []) == (name in ("reviewers", "checks", "criteria"))


@pytest.mark.parametrize("file", ["times/queue", "checks/checks"])
def test_files_are_for_those_who_lead_the_cohort(lead, january, march, file):
    def answer(client, cohort):
        args = [cohort.slug, *file.split("/")]
        return client.get(reverse("projects:statistics_csv", args=args)).status_code

    assert answer(lead, january) == 200
    assert answer(lead, march) == 404
    assert answer(client_of(factories.lead()), march) == 200  # of all cohorts
    for other in (factories.student(march), factories.user()):
        assert answer(client_of(other), march) == 404
    assert answer(Client(), january) == 302


def test_a_file_in_japanese_has_japanese_heads_and_no_formulas_of_titles(january):
    project = factories.project(title_text={"en": "=2+3", "ja": "＝2+3"})
    CohortProject.objects.create(cohort=january, project=project, order=2)
    works(january, project, State.CHANGES_REQUESTED, 1)
    reader = factories.user(is_staff=True, is_superuser=True, language="ja")
    head, row = table(client_of(reader), january, "checks", "criteria")
    assert not head[0].isascii()
    assert row[0] == "'＝2+3"


def page_of(client, cohort, **query):
    address = reverse("projects:statistics", args=[cohort.slug])
    return client.get(address, query).content.decode()


def test_a_cohort_that_has_not_begun_has_no_nought_percent_and_says_when(
    admin, january, project
):
    """Whoever joined early has not been lazy for a week."""
    works(january, project, State.APPROVED, 2)
    to_come = begun(date(2217, 3, 3), date(2217, 5, 5), project, title="Far March")
    factories.student(to_come)
    for own, other, places in (
        (january, to_come, slice(7, None)),
        (to_come, january, slice(1, 7)),
    ):
        rows = table(admin, own, "progress", project.slug, **{"with": other.slug})
        assert rows[1][places] == [""] * 6
        assert rows[1][1:] != [""] * 12
        page = page_of(admin, own, **{"with": other.slug})
        assert "“Far March” begins on March 3, 2217" in page
    assert table(admin, to_come, "progress", project.slug)[1][1:] == [""] * 6


def test_the_page_says_what_has_ended_and_where_nobody_is(admin, january, march):
    page = page_of(admin, january, **{"with": march.slug})
    assert "“January” ended on Jan. 16, 2017." in page
    assert "“March” ended on" in page
    assert "Nobody has joined “March” yet." in page
    assert "“March”" not in page_of(admin, january)


def test_in_its_first_week_a_cohort_is_beside_the_first_week_of_another(
    admin, january, project, monkeypatch
):
    works(january, project, State.APPROVED, 2)
    now = datetime(2017, 3, 8, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    young = begun(date(2017, 3, 6), None, project, title="Young")
    works(young, project, State.CHANGES_REQUESTED, 1)
    rows = table(admin, young, "progress", project.slug, **{"with": january.slug})
    assert rows[1][1:] == [
        *("1", "100.0", "1", "100.0", "0", "0.0"),
        *("1", "100.0") * 3,
    ]
    assert rows[2][1:7] == [""] * 6
