"""E-mail of watches, through the operator's own mail server: what is due, and sending it.

The web process sends none: `qa watch send` does, for a timer. An address is used once its reader
has confirmed it by the link in a first message.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

from qa.errors import BadRequest, MailError
from qa.model.address import read_address
from qa.model.watches import WatchMail
from qa.service.watches.letters import first_letter, letter
from qa.service.watches.watches import Watches
from qa.settings import Settings
from qa.store.service import service_store, utc_now

TIMEOUT_SECONDS = 30
ADDRESS_CHARS = 254
"""The longest address (RFC 5321, 4.5.3.1.3, less its angle brackets)."""
PORTS = {"starttls": 587, "tls": 465, "none": 25}

_ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII
)
_SERVER = re.compile(r"([\w.-]{1,190}|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class MailServer:
    """The operator's mail server, and what messages say of where they come from."""

    host: str
    port: int
    security: str
    sender: str
    link: str
    user: str = ""
    password_file: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run sent: questions to new addresses, messages, and the addresses that failed, each
    with the reason."""

    asked: int
    messages: int
    failed: tuple[tuple[str, str], ...]


def mail_server(settings: Settings) -> MailServer | None:
    """The mail server of the settings; None where none is set. Raises BadRequest, naming the
    setting, where they are incomplete."""
    if not settings.mail_server:
        return None
    found = _SERVER.fullmatch(settings.mail_server)
    if not found or int(found[2] or 1) > 65_535:
        raise BadRequest(
            "mail_server",
            f"The setting mail_server is {settings.mail_server[:80]!r}.",
            "Give a host, or host:port.",
        )
    if not settings.mail_link:
        raise BadRequest(
            "mail_link", "The setting mail_link is empty.", "Give this service's address."
        )
    link = str(read_address("mail_link", settings.mail_link, "https://answers.example.gov.uk"))
    return MailServer(
        found[1].strip("[]"),
        int(found[2] or PORTS[settings.mail_security]),
        settings.mail_security,
        mail_address("mail_from", settings.mail_from),
        link.rstrip("/"),
        settings.mail_user,
        settings.mail_password_file,
    )


def mail_address(parameter: str, typed: str) -> str:
    """An e-mail address as typed, without the spaces around it; raises BadRequest for any other
    text. No character of one can end a header or a line of SMTP."""
    address = typed.strip()
    if len(address) > ADDRESS_CHARS or not _ADDRESS.fullmatch(address) or ".." in address:
        raise BadRequest(
            parameter,
            f"{typed[:80]!r} is not an e-mail address.",
            "Give one such as name@example.gov.uk.",
        )
    return address


class Letters:
    """The e-mail of the watches of one data folder; raises BadRequest as `mail_server`."""

    def __init__(self, watches: Watches, settings: Settings) -> None:
        self._watches = watches
        self._settings = settings
        self._store = service_store(settings)
        self.server = mail_server(settings)

    def mail(self, owner: str) -> WatchMail | None:
        """The address of an owner."""
        with self._store.reading() as records:
            return records.subscriptions.mail(owner)

    def set_address(self, owner: str, typed: str) -> None:
        """Set the address of an owner, to be asked by the next run; raises BadRequest for another
        text, or where no mail server is set."""
        self._the_server()
        address, seen = mail_address("address", typed), self._watches.seen()
        with self._store.writing() as records:
            records.subscriptions.set_mail(owner, address, seen)

    def end(self, owner: str) -> None:
        """Delete the address of an owner."""
        with self._store.writing() as records:
            records.subscriptions.end_mail(owner)

    def of_token(self, token: str) -> WatchMail | None:
        """The e-mail whose message had this token."""
        with self._store.reading() as records:
            return records.subscriptions.mail_of_token(token)

    def answer(self, token: str, action: str) -> bool:
        """Do what the reader of a message asks for: `confirm` the address, `keep` the watches for
        another retention period, or `stop`. False where the token finds nothing any longer."""
        with self._store.writing() as records:
            mail = records.subscriptions.mail_of_token(token)
            if mail is None:
                return False
            if action == "confirm":
                records.subscriptions.confirm_mail(mail.owner)
            elif action == "keep":
                records.watches.look(mail.owner)
            elif action == "stop":
                records.subscriptions.end_mail(mail.owner)
            else:
                raise BadRequest(
                    "action", f"action is {action[:40]!r}.", "Give confirm, keep or stop."
                )
        return True

    def send(self) -> Sent:
        """Ask new addresses, and report to confirmed ones what happened since the last message.

        A message that was not accepted is sent by the next run. Raises MailError where the mail
        server cannot be used at all, BadRequest where none is set.
        """
        server = self._the_server()
        with self._store.reading() as records:
            asked = list(records.subscriptions.mails_to_ask())
            confirmed = list(records.subscriptions.confirmed_mails())
        if not (asked or confirmed):
            return Sent(0, 0, ())
        counts, failed = {"asked": 0, "sent": 0}, []
        with _connection(server) as connection:
            for one in asked:
                if problem := self._ask(one, server, connection):
                    failed.append((one.address, problem))
                else:
                    counts["asked"] += 1
            for one in confirmed:
                due, problem = self._report_to(one, server, connection)
                if problem:
                    failed.append((one.address, problem))
                else:
                    counts["sent"] += due
        return Sent(counts["asked"], counts["sent"], tuple(failed))

    def _the_server(self) -> MailServer:
        if self.server is None:
            raise BadRequest(
                "mail_server", "No mail server is set.", "Set QA_MAIL_SERVER, or use the feed."
            )
        return self.server

    def _ask(self, mail: WatchMail, server: MailServer, connection: smtplib.SMTP) -> str | None:
        """Ask an address whether it may be used; the problem, if there is one."""
        page = self._page(mail, server)
        if page is None:
            return "The address was removed."
        body = first_letter(page, self._settings.retention_days)
        subject = "Please confirm: e-mail about written answers"
        if problem := _sent(connection, server, mail.address, subject, body, page):
            return problem
        with self._store.writing() as records:
            records.subscriptions.asked(mail.owner)
        return None

    def _report_to(
        self, mail: WatchMail, server: MailServer, connection: smtplib.SMTP
    ) -> tuple[bool, str | None]:
        """Send what is due to an address: whether anything was, and the problem, if any."""
        report = self._watches.report(mail.owner, after=mail.sent)
        if not report.total:
            return False, None
        page = self._page(mail, server)
        if page is None:
            return False, "The address was removed."
        subject, body = letter(report, server.link, page, self._settings.retention_days)
        if problem := _sent(connection, server, mail.address, subject, body, page):
            return False, problem
        with self._store.writing() as records:
            records.subscriptions.mail_sent(mail.owner, report.seen)
        return True, None

    def _page(self, mail: WatchMail, server: MailServer) -> str | None:
        """The address of the page on which the reader of one message can stop them."""
        with self._store.writing() as records:
            token = records.subscriptions.new_mail_token(mail.owner)
        return token and f"{server.link}/watches/mail/{token}"


def message(sender: str, to: str, subject: str, body: str, stop: str) -> EmailMessage:
    """One message in plain text. The sender's and the reader's address are whole or refused by the
    library, and no header holds a word of an answer."""
    made = EmailMessage(SMTP)
    made["From"] = Address("Written Answers", addr_spec=sender)
    made["To"] = Address(addr_spec=to)
    made["Subject"] = subject
    made["Date"] = format_datetime(utc_now())
    made["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{stop}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(body, charset="utf-8", cte="quoted-printable")
    return made


def _sent(
    connection: smtplib.SMTP, server: MailServer, to: str, subject: str, body: str, stop: str
) -> str | None:
    """Send one message; the problem, where the server refuses it."""
    try:
        connection.send_message(
            message(server.sender, to, subject, body, stop), server.sender, [to]
        )
    except smtplib.SMTPServerDisconnected as error:
        raise _unusable(server, error) from error
    except smtplib.SMTPException as error:
        return f"The mail server refuses it: {error}."
    return None


@contextmanager
def _connection(server: MailServer) -> Iterator[smtplib.SMTP]:
    try:
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        raise _unusable(server, error) from error
    with connection:
        try:
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, _password(server))
        except (OSError, smtplib.SMTPException) as error:
            raise _unusable(server, error) from error
        yield connection


def _password(server: MailServer) -> str:
    try:
        return Path(server.password_file).read_text("utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise BadRequest(
            "mail_password_file",
            f"The file of the mail server's password cannot be read: {error}.",
            "Set QA_MAIL_PASSWORD_FILE to a text file.",
        ) from error


def _unusable(server: MailServer, error: Exception) -> MailError:
    return MailError(
        f"The mail server {server.host}:{server.port} cannot be used: "
        f"{error or type(error).__name__}.",
        "Check QA_MAIL_SERVER and QA_MAIL_SECURITY, then send again.",
    )
