"""E-mail of watches, sent to a real SMTP server on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import BadRequest, MailError
from qa.model import Request
from qa.service.service import Service
from qa.service.watches import Letters, Watches
from qa.service.watches.mail import mail_address, mail_server, message
from qa.settings import Settings
from tests.mailing import Mailbox
from tests.mailing import mail_server as running_server
from tests.qa.service.test_watches import ME, THEM, Desk, corrected, owls

LINK = "https://answers.example.gov.uk"
MINE = "me@example.gov.uk"


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    with running_server() as box:
        yield box


@pytest.fixture
def box(server: Mailbox) -> Mailbox:
    server.messages.clear()
    server.commands.clear()
    server.refused.clear()
    return server


@pytest.fixture
def desk(tmp_path: Path, box: Mailbox) -> Desk:
    made = Desk(tmp_path)
    made.settings = made.settings.with_changes(
        mail_server=f"127.0.0.1:{box.port}",
        mail_from="watch@example.gov.uk",
        mail_link=f"{LINK}/",
        mail_security="none",
    )
    made.ingest(owls(1), owls(2))
    return made


def letters(desk: Desk) -> Letters:
    return Letters(Watches(Service(desk.settings), desk.settings), desk.settings)


def token_in(box: Mailbox, at: int = -1) -> str:
    text = box.messages[at][2].get_content()
    found = re.search(rf"{re.escape(LINK)}/watches/mail/(\S+)", text)
    assert found, text
    return found[1]


def confirmed(desk: Desk, box: Mailbox) -> Letters:
    mail = letters(desk)
    mail.set_address(ME, MINE)
    assert mail.send().asked == 1
    assert mail.answer(token_in(box), "confirm")
    box.messages.clear()
    return mail


def test_an_address_is_asked_first_and_once(desk: Desk, box: Mailbox) -> None:
    desk.watches.add_search(ME, Request("owls"))
    mail = letters(desk)
    mail.set_address(ME, f" {MINE} ")
    desk.ingest(owls(5))
    assert mail.send().asked == 1
    assert (mail.send().asked, mail.send().messages) == (0, 0)
    [(sender, recipients, asked)] = box.messages
    assert (sender, recipients) == ("watch@example.gov.uk", [MINE])
    assert asked["To"] == MINE
    assert "confirm it here" in asked.get_content()
    assert "owls" not in str(asked)
    found = mail.of_token(token_in(box))
    assert found
    assert not found.confirmed


def test_what_happened_is_sent_once(desk: Desk, box: Mailbox) -> None:
    desk.watches.add_search(ME, Request("owls"))
    mail = confirmed(desk, box)
    assert mail.send().messages == 0
    desk.ingest(owls(5, heading="Owls — “wild”"), corrected(1))
    assert mail.send().messages == 1
    assert letters(desk).send().messages == 0
    [(_, _, sent)] = box.messages
    assert sent["Subject"] == "Written answers you watch: 1 new, 1 corrected"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe"] == f"<{LINK}/watches/mail/{token_in(box)}>"
    text = sent.get_content()
    assert "Since you looked: 1 new, 1 corrected." in text
    assert "- A new answer. Owls — “wild”" in text
    assert f"{LINK}/answers/2015-03-06/5" in text
    assert "They are kept until" in text
    desk.ingest(owls(6))
    assert letters(desk).send().messages == 1
    assert box.messages[-1][2]["Subject"] == "Written answers you watch: 1 new"
    assert desk.happened() == {"5": "new", "1": "corrected", "6": "new"}  # not looked at by this


def test_what_was_looked_at_is_not_sent(desk: Desk, box: Mailbox) -> None:
    desk.watches.add_search(ME, Request("owls"))
    confirmed(desk, box)
    desk.ingest(owls(5))
    desk.watches.see(ME, desk.watches.seen())
    assert letters(desk).send().messages == 0


def test_a_reader_stops_or_keeps_by_the_link_of_any_message(desk: Desk, box: Mailbox) -> None:
    desk.watches.add_search(ME, Request("owls"))
    mail = confirmed(desk, box)
    desk.ingest(owls(5))
    letters(desk).send()
    token = token_in(box)
    assert mail.answer(token, "keep")
    with pytest.raises(BadRequest, match="confirm, keep or stop"):
        mail.answer(token, "delete")
    assert mail.answer(token, "stop")
    assert mail.mail(ME) is None
    assert not mail.answer(token, "stop")
    assert mail.of_token(token) is None
    assert mail.of_token("") is None
    desk.ingest(owls(6))
    assert letters(desk).send() == letters(desk).send()
    assert len(box.messages) == 1


def test_one_that_is_refused_is_named_and_sent_by_a_later_run(desk: Desk, box: Mailbox) -> None:
    desk.watches.add_search(ME, Request("owls"))
    desk.watches.add_search(THEM, Request("owls"))
    confirmed(desk, box)
    letters(desk).set_address(THEM, "them@example.gov.uk")
    box.refused.add(MINE)
    desk.ingest(owls(5))
    sent = letters(desk).send()
    assert (sent.asked, sent.messages) == (1, 0)
    [(address, problem)] = sent.failed
    assert address == MINE
    assert "No such user" in problem
    box.refused.clear()
    assert letters(desk).send().messages == 1


def test_a_server_that_is_not_there_is_one_error_with_its_cure(desk: Desk) -> None:
    desk.watches.add_search(ME, Request("owls"))
    desk.settings = desk.settings.with_changes(mail_server="127.0.0.1:1")
    letters(desk).set_address(ME, MINE)
    with pytest.raises(MailError, match=r"cannot be used.*Check QA_MAIL_SERVER"):
        letters(desk).send()


def test_nothing_connects_where_nothing_is_due(desk: Desk) -> None:
    desk.settings = desk.settings.with_changes(mail_server="127.0.0.1:1")
    sent = letters(desk).send()
    assert (sent.asked, sent.messages, sent.failed) == (0, 0, ())


def test_starttls_that_a_server_does_not_offer_is_refused(desk: Desk, box: Mailbox) -> None:
    desk.settings = desk.settings.with_changes(mail_security="starttls")
    letters(desk).set_address(ME, MINE)
    with pytest.raises(MailError, match="STARTTLS"):
        letters(desk).send()
    assert box.messages == []


def test_a_password_that_cannot_be_read_is_named(desk: Desk, tmp_path: Path) -> None:
    desk.settings = desk.settings.with_changes(mail_user="me", mail_password_file="/nowhere")
    letters(desk).set_address(ME, MINE)
    with pytest.raises(BadRequest, match="QA_MAIL_PASSWORD_FILE"):
        letters(desk).send()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "me",
        "me@",
        "@example.org",
        "me@example.org\nBcc: them@example.org",
        "me@example.org\r\nRCPT TO:<them@example.org>",
        "me@example.org, them@example.org",
        "me@example.org;them@example.org",
        "<me@example.org>",
        "Me <me@example.org>",
        "me@@example.org",
        "me@exam ple.org",
        "me @example.org",
        "me@example..org",
        "me@-example-",
        "mé@example.org",
        "me@exämple.org",
        "me\0@example.org",
        "me@example.org\u2028x",
        '"me them"@example.org',
        "me@[127.0.0.1]",
        f"{'m' * 65}@example.org",
        f"me@{'e' * 260}.org",
    ],
)
def test_what_is_no_address_is_refused(desk: Desk, typed: str) -> None:
    with pytest.raises(BadRequest, match="is not an e-mail address"):
        letters(desk).set_address(ME, typed)
    assert letters(desk).mail(ME) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_a_header_or_a_second_recipient(before: str, after: str) -> None:
    """Whatever is accepted as an address is one, and makes one line of one header."""
    for typed in (before, after, f"{before}@{after}", f"me@example.org{after}"):
        try:
            address = mail_address("address", typed)
        except BadRequest:
            continue
        made = message("watch@example.gov.uk", address, "Subject", f"{before}\n{after}", LINK)
        assert address.isascii()
        assert address.isprintable()
        assert made["To"].addresses[0].addr_spec == address
        assert len(made["To"].addresses) == 1
        assert made["Bcc"] is None
        head = bytes(made).split(b"\r\n\r\n")[0]
        assert head.count(b"\r\nTo: ") == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mail_server": "a b"}, "a host, or host:port"),
        ({"mail_server": "host:99999"}, "a host, or host:port"),
        ({"mail_server": "host\n"}, "one line"),
        ({"mail_link": ""}, "mail_link is empty"),
        ({"mail_link": "javascript:x"}, "The address is"),
        ({"mail_from": ""}, "is not an e-mail address"),
        ({"mail_from": "a@b\nBcc: c@d"}, "one line"),
        ({"mail_security": "ssl"}, "starttls, tls, none"),
    ],
)
def test_settings_that_are_incomplete_are_refused(changes: dict[str, str], said: str) -> None:
    whole = {"mail_server": "host", "mail_from": "a@b.uk", "mail_link": LINK}
    with pytest.raises(BadRequest, match=said):
        mail_server(Settings().with_changes(**{**whole, **changes}))


def test_the_port_follows_from_the_encryption() -> None:
    whole = {"mail_server": "host", "mail_from": "a@b.uk", "mail_link": LINK}
    ports = {}
    for security in ("starttls", "tls", "none"):
        made = mail_server(Settings().with_changes(**whole, mail_security=security))
        assert made
        ports[security] = made.port
    assert ports == {"starttls": 587, "tls": 465, "none": 25}
    assert mail_server(Settings()) is None
    with pytest.raises(BadRequest, match="No mail server is set"):
        Letters(Watches(Service(Settings()), Settings()), Settings()).set_address(ME, MINE)
