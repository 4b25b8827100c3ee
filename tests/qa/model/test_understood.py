"""How a question was understood, in words."""

from qa.model.understood import understood_in_words


def test_other_words_that_were_searched_are_said_in_one_part():
    query = {
        "house": "Commons",
        "sort": "newest",
        "interpretations": ["expansion:prison", "order", "expansion:custody"],
    }
    assert understood_in_words(query) == (
        "House of Commons; newest first; also searched: prison / custody"
    )


def test_nothing_is_said_of_a_question_read_as_typed():
    assert understood_in_words({"sort": "relevance", "interpretations": []}) == ""
