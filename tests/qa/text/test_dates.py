import pytest

from qa.text.dates import iso_date, written_date


@pytest.mark.parametrize("text", ["2021-09-03", "2020-02-29", "2014-12-31"])
def test_a_real_iso_date_is_read(text: str) -> None:
    assert iso_date(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-29",
        "2021-13-01",
        "2021-9-3",
        "2021-09-03T00:00:00",
        "03/09/2021",
        "20210903",
        "",
        "٢٠٢١-٠٩-٠٣",
    ],
)
def test_any_other_text_is_no_iso_date(text: str) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3 September 2021", "2021-09-03"),
        ("29 February 2020", "2020-02-29"),
        ("31 December 2014", "2014-12-31"),
        ("1 May 2021", "2021-05-01"),
    ],
)
def test_a_written_date_is_read(text: str, date: str) -> None:
    assert written_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "03 September 2021",
        "31 June 2021",
        "29 February 2021",
        "0 May 2021",
        "3 september 2021",
        "3 Sept 2021",
        "3rd September 2021",
        "3 September 21",
        "3  September 2021",
        "",
        "mai 2021",
    ],
)
def test_any_other_text_is_no_written_date(text: str) -> None:
    assert written_date(text) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [("1st May 2021", "2021-05-01"), ("2nd May 2021", "2021-05-02"), ("3rd May 2021", "2021-05-03")]
    + [(f"{day}th May 2021", f"2021-05-{day}") for day in (11, 12, 13, 14, 30)]
    + [
        ("21st May 2021", "2021-05-21"),
        ("22nd May 2021", "2021-05-22"),
        ("31st May 2021", "2021-05-31"),
    ],
)
def test_an_ordinal_date_is_read(text: str, date: str) -> None:
    assert written_date(text, ordinal=True) == date


@pytest.mark.parametrize("text", ["1 May 2021", "1th May 2021", "11st May 2021", "31st June 2021"])
def test_a_wrong_ordinal_is_no_date(text: str) -> None:
    assert written_date(text, ordinal=True) is None
