"""The curve, the end of the log and the time that is left."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from projects.enums import Queue, RunState, RunVerdict, State, StepState
from projects.models import Progress, Run, Step
from projects.operations import grading
from projects.queries.grading import newest_run
from projects.queries.progress import LOG_CHARACTERS, live, log_end
from projects.web.parts.curves import drawn, one_try
from protocol.steps import StepKind
from tests import factories


def test_of_several_tries_the_one_that_counts_is_drawn():
    first, second = [(1.0, 0.9), (2.0, 0.5)], [(1.0, 0.8), (2.0, 0.4)]
    assert one_try(first + second, None) == second
    assert one_try(first + second, 1) == first
    assert one_try(first + second, 2) == second
    assert one_try(first, 3) == first
    assert one_try([], None) == []


@pytest.fixture
def running(db):
    subject = factories.submission()
    grading.start_run(subject)
    step = grading.take_next(Queue.CPU, worker="test")
    began = timezone.now() - timedelta(seconds=30)
    Step.objects.filter(pk=step.pk).update(started_at=began)
    step.refresh_from_db()
    return subject, step


def _point(x: float, x_of: float) -> tuple[str, dict[str, object]]:
    return "curve", {"series": "train", "x": x, "y": 0.5, "x_of": x_of}


def _drawn(subject):
    return drawn(newest_run(subject), subject.project.charts())


def test_there_is_no_curve_before_the_first_point(running):
    subject, step = running
    assert _drawn(subject) == []
    grading.record(step, [_point(1, 4)])
    (curve,) = _drawn(subject)
    assert "<svg" in curve.svg
    assert ">training<" in curve.svg
    assert ">validation<" not in curve.svg, "of which no point came"


def test_limits_are_drawn_once_the_training_was_judged(running):
    subject, step = running
    grading.record(step, [_point(1, 4), _point(2, 4)])
    Step.objects.filter(pk=step.pk).update(figures={"validation_limit": 0.18})
    (curve,) = _drawn(subject)
    assert "limit, validation 0.18" in curve.svg
    assert "limit, training" not in curve.svg


def _points(step, *points: tuple[float, int]) -> None:
    """Rows of a curve up to 4, each told that many seconds ago."""
    now = timezone.now()
    Progress.objects.bulk_create(
        Progress(
            run=step.run,
            seq=seq,
            step_kind=step.kind,
            kind="curve",
            payload={"series": "train", "x": x, "y": 0.5, "x_of": 4.0},
            at=now - timedelta(seconds=ago),
        )
        for seq, (x, ago) in enumerate(points, 1)
    )


def _left(subject) -> timedelta | None:
    return live(newest_run(subject), subject.project_id).running.remaining


def test_at_the_pace_of_the_curve_its_half_takes_as_long_as_it_took(running):
    subject, step = running
    _points(step, (1, 15), (2, 0))
    assert _left(subject) == timedelta(seconds=30)


def test_a_try_before_does_not_slow_the_pace(running):
    subject, step = running
    _points(step, (1, 600), (4, 500), (1, 15), (2, 0))
    assert _left(subject) == timedelta(seconds=30)


def test_a_curve_that_has_begun_or_ended_promises_nothing(running):
    subject, step = running
    _points(step, (1, 0))
    assert _left(subject) is None
    step.run.progress.all().delete()
    _points(step, (1, 15), (4, 0))
    assert _left(subject) is None


def test_before_any_experience_nothing_is_promised(running):
    subject, _step = running
    now = live(newest_run(subject), subject.project_id)
    assert now.running.remaining is None
    assert now.remaining is None


def test_what_it_usually_takes_is_counted_down_and_then_nothing_is_promised(running):
    subject, _step = running
    for seconds in (20, 45, 45):
        _finished(subject.project, seconds)
    assert 10 < _left(subject).total_seconds() <= 15
    began = timezone.now() - timedelta(minutes=5)
    Step.objects.filter(state=StepState.RUNNING).update(started_at=began)
    assert _left(subject) is None


def _finished(project, seconds: int) -> None:
    other = factories.submission(project, state=State.RETURNED)
    run = Run.objects.create(
        submission=other,
        number=1,
        state=RunState.FINISHED,
        verdict=RunVerdict.FAILED,
    )
    now = timezone.now()
    Step.objects.create(
        run=run,
        kind=StepKind.EXAMINE,
        queue=Queue.CPU,
        state=StepState.FAILED,
        started_at=now - timedelta(seconds=seconds),
        finished_at=now,
    )


def test_a_long_log_shows_its_end_in_whole_lines(running):
    subject, _step = running
    run = subject.runs.get()
    Progress.objects.bulk_create(
        Progress(
            run=run, seq=n, step_kind="examine", kind="log", payload={"text": line}
        )
        for n, line in enumerate(f"line {n:04} {'.' * 90}\n" for n in range(390))
    )
    run.last_seq = 390
    shown = log_end(run)
    assert len(shown) <= LOG_CHARACTERS
    assert shown.startswith("line ")
    assert shown.endswith(f"line 0389 {'.' * 90}\n")


def _declared_by(subject, pack: str) -> None:
    subject.project.presentation = factories.presentation_of(pack)


def _record(step, *names: str) -> None:
    for name in names:
        point = {"series": name, "x": 1.0, "y": 0.5, "x_of": 4.0}
        grading.record(step, [("curve", point)])


def test_two_networks_against_each_other_have_names_and_other_words(running):
    subject, step = running
    _declared_by(subject, "generate-faces")
    _record(step, "discriminator", "generator")
    (curve,) = _drawn(subject)
    with translation.override("ja"):
        (japanese,) = _drawn(subject)
    assert ">discriminator<" in curve.svg.replace("</", "<")
    assert "generator" not in japanese.svg
    assert "Lower is better" not in curve.caption


def test_a_share_of_errors_is_not_called_a_loss(running):
    subject, step = running
    _declared_by(subject, "translate-a-language")
    _record(step, "train error", "validation error")
    (curve,) = _drawn(subject)
    assert curve.title == "The errors while training"
    assert ">share of wrong answers<" in curve.svg
    assert ">validation<" in curve.svg
    assert ">loss<" not in curve.svg


def test_what_the_notebook_itself_tells_is_a_curve_of_its_own(running):
    subject, step = running
    _record(step, "train", "notebook train", "notebook accuracy")
    assert [curve.slug for curve in _drawn(subject)] == [
        "curve",
        "own-curve",
        "own-accuracy",
    ]


def test_a_series_that_the_pack_does_not_declare_is_not_drawn(running):
    subject, step = running
    _record(step, "something else")
    assert _drawn(subject) == []
