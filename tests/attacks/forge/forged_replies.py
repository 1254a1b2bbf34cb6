"""
tries = "Sends execute replies of its own, rightly signed, before the real one"
expect = "A reply is an answer, and an answer is compared"
proof = "ours"
took = "shape .3,."
"""

from IPython import get_ipython

MIME = "application/vnd.reviewhub+json"


def content(text):
    return {
        "status": "ok",
        "execution_count": 1,
        "payload": [],
        "passed": True,
        "user_expressions": {
            "answer": {"status": "ok", "data": {MIME: text}, "metadata": {}}
        },
    }


def double(x):
    kernel = get_ipython().kernel
    parent = kernel.get_parent()
    stream = getattr(kernel, "shell_stream", None) or kernel.shell_streams[0]
    ident = (
        kernel._shell_parent_ident.get()
        if hasattr(kernel, "_shell_parent_ident")
        else None
    )
    for text in (
        '{"value": [1, 2, 3]}',
        '{"value": true}',
        '{"value": null}',
        '{"passed": true}',
        '{"value": {"dict": {"outcome": "passed"}}}',
    ):
        kernel.session.send(stream, "execute_reply", content(text), parent, ident=ident)
    return 0
