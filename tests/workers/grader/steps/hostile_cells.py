"""Cells that send to the worker what no kernel sends: one for each form that broke a rerun once."""

TOOLS = """
import json
from IPython import get_ipython
kernel = get_ipython().kernel
session = kernel.session
open_socket = kernel.iopub_socket

def send(kind, content):
    session.send(open_socket, kind, content, parent=kernel.get_parent())

def send_text(kind, content, parent=None, header=None):
    "A message that is signed as it should be, of any text."
    own = header or json.dumps({**session.msg_header(kind), "date": "2026-01-01T00:00:00Z"})
    around = json.dumps(kernel.get_parent()["header"] if parent is None else parent, default=str)
    frames = [part.encode("utf-8", "surrogatepass") for part in (own, around, "{}", content)]
    open_socket.send_multipart([b"topic", b"<IDS|MSG>", session.sign(frames), *frames])

def reply(content, kind="execute_reply"):
    "On the shell, before the kernel's own reply."
    stream = getattr(kernel, "shell_stream", None) or kernel.shell_streams[0]
    ident = kernel._parent_ident["shell"]
    session.send(stream, kind, content, parent=kernel.get_parent(), ident=ident)
    if hasattr(stream, "flush"):
        stream.flush()
"""

CELLS = {
    "frames that are garbage": """
for frames in ([b""], [b"x"], [b"<IDS|MSG>"], [b"<IDS|MSG>", b""], [b"<IDS|MSG>"] * 9):
    open_socket.send_multipart(frames)
""",
    "an unsigned message": """
good = session.serialize(session.msg("stream", {"name": "stdout", "text": "x"}, parent=kernel.get_parent()))
good[good.index(b"<IDS|MSG>") + 1] = b""
open_socket.send_multipart([b"topic", *good])
""",
    "a message of another key": """
good = session.serialize(session.msg("stream", {"name": "stdout", "text": "x"}, parent=kernel.get_parent()))
good[good.index(b"<IDS|MSG>") + 1] = b"0" * 64
open_socket.send_multipart([b"topic", *good])
""",
    "the same message twice": """
good = session.serialize(session.msg("stream", {"name": "stdout", "text": "x"}, parent=kernel.get_parent()))
for _ in range(2):
    open_socket.send_multipart([b"topic", *good])
""",
    "no JSON": "send_text('stream', '{')\nsend_text('stream', '')",
    "a stream without a name": "send('stream', {'text': 'x'})",
    "a stream without text": "send('stream', {'name': 'stdout'})",
    "a stream of a number": "send('stream', {'name': 1, 'text': 2})",
    "a stream of a third name": "send('stream', {'name': 'x' * 90_000, 'text': 'y'})",
    "content that is a list": "send_text('stream', '[1]')\nsend_text('display_data', '[]')",
    "content that is nothing": "send_text('status', 'null')\nsend_text('error', '\"x\"')",
    "a status without a state": "send('status', {})",
    "a state that is a list": "send('status', {'execution_state': ['idle']})",
    "an integer of 5,000 digits": """
send_text('execute_input', '{"code": "", "execution_count": ' + '9' * 5000 + '}')
send_text('display_data', '{"data": {"application/json": ' + '9' * 5000 + '}, "metadata": {}}')
""",
    "an integer of 4,000 digits": """
send_text('execute_input', '{"code": "", "execution_count": ' + '9' * 4000 + '}')
send_text('display_data', '{"data": {"application/json": ' + '9' * 4000 + '}, "metadata": {}}')
""",
    "a traceback of integers": "send('error', {'ename': 'E', 'evalue': 'v', 'traceback': [1, 2]})",
    "an error of nothing": "send('error', {})",
    "lone surrogates": r"""
send_text('stream', '{"name": "stdout", "text": "\\ud800"}')
send_text('display_data', '{"data": {"text/plain": "\\udfff", "\\ud800": "x"}, "metadata": {"\\ud800": 1}}')
send_text('error', '{"ename": "\\ud800", "evalue": "\\ud800", "traceback": ["\\ud800"]}')
""",
    "a display nested 600 deep": """
deep = '[' * 600 + ']' * 600
send_text('display_data', '{"data": {"application/json": ' + deep + '}, "metadata": {}}')
send_text('display_data', '{"data": {"text/plain": "x"}, "metadata": {"a": ' + deep + '}}')
""",
    "a display nested 100,000 deep": """
deep = '[' * 100_000 + ']' * 100_000
send_text('display_data', '{"data": {"application/json": ' + deep + '}, "metadata": {}}')
""",
    "a display of integers": "send('display_data', {'data': {'text/plain': 1, 'image/png': [2]}, 'metadata': []})",
    "a display without data": """
send_text('display_data', '{}')
send_text('execute_result', '{"data": null}')
""",
    "a display whose id is a list": """
send('display_data', {'data': {}, 'metadata': {}, 'transient': {'display_id': ['a']}})
send('update_display_data', {'data': {}, 'metadata': {}, 'transient': {'display_id': {'a': 1}}})
send('display_data', {'data': {}, 'metadata': {}, 'transient': 'display_id'})
""",
    "an update of a display that had none": """
send('display_data', {'data': {'text/plain': 'x'}, 'metadata': {}, 'transient': {'display_id': 'a'}})
send('update_display_data', {'transient': {'display_id': 'a'}})
""",
    "parents of other shapes": """
for other in ([], 'x', 1, [1], {'msg_id': ['x']}, {'date': 'x'}):
    send_text('stream', '{"name": "stdout", "text": "x"}', parent=other)
send_text('stream', '{"name": "stdout", "text": "x"}', parent=False)
""",
    "headers of other shapes": """
for other in ('[]', '1', 'null', '"x"', '{}', '{"msg_id": 1, "msg_type": 2}', '{"msg_id": "x"}',
              '{"msg_id": "x", "msg_type": ["stream"], "version": "5.3"}',
              '{"msg_id": "x", "msg_type": "stream", "version": 5}',
              '{"msg_id": "x", "msg_type": "status", "version": "x"}',
              '{"msg_id": "x", "msg_type": "stream", "version": "4.1"}',
              '{"msg_id": "x", "msg_type": "stream", "version": "5.3", "date": "99999-99-99T99:99:99Z"}'):
    send_text('stream', '{"name": "stdout", "text": "x"}', header=other)
""",
    "kinds that nobody knows": r"""
send('stolen\nERROR workers.agent: the worker was taken over', {})
send('x' * 900_000, {})
send('', {})
send('clear_output', {'wait': []})
send('clear_output', {})
""",
    "comms": """
send('comm_open', {})
send('comm_open', {'comm_id': ['x'], 'target_name': 'jupyter.widget', 'data': []})
send('comm_msg', {'comm_id': {}})
send_text('comm_close', '[]')
""",
    "questions to a person": """
stream = kernel.stdin_socket
for ident in (b'', session.bsession, kernel._parent_ident['shell'][0]):
    session.send(stream, 'input_request', {'prompt': 'x', 'password': 'y'}, parent=kernel.get_parent(), ident=ident)
""",
    "numbers that JSON does not have": """
send_text('display_data', '{"data": {"application/json": [NaN, Infinity, 1e999]}, "metadata": {"a": -Infinity}}')
send_text('execute_result', '{"execution_count": 1e999, "data": {"text/plain": "x"}, "metadata": {}}')
""",
    "many brackets": """
send_text('display_data', '{"data": {"application/json": [' + '[],' * 1_200_000 + '[]]}, "metadata": {}}')
""",
}
"""By what they send, each in a cell of its own after TOOLS. All of them go on afterwards."""

REPLIES = {
    "replies of other shapes": """
for content in ({}, {'status': 'error'}, {'status': 'ok', 'payload': 7}, {'status': ['x']},
                {'status': 'ok', 'payload': [1]}, {'status': 'ok', 'payload': {'source': 1}}):
    reply(content)
""",
    "a reply that is an error without words": "reply({'status': 'error', 'traceback': [1]})",
    "a reply that is an error of numbers": "reply({'status': 'error', 'ename': 1, 'evalue': [], 'traceback': {}})",
    "a reply of another kind": "reply({}, 'kernel_info_reply')\nreply({}, 'inspect_reply')",
    "a reply with an exit count": "reply({'status': 'ok', 'execution_count': -1.5, 'payload': [{'source': ['ask_exit']}]})",
}
"""Those that answer in the kernel's place, so that the run may end there."""

FLOODS = {
    "a message of many parts": """
good = session.serialize(session.msg("stream", {"name": "stdout", "text": "x"}, parent=kernel.get_parent()))
open_socket.send_multipart([b"topic", *good, *[b"buffer"] * 20_000])
""",
    "a message that begins with many parts": 'open_socket.send_multipart([b"topic"] * 300)',
    "a message that is too large": "open_socket.send(bytes(9_000_000))",
}
"""Those that are more than any kernel sends, and end it."""
