"""Asks a sandboxed kernel one question at a time over its shell socket.

Output that the kernel prints is not read. Replies are untrusted bytes until they have been
parsed as plain data; what is more than one answer needs ends the sandbox.
"""

import time
from typing import Any

from jupyter_client.session import Session

from protocol.steps import Incident
from workers.sandbox.envelope import Message, unsealed
from workers.sandbox.excess import Excess
from workers.sandbox.policy import explain
from workers.sandbox.sandbox import Sandbox
from workers.sandbox.watchdog import MEGABYTE
from workers.sandbox.wire import Bounds, Flooded, Wire

MIME = "application/vnd.reviewhub+json"  # as in inside/answering.py
READY_S = 60.0
POLL_MS = 50
ENVELOPE_BYTES = 1 * MEGABYTE
MOST_MESSAGES = 64  # for one question, of which one should answer it
MOST_ANSWERS = 2  # as many bytes for one question: a late answer may come before
GROWN_MB = 232  # by which reading and judging answers may make this process grow,
GROWN_ANSWERS = 3  # and so often the largest of them
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
        most = answer_mb * MEGABYTE + ENVELOPE_BYTES
        grown = (GROWN_MB + GROWN_ANSWERS * answer_mb) * MEGABYTE
        bounds = Bounds(most, MOST_MESSAGES, MOST_ANSWERS * most, grown_bytes=grown)
        self._wire = Wire(sandbox.socket("shell"), b"DEALER", bounds)
        self._session = Session(key=sandbox.key.encode())

    def close(self) -> None:
        self._wire.close()

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
        self._wire.renew()
        try:
            sent = self._session.send(self._wire, kind, content)  # type: ignore[arg-type]
        except TimeoutError:
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
        """The content of the answer. Ends the sandbox if it sends more than an answer needs."""
        try:
            while True:
                reply = self._read()
                if reply and reply["parent_header"].get("msg_id") == message:
                    return reply["content"]
                if time.monotonic() > deadline:
                    raise TimedOut
                if (
                    not reply
                    and not self._wire.poll(POLL_MS)
                    and not self.sandbox.alive
                ):
                    raise Died
        except Flooded as flooded:
            self.sandbox.stop_for(Excess.MESSAGES)
            raise Died from flooded

    def _read(self) -> Message | None:
        """One message; None if there is none, or if it is forged, cut or malformed."""
        parts = self._wire.receive()
        return unsealed(parts, self._session.key) if parts else None
