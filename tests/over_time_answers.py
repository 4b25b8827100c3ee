"""Answers to questions that are asked year after year, made up for the tests."""

from tests.making import fact

KEEPERS = (
    "To ask the Secretary of State for Justice, how many keepers trained at lighthouses in {}."
)
FERRIES = "To ask the Secretary of State for Justice, how many ferries sailed to islands by route."
COINS = "To ask the Secretary of State for Justice, how many coins were minted in each year."


def given(uin, day, question, *paragraphs, **stated):
    html = "".join(one if one.startswith("<") else f"<p>{one}</p>" for one in paragraphs)
    return fact(uin=uin, date_tabled=day, date_answered=day, question_text=question,
                answer_html=html, **stated)  # fmt: skip


def table(*rows):
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


SAID = "In the year to March {}, {} keepers trained at lighthouses in England."
ROUTES = "The number of ferries that sailed to islands is in the table below."
KITES = "To ask the Secretary of State for Justice, what kites cost to insure."
SILK = "To ask the Secretary of State for Justice, which kites are made of silk."
BEACHES = "To ask the Secretary of State for Justice, how many kites flew over beaches."
SLEDGES = "To ask the Secretary of State for Justice, how many sledges were sold."
OLD_SLEDGES = "To ask the Secretary of State for Justice, where old sledges are kept."
MINTED = "The number of coins minted in each year is in the table below:"
FACTS = [
    given("1", "2014-06-09", KEEPERS.format(2014), SAID.format(2014, "1,140"), "All passed."),
    given("2", "2015-06-09", KEEPERS.format(2015), SAID.format(2015, "1,200"), "All passed."),
    given("3", "2017-06-09", KEEPERS.format(2017), SAID.format(2017, "1,300")),
    given("4", "2016-06-09", KEEPERS.format(2016), "I refer the hon. Member to my letter."),
    # Another unit, and another thing: never the same series.
    given("5", "2018-06-09", KEEPERS.format(2018),
          "In the year to March 2018, 90% of keepers trained at lighthouses in England.",
          "In the year to March 2018, 45 keepers trained at lighthouses in Wales."),
    given("11", "2015-03-02", FERRIES, ROUTES,
          table(("Route", "2012", "2013", "2014"), ("North", "512", "530", "541"),
                ("South", "12", "-", "15"))),
    given("12", "2016-03-02", FERRIES, ROUTES,
          table(("Route", "2013", "2014", "2016"), ("North", "530", "549", "560"),
                ("South", "13", "15", "fewer than five"))),
    given("13", "2017-03-02", FERRIES, "The number of boats on hire is in the table below.",
          table(("Route", "2017", "2018", "2019"), ("North", "7", "8", "9"))),
    given("21", "2015-04-02", COINS, MINTED,
          table(("Year", "Coins (thousands)", "Cost"), ("2012-13", "410", "£31"),
                ("2013-14", "420", "£32"))),
    given("22", "2016-04-02", COINS, MINTED,
          table(("Year", "Coins (thousands)", "Cost"), ("2014-15", "430", "33"))),
    # Asked on two days, once, and twice on one day.
    given("31", "2014-05-06", KITES, "Kites cost £3 to insure."),
    given("32", "2016-05-06", KITES, "Kites cost £4 to insure."),
    given("33", "2015-05-06", SILK, "No kites are made of silk."),
    given("34", "2017-05-06", BEACHES, "Kites flew over 12 beaches."),
    given("35", "2017-05-06", BEACHES, "Kites flew over 12 beaches."),
    given("41", "2017-07-06", SLEDGES, "7 sledges were sold."),
    given("42", "2017-07-06", SLEDGES, "7 sledges were sold."),
    given("43", "2015-07-06", OLD_SLEDGES, "Old sledges are kept in barns."),
    *(given(f"9{n}", "2013-03-02", f"To ask about {n} boats.", f"{n}.") for n in range(9)),
]  # fmt: skip
