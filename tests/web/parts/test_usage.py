"""What a step used, drawn and said in words."""

import re

import pytest
from django.utils import translation

from projects.models import Step
from projects.web.parts.usage import megabytes, usage_of
from protocol.steps import StepKind

TWO = [[0.0, 100.0, 0.5, None], [10.0, 412.0, 1.5, None]]


def step(usage, **environment):
    return Step(kind=StepKind.TRAIN, environment={"usage": usage, **environment})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0 MB"),
        (412.4, "412 MB"),
        (999, "999 MB"),
        (1536, "1.5 GB"),
        (10 * 1024, "10 GB"),
        (99 * 1024, "99 GB"),
        (128 * 1024, "128 GB"),
        (1024 * 1024, "1024 GB"),
    ],
)
def test_memory_is_said_as_much_as_one_reads_at_a_glance(value, words):
    assert megabytes(value) == words


@pytest.mark.parametrize(
    "usage",
    [
        [],
        TWO[:1],
        [TWO[0], [10.0, None, 1.5, None]],
        [TWO[0], [10.0, 412.0]],
        [TWO[0], "10 s"],
    ],
    ids=["nothing", "one", "without memory", "cut short", "of another kind"],
)
def test_fewer_than_two_readings_make_no_chart(usage):
    assert usage_of(step(usage)) is None


def test_a_step_that_recorded_nothing_has_no_chart():
    assert usage_of(Step(kind=StepKind.TRAIN, environment={})) is None


def test_the_highest_of_all_readings_is_told_and_the_peak_that_fell_between_them():
    assert "412 MB of memory and 1.5 processors" in usage_of(step(TWO))["words"]
    peak = usage_of(step(TWO, peak_memory_mb=700.0))
    assert "At most 700 MB" in peak["words"]


def test_the_gpu_has_a_panel_and_words_where_there_was_one():
    without, both = usage_of(step(TWO)), usage_of(step([[*p[:3], 2048.0] for p in TWO]))
    assert "GPU" not in without["words"] + without["svg"]
    assert "At most 2 GB of the GPU." in both["words"]
    assert "GPU memory, MB" in both["svg"]


def test_one_reading_of_the_gpu_is_told_but_makes_no_line():
    told = usage_of(step([TWO[0], [10.0, 412.0, 1.5, 2048.0]]))
    assert "At most 2 GB of the GPU." in told["words"]
    assert "GPU memory, MB" not in told["svg"]


def test_processors_that_nobody_could_read_count_as_none():
    told = usage_of(step([[0.0, 100.0, None, None], [10.0, 412.0, None, None]]))
    assert "0.0 processors" in told["words"]


def test_phases_are_numbered_where_they_began_and_named_in_the_readers_language():
    phases = [[0.0, {"en": "loading", "ja": "読み込み"}], [4.0, {"en": "training"}]]
    told = usage_of(step(TWO, phases=phases))
    assert told["phases"] == ["loading", "training"]
    assert re.findall(r'aria-hidden="true">(\d)</text>', told["svg"]) == [*"12"] * 2
    with translation.override("ja"):
        assert usage_of(step(TWO, phases=phases))["phases"][0] == "読み込み"


def test_a_phase_after_the_last_reading_is_named_but_has_no_place_in_the_chart():
    told = usage_of(step(TWO, phases=[[60.0, {"en": "late"}]]))
    assert told["phases"] == ["late"]
    assert "chart__mark" not in told["svg"]
