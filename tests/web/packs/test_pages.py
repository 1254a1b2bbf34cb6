"""Projects and packs in the browser: what grades, how it was calibrated, what may be changed."""

import shutil

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import RunState, RunVerdict, State
from projects.models import CalibrationReport, CriterionReview, Regrade, Run
from projects.operations.pack_sync import sync_packs
from tests import factories
from tests.engine.slow_pack import SLUG, write_pack
from tests.projects.calibrations import report

pytestmark = pytest.mark.django_db

WHY = "Before the course."


@pytest.fixture
def admin(client):
    person = factories.admin("Root")
    client.force_login(person)
    return person


@pytest.fixture
def root(settings, tmp_path):
    settings.PACKS_DIR = write_pack(tmp_path / "packs")
    settings.CANDIDATES_DIR = tmp_path / "candidates"
    return settings.PACKS_DIR


@pytest.fixture
def project(root):
    (made,) = sync_packs(root)
    return made


def page(client, project):
    response = client.get(reverse("projects:pack", args=[project.slug]))
    assert response.status_code == 200
    return response.content.decode()


def post(client, name, project, **form):
    address = reverse(f"projects:{name}", args=[project.slug])
    return client.post(address, {"reason": WHY, **form})


def graded(submission, digest, number=1):
    return Run.objects.create(
        submission=submission,
        number=number,
        state=RunState.FINISHED,
        verdict=RunVerdict.PASSED,
        pack_digest=digest,
        finished_at=timezone.now(),
    )


def test_the_list_tells_version_states_and_whether_work_is_taken(
    client, admin, project
):
    cohort = factories.cohort()
    for state in (State.APPROVED, State.APPROVED, State.RETURNED):
        factories.submission(project, in_=cohort, state=state)
    shown = client.get(reverse("projects:packs")).content.decode()
    assert project.version in shown
    assert reverse("projects:pack", args=[project.slug]) in shown
    assert "Meets specifications 2" in shown
    assert "Disputed" not in shown  # zeros are quiet


def test_an_empty_site_says_how_it_fills(client, admin):
    assert "sync_packs" in client.get(reverse("projects:packs")).content.decode()


def test_the_list_costs_the_same_for_one_project_and_for_many(client, admin, project):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("projects:packs"))
        return len(seen)

    queries()
    before = queries()
    cohort = factories.cohort()
    for _ in range(4):
        factories.submission(in_=cohort, state=State.APPROVED)
    assert queries() == before <= 15


def test_the_page_costs_the_same_whatever_happened(client, admin, project, settings):
    """Once a minute it counts anew; meanwhile it costs so much."""
    cache.clear()
    settings.COHORT_FIGURES_S = 60

    def queries():
        with CaptureQueriesContext(connection) as seen:
            page(client, project)
        return len(seen)

    queries()
    before = queries()
    cohort = factories.cohort()
    for number in range(4):
        submission = factories.submission(project, in_=cohort, state=State.APPROVED)
        graded(submission, str(number) * 64)
    post(client, "pack_calibration", project, report=_file(report(pack=SLUG)))
    page(client, project)
    cache.clear()
    page(client, project)
    assert queries() == before <= 15
    cache.clear()


def test_the_installed_version_and_those_that_graded(client, admin, project):
    first = factories.submission(project, state=State.APPROVED)
    graded(first, "b" * 64, 1)
    graded(first, project.pack_digest, 2)
    shown = page(client, project)
    assert f"{project.version}</code>" in shown
    assert "bbbbbbbb</code>" in shown
    assert "before the site recorded it" not in shown
    project.versions.all().delete()
    assert "before the site recorded it" in page(client, project)


def test_a_folder_that_is_not_installed_yet_is_said(client, admin, project, root):
    assert "is not installed yet" not in page(client, project)
    (root / SLUG / "checks" / "more.py").write_text("")
    assert "is not installed yet" in page(client, project)
    shutil.rmtree(root / SLUG)
    assert "not on this machine" in page(client, project)


def test_the_candidate_leads_to_a_regrade(client, admin, project, root, settings):
    start = reverse("projects:regrade_start")
    assert "There is no candidate" in page(client, project)
    shutil.copytree(root / SLUG, settings.CANDIDATES_DIR / SLUG)
    assert "holds the installed version" in page(client, project)
    (settings.CANDIDATES_DIR / SLUG / "checks" / "more.py").write_text("")
    shown = page(client, project)
    assert "A candidate lies ready" in shown
    asked = f"{start}?project={SLUG}&amp;version=candidate"
    assert asked in shown
    form = client.get(asked.replace("&amp;", "&")).content.decode()
    assert 'value="candidate" required id="id_version_1" checked' in form or (
        "checked" in form[form.index('value="candidate"') :][:120]
    )


def test_regrades_of_the_project_are_listed(client, admin, project):
    made = Regrade.objects.create(
        project=project,
        cohort=factories.cohort(),
        digest="c" * 64,
        reason="Too tight.",
        created_by=admin,
    )
    shown = page(client, project)
    assert reverse("projects:regrade", args=[made.pk]) in shown
    assert "cccccccc" in shown


def test_criteria_that_people_overruled_lead_to_the_judgements(client, admin, project):
    submission = factories.submission(project, state=State.APPROVED)
    assert "Nobody has judged otherwise" in page(client, project)
    criterion = submission.rubric.criteria.first()
    CriterionReview.objects.filter(criterion=criterion).update(machine="failed")
    shown = page(client, project)
    behind = reverse("projects:overruled", args=[project.slug, criterion.slug])
    assert f"{behind}?way=strict&amp;days=all" in shown
    assert "1 / 1" in shown


# --- calibration ---------------------------------------------------------------------------------


def _file(data):
    return SimpleUploadedFile("report.json", data)


def test_what_was_not_measured_says_so(client, admin, project):
    assert "not measured, or no report was attached" in page(client, project)
    data = report(
        pack=SLUG,
        pack_digest=project.pack_digest,
        compared=0,
        known_good=0,
        known_bad=0,
        false_rejects=[],
        with_training=False,
        checks=[],
    )
    assert post(client, "pack_calibration", project, report=_file(data)).url
    shown = page(client, project)
    for words in (
        "not measured: no outcome was known",
        "not measured: no good work was known",
        "not measured: no bad work was known",
        "not measured: only the hidden checks ran",
    ):
        assert words in shown
    assert "This report is on version" not in shown


def test_an_attached_report_is_shown_and_says_which_version(client, admin, project):
    post(client, "pack_calibration", project, report=_file(report(pack=SLUG)))
    shown = page(client, project)
    assert "9 / 10 (90.0\N{NO-BREAK SPACE}%)" in shown
    assert "1 / 6 (16.7\N{NO-BREAK SPACE}%)" in shown
    assert "The hidden layer uses <code>sigmoid</code>" in shown
    assert "This report is on version aaaaaaaa" in shown
    assert "anna" not in shown


def test_a_report_is_removed_on_a_page_that_asks_why(client, admin, project):
    post(client, "pack_calibration", project, report=_file(report(pack=SLUG)))
    kept = project.calibrations.get()
    here = reverse("projects:pack_calibration_remove", args=[project.slug, kept.pk])
    assert here in page(client, project)
    asked = client.get(here).content.decode()
    assert "made on 12 past submissions on Nov. 29, 2026" in asked
    assert client.post(here, {"reason": ""}).status_code == 422
    done = client.post(here, {"reason": WHY}, follow=True).content.decode()
    assert "Removed." in done
    assert "Calibration removed" in done
    assert "no report was attached" in done
    assert client.get(here).status_code == 404


def test_a_report_that_was_stopped_says_so(client, admin, project):
    data = report(pack=SLUG, is_whole=False, found=40)
    post(client, "pack_calibration", project, report=_file(data))
    assert "of 40: it was stopped before the end" in page(client, project)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{nope", "This is not JSON"),
        (b"", "This file is empty"),
        (report(pack="other"), "another pack: other"),
        (report(pack=SLUG, seeds="x"), "“seeds” is not what"),
    ],
    ids=["broken", "empty", "another", "kind"],
)
def test_a_wrong_file_is_refused_beside_its_field(client, admin, project, data, words):
    response = post(client, "pack_calibration", project, report=_file(data))
    assert response.status_code == 422
    shown = response.content.decode()
    assert words in shown
    assert 'id="id_report_error"' in shown
    assert WHY in shown
    assert not CalibrationReport.objects.exists()


# --- what may be changed -------------------------------------------------------------------------


def test_title_and_place(client, admin, project):
    form = {"title_en": "Slowly", "title_ja": "ゆっくり", "order": "3"}
    assert post(client, "pack_change", project, **form).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.order) == ("Slowly", 3)
    shown = page(client, project)
    assert "the pack says 1" in shown
    assert "Place: 1 → 3" in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title_en": ""}, "title_en"),
        ({"title_ja": "x" * 121}, "title_ja"),
        ({"title_en": "a\u202eb"}, "title_en"),
        ({"order": "0"}, "order"),
        ({"order": "first"}, "order"),
        ({"reason": ""}, "reason"),
    ],
    ids=str,
)
def test_what_is_refused_is_said_beside_its_field(
    client, admin, project, changed, field
):
    form = {"title_en": "Slowly", "title_ja": "ゆっくり", "order": "3", **changed}
    response = post(client, "pack_change", project, **form)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    project.refresh_from_db()
    assert project.order == 1


def test_closed_and_opened_again(client, admin, project):
    words = {"words_en": "Until Thursday.", "words_ja": "木曜日まで。"}
    assert "Close to hand-ins" in page(client, project)
    assert post(client, "pack_hand_ins", project, **words).status_code == 302
    shown = page(client, project)
    assert "Until Thursday." in shown
    assert "Open to hand-ins" in shown
    assert post(client, "pack_hand_ins", project, reason="").status_code == 422
    assert post(client, "pack_hand_ins", project).status_code == 302
    project.refresh_from_db()
    assert project.closed_at is None
    changes = client.get(reverse("projects:all_changes")).content.decode()
    assert "Project closed to hand-ins" in changes
    assert project.title in changes


def test_words_in_one_language_are_refused_beside_the_other(client, admin, project):
    response = post(client, "pack_hand_ins", project, words_en="No.")
    assert response.status_code == 422
    assert 'id="id_words_ja_error"' in response.content.decode()


def test_an_announced_project_is_neither_opened_nor_closed(client, admin):
    announced = factories.project(announced=True)
    shown = page(client, announced)
    assert reverse("projects:pack_hand_ins", args=[announced.slug]) not in shown
    assert "Announced" in shown


def test_what_is_not_there_is_not_found(client, admin):
    for name in ("pack", "pack_change", "pack_hand_ins", "pack_calibration"):
        address = reverse(f"projects:{name}", args=["no-such"])
        assert client.get(address).status_code == 404
