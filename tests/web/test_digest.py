"""The digest by which the address of a passage tells that its text has changed."""

from web.citation import digest


def test_a_digest_is_the_beginning_of_the_sha_256() -> None:
    assert digest("abc") == "ba7816bf"
