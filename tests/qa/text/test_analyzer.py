"""Text to terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.snowball import EnglishStemmer

from qa.text.analyzer import Analyzer

ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Prisoners in PRISON", ["prison", "prison"]),
        ("Her Majesty’s Prison", ["majesti", "prison"]),
        ("Her Majesty's Prison", ["majesti", "prison"]),
        ("the prisoners’ families", ["prison", "famili"]),
        ("ﬁnance", ["financ"]),
        ("café", ["cafe"]),
        ("cafe\N{COMBINING ACUTE ACCENT}", ["cafe"]),
        ("Youth\N{ZERO WIDTH SPACE} Parlia\N{SOFT HYPHEN}ment", ["youth", "parliament"]),
        ("re-offending", ["reoffend"]),
        ("reoffending", ["reoffend"]),
        ("short-term", ["short", "term"]),
        ("short–term", ["short", "term"]),
        ("£1.5m", ["1.5", "million"]),
        ("£1.5 million", ["1.5", "million"]),
        ("£20bn", ["20", "billion"]),
        ("£20M £20mn £20 m £20,000,000", ["20", "million"] * 4),
        ("£1,500,000", ["1.5", "million"]),
        ("£2.5BN and 2,500,000,000", ["2.5", "billion"] * 2),
        ("1,234,567 and 999,999", ["1234567", "999999"]),
        ("85k and 85,000", ["85000", "85000"]),
        ("5G, 4K and the A1M", ["5g", "4000", "a1m"]),
        ("Ynys Môn and Ynys Mon", ["ynys", "mon", "ynys", "mon"]),
        ("organization organisation", ["organis", "organis"]),
        ("twenty-five and 25", ["25", "25"]),
        ("well-being", ["well"]),
        ("65.5%", ["65.5"]),
        ("65.5 per cent", ["65.5"]),
        ("65.5 percent", ["65.5"]),
        ("2019-20", ["2019", "2020"]),
        ("2019/20", ["2019", "2020"]),
        ("2019–2020", ["2019", "2020"]),
        ("2019 to 2020", ["2019", "2020"]),
        ("1999-00", ["1999", "2000"]),
        ("2010/11-2013/14", ["2010", "2011", "2013", "2014"]),
        ("1,200 cases", ["1200", "case"]),
        ("1,200[2] cases", ["1200", "case"]),
        ("study[1] found", ["studi", "found"]),
        ("12th and 1st", ["12", "1"]),
        ("over-75s", ["over", "75"]),
        ("over 75s", ["over", "75"]),
        ("post-16 education", ["post", "16", "educ"]),
        ("the 1990s", ["1990"]),
        ("multi-agency work", ["multi", "agenc", "work"]),
        ("U.K. and UK", ["uk", "uk"]),
        ("HL2244", ["hl2244"]),
        ("COVID-19", ["covid", "19"]),
        ("R&D", ["r&d"]),
        ("CSTRs and the CSTR", ["cstr", "cstr"]),
        ("5 m²", ["5", "m2"]),
        ("what is it?", []),
        ("IT systems of the WHO", ["it", "system", "who"]),
        ("WHAT IS THE COST OF PRISON", ["cost", "prison"]),
        ("don't and didn’t", []),
        ("🙂 \u202eright to left\u202c", ["right", "left"]),
        ("", []),
    ],
)
def test_the_terms_of_a_text(text, terms):
    assert ANALYZER.terms(text) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("well-being", ["well", "wellb"]),
        ("wellbeing", ["wellb"]),
        ("on-line safety", ["line", "onlin", "safeti"]),
        ("wi-fi", ["wi", "fi", "wifi"]),
        ("Wi-Fi", ["wi", "fi", "wifi"]),
        ("follow–up", ["follow", "followup"]),
        ("re-offending", ["reoffend"]),
        ("e-mail", ["email"]),
        ("face-to-face", ["face", "face"]),
        ("five-year", ["five", "year"]),
        ("COVID-19", ["covid", "19"]),
        ("prison", ["prison"]),
        ("", []),
    ],
)
def test_a_text_has_a_word_of_two_parts_joined_too(text, terms):
    assert ANALYZER.passage_terms(text) == terms


@given(st.text(max_size=100))
def test_a_text_has_the_terms_of_a_question(text):
    rest = iter(ANALYZER.passage_terms(text))
    assert all(term in rest for term in ANALYZER.terms(text))


def test_each_term_keeps_the_word_it_came_from():
    pairs = list(ANALYZER.terms_and_words("Re-offending by HMPPS’s prisoners in 2019-20"))
    assert pairs == [
        ("reoffend", "Re-offending"),
        ("hmpps", "HMPPS's"),
        ("prison", "prisoners"),
        ("2019", "2019-20"),
        ("2020", "2019-20"),
    ]


@given(st.text(max_size=300))
def test_any_text_has_terms_without_white_space(text):
    for term in ANALYZER.terms(text):
        assert term
        assert term.split() == [term]


@given(st.lists(st.sampled_from(["prison", "offending", "costs", "women"]), max_size=8))
def test_plain_words_come_out_in_order_stemmed_by_nltk(words):
    stem = EnglishStemmer().stem
    assert ANALYZER.terms(" ".join(words)) == [stem(word) for word in words]


PIECES = st.sampled_from(
    "re-offending U.K. 1,200[2] 65 % per cent percent 2019-20 2019/20 £1.5m ’s ' ` - WHO IT the é "
    "\N{NO-BREAK SPACE} \n \t ½ ﬁ CSTRs 2010s , . / (H.M. HMP) \x1c".split(" ")
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join)))
def test_both_methods_give_the_same_terms(text):
    assert ANALYZER.terms(text) == [term for term, _ in ANALYZER.terms_and_words(text)]


WRITTEN = st.from_regex(r"[A-Za-z.,;:’'-]{1,12}", fullmatch=True)


@given(st.lists(WRITTEN, max_size=8).map(" ".join))
def test_both_methods_agree_in_any_case_and_punctuation(text):
    assert ANALYZER.terms(text) == [term for term, _ in ANALYZER.terms_and_words(text)]


def test_more_words_than_the_cache_holds_have_the_same_terms(monkeypatch):
    monkeypatch.setattr("qa.text.analyzer.MAX_CACHED_WORDS", 3)
    small = Analyzer()
    for text in ("Prisons hold prisoners in cells.", "The U.K. has 1,200 cells in prisons"):
        assert small.terms(text) == ANALYZER.terms(text)
        assert len(small._caches[False, False]) <= 3
