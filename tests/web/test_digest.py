"""The digest in the address of a passage, which shows that its text has changed."""

from web.citation import digest


def test_a_digest_is_the_start_of_the_sha_256() -> None:
    assert digest("abc") == "ba7816bf"
