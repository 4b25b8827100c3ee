import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.sources import Rejection, open_source, reread
from qa.errors import Rejected
from qa.model import WrittenAnswer

CORPUS = Path(__file__).parents[4] / "corpus"
OFFICIAL = (CORPUS / "2021-09-03_41780_prisoners-rehabilitation.txt").read_text(encoding="utf-8")
PARALLEL = (CORPUS / "2021-02-09_no-uin_offenders-rehabilitation.txt").read_text(encoding="utf-8")
FORMS = {"official-page": OFFICIAL, "parallel-page": PARALLEL}


def one(tmp_path: Path, content: str | bytes) -> WrittenAnswer | Rejection | None:
    """The one record or rejection of a file with this content; None where no reader knows it."""
    path = tmp_path / "page"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    source = open_source(path)
    if source is None:
        return None
    (found,) = source.records()
    assert source.position == source.size == path.stat().st_size
    return found


def rejection(tmp_path: Path, content: str | bytes) -> str:
    found = one(tmp_path, content)
    assert isinstance(found, Rejection)
    assert found.where == str(tmp_path / "page")
    return found.reason


def test_the_official_page_gives_a_complete_record(tmp_path: Path) -> None:
    record = one(tmp_path, OFFICIAL)
    assert isinstance(record, WrittenAnswer)
    assert record.form == "official-page"
    assert record.published == OFFICIAL
    assert record.markup == "text"
    assert record.heading == "Prisoners: Rehabilitation"
    assert record.answering_body == "Ministry of Justice"
    assert (record.date_tabled, record.date_answered) == ("2021-09-03", "2021-09-13")
    assert (record.uin, record.house, record.status) == ("41780", "Commons", "answered")
    assert (record.asking_member, record.answering_member, record.url) == (None, None, None)
    assert record.source_question.startswith("To ask the Secretary of State for Justice, with ref")
    assert record.source_question.endswith("accredited offender behaviour programmes.")
    paragraphs = record.answer.split("\n\n")
    assert len(paragraphs) == 5
    assert paragraphs[0].startswith("Her Majesty’s Prison and Probation Service (HMPPS) keeps ab")
    assert paragraphs[-1].endswith("on accredited programmes under review using the best evidence.")
    assert reread("official-page", record.published) == record


def test_the_parallel_page_gives_a_complete_record(tmp_path: Path) -> None:
    record = one(tmp_path, PARALLEL)
    assert isinstance(record, WrittenAnswer)
    assert record.form == "parallel-page"
    assert record.published == PARALLEL
    assert record.markup == "text"
    assert record.heading == "Offenders: Rehabilitation"
    assert record.answering_body == "Ministry of Justice"
    assert (record.date_tabled, record.date_answered) == ("2021-02-09", "2021-02-17")
    assert (record.uin, record.house, record.status) == (None, "Commons", "answered")
    assert record.answering_member == "Lucy Frazer"
    assert (record.asking_member, record.url) == (None, None)
    assert record.source_question.endswith("treatment following release from prison.")
    paragraphs = record.answer.split("\n\n")
    assert len(paragraphs) == 6
    assert "joint MoJ and PHE study[1] found" in paragraphs[2]
    assert paragraphs[5].startswith("[1] Ministry of Justice, Public health England (2017).")
    assert paragraphs[5].endswith("the-effect-of-drug-and-alcohol-treatment-on-re-offending")
    stated = f"{record.answer}{record.source_question}{record.heading}{record.answering_body}"
    for furniture in ("Culture, Media", "Portrait", "Reticulating", "View Source"):
        assert furniture not in stated
    assert reread("parallel-page", record.published) == record


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("UIN 41780", "UIN hl41780", "uin", "HL41780"),
        ("UIN 41780", "UIN HL41780", "house", "Lords"),
        ("Prisoners: Rehabilitation\n\n", "", "heading", None),
        ("Skip to main content\n\n", "", "heading", "Prisoners: Rehabilitation"),
        ("To ask the Secretary of State for Justice, with", "With", "house", "Commons"),
        ("tabled on 3 September", "tabled on  1 September", "date_tabled", "2021-09-01"),
        ("best evidence.", "best evidence.\n", "status", "answered"),
        ("best evidence.", "evidence at https://a.uk/b", "status", "answered"),
        ("best evidence.", "evidence of the best kind there is\n", "status", "answered"),
    ],
)
def test_variants_of_an_official_page_are_read(
    tmp_path: Path, old: str, new: str, field: str, value: object
) -> None:
    assert old in OFFICIAL
    record = one(tmp_path, OFFICIAL.replace(old, new))
    assert isinstance(record, WrittenAnswer), record
    assert getattr(record, field) == value


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("Offenders: Rehabilitation\n\n", "", "heading", None),
        ("Offenders: Rehabilitation\n", "Question Link\n", "heading", None),
        (" - View Source", "", "date_tabled", "2021-02-09"),
        ("Lucy Frazer Portrait\n", " Portrait\n", "answering_member", "Lucy Frazer"),
        ("Lucy Frazer Portrait\n", "", "answering_member", "Lucy Frazer"),
        (
            "Secretary of State for Culture, Media and Sport\n",
            "",
            "answering_member",
            "Lucy Frazer",
        ),
        (
            "Ministry of Justice:",
            "Department for A & B:",
            "answering_body",
            "Department for A and B",
        ),
        ("to the Ministry", "to the the Ministry", "answering_body", "Ministry of Justice"),
        (
            "To ask the Secretary of State for Justice,",
            "To ask Her Majesty’s Government",
            "house",
            "Lords",
        ),
        ("To ask the Secretary of State for Justice,", "To ask HM Government", "house", None),
        ("Officials across", "Reticulating Splines\nOfficials across", "status", "answered"),
        ("Reticulating Splines", "Reticulating Splines\n\n", "status", "answered"),
    ],
)
def test_variants_of_a_parallel_page_are_read(
    tmp_path: Path, old: str, new: str, field: str, value: object
) -> None:
    assert old in PARALLEL
    record = one(tmp_path, PARALLEL.replace(old, new))
    assert isinstance(record, WrittenAnswer), record
    assert getattr(record, field) == value
    assert "Reticulating" not in record.answer


@pytest.mark.parametrize("page", [OFFICIAL, PARALLEL])
def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path, page: str) -> None:
    damaged = b"\xef\xbb\xbf" + page.replace("\n", "\r\n").encode()
    assert one(tmp_path, damaged) == one(tmp_path, page)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Question for Ministry of Justice\n", "", "ends before the line 'Question for"),
        ("Skip to main content", "Another line", "Line 3 is 'Prisoners: Rehabilitation'"),
        ("UIN 41780", "UIN 41-780", "states the UIN as '41-780'"),
        ("on 3 September 2021", "on 31 September 2021", "date tabled is '31 September 2021'"),
        ("on 3 September 2021", "on 03/09/2021", "date tabled is '03/09/2021'"),
        ("13 September 2021", "13 Settembre 2021", "date answered is '13 Settembre 2021'"),
        ("Answered on\n", "\n", "states no answer"),
        ("Answered on\n", "Another question.\n\nAnswered on\n", "Line 11 is 'Another question.'"),
        ("In July,", "Corrected on: 4 July 2021\n\nIn July,", "Line 19, 'Corrected on"),
        ("In July,", "Holding answer received on 16 July 2021\n\nIn July,", "label"),
        ("In July,", "Grouped Questions: 16197\n\nIn July,", "label"),
        ("In July,", "Original answer\n\nIn July,", "label"),
        ("In July,", "Answered on\n\n4 May 2021\n\nIn July,", "label"),
        ("best evidence.", "best evidence", "Line 23 stops within a sentence"),
        ("The evidence and", "The\0evidence and", "NUL"),
    ],
)
def test_an_official_page_that_is_not_as_expected_is_rejected(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert old in OFFICIAL
    assert reason in rejection(tmp_path, OFFICIAL.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Reticulating Splines", "", "lacks its last line"),
        ("Offenders: Rehabilitation", "One\nOffenders: Rehabilitation", "Line 2 is 'Offenders"),
        ("on 9th February", "on 9 February", "date asked is '9 February 2021'"),
        ("on 17th February", "on 17nd February", "date answered is '17nd February 2021'"),
        ("on 9th February", "on 30th February", "date asked is"),
        ("Question to the Ministry of Justice:", "Justice", "Line 5 is 'Justice'"),
        ("Answered by\n", "\n", "states no answer"),
        ("Answered by\n", "More.\nAnswered by\n", "Line 10 is 'More.'"),
        ("Lucy Frazer\nS", "S", "under the portrait of 'Lucy Frazer'"),
        ("Media and Sport\n", "Media and Sport\nOne more\n", "not a minister and an office"),
        ("This question was answered on 17th February 2021\n", "", "ends before the line 'This"),
        ("That is why", "Correction\n\nThat is why", "label"),
    ],
)
def test_a_parallel_page_that_is_not_as_expected_is_rejected(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert old in PARALLEL
    assert reason in rejection(tmp_path, PARALLEL.replace(old, new))


def test_a_parallel_page_without_an_answer_is_rejected(tmp_path: Path) -> None:
    page = PARALLEL[: PARALLEL.index("The Ministry of Justice (MoJ)")] + "Reticulating Splines"
    assert "holds no answer" in rejection(tmp_path, page)


def test_two_forms_in_one_file_are_rejected(tmp_path: Path) -> None:
    assert "at once" in rejection(tmp_path, OFFICIAL + "\n" + PARALLEL)


def test_two_pages_in_one_file_are_rejected(tmp_path: Path) -> None:
    assert "label" in rejection(tmp_path, OFFICIAL + "\n" + OFFICIAL)
    assert "label" in rejection(tmp_path, PARALLEL + "\n" + PARALLEL)


def test_the_rejection_names_the_byte_that_is_not_utf8(tmp_path: Path) -> None:
    page = OFFICIAL.encode("cp1252")
    assert f"Byte {page.index(0x92) + 1} of the page is not UTF-8" in rejection(tmp_path, page)


def test_a_page_that_is_too_long_is_rejected(tmp_path: Path) -> None:
    assert "longer than" in rejection(tmp_path, OFFICIAL + "\n" + "a" * 9_000_000)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x00\x01\x02\xff\xfe" * 1000,
        OFFICIAL.encode("utf-32"),
        b"<!DOCTYPE html><title>Another site</title><p>UIN 41780, tabled on 3 September 2021</p>",
        b"The line UIN 41780, tabled on 3 September 2021 is in each page.\n",
        b"    UIN 41780, tabled on 3 September 2021\n",
        b"Asked on: 03 April 2019\nMinistry of Justice\nAnswered on: 17 April 2019\nYes.\n",
        b'[{"uin": "1", "answer_html": ""}]',
        b'{"name": "a JSON file of something else", "uin": 1}',
        b"uin,date_tabled,date_answered\n1,2,3\n",
    ],
)
def test_any_other_file_is_of_no_known_form(tmp_path: Path, content: bytes) -> None:
    assert one(tmp_path, content) is None


@pytest.mark.parametrize("name", ["", "missing"])
def test_an_unreadable_file_is_rejected_with_a_cure(tmp_path: Path, name: str) -> None:
    with pytest.raises(Rejected, match="cannot be read") as caught:
        open_source(tmp_path / name)
    assert "may read it" in caught.value.cure


@pytest.mark.parametrize("form", ["", "html", "official"])
def test_an_unknown_form_is_not_reread(form: str) -> None:
    with pytest.raises(Rejected, match="No reader knows"):
        reread(form, OFFICIAL)


def test_a_parallel_page_cut_anywhere_is_never_a_record() -> None:
    for end in range(len(PARALLEL)):
        with pytest.raises(Rejected):
            reread("parallel-page", PARALLEL[:end])


def test_an_official_page_cut_within_a_sentence_is_never_a_record() -> None:
    """A page cut at the end of a sentence or just after a line looks whole."""
    untold = 0
    for end in range(len(OFFICIAL)):
        cut = OFFICIAL[:end]
        if cut.endswith("\n") or re.search(r"[.:;?!]\)?$", cut):
            untold += 1
            continue
        with pytest.raises(Rejected):
            reread("official-page", cut)
    assert untold < 60


def test_a_page_cut_within_a_character_is_rejected(tmp_path: Path) -> None:
    content = OFFICIAL.encode()
    cut = content.index("’".encode()) + 1
    assert "not UTF-8" in rejection(tmp_path, content[:cut])


def test_a_page_that_ends_in_table_cells_is_complete(tmp_path: Path) -> None:
    page = OFFICIAL + "\n\nYear\n\nPrison leavers\n\n2020\n\n1,000"
    assert isinstance(one(tmp_path, page), WrittenAnswer)
    assert isinstance(one(tmp_path, page + "\n\nAll prisons"), WrittenAnswer)


@given(
    st.sampled_from(sorted(FORMS)),
    st.randoms(use_true_random=False),
    st.lists(st.text(), max_size=3),
)
def test_lines_lost_moved_or_added_give_a_record_or_a_rejection(
    form: str, chance: random.Random, added: list[str]
) -> None:
    lines = FORMS[form].split("\n")
    for _ in range(chance.randrange(4)):
        del lines[chance.randrange(len(lines))]
    for text in [*added, *chance.choices(lines, k=chance.randrange(3))]:
        lines.insert(chance.randrange(len(lines) + 1), text)
    page = "\n".join(lines)
    try:
        record = reread(form, page)
    except Rejected as error:
        assert error.cure  # noqa: PT017 - it may also be read
    else:
        assert record.published == page
        assert record.answer.strip()
        assert record.source_question
