"""Run with a course's settings: how many queries the pages take, counted in this process.

    python -m tests.bench.course.queries < pages.json

Prints for each page how many the first request took, when the process had kept nothing, and
at most one of nine people who asked later.
"""

import json
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

OK = 200


def queries(path: str, session: str) -> int:
    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != OK:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(captured)


def counted(page: Mapping[str, Any]) -> dict[str, int]:
    pairs = zip(page["paths"], page["sessions"], strict=True)
    counts = [queries(*pair) for pair in pairs]
    return {"first": counts[0], "later": max(counts[1:]), "most": max(counts)}


def main() -> None:
    pages = json.load(sys.stdin)["pages"]
    # A process for each page: none has kept anything for another.
    with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        found = pool.map(counted, pages, chunksize=1)
    names = [page["name"] for page in pages]
    json.dump(dict(zip(names, found, strict=True)), sys.stdout)


if __name__ == "__main__":
    main()
