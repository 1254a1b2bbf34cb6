"""A roster of 6,500 people over HTTP: the preview, and the import of what it showed."""

import time
from dataclasses import dataclass

from tests.bench.knocking import Answer, Person

REASON = "The roster of the spring."
FOUND, OK = 302, 200
ALREADY_HERE = 13  # one row in so many is somebody of the cohort


@dataclass(frozen=True)
class Imported:
    preview_s: float
    import_s: float


def roster(rows: int) -> bytes:
    """As a spreadsheet writes it: with a mark, semicolons, and some who are here already."""
    lines = ["name;email;language"]
    for number in range(1, rows + 1):
        name = "january-" if number % ALREADY_HERE == 0 else "invited-"
        lines.append(f"Person {number};{name}{number}@load.test;en")
    return "\r\n".join(lines).encode("utf-8-sig")


def import_roster(port: int, session: str, path: str, rows: int) -> Imported:
    """Seconds from sending each form until the page behind it has been read."""
    lead = Person(port, {"sessionid": session})
    expect(lead.get(path), OK)
    began = time.perf_counter()
    sent = lead.upload(path, {"language": "en"}, "roster.csv", roster(rows), "file")
    preview = expect(sent, FOUND).location
    expect(lead.get(preview), OK)
    previewed = time.perf_counter()
    sent = lead.post(preview, {"reason": REASON})
    expect(lead.get(expect(sent, FOUND).location), OK)
    return Imported(previewed - began, time.perf_counter() - previewed)


def expect(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        said = answer.body.decode(errors="replace")[-2000:]
        raise RuntimeError(f"{answer.status} instead of {status}:\n{said}")
    return answer
