"""
tries = "Floods the worker with messages that it never asked for, past the limit on text"
expect = "The worker holds a few of a limited size; the rest waits inside"
proof = "harmful"
limits = {call_s = 4}
"""

from IPython import get_ipython


def attack(targets):
    kernel = get_ipython().kernel
    stream = getattr(kernel, "shell_stream", None) or kernel.shell_streams[0]
    ident = (
        kernel._shell_parent_ident.get()
        if hasattr(kernel, "_shell_parent_ident")
        else None
    )
    text = "x" * 1_000_000
    for number in range(400):
        kernel.session.send(
            stream, "execute_reply", {"text": text, "n": number}, {}, ident=ident
        )
        kernel.session.send(
            kernel.iopub_socket, "stream", {"name": "stdout", "text": text}
        )
    return ""
