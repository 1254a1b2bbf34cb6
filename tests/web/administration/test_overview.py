"""The overview of admins: the way to everything, and what is switched off."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import site_settings
from projects.operations import projects
from projects.operations.site_settings import change
from tests import factories

pytestmark = pytest.mark.django_db

WHY = "The disk moves."
HERE = "projects:administration"


@pytest.fixture
def admin(client):
    person = factories.admin()
    client.force_login(person)
    return person


def page(client):
    return client.get(reverse(HERE)).content.decode()


def test_it_leads_everywhere(client, admin):
    shown = page(client)
    for name in (
        "packs",
        "site_settings",
        "cohorts",
        "leads",
        "workers",
        "all_changes",
    ):
        assert f'href="{reverse(f"projects:{name}")}"' in shown
    assert f'href="{reverse("admin:index")}"' in shown
    assert "Hand-ins are taken, and grading runs." in shown


def test_what_is_switched_off_is_said_with_the_way_to_it(client, admin):
    project = factories.project()
    change(site_settings.HAND_INS_OPEN, False, by=admin, reason=WHY)
    change(site_settings.GRADING_PAUSED, True, by=admin, reason=WHY)
    projects.close(project, by=admin, words={}, reason=WHY)
    shown = page(client)
    assert "Something is switched off" in shown
    for name in ("hand-ins", "grading-paused"):
        assert reverse("projects:site_setting", args=[name]) in shown
    assert f"“{project.title}” takes no hand-ins." in shown


@pytest.mark.parametrize(
    "room", ["administration", "packs", "site_settings", "accounts", "unsent_letters"]
)
def test_the_bar_leads_admins_there_and_marks_the_room(client, admin, room):
    shown = client.get(reverse(f"projects:{room}")).content.decode()
    bar = shown[shown.index('class="nav"') : shown.index("</nav>")]
    here = bar[bar.index(reverse(HERE)) :]
    assert 'aria-current="page"' in here


@pytest.mark.parametrize("make", [factories.lead, factories.user])
def test_nobody_else_is_shown_the_way(client, make):
    client.force_login(make())
    shown = client.get(reverse("projects:account")).content.decode()
    assert reverse(HERE) not in shown


def test_it_costs_few_queries(client, admin):
    client.get(reverse(HERE))
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse(HERE))
    assert len(seen) <= 10
