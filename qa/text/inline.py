"""Inline text: words, note markers, exponents and link addresses put together as one string."""

from __future__ import annotations

import re

from qa.text.characters import as_meant

BREAK, PARAGRAPH, ITEM = "\x00", "\x01", "\x02"
"""Mark a new line, and a new paragraph or item of a cell, while text is collected; published text
has no control characters."""
BREAKS = re.compile(f"[{BREAK}{PARAGRAPH}{ITEM}]")

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_TAIL_CHARACTERS = 24  # before a raised figure, that decide how it is read
_MAX_MARKER_CHARACTERS = 40
_MAX_ADDRESS_CHARACTERS = 2000  # browsers and servers accept no more; longer is damage

_ORDINAL = frozenset(("st", "nd", "rd", "th"))
_FIGURES = re.compile(r"[\s(\[]*\d+(?:[\s,;()\[\]]+\d+)*[\s,;.)\]]*")
_FIGURES_AND_MORE = re.compile(r"[\d\s,;.&()\[\]\N{EN DASH}-]*\d[\d\s,;.&()\[\]\N{EN DASH}-]*")
_ENDS_A_MARKER = frozenset("0123456789.)]")
_LETTERS = re.compile(r"[a-z](?:\s*,\s*[a-z])*")
_POWER = re.compile(r"(?:(?<![^\W\d_])(?:m|[dcmknµμ]m|ft|mi|yd|inch|miles|metres?)|[/·]s)$")
_MONEY = re.compile(r"(?:[£$€]|\b(?:GBP|EUR|USD))\s?\d[\d,.]*\s?m$", re.IGNORECASE)
_POWER_OF_TEN = re.compile(r"[x*\N{MULTIPLICATION SIGN}]\s*10$", re.IGNORECASE)
_NEGATIVE = re.compile(r"[-\N{MINUS SIGN}\N{EN DASH}\N{NON-BREAKING HYPHEN}]\d{1,3}")
_FORMULA = re.compile(
    r"(?:(?<![^\W\d_])(?:(?:[kMG]?t|k?g)?CO 2|CH 4|NH 3|SO [23]|SF 6)"
    r"|(?:[(/]|\b(?:dioxide|oxides|mean|of|the)\s\(?)NO [23])$"
)
"""Formulas whose figures are sometimes raised by mistake, a space before the figure."""
_RAISED = str.maketrans("0123456789-\N{MINUS SIGN}\N{EN DASH}\u2011", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁻")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WORD = re.compile(r"\A\w+")
_ADDRESS = re.compile(r"(https?)://[^\s/?#]+", re.IGNORECASE)


class LineBuilder:
    """Collects inline text in order as one string; `raised` is the content of `sup` or `sub`."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._raised: tuple[int, bool] | None = None  # start of an open one; whether `sub`
        self._link: tuple[int, str] | None = None  # start of an open link; its address
        self._address = ""  # of a link that ended within a word; it follows the word
        self._gap = False  # a space must come before a letter or figure that follows
        self._opening = False  # a space must follow: a marker was added at the start of a line

    def add(self, text: str) -> None:
        """Add published words."""
        text = as_meant(_CONTROL_CHARACTERS.sub("", text))
        if not text:
            return
        if self._address:
            rest = _WORD.sub("", text, count=1)
            if word := text[: len(text) - len(rest)]:
                self._pieces.append(word)
            if not rest:
                return
            self._end_word()
            text = rest
        first = text[0]
        if (self._gap and first.isalnum()) or (self._opening and not first.isspace()):
            self._pieces.append(" ")
        self._gap = self._opening = False
        self._pieces.append(text)

    def end_line(self, mark: str = BREAK) -> None:
        """Begin a new line, or what `mark` says."""
        self._end_word()
        self._gap = self._opening = False
        self._pieces.append(mark)

    def take(self) -> str:
        """All text added since the last call; what is still open is closed."""
        self._end_word()
        if self._link and self._raised and self._link[0] > self._raised[0]:
            self.close_link(whole=False)
        self.close_raised()
        self.close_link(whole=False)
        self._end_word()
        text = "".join(self._pieces)
        self._pieces.clear()
        self._gap = self._opening = False
        return text

    def open_raised(self, below: bool = False) -> None:
        """Open a `sup`, or with `below` a `sub`."""
        self._end_word()
        self.close_raised()
        self._raised = (len(self._pieces), below)

    def end_raised(self) -> None:
        """Close what a closing tag closes; one that closes nothing separates figures."""
        self._gap = self._gap or self._raised is None
        self.close_raised()

    def close_raised(self) -> None:
        """Close the open `sup` or `sub`: a marker, an exponent, an ordinal or plain words."""
        self._end_word()
        if self._raised is None:
            return
        (start, below), self._raised = self._raised, None
        if self._link and self._link[0] > start:
            self._raised = (start, below)
            self.close_link()
            self._raised = None
        content = "".join(self._pieces[start:])
        words = content.strip()
        tail = self._tail(start)
        written = _plain_form(words, tail) if len(words) <= _MAX_MARKER_CHARACTERS else None
        if below and (tail[-1:].isalpha() or not (written and words[-1:] in _ENDS_A_MARKER)):
            if words.isdecimal() and tail[-1:].isalpha():
                self._pieces[start:] = [content.translate(_LOWERED)]
            return  # a formula such as CO₂, or small print
        del self._pieces[start:]
        if not words:
            self._pieces += [content] * bool(content)
            return
        before = tail.rstrip(" \N{NO-BREAK SPACE}")
        begins = not before or BREAKS.fullmatch(before[-1]) is not None
        if written is None:
            apart = tail[-1:].isalnum() and (words[:1].isalnum() or words[:1] in ("(", "["))
            self._pieces.append(" " + content if apart else content)
            self._gap = words[-1:].isalnum() or words.endswith((")", "]"))
        elif not written.startswith("["):
            self._strip_end()
            self._pieces.append(written + _end_space(content))
        else:
            # After a sentence, a marker after a space begins a note; else it marks the word.
            if begins or not before.endswith((".", ":", ";", "?", "!")):
                self._strip_end()
            elif below and before == tail:
                self._pieces.append(" ")
            self._pieces.append(written + _end_space(content))
            self._gap, self._opening = True, begins and not _end_space(content)

    def open_link(self, address: str) -> None:
        """Open a link to `address`."""
        self.close_link()
        self._end_word()
        printed = printable_address(address)
        self._link = (len(self._pieces), printed) if printed else None

    def close_link(self, whole: bool = True) -> None:
        """Close the open link, if any, and add its address unless its words are the address.

        `whole` is False where no tag closed the link, so that other words may follow its own.
        """
        self._end_word()
        if self._link is None:
            return
        (start, address), self._link = self._link, None
        if self._raised and self._raised[0] >= start:
            self._link = (start, address)
            self.close_raised()
            self._link = None
        content = "".join(self._pieces[start:])
        words, bare = _bare(BREAKS.sub(" ", content).strip()), _bare(address)
        if not words or words == bare or (not whole and words.startswith(bare)):
            return
        kept = content.rstrip()
        space = content[len(kept) :]
        self._pieces[start:] = [kept]
        self._address = address
        if space or not kept[-1].isalnum():
            self._end_word()
            self._pieces.append(space)

    def _end_word(self) -> None:
        if self._address:
            self._pieces.append(f" ({self._address})")
            self._address, self._gap = "", True

    def _tail(self, end: int) -> str:
        """The last characters before piece `end`."""
        tail = ""
        while end and len(tail) < _TAIL_CHARACTERS:
            end -= 1
            tail = self._pieces[end][-_TAIL_CHARACTERS:] + tail
        return tail

    def _strip_end(self) -> None:
        while self._pieces and not self._pieces[-1].strip():
            self._pieces.pop()
        if self._pieces:
            self._pieces[-1] = self._pieces[-1].rstrip()
        if self._link:  # it may start after the space that was removed
            self._link = (min(self._link[0], len(self._pieces)), self._link[1])


def printable_address(address: str) -> str:
    """The address of a link as printed text; empty unless it is a web or mail address."""
    address = re.sub(r"\s+", "%20", _CONTROL_CHARACTERS.sub("", address).strip()).replace(
        "|", "%7C"
    )
    if len(address) > _MAX_ADDRESS_CHARACTERS:
        return ""
    if address[:7].lower() == "mailto:":
        return address[7:].split("?")[0]
    return address if _ADDRESS.match(address) else ""


def _bare(address: str) -> str:
    """An address without the parts that may be written or left out."""
    address = address.lower().removeprefix("mailto:")
    address = address.removeprefix("https://").removeprefix("http://")
    return address.removeprefix("www.").rstrip("/")


def _end_space(content: str) -> str:
    """The space at the end of raised content, if there is one."""
    return " " if content[-1:].isspace() else ""


def _plain_form(words: str, tail: str) -> str | None:
    """Short raised content as plain text, such as [2], ² or th; None where it is plain words."""
    if words.lower() in _ORDINAL and tail.rstrip()[-1:].isdigit():
        return words
    near = tail.rstrip()
    if words in ("2", "3") and _POWER.search(near) and not _MONEY.search(near):
        return words.translate(_RAISED)
    if _NEGATIVE.fullmatch(words) and tail[-1:].isalnum():
        return words.translate(_RAISED)
    if words.isdecimal() and _POWER_OF_TEN.search(tail):
        return words.translate(_RAISED)
    if tail[-1:].isalpha() and words.isdecimal() and _is_formula(tail, words):
        return words.translate(_LOWERED)
    if _FIGURES.fullmatch(words) or _LETTERS.fullmatch(words):
        return "".join(f"[{marker}]" for marker in re.findall(r"\d+|[a-z]", words))
    if _FIGURES_AND_MORE.fullmatch(words):
        return f"[{words.strip(' ()[]')}]"
    return None


def _is_formula(tail: str, figure: str) -> bool:
    """Whether a figure belongs to the chemical formula before it: CO with 2."""
    return _FORMULA.search(f"{tail} {figure}") is not None
