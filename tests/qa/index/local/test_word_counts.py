"""What answers write with a capital alone is a name."""

import pytest

from qa.index.local.word_counts import words


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Kent mends its roads.", {"kent", "Kent", "mends", "roads"}),
        ("Roads of kent, in Kent", {"roads", "Roads", "kent"}),
        (
            "Kent (https://www.kent.gov.uk/roads)",
            {"kent", "Kent", "https", "Https", "roads", "Roads"},
        ),
        ("Kent: roads@kent.gov.uk", {"kent", "Kent", "roads", "Roads"}),
        ("In Kent, www.kent.gov.uk", {"kent", "Kent"}),
        ("a by-election in Kent", {"election", "kent", "Kent"}),
        ("", set()),
    ],
)
def test_a_word_in_capitals_alone_is_counted_so_and_addresses_are_no_prose(text, counted):
    assert words(text) == counted
