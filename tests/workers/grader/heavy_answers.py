"""A process that asks a sandbox for one heavy answer, and tells what reading it cost.

    python -m tests.workers.grader.heavy_answers NAME

Prints JSON: by how many megabytes this process grew, and what came of the answer. The limit on
answers is the one that packs have when they name none.
"""

import json
import sys
from pathlib import Path

from protocol.steps import Limits
from tests.workers.conftest import starter
from tests.workers.sandbox.reading import memory_mb
from workers.environments.environments import find_runtime
from workers.packkit.checks import StudentError

SENT = Limits().answer_mb * 1024 * 1024 - 10_000
ANSWERS = {
    "text": f"'x' * {SENT}",
    # Python keeps each character of such a text in four bytes.
    "text with one wide character": f"'\\U0001f600' + 'x' * ({SENT} - 10)",
    "numbers of an array": f"numpy.zeros({SENT * 3 // 4 - 1000}, 'uint8')",
    "small lists": "[[] for _ in range(600_000)]",
    "numbers in a list": "list(range(500_000))",
    "keys": "{str(n): n for n in range(400_000)}",
    "texts": f"['x' * 40 for _ in range({SENT // 48})]",
}


def main() -> None:
    source = f"import numpy\ndef answer():\n    return {ANSWERS[sys.argv[1]]}\n"
    with starter(find_runtime("numpy")) as start:
        student = start(source, memory_mb=2048, call_s=30)
        Path("/proc/self/clear_refs").write_text("5", "ascii")
        before = memory_mb("VmRSS")
        try:
            came = type(student.call("answer")).__name__
        except StudentError as error:
            came = f"refused: {error}"
    print(json.dumps({"grown_mb": memory_mb("VmHWM") - before, "came": came}))


if __name__ == "__main__":
    main()
