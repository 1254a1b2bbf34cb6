"""The picture of a cohort: what is drawn where, and where it leads."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import State
from projects.queries.overview import Place, Standing
from projects.web.cohorts.heat_map import ZOOMS, Area, Zoom, heat_map, zoom_for
from tests import factories

SMALL = Zoom(columns=3, width=10, height=10)


def standing(number, *states):
    places = tuple(Place(state) for state in states)
    return Standing(number, number, f"S{number}", "", "active", places, None, None)


def strokes(picture):
    found = re.findall(r'<path class="([^"]+)" d="([^"]+)">', picture)
    return {css: re.findall(r"M(\d+) ([\d.]+)h(\d+)", path) for css, path in found}


def test_what_is_alike_side_by_side_is_one_stroke():
    some = [standing(n, "approved", "returned" if n == 1 else "") for n in range(3)]
    picture = heat_map([Area(some, 0, "/x/")], SMALL)
    assert strokes(picture) == {
        "state-approved": [("0", "5", "3")],
        "state-none": [("0", "15", "1"), ("2", "15", "1")],
        "state-returned": [("1", "15", "1")],
    }


def test_lines_follow_one_another_and_each_area_is_a_link():
    areas = [
        Area([standing(0, "approved")] * 3, 0, "/?page=1"),
        Area([standing(3, "approved")], 3, "/?page=2"),
    ]
    picture = heat_map(areas, SMALL)
    assert strokes(picture) == {"state-approved": [("0", "5", "3"), ("0", "21", "1")]}
    rects = re.findall(
        r'href="([^"]+)".*?<rect x="(\d+)" y="(\d+)" width="(\d+)"', picture
    )
    assert rects == [("/?page=1", "0", "0", "30"), ("/?page=2", "0", "16", "10")]


def test_the_state_that_is_asked_for_stands_out():
    picture = heat_map([Area([standing(0, "approved", "")], 0, "/")], SMALL, "none")
    assert set(strokes(picture)) == {"heat-map__other", "state-none"}


def test_a_large_cohort_is_drawn_small():
    assert [zoom_for(n) for n in (10, 241, 1500, 5000)] == [
        ZOOMS["4"],
        ZOOMS["3"],
        ZOOMS["2"],
        ZOOMS["1"],
    ]
    assert zoom_for(5000, "3") == ZOOMS["3"]
    assert zoom_for(10, "9") == ZOOMS["4"]


@pytest.mark.django_db
def test_the_page_leads_to_the_board_in_the_same_order():
    cohort, project = factories.cohort(), factories.project()
    client = Client()
    client.force_login(factories.lead())
    url = reverse("projects:cohort_map", args=[cohort.slug])
    assert client.get(url).status_code == 200  # with nobody in it

    def queries():
        with CaptureQueriesContext(connection) as captured:
            text = client.get(url, {"sort": "attempts", "state": "approved"})
        return len(captured), text.content.decode()

    ada = factories.student(cohort, "<b>Ada")
    factories.submission(project, ada, cohort, State.APPROVED)
    few, text = queries()
    (href,) = re.findall(r'<a href="([^"]+)" tabindex="-1">', text)
    query = parse_qs(urlsplit(href.replace("&amp;", "&")).query)
    assert query == {"sort": ["attempts"], "page": ["1"]}
    assert "<b>Ada" not in text
    for _ in range(60):
        factories.student(cohort)
    many, text = queries()
    assert (many, text.count('tabindex="-1"><title>')) == (few, 2)
