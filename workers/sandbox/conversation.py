"""Asks a sandboxed kernel one question at a time over its shell socket.

Output that the kernel prints is not read. Replies are untrusted bytes until they have been
parsed as plain data.
"""

import time
from typing import Any

import zmq
from jupyter_client.session import Session

from protocol.steps import Incident
from workers.sandbox.policy import explain
from workers.sandbox.sandbox import PORTS, Sandbox
from workers.sandbox.watchdog import MEGABYTE

MIME = "application/vnd.reviewhub+json"  # as in inside/answering.py
READY_S = 60.0
POLL_MS = 50
SENDING_MS = 5_000  # zmq drops a connection that sent malformed bytes
ENVELOPE_BYTES = 1 * MEGABYTE
MOST_WAITING = 1  # messages queued on our side; further ones wait in the sandbox
GRACE_S = 2.0


class Died(Exception):
    """The kernel has ended."""


class TimedOut(Exception):
    """No answer came in time; `Conversation.sandbox` may have been killed for that."""


class Nonsense(Exception):
    """The answer has a form that our helper in the sandbox never sends."""


class Conversation:
    def __init__(self, sandbox: Sandbox, answer_mb: int = 1) -> None:
        self.sandbox = sandbox
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        self._socket.linger = 0
        most = answer_mb * MEGABYTE + ENVELOPE_BYTES
        self._socket.setsockopt(zmq.MAXMSGSIZE, most)
        self._socket.setsockopt(zmq.RCVHWM, MOST_WAITING)
        self._socket.setsockopt(zmq.SNDTIMEO, SENDING_MS)
        self._socket.connect(f"ipc://{sandbox.ip}-{PORTS['shell']}")
        self._session = Session(key=sandbox.key.encode())

    def close(self) -> None:
        self._socket.close()
        self._context.term()

    def wait_until_ready(self) -> None:
        """Raises Incident on failure: no student's code runs yet, so the fault is ours."""
        try:
            message = self._send("kernel_info_request", {})
            self._reply(message, time.monotonic() + READY_S)
        except (Died, TimedOut) as error:
            said = self.sandbox.said
            raise Incident(f"{explain(said)}\n{said}") from error

    def ask(self, expression: str, seconds: float) -> Any:
        """The text of the expression's value. Raises Died, TimedOut or Nonsense."""
        request = {
            "code": "",
            "silent": True,
            "store_history": False,
            "user_expressions": {"answer": expression},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        deadline = time.monotonic() + seconds
        message = self._send("execute_request", request)
        try:
            content = self._reply(message, deadline)
        except TimedOut:
            self._stop(message)
            raise
        try:
            return content["user_expressions"]["answer"]["data"][MIME]
        except (KeyError, TypeError) as error:
            raise Nonsense(str(content)[:2000]) from error

    def _send(self, kind: str, content: dict[str, Any]) -> str:
        """Sends a message and returns its id."""
        try:
            sent = self._session.send(self._socket, kind, content)
        except zmq.Again:
            self.sandbox.kill()
            raise Died from None
        return str(sent["header"]["msg_id"])  # type: ignore[index]

    def _stop(self, message: str) -> None:
        """Interrupts the kernel, so that loaded definitions survive; kills it if that fails."""
        self.sandbox.interrupt()
        try:
            self._reply(message, time.monotonic() + GRACE_S)
        except (TimedOut, Died):
            self.sandbox.kill()

    def _reply(self, message: str, deadline: float) -> Any:
        while True:
            if self._socket.poll(POLL_MS):
                reply = self._read()
                if _answers(reply, message):
                    return reply["content"]
            elif not self.sandbox.alive:
                raise Died
            if time.monotonic() > deadline:
                raise TimedOut

    def _read(self) -> Any:
        """One message, or None if it is forged, cut or malformed."""
        parts = self._socket.recv_multipart()
        try:
            _, frames = self._session.feed_identities(parts)
            return self._session.deserialize(frames)
        except Exception:  # noqa: BLE001 -- whatever Jupyter trips over, they wrote it
            return None


def _answers(reply: Any, message: str) -> bool:
    parent = reply.get("parent_header") if isinstance(reply, dict) else None
    return isinstance(parent, dict) and parent.get("msg_id") == message
