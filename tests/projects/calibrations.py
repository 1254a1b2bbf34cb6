"""A report as `python -m workers calibrate` writes it."""

import json
from typing import Any

DIGEST = "a" * 64
CHECK = {
    "check": "forward.hidden",
    "title": "The hidden layer uses `sigmoid`",
    "asked": 11,
    "returned": 4,
    "returned_good": 1,
    "returned_bad": 3,
    "alone": ["anna"],
    "alone_good": ["anna"],
}
REPORT: dict[str, Any] = {
    "title": "A project",
    "pack": "project",
    "pack_digest": DIGEST,
    "folder": "/home/keeper/2017",
    "seeds": 3,
    "with_training": True,
    "data": "",
    "found": 12,
    "is_whole": True,
    "made_at": "2026-11-29 10:00 UTC",
    "submissions": 12,
    "verdicts": {"accepted": 7, "returned": 4, "incident": 1},
    "compared": 10,
    "known_good": 6,
    "known_bad": 4,
    "false_rejects": ["anna"],
    "false_accepts": [],
    "checks": [CHECK],
    "hints": [{"check": "forward.hidden", "hint": "anna wrote this", "count": 4}],
    "rows": [{"name": "anna"}],
}


def report(**changed: Any) -> bytes:
    return json.dumps({**REPORT, **changed}).encode()


def without(name: str) -> bytes:
    return json.dumps({k: v for k, v in REPORT.items() if k != name}).encode()
