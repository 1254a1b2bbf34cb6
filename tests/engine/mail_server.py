"""A mail server of our own: as much of SMTP as a sender needs, and the letters it got."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

from tests.services import free_port


class Conversation(socketserver.StreamRequestHandler):
    server: "MailServer"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        for line in self.rfile:
            match line.decode().strip().upper()[:4]:
                case "QUIT":
                    self.say("221 bye")
                    return
                case "DATA":
                    self.say("354 go on")
                    self.server.letters.append(email.message_from_bytes(self._body()))
                    self.say("250 got it")
                case _:
                    self.say("250 fine")

    def _body(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.letters: list[Message] = []
        super().__init__(("127.0.0.1", free_port()), Conversation)

    @property
    def env(self) -> dict[str, str]:
        return {
            "REVIEWHUB_EMAIL_HOST": "127.0.0.1",
            "REVIEWHUB_EMAIL_PORT": str(self.server_address[1]),
            "REVIEWHUB_EMAIL_TLS": "0",
        }

    def to(self, address: str) -> list[str]:
        """The words of all letters to an address."""
        return [
            letter.get_payload(decode=True).decode()
            for letter in self.letters
            if letter["To"] == address
        ]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
