"""The way to a page: of a cohort, and beside the cohorts."""

from projects.models import Cohort
from projects.web.parts.leading import crumbs, trail


def test_the_way_to_a_cohorts_page_leads_through_its_board():
    way = crumbs(Cohort(title="Spring", slug="spring"), ("People", ""))
    assert [one["label"] for one in way] == ["Cohorts", "Spring", "People"]
    assert [one["url"] for one in way] == ["/cohorts/", "/cohorts/spring/", ""]


def test_the_way_to_a_page_of_no_cohort_is_one_step():
    assert [one["label"] for one in trail(("New cohort", ""))] == [
        "Cohorts",
        "New cohort",
    ]
