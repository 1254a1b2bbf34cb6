"""A corrected version of a pack over a cohort, through the real worker's code and sandbox."""

import shutil

import pytest

from notebooks.intake import take_in
from projects.enums import Change, RegradeState, State
from projects.models import Comparison, Enrolment, Notification, Regrade
from projects.operations import regrades, submissions
from projects.operations.pack_sync import sync_packs
from projects.packs import version_at
from projects.queries.grading import newest_run
from projects.queries.intake import signature_of
from projects.queries.regrades import differences
from tests import factories
from tests.engine.slow_pack import SLUG, TRAINING_S, notebook, write_pack
from workers.agent import step_runner, tasks
from workers.agent.lease_keeper import LeaseKeeper

pytestmark = pytest.mark.django_db


SEEN_BY = """
from workers_packs.slow import words

def told():
    return words.VERSION
"""


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    monkeypatch.setattr(LeaseKeeper, "__enter__", lambda self: self)
    monkeypatch.setattr(LeaseKeeper, "__exit__", lambda *_: None)


@pytest.fixture
def deployed(settings, tmp_path):
    """Adds one; the candidate accepts two as well. Training takes no time."""
    settings.PACKS_DIR = write_pack(tmp_path / "packs")
    settings.CANDIDATES_DIR = tmp_path / "candidates"
    folder = settings.PACKS_DIR / SLUG
    training = folder / "training.py"
    training.write_text(training.read_text().replace(f"{TRAINING_S} / POINTS", "0"))
    checks = folder / "checks" / "answers.py"
    checks.write_text(f"from workers_packs.{SLUG} import words\n{checks.read_text()}")
    (folder / "words.py").write_text('VERSION = "deployed"\n')
    shutil.copytree(folder, settings.CANDIDATES_DIR / SLUG)
    candidate = settings.CANDIDATES_DIR / SLUG
    (candidate / "words.py").write_text('VERSION = "candidate"\n')
    corrected = (candidate / "checks" / "answers.py").read_text()
    corrected = corrected.replace(
        'assert student.call("successor", number) == number + 1',
        'assert student.call("successor", number) - number in (1, 2), words.VERSION',
    )
    (candidate / "checks" / "answers.py").write_text(corrected)
    sync_packs(settings.PACKS_DIR)
    return folder


@pytest.fixture
def cohort():
    return factories.cohort()


def handed_in(cohort, added):
    project = factories.Project.objects.get(slug=SLUG)
    student = factories.student(cohort)
    signature = signature_of(project)
    intake = take_in([("slow.ipynb", notebook(added))], signature, [signature])
    return submissions.submit(
        by=student, cohort=cohort, project=project, intake=intake, honour_code=True
    )


def work_until_idle():
    for _ in range(20):
        for queue in ("cpu", "gpu"):
            tasks.work(queue)


def test_who_would_pass_now_is_found_published_and_told(deployed, cohort, settings):
    right, nearly, wrong = (handed_in(cohort, added) for added in (1, 2, 3))
    work_until_idle()
    for one in (right, nearly, wrong):
        one.refresh_from_db()
    assert (right.state, nearly.state, wrong.state) == (
        State.AWAITING_REVIEW,
        State.RETURNED,
        State.RETURNED,
    )
    lead = factories.lead()
    digest = version_at(settings.CANDIDATES_DIR, SLUG)
    regrade = regrades.start(
        by=lead,
        project=right.project,
        cohort=cohort,
        digest=digest,
        reason="Two is as good as one.",
    )
    live = handed_in(cohort, 2)  # meanwhile: graded by what is deployed, and first
    work_until_idle()
    regrades.sweep()
    regrade.refresh_from_db()
    assert regrade.state == RegradeState.READY
    changes = {c.submission: c.change for c in Comparison.objects.all()}
    assert changes == {
        right: Change.SAME,
        nearly: Change.PASSES,
        wrong: Change.SAME,
    }
    live.refresh_from_db()
    assert live.state == State.RETURNED
    found = nearly.comparisons.get()
    assert found.run.pack_digest == digest
    (difference,) = [d for d in differences(found.base, found.run) if d.before]
    assert (difference.before, difference.after) == ("failed", "passed")
    assert newest_run(nearly) == found.base

    Notification.objects.all().delete()
    regrades.publish(regrade, by=lead)
    nearly.refresh_from_db()
    assert nearly.state == State.AWAITING_REVIEW
    assert newest_run(nearly) == found.run
    told = Notification.objects.values_list("recipient", flat=True)
    assert list(told) == [nearly.student_id]


def test_two_versions_that_take_turns_never_mix(deployed, settings):
    digest = version_at(settings.CANDIDATES_DIR, SLUG)
    for wanted, version in (("", "deployed"), (digest, "candidate")) * 2:
        pack = step_runner.pack_for(SLUG, wanted)
        (check,) = (c for c in pack.checks if c.slug == "answers.next_number")
        assert version == check.function.__globals__["words"].VERSION
        namespace: dict = {}
        exec(SEEN_BY, namespace)  # an import while it runs finds its own neighbours
        assert namespace["told"]() == version


def test_a_version_that_is_nowhere_is_our_fault_and_says_what_to_do(
    deployed, cohort, settings
):
    subject = handed_in(cohort, 1)
    work_until_idle()
    regrades.start(
        by=factories.lead(),
        project=subject.project,
        cohort=cohort,
        digest="f" * 64,
        reason="Nobody has it.",
    )
    tasks.work("cpu")
    step = Regrade.objects.get().runs.get().steps.get(kind="examine")
    assert "Put its folder there on every worker" in step.incident
    subject.refresh_from_db()
    assert subject.state == State.AWAITING_REVIEW
    assert Enrolment.objects.count() == 1
