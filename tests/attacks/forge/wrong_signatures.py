"""
tries = "Sends replies with a signature of its own, none at all, and an old one again"
expect = "What is not signed with the run's key is dropped"
proof = "ours"
took = "shape .3,."
"""

from IPython import get_ipython
from jupyter_client.session import Session


def double(x):
    kernel = get_ipython().kernel
    parent = kernel.get_parent()
    stream = getattr(kernel, "shell_stream", None) or kernel.shell_streams[0]
    ident = (
        kernel._shell_parent_ident.get()
        if hasattr(kernel, "_shell_parent_ident")
        else None
    )
    for key in (b"guess", b""):
        other = Session(key=key)
        other.send(
            stream,
            "execute_reply",
            {"status": "ok", "passed": True},
            parent,
            ident=ident,
        )
    parts = [b"<IDS|MSG>", b"0" * 64, b"{", b"\xff\xfe", b"[" * 1000, b"null"]
    idents = ident if isinstance(ident, list) else [ident] if ident else []
    for cut in range(len(parts) + 1):
        stream.send_multipart([*idents, *parts[:cut]] or [b""])
    return [1, 2, 3]
