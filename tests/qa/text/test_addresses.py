import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.addresses import addresses, href


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in addresses(text)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://www.gov.uk/a.", ["https://www.gov.uk/a"]),
        ("(at http://www.gov.uk/a/b?c=1&d=2).", ["http://www.gov.uk/a/b?c=1&d=2"]),
        ("https://x.uk/a_(b), then", ["https://x.uk/a_(b)"]),
        ("“https://x.uk/a”", ["https://x.uk/a"]),
        ("www.gov.uk/prisons; and", ["www.gov.uk/prisons"]),
        ("https://a.uk/1 and https://b.uk/2", ["https://a.uk/1", "https://b.uk/2"]),
        ("| https://a.uk/1|2 |", ["https://a.uk/1"]),
        ("HTTPS://WWW.GOV.UK/A", ["HTTPS://WWW.GOV.UK/A"]),
        ("javascript:alert(1) ftp://x.uk/a data:text/html,x", []),
        ("https://", []),
        ("https://).", []),
        ("www.", []),
        ("no address here: gov.uk", []),
        ("https://a.uk/" + "x" * 2000, []),
    ],
)
def test_an_address_ends_before_the_punctuation_after_it(text: str, links: list[str]) -> None:
    assert found(text) == links


@given(st.text())
def test_a_link_has_only_a_web_address_as_its_target(text: str) -> None:
    for address in found(text + " https://a.uk/" + text):
        assert href(address).lower().startswith(("http://", "https://"))
        assert not any(sign in address for sign in '<>"\n ')


def test_an_address_without_a_scheme_is_linked_by_https() -> None:
    assert href("www.gov.uk/a") == "https://www.gov.uk/a"
    assert href("http://www.gov.uk/a") == "http://www.gov.uk/a"
