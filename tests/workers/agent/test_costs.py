"""What a grading costs the process that grades."""

import logging
import mmap
import time

import pytest

from workers.agent import costs
from workers.agent.costs import measured, peak_mb

GROWN_MB = 60
logger = logging.getLogger("somebody.else")


def take_and_free():
    with mmap.mmap(-1, GROWN_MB * 1024 * 1024) as taken:
        for at in range(0, len(taken), mmap.PAGESIZE):
            taken[at] = 1


def test_memory_that_was_freed_again_is_told():
    with measured() as cost:
        before = peak_mb()
        take_and_free()
    assert cost.memory_mb >= before + GROWN_MB - 5


def test_the_peak_of_one_grading_is_not_that_of_the_one_before():
    with measured() as large:
        take_and_free()
    with measured() as small:
        pass
    assert small.memory_mb <= large.memory_mb - GROWN_MB + 20


def test_processor_time_is_told_and_waiting_is_not():
    with measured() as idle:
        time.sleep(0.3)
    with measured() as busy:
        end = time.process_time() + 0.3
        while time.process_time() < end:
            pass
    assert idle.cpu_s < 0.2
    assert busy.cpu_s >= 0.3


def test_the_log_of_any_logger_is_counted_with_its_traceback():
    with measured() as cost:
        logger.warning("x" * 3000)
        logger.error("It failed", exc_info=ValueError("y" * 3000))
    assert 6 <= cost.log_kb <= 8
    logger.warning("afterwards")
    assert cost.log_kb <= 8


def test_it_is_told_although_the_grading_fails():
    with pytest.raises(KeyError), measured() as cost:
        raise KeyError
    assert cost.memory_mb > 10


def test_where_peaks_cannot_be_forgotten_that_of_the_process_is_told(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(costs, "FORGET", tmp_path / "none" / "clear_refs")
    with measured() as cost:
        pass
    assert cost.memory_mb == peak_mb()


def test_without_the_line_in_status_nothing_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(costs, "STATUS", tmp_path / "status")
    costs.STATUS.write_text("Name:\tpython\n")
    assert peak_mb() == 0
