"""Captions of tables."""

import pytest

from qa.text.captions import caption_above, is_caption


@pytest.mark.parametrize(
    "line",
    [
        "Table 2: Number of absconds between May 2010 and March 2013, by month",
        "Table: Average Monthly Provisions.",
        "TOTAL HATE CRIME PROSECUTIONS (1)",
        "TV Households (millions)",
        "2015-16",
    ],
)
def test_a_line_that_is_a_caption(line):
    assert is_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "The figures are shown in the table below.",
        "As follows:",
        "Table 1 shows the total. It is of 2014.",
        "Source: Ofcom CMR",
        "It is held centrally. Figures by region",
        "Table 1\nTable 2",
        "word " * 41,
        "",
        " ",
    ],
)
def test_a_line_that_is_no_caption(line):
    assert not is_caption(line)


TEXT = "As follows.\n\nTable 1: Staff\n\n| Region | 2014 |\n| Kent | 2 |\n\n| Fife | 3 |"


@pytest.mark.parametrize("words", ["| Region", "Kent", "3 |"])
def test_the_caption_is_found_from_any_row(words):
    found = caption_above(TEXT, TEXT.index(words))
    assert TEXT[found.start : found.end] == "Table 1: Staff"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEXT, "Table 1"),
        (TEXT, "As follows"),
        ("| Kent | 2 |", "Kent"),
        ("\n\n| Kent | 2 |", "Kent"),
        ("As follows.\n\n| Kent | 2 |", "Kent"),
        ("Figures in thousands\nTable 1: Staff\n\n| Kent | 2 |", "Kent"),
        ("Kent", "Kent"),
    ],
)
def test_a_table_without_a_line_above_has_no_caption(text, words):
    assert caption_above(text, text.index(words)) is None
