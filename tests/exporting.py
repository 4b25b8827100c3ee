"""Passages as a pack holds them, and the texts that an export must survive."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from qa.service.packs import PackEntry

LICENCE = "Contains Parliamentary information licensed under the Open Parliament Licence v3.0."
URL = "https://questions-statements.parliament.uk/written-questions/detail/2015-03-02/11"
TABLE = "| Reason | 2014 | 2015 |\n| Conduct | 80 | 70 |\n| Men |  |  |\n| Other | ~ | 1,200 |"
TEXT = (
    "See https://www.gov.uk/a_b, and www.gov.uk/c.\n\nTable 1: Officers dismissed\n"
    f"{TABLE}\nFigures are rounded.\n• one\n• two"
)
HOSTILE = "=1+1 *not bold* <b>tag</b> [link](x) `code` #1 a_b_c \\ | ~ & 1. + -\n- item\n2) two"


def entry(text: str = TEXT, note: str = "", since: str | None = None, **facts: Any) -> PackEntry:
    """A passage of a pack; `facts` replace its own."""
    passage: Any = {
        "passage_id": "2015-03-02/11#1",
        "answer_id": "2015-03-02/11",
        "heading": "Prison Officers: Dismissal",
        "source_question": "To ask the Secretary of State for Justice, how many officers left.",
        "date_tabled": "2015-03-02",
        "date_answered": "2015-03-09",
        "answering_body": {"id": "ministry-of-justice", "name": "Ministry of Justice"},
        "answering_member": "Bob Jones",
        "correcting_member": None,
        "house": "Commons",
        "uin": "11",
        "status": "answered",
        "url": URL,
        "text": text,
        "start": 0,
        "end": len(text),
        "header": None,
        "cut_tables": [],
        "attachments": [],
    }
    return PackEntry(1, passage | facts, note, since)


_DIRECTIONS = "\u202e\u2067אבג مرحبا\u200f"
_CONTROLS = "\x00\x07\x0b\x0c\x1b\x7f\x85\u2028\ufffe"
words = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_characters="\r"),
        st.sampled_from(f"{_DIRECTIONS}{_CONTROLS}|*_`<>[]\\&#~$-+=:1."),
    ),
    max_size=60,
)
"""Texts of any characters, those that mean something in a format among them."""
