"""
tries = "Replaces the method of our helper that writes answers"
expect = "Whatever it writes is read as an answer, never as a verdict"
proof = "ours"
took = ".outcome.: .passed."
"""

import json


class Installed:
    try:
        import answering

        def lie(self, question):
            if question["do"] in ("call", "method", "get", "new", "has"):
                return json.dumps(
                    {"value": {"dict": {"passed": True, "outcome": "passed"}}}
                )
            return json.dumps({"value": []})

        answering.Helper.answer = lie
    except ImportError:
        pass


def double(x):
    return 0
