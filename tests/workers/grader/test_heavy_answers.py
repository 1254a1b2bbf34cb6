"""The heaviest answers that are read cost the worker less than what it may grow by."""

import json
import subprocess
import sys

import pytest

from tests.workers.grader.heavy_answers import ANSWERS

MOST_GROWN_MB = 128.0  # a worker holds 120 MB when it is idle, and is to stay below 300


@pytest.mark.parametrize("name", ANSWERS)
def test_a_heavy_answer_costs_little(name: str) -> None:
    command = [sys.executable, "-m", "tests.workers.grader.heavy_answers", name]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["grown_mb"] < MOST_GROWN_MB
    assert told["came"] in {"str", "list", "dict", "ndarray"} or "take" in told["came"]
