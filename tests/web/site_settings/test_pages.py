"""Settings in the browser: read, changed, refused beside the field, taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import site_settings
from projects.models import AuditEntry, ChosenSetting, current
from projects.operations.site_settings import change
from projects.site_settings import SETTINGS
from tests import factories

pytestmark = pytest.mark.django_db

WHY = "The course begins."


@pytest.fixture
def admin(client):
    person = factories.admin("Root")
    client.force_login(person)
    return person


def address(name):
    return reverse("projects:site_setting", args=[name])


def post(client, name, **form):
    return client.post(address(name), {"reason": WHY, **form})


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_setting_has_its_page(client, admin, name):
    page = client.get(address(name)).content.decode()
    assert str(SETTINGS[name].help)[:30].split("’")[0] in page
    assert 'name="reason"' in page
    assert "Nobody changed it." in page


def test_the_list_tells_default_and_present_value_since_when_and_by_whom(client, admin):
    change(site_settings.REVIEW_HOURS, 24, by=admin, reason=WHY)
    page = client.get(reverse("projects:site_settings")).content.decode()
    assert "<strong>24 hours</strong>" in page
    assert "12 hours" in page
    assert "Root" in page


def test_a_number_is_changed(client, admin):
    response = post(client, "review-hours", value="24")
    assert response.url == reverse("projects:site_settings")
    assert current(site_settings.REVIEW_HOURS) == 24
    page = client.get(address("review-hours")).content.decode()
    assert "12 hours → 24 hours" in page
    assert WHY in page


@pytest.mark.parametrize("value", ["", "many", "2.5", "0", "1000", "1e3", "-3"])
def test_what_is_no_such_number_is_said_beside_the_field(client, admin, value):
    response = post(client, "review-hours", value=value)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="id_value_error"' in page
    assert WHY in page  # what was typed stays
    assert not ChosenSetting.objects.exists()


def test_why_is_asked_for(client, admin):
    response = post(client, "review-hours", value="24", reason="")
    assert response.status_code == 422
    assert 'id="id_reason_error"' in response.content.decode()
    assert current(site_settings.REVIEW_HOURS) == 12


def test_what_does_not_fit_another_setting_is_said_beside_the_value(client, admin):
    response = post(client, "review-hours", value="1")
    assert "The warning has to come within" in response.content.decode()
    assert response.status_code == 422


def test_a_switch(client, admin):
    post(client, "grading-paused", value="on")
    assert current(site_settings.GRADING_PAUSED) is True
    response = post(client, "grading-paused", value="perhaps")
    assert response.status_code == 422
    post(client, "grading-paused", value="off")
    assert current(site_settings.GRADING_PAUSED) is False


def test_words_are_asked_for_in_every_language(client, admin):
    response = post(client, "notice", value_en="Tonight", value_ja="")
    assert response.status_code == 422
    assert 'id="id_value_ja_error"' in response.content.decode()
    post(client, "notice", value_en="Tonight", value_ja="今夜")
    assert current(site_settings.NOTICE) == {"en": "Tonight", "ja": "今夜"}


def test_back_to_default_whatever_stands_in_the_field(client, admin):
    change(site_settings.REVIEW_HOURS, 24, by=admin, reason=WHY)
    assert 'name="default"' in client.get(address("review-hours")).content.decode()
    response = post(client, "review-hours", value="nonsense", default="1")
    assert response.status_code == 302
    assert current(site_settings.REVIEW_HOURS) == 12
    assert AuditEntry.objects.first().data["is_default"]
    assert 'name="default"' not in client.get(address("review-hours")).content.decode()


def test_back_to_default_says_why_too(client, admin):
    change(site_settings.REVIEW_HOURS, 24, by=admin, reason=WHY)
    response = post(client, "review-hours", value="9", default="1", reason="")
    assert response.status_code == 422
    assert 'id="id_reason_error"' in response.content.decode()
    assert current(site_settings.REVIEW_HOURS) == 24
    assert "disabled" not in response.content.decode().split("<form")[-1]


def test_the_same_again_is_said(client, admin):
    change(site_settings.REVIEW_HOURS, 24, by=admin, reason=WHY)
    post(client, "review-hours", value="24")
    page = client.get(reverse("projects:site_settings")).content.decode()
    assert "has this value already" in page
    assert AuditEntry.objects.count() == 1


def test_an_unknown_setting_is_not_there(client, admin):
    assert client.get(address("secret-key")).status_code == 404


def test_a_hostile_reason_is_only_text(client, admin):
    post(client, "review-hours", value="24", reason="<script>alert(1)</script>")
    page = client.get(address("review-hours")).content.decode()
    assert "<script>alert(1)" not in page


def test_the_list_costs_the_same_however_much_was_changed(client, admin):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("projects:site_settings"))
        return len(seen)

    queries()
    before = queries()
    change(site_settings.REVIEW_HOURS, 24, by=admin, reason=WHY)
    change(site_settings.STUDENT_MB, 100, by=admin, reason=WHY)
    queries()
    assert queries() == before <= 15


def test_a_change_is_told_among_all_changes(client, admin):
    change(site_settings.VERDICT_GRACE_S, 60, by=admin, reason=WHY)
    page = client.get(reverse("projects:all_changes")).content.decode()
    assert "Grace before a verdict is told: 0 seconds → 60 seconds" in page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_notice_stands_on_every_page_also_signed_out(client, language):
    notice = {"en": "Maintenance tonight", "ja": "今夜メンテナンス"}
    admin = factories.admin()
    change(site_settings.NOTICE, notice, by=admin, reason=WHY)
    client.cookies["django_language"] = language
    assert notice[language] in client.get(reverse("login")).content.decode()
    person = factories.student(factories.cohort(), language=language)
    client.force_login(person)
    assert notice[language] in client.get("/").content.decode()


def test_without_a_notice_there_is_none(client):
    assert "notice--warning" not in client.get(reverse("login")).content.decode()
