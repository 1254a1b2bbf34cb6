"""
tries = "Sends the rerun what no kernel sends: no signature, other shapes, endless numbers and nesting"
expect = "A message is believed only in a known form; the others are passed over and not logged"
proof = "ours"
took = "ZeroDivisionError"
runs = ["train"]
limits = {wall_s = 30}
"""

import json

from IPython import get_ipython


def attack(targets):
    kernel = get_ipython().kernel
    session, socket, parent = kernel.session, kernel.iopub_socket, kernel.get_parent()

    def send(kind, content, header=None, around=None):
        own = header or json.dumps({**session.msg_header(kind), "date": ""})
        asked = json.dumps(parent["header"] if around is None else around, default=str)
        frames = [
            p.encode("utf-8", "surrogatepass") for p in (own, asked, "{}", content)
        ]
        signature = session.sign(frames)
        socket.send_multipart([b"x", b"<IDS|MSG>", signature, *frames])

    deep = "[" * 600 + "]" * 600
    for kind in (
        "stream",
        "status",
        "display_data",
        "error",
        "update_display_data",
        "comm_open",
    ):
        for content in (
            "",
            "null",
            "[1]",
            "{}",
            '"x"',
            "9" * 5000,
            deep,
            '{"name": 1, "text": 2}',
        ):
            send(kind, content)
    send("stream", '{"name": "stdout", "text": "\\ud800"}')
    send("error", '{"ename": "E", "evalue": "v", "traceback": [1]}')
    send(
        "display_data", f'{{"data": {{"application/json": {deep}}}, "metadata": {{}}}}'
    )
    send(
        "display_data", '{"data": {}, "metadata": {}, "transient": {"display_id": [1]}}'
    )
    send("stream\nERROR the worker was taken over", "{}")
    for other in ("[]", "1", '{"msg_type": []}', '{"msg_id": 1, "msg_type": "stream"}'):
        send("stream", "{}", header=other)
    for around in ([], 1, "x", {"msg_id": []}):
        send("stream", "{}", around=around)
    for frames in ([b""], [b"<IDS|MSG>"], [b"<IDS|MSG>", b""], [b"x"] * 9):
        socket.send_multipart(frames)
    ident = kernel._parent_ident["shell"]
    stream = getattr(kernel, "shell_stream", None) or kernel.shell_streams[0]
    for content in ({}, {"status": []}, {"payload": 7}):
        session.send(stream, "execute_reply", content, parent=parent, ident=ident)
    raise ZeroDivisionError
