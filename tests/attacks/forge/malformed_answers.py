"""
tries = "Answers in forms that a careless reader trips over"
expect = "Each is unreadable, and that is the student's failure"
proof = "ours"
took = "unreadable answer"
limits = {answer_mb = 4}
"""

import base64, itertools, json

HEAD = b"\x93NUMPY\x01\x00v\x00"


def npy(text, data=b""):
    head = (text.ljust(117) + "\n").encode()
    return json.dumps({"value": {"npy": base64.b64encode(HEAD + head + data).decode()}})


TEXTS = [
    "",
    "{",
    "null",
    "[]",
    "{}",
    "NaN",
    '{"value": NaN}',
    '{"value": 1e999}',
    '{"value": ' + "9" * 5000 + "}",
    '{"value": ' + "[" * 50000 + "]" * 50000 + "}",
    '{"value": "\\ud800"}',
    '{"value": 1, "value": 2}',
    '{"value": {"object": 0}}',
    '{"value": {"file": "/etc/passwd"}}',
    '{"value": {"npy": 5}}',
    '{"value": {"npy": "!"}}',
    '{"value": {"tuple": [1]}}',
    '{"value": {"dict": []}}',
    '{"raised": []}',
    '{"raised": {}}',
    '{"raised": {"type": [], "place": {}, "traceback": 5}}',
    '{"raised": {"type": "ValueError", "place": ["cell 1", 1e999], "traceback": null}}',
    '{"raised": {"type": "ValueError", "place": ["cell ²", true]}}',
    '{"raised": {"type": "'
    + "A" * 100000
    + '", "place": ["'
    + "b" * 100000
    + '.py", 1]}}',
    '{"too_large": {"a": [1]}}',
    '{"unreadable": null}',
    '{"passed": true}',
    npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", b"x" * 8),
    npy(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 99999999999), }"
    ),
    npy(
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9999999999999999999), }"
    ),
    npy("{'descr': '<f99', 'fortran_order': False, 'shape': (), }"),
    npy(
        "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (), }"
    ),
]
NEXT = itertools.cycle(TEXTS)


def attack(targets):
    try:
        import answering
    except ImportError:
        return ""
    answering.Helper.answer = lambda self, question: next(NEXT)
    return ""


def double(x):
    return 0
