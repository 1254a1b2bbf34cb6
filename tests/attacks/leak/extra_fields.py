"""
tries = "Adds hints, titles and notes of its own to the answers, with the hidden inputs"
expect = "Nothing but the known fields is read, and hints are ours"
proof = "ours"
took = "inputs: .[0-9]"
"""

import itertools, json

NEXT = itertools.cycle([0, 1, 2, 3])


def double(x):
    import answering

    words = f"inputs: {x}"
    text = {"en": words, "ja": words}
    answers = [
        {
            "raised": {
                "type": words,
                "place": [words, 1],
                "hint": text,
                "note": text,
                "title": text,
            }
        },
        {"unreadable": words},
        {"too_large": words},
        {words: words},
    ]
    answering.Helper.answer = lambda self, question: json.dumps(answers[next(NEXT)])
    return 0
