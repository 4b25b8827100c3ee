from qa.text.highlights import highlights, terms_of


def found(text: str, *words: str) -> list[str]:
    return [text[one.start : one.end] for one in highlights(text, terms_of(words))]


def test_a_word_is_found_in_any_form_of_its_term() -> None:
    assert found("Assaults on officers; an officer was assaulted.", "assault", "officer") == [
        "Assaults",
        "officers",
        "officer",
        "assaulted",
    ]


def test_figures_and_compounds_are_found_as_the_analyzer_reads_them() -> None:
    assert found("1,200 prisoners re-offended in 2016.", "1200", "reoffend", "2016") == [
        "1,200",
        "re-offended",
        "2016",
    ]
    assert found("Their well-being matters.", "wellbeing") == ["well-being"]


def test_stop_words_and_words_not_asked_for_are_not_found() -> None:
    assert found("The prison and the court.", "the", "prison") == ["prison"]
    assert found("The prison.") == []
