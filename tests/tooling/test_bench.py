"""The benches are run by hand, so that nobody would see that one no longer starts."""

import subprocess
import sys

from tests.stack import ROOT


def test_the_benches_start_and_say_what_there_is_to_measure():
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    for bench in ("upload", "warm", "training"):
        assert bench in told.stdout
