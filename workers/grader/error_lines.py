"""The line of an error that tells what is wrong."""

import re

LONGEST = 300


_ANSI = re.compile(r"\x1b\[[\d;]*m")
_NODE = re.compile(r"\{\{[^{}]*\}\} ?")
_OPERATION = re.compile(r" \[Op:\w+\].*$")
_ERROR = re.compile(r"^\s*(?:[\w.]+\.)?(\w*(?:Error|Exception|Warning)): (.*)")
_IN_GRAPH = "in user code:"
_ASIDE = ("Exception encountered when calling", "•", "Traceback (most recent")
_ARGUMENTS = ("Arguments received by", "Call arguments received by")


def meaningful_line(message: str) -> str:
    """The line of a message that tells what is wrong.

    Keras begins with the layer that was called and ends with its arguments ("• training=False");
    TensorFlow's graphs begin with a traceback and end with the error.
    """
    text = _ANSI.sub("", message).strip()
    if text.startswith(_IN_GRAPH):
        errors = [
            found[2] for line in text.splitlines() if (found := _ERROR.match(line))
        ]
        text = errors[-1] if errors else text
    for line in map(str.strip, text.splitlines()):
        if line.startswith(_ARGUMENTS):
            break
        if line and not line.startswith(_ASIDE):
            return _OPERATION.sub("", _NODE.sub("", line))[:LONGEST].strip()
    return text.partition("\n")[0][:LONGEST]


def last_error(evidence: str) -> str:
    """From a traceback, the exception's type with the meaningful line of its message."""
    lines = evidence.strip().splitlines()
    starts = [
        n for n, line in enumerate(lines) if line[:1].isalpha() and _ERROR.match(line)
    ]
    if not starts:
        return lines[-1] if lines else ""
    found = _ERROR.match(lines[starts[-1]])
    rest = "\n".join([found[2] if found else "", *lines[starts[-1] + 1 :]])
    return f"{found[1] if found else ''}: {meaningful_line(rest)}"
