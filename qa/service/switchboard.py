"""The switchboard: the operator turns pages and API off and on, and sets the banner."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from qa.errors import BadRequest
from qa.model.switches import NOTICE_CHARS, Switches
from qa.service.audit import Audit
from qa.settings import Settings
from qa.store.service import service_store

Part = Literal["pages", "API"]
PARTS: tuple[Part, ...] = ("pages", "API")


class Switchboard:
    """The switches of one data folder; each process follows them from its next request,
    and each machine that shares a database within a second."""

    def __init__(self, settings: Settings) -> None:
        self._store = service_store(settings)
        self._audit = Audit(settings)

    def now(self) -> Switches:
        """The switches as they are; raises nothing, and costs next to nothing."""
        return self._store.switches()

    def read(self) -> Switches:
        """The switches as they are stored."""
        with self._store.reading() as records:
            return records.switches.read()

    def turn_off(self, parts: tuple[Part, ...], message: str, who: str) -> Switches:
        """Turn parts off with a message for those who ask; raises BadRequest for a bad message."""
        message = _notice("message", message)
        with self._store.writing() as records:
            before = records.switches.read()
            records.switches.write(
                replace(
                    before,
                    pages_off=before.pages_off or "pages" in parts,
                    api_off=before.api_off or "API" in parts,
                    message=message,
                )
            )
            found = records.switches.read()
        self._audit.record("switched off", who, f"{' and '.join(parts)}: {message}")
        return found

    def turn_on(self, parts: tuple[Part, ...], who: str) -> Switches:
        """Turn parts on again; the message goes with the last."""
        with self._store.writing() as records:
            before = records.switches.read()
            pages_off = before.pages_off and "pages" not in parts
            api_off = before.api_off and "API" not in parts
            records.switches.write(
                replace(
                    before,
                    pages_off=pages_off,
                    api_off=api_off,
                    message=before.message if pages_off or api_off else "",
                )
            )
            found = records.switches.read()
        self._audit.record("switched on", who, " and ".join(parts))
        return found

    def set_banner(self, text: str, who: str) -> Switches:
        """Show a banner on every page, or none; raises BadRequest for a text that cannot be one."""
        text = _notice("banner", text)
        with self._store.writing() as records:
            records.switches.write(replace(records.switches.read(), banner=text))
            found = records.switches.read()
        self._audit.record("banner set" if text else "banner removed", who, text)
        return found


def _notice(name: str, text: str) -> str:
    """A text for everybody: one line of visible characters; raises BadRequest."""
    line = " ".join(text.split())
    if len(line) > NOTICE_CHARS or not line.isprintable():
        raise BadRequest(
            name,
            f"The {name} is not one line of at most {NOTICE_CHARS} visible characters.",
            "Shorten it, and leave out invisible characters.",
        )
    return line
