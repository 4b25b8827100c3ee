"""A small SMTP server on loopback (RFC 5321), which keeps the messages that it accepts."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class Mailbox:
    """The messages of a server, each with the addresses of its envelope; `refused` are recipients
    that it does not accept."""

    port: int = 0
    messages: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.mailbox  # type: ignore[attr-defined]  # set below
        sender, recipients = "", []
        self._say("220 loopback")
        for line in iter(self.rfile.readline, b""):
            command = line.decode("ascii").rstrip("\r\n")
            box.commands.append(command)
            verb = command.upper()
            if verb.startswith("EHLO"):
                self._say("250-loopback\r\n250 8BITMIME")
            elif verb.startswith("MAIL FROM:"):
                sender, recipients = command[10:].split(">")[0].strip(" <"), []
                self._say("250 OK")
            elif verb.startswith("RCPT TO:"):
                recipient = command[8:].split(">")[0].strip(" <")
                if recipient in box.refused:
                    self._say("550 No such user")
                else:
                    recipients.append(recipient)
                    self._say("250 OK")
            elif verb == "DATA":
                self._say("354 Go on")
                message = message_from_bytes(self._data(), policy=default)
                box.messages.append((sender, recipients, message))
                self._say("250 Kept")
            elif verb == "QUIT":
                self._say("221 Bye")
                return
            else:
                self._say("250 OK")

    def _data(self) -> bytes:
        lines = []
        for line in iter(self.rfile.readline, b".\r\n"):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode("ascii"))


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A running server on a free port, and what it has accepted."""
    box = Mailbox()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.mailbox = box  # type: ignore[attr-defined]  # the handler reads it
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
