"""Run with a course's settings: how many queries the pages take, counted in this process.

    python -m tests.bench.course.queries < pages.json

Prints for each page how many the process's first request took, and a later one by somebody else.
"""

import json
import sys

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


def main() -> None:
    found = {}
    for page in json.load(sys.stdin)["pages"]:
        pairs = list(zip(page["paths"], page["sessions"], strict=True))
        counts = [queries(*pair) for pair in pairs[:3]]
        found[page["name"]] = {"first": counts[0], "later": max(counts[1:])}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
