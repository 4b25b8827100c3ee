"""The quote check over a small store: each kind of quotation, true and false."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.errors import BadRequest, NotFound
from qa.model.quote_checks import MAX_TEXT_CHARS
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

LONG = (
    "The Department opened 325 libraries in prisons during the last financial year. "
    "Each governor decides how many books a library needs, subject to the funds available. "
    "We will publish the full figures for every region in the autumn of next year."
)
OWLS = (
    "Barn owls nest in the roofs of nineteen prisons, and staff are trained to leave them in peace."
)
TITLED = (
    "The exhibition “Art by Offenders Today” shows 370 works in the Royal Festival Hall in London."
)
SAID = "I agree with what the Minister said at the Dispatch Box on Monday about the matter."
ELECTION = (
    "At the general election, 68 organisations were registered with the Commission as campaigners "
    "for whatever might influence the outcome, and 11 were charities of one kind or another."
)
STOCK = "We do not hold this information centrally."
BEFORE = "There were 410 officers of the dog section at work in March 2015."
AFTER = "There were 450 officers of the dog section at work in March 2015."


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quotes")
    settings = Settings(data_dir=folder / "data")

    def answer(uin, text, question, **more):
        html = "".join(f"<p>{one}</p>" for one in text.split("\n"))
        return fact(uin=uin, answer_html=html, question_text=question, **more)

    dogs = "To ask how many officers of the dog section there were."
    first = [
        answer("200", LONG, "To ask how many libraries there are in prisons."),
        answer("201", OWLS, "To ask how many owls there are."),
        answer("202", f"{STOCK}\nNobody counts the kites.", "To ask how many kites."),
        answer("203", STOCK, "To ask how many wrens.", date_answered="2015-04-01"),
        answer("204", BEFORE, dogs),
        answer(
            "206",
            "(2) The kennels are open to every officer. (3) As of today twelve dogs are trained.",
            "To ask about kennels.",
        ),
        answer("208", TITLED, "To ask about exhibitions."),
        answer("209", SAID, "To ask what was said."),
        answer("210", ELECTION, "To ask about campaigners."),
        answer("207", "The prisons lend 370 works of art.", "To ask about paintings."),
        answer(
            "205",
            "The Department opened 400 libraries in prisons during the year.",
            "To ask how many libraries there are in prisons.",
            date_answered="2016-03-09",
            date_tabled="2016-03-02",
        ),
    ]
    second = answer("204", f'There were <del class="ministerial">410</del>'
                    f'<ins class="ministerial">450</ins>{AFTER[14:]}', dogs)  # fmt: skip
    assert not ingest([lines(folder / "a", *first)], settings).rejected
    assert not ingest([lines(folder / "b", second)], settings).rejected
    return Service(settings)


def checked(service, text):
    return service.check_quotations(text)["sentences"]


def only(service, text):
    [found] = [one for one in checked(service, text) if one["finding"] != "not_found"]
    return found


@pytest.mark.parametrize("sentence", [LONG.split(". ")[0] + ".", OWLS, AFTER, STOCK])
@pytest.mark.parametrize("put", ["{}", "It is so. {} He left.", "The Minister said: “{}”", '"{}"'])
def test_a_true_quotation_is_verbatim(service, sentence, put):
    found = only(service, put.format(sentence))
    assert (found["finding"], found["differs_in"], found["left_out"]) == ("verbatim", [], None)
    assert found["sources"][0]["text"] == sentence
    assert service.check_quotations(put.format(sentence))["faults"] == 0


def test_what_is_shown_is_a_slice_of_the_answer(service):
    found = only(service, f"He said so. {LONG[:78]}")
    [source] = found["sources"]
    answer = service.answer(source["answer_id"])
    assert answer.text[source["start"] : source["end"]] == source["text"] == LONG[:78]


@pytest.mark.parametrize(
    ("altered", "differs"),
    [
        (OWLS.replace("nineteen", "thirty"), ["figures"]),
        (OWLS.replace("trained", "told"), ["words"]),
        (OWLS.replace("staff", "all staff"), ["words"]),
        (OWLS.replace(", and staff are trained to leave them in peace", ""), ["cut"]),
        (LONG[:78].replace("325", "335"), ["figures"]),
        (OWLS.replace("nineteen prisons", "forty schools"), ["figures", "words"]),
    ],
)
@pytest.mark.parametrize("put", ["{}", "The Minister said: “{}”"])
def test_an_altered_quotation_is_found_with_what_was_altered(service, altered, differs, put):
    found = only(service, put.format(altered))
    assert (found["finding"], found["differs_in"]) == ("altered", differs)
    assert found["sources"][0]["text"] in (OWLS, LONG[:78])
    assert service.check_quotations(put.format(altered))["faults"] == 1


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        (OWLS.replace("Barn", "barn"), ["case"]),
        (OWLS.replace("prisons,", "prisons"), ["punctuation"]),
        (OWLS.replace("roofs", "‘roofs’"), ["quotation_marks"]),
        (OWLS.replace("prisons, and", "prisons – and"), ["dashes", "punctuation"]),
        (OWLS.replace("prisons", "prisons[1]"), ["footnote_marker"]),
        (OWLS.replace(" in the", "  in\nthe"), []),
    ],
)
def test_the_same_words_are_no_alteration_but_what_differs_is_said(service, changed, differs):
    found = only(service, changed)
    assert found["differs_in"] == differs
    assert found["finding"] == ("same_words" if differs else "verbatim")
    assert service.check_quotations(changed)["faults"] == 0


def test_half_a_sentence_in_quotation_marks_is_verbatim(service):
    found = only(service, "He said that they “nest in the roofs of nineteen prisons” at night.")
    assert (found["finding"], found["quoted"]) == ("verbatim", True)
    assert found["sources"][0]["text"] == "nest in the roofs of nineteen prisons"


@pytest.mark.parametrize("put", ["{}", 'The Minister said: "{}"'])
def test_a_title_in_quotation_marks_does_not_hide_what_is_altered_around_it(service, put):
    altered = TITLED.replace("370", "380")
    found = only(service, put.format(altered))
    assert (found["finding"], found["differs_in"]) == ("altered", ["figures"])
    assert found["sources"][0]["text"] == TITLED


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "‘{}’"])
@pytest.mark.parametrize("title", ["“{}”", '“{}"', "‘{}’"])
def test_marks_within_the_marks_of_a_true_quotation_alter_nothing(service, marks, title):
    inner = TITLED.replace("“Art by Offenders Today”", title.format("Art by Offenders Today"))
    found = only(service, f"The Minister said: {marks.format(inner)}")
    assert found["finding"] in ("verbatim", "same_words")
    assert found["sources"][0]["text"] == TITLED


def test_a_true_quotation_within_other_words_is_checked_by_itself(service):
    found = only(service, "The Board said that owls “nest in the roofs of nineteen prisons, and "
                 "staff are trained to leave them in peace”.")  # fmt: skip
    assert (found["finding"], found["quoted"]) == ("verbatim", True)


def test_who_speaks_and_a_quotation_are_not_spliced_out_of_two_answers(service):
    found = service.check_quotations(f"The Minister said: “{ELECTION}”")
    assert (found["counts"], found["faults"]) == ({"verbatim": 1}, 0)


def test_a_mark_that_closes_nothing_opens_no_quotation(service):
    prose = "Journalists who ring at midnight deserve a kinder switchboard than ours."
    found = service.check_quotations(f'{OWLS[:-1]}" as before. {prose}')
    assert [one["quoted"] for one in found["sentences"]] == [False, False]


def test_a_sentence_that_is_left_out_is_shown(service):
    first, gone, last = LONG.replace(". ", ".\n").split("\n")
    found = checked(service, f"“{first} {last}”")
    assert [one["left_out"] for one in found] == [None, gone]
    assert service.check_quotations(f"“{first} {last}”")["faults"] == 1


def test_a_sentence_that_ends_like_an_abbreviation_is_found_before_another(service):
    art = "The prisons lend 370 works of art. "
    found = checked(service, f"It is so. {art}Journalists who ring at night deserve better.")
    assert [one["finding"] for one in found] == ["not_found", "verbatim", "not_found"]


def test_the_numbers_of_a_list_are_not_left_out(service):
    items = "(2) The kennels are open to every officer. (3) As of today twelve dogs are trained."
    found = service.check_quotations(items)
    assert (found["counts"], found["faults"]) == ({"verbatim": 2}, 0)


@pytest.mark.parametrize("between", [" … ", " [...] ", "” He went on: “", " It is so. "])
def test_what_is_marked_as_left_out_or_quoted_apart_is_no_fault(service, between):
    first, _, last = LONG.replace(". ", ".\n").split("\n")
    assert service.check_quotations(f"“{first}{between}{last}”"
                                    if "It is" not in between else f"{first}{between}{last}"
                                    )["faults"] == 0  # fmt: skip


def test_a_sentence_spliced_out_of_two_answers_names_both(service):
    spliced = (
        "Each governor decides how many books a library needs, and staff are trained to leave them "
        "in peace."
    )
    for text in (spliced, f"The Minister said: “{spliced}”"):
        found = only(service, text)
        assert (found["finding"], found["differs_in"]) == ("altered", ["spliced"])
        assert [one["uin"] for one in found["sources"]] == ["200", "201"]


def test_a_sentence_too_short_to_be_looked_for_is_found_beside_its_neighbour(service):
    found = checked(service, f"“{STOCK} Nobody counts the kites.”")
    assert [one["finding"] for one in found] == ["verbatim"] * 2


def test_a_sentence_of_which_the_end_is_rewritten_is_altered(service):
    text = OWLS.replace("to leave them in peace", "by volunteers to count the eggs in every spring")
    found = only(service, f"It is so. {text}")
    assert (found["finding"], found["differs_in"]) == ("altered", ["words"])
    assert found["sources"][0]["text"] == OWLS


def test_a_quotation_that_nobody_gave_is_a_fault_and_own_prose_is_none(service):
    prose = "Journalists who ring at midnight deserve a kinder switchboard than ours."
    assert service.check_quotations(prose)["faults"] == 0
    assert service.check_quotations(f"The Minister said: “{prose}”")["faults"] == 1
    assert service.check_quotations("It is called “Better Prisons”.")["faults"] == 0


def test_of_equal_sentences_that_beside_its_neighbour_is_chosen_else_the_newest(service):
    assert only(service, STOCK)["sources"][0]["uin"] == "203"
    assert only(service, STOCK)["others"] == 1
    found = checked(service, f"{STOCK} Nobody counts the kites.")
    assert [one["sources"][0]["uin"] for one in found] == ["202", "202"]


def test_what_was_said_before_a_correction_is_found_with_when_it_ceased_and_what_is_said_now(
    service,
):
    found = only(service, BEFORE)
    [source] = found["sources"]
    assert (found["finding"], source["status"]) == ("verbatim", "corrected")
    assert source["standing"]["still_said"] is False
    assert source["standing"]["changed_on"]
    assert source["standing"]["said_now"] == AFTER
    assert only(service, AFTER)["sources"][0]["standing"]["still_said"] is True


def test_a_later_answer_to_the_same_question_is_named(service):
    [source] = only(service, LONG[:78])["sources"]
    assert source["standing"]["later_answers"] == [
        {"answer_id": "2016-03-02/205", "date_answered": "2016-03-09", "says_the_same": False}
    ]


def test_a_permanent_address_says_the_same_before_and_after_a_correction(service):
    for text, said in ((BEFORE, False), (AFTER, True)):
        [source] = only(service, text)["sources"]
        answer_id, version, bounds = source["quotation_id"].rsplit("/", 2)
        start, end = map(int, bounds.split("-"))
        found = service.quotation(answer_id, version, start, end)
        assert (found["text"], found["date_answered"]) == (text, "2015-03-09")
        assert found["standing"]["still_said"] is said


@pytest.mark.parametrize("wrong", [("0" * 12, 0, 9), ("x", 0, 9), ("", 0, 9), ("%", 0, 1)])
def test_an_address_of_what_was_never_said_is_refused(service, wrong):
    with pytest.raises(NotFound, match="never had"):
        service.quotation("2015-03-02/204", *wrong)


@pytest.mark.parametrize("bounds", [(-1, 5), (5, 5), (9, 3), (0, 10**9)])
def test_a_slice_outside_the_text_is_refused(service, bounds):
    version = only(service, AFTER)["sources"][0]["quotation_id"].split("/")[2]
    with pytest.raises(NotFound, match="never had"):
        service.quotation("2015-03-02/204", version, *bounds)


@pytest.mark.parametrize(
    ("text", "said"), [("", "empty"), (" \n", "empty"), ("x" * (MAX_TEXT_CHARS + 1), "50,001")]
)
def test_an_empty_or_long_text_is_refused(service, text, said):
    with pytest.raises(BadRequest, match=said):
        service.check_quotations(text)


@given(st.text(alphabet="aW 1.“”\"'’…[]\n|-?£%\x00\ud800<>&*", max_size=80))
def test_any_text_is_checked(service, text):
    if text.strip():
        found = service.check_quotations(text)
        for one in found["sentences"]:
            assert text[one["start"] : one["end"]] == one["text"]
