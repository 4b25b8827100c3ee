"""Spellings of one word become one; other words stay."""

import pytest

from qa.text.spelling_variants import FIGURES, one_spelling


@pytest.mark.parametrize(
    "pair",
    """judgement judgment/acknowledgement acknowledgment/organize organise/organized organised
    organizing organising/organization organisation/organizations organisations/analyze analyse
    paralyzed paralysed/emphasize emphasise/privatization privatisation/color colour/colors colours
    labor labour/behavior behaviour/neighborhood neighbourhood/favorite favourite/honored honoured
    traveled travelled/traveler traveller/canceled cancelled/counselor counsellor/labeling labelling
    enrollment enrolment/fulfill fulfil/installment instalment/skillful skilful/center centre
    theaters theatres/fiber fibre/defense defence/offense offence/license licence
    licensing licencing/program programme/catalog catalogue/gray grey/mold mould/plow plough
    pediatric paediatric/orthopedic orthopaedic/hemophilia haemophilia/anesthetic anaesthetic
    leukemia leukaemia/diarrhea diarrhoea/foetus fetus/archeology archaeology/skeptic sceptic
    sulfur sulphur/aluminum aluminium/jewelry jewellery/enquiry inquiry/despatch dispatch
    artifact artefact/advisor adviser/benefitted benefited/focussed focused/targetting targeting
    practise practice""".replace("\n", "/").split("/"),
)
def test_two_spellings_are_one(pair):
    one, other = pair.split()
    assert one_spelling(one) == one_spelling(other)


@pytest.mark.parametrize(
    "word",
    """size resize prize seize seized capsized laboratory laborious honorary humorous vigorous
    coloration doctor sector factor minor major author actor meter tire check story licensee
    parlous prison horizon citizen magazine waltz quiz pizza kilometres travel cancel label total
    filled pulled skilled willing controlled""".split(),
)
def test_another_word_is_no_variant(word):
    kept = one_spelling(word)
    assert kept == word or (word, kept) == ("licensee", "licencee")


def test_number_words_have_figures_but_one_is_a_pronoun():
    assert (FIGURES["two"], FIGURES["twelve"], FIGURES["ninety"]) == ("2", "12", "90")
    assert "one" not in FIGURES
