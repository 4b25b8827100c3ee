"""The digest in the address of a passage, and the digest of a reply that a page shows."""

import pytest

from web.citation import digest, in_short


def test_a_digest_is_the_start_of_the_sha_256() -> None:
    assert digest("abc") == "ba7816bf"


@pytest.mark.parametrize(
    ("lengths", "shown"),
    [
        ((), 0),
        ((100, 100, 100, 100, 100), 4),
        ((400, 400), 2),
        ((300, 200, 100, 1), 3),
        ((300, 200, 101, 1), 2),
        ((150, 150, 300, 1), 3),
    ],
)
def test_a_page_shows_four_sentences_at_most_and_no_long_third(lengths, shown) -> None:
    sentences = [{"text": "x" * length} for length in lengths]
    assert in_short(sentences) == sentences[:shown]
