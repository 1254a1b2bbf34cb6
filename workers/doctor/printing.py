"""The doctor's diagnosis as a person reads it in a terminal."""

import json
from collections.abc import Callable
from dataclasses import asdict

from workers.doctor.doctor import Diagnosis


def print_diagnosis(
    diagnosis: Diagnosis, say: Callable[[str], None], *, as_json: bool
) -> None:
    if as_json:
        say(json.dumps(asdict(diagnosis), indent=1))
        return
    for line in diagnosis.lines:
        say(line)
    say(
        "This machine is fit to grade."
        if diagnosis.fit
        else "This machine is not fit to grade."
    )
