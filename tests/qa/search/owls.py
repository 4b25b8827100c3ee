"""Answers that all say something of owls, one a day, in an order that is known."""

from tests.making import fact

WORDS = "barn cave copse dell field glade grove heath ledge marsh mill moor".split()
FACTS = [
    fact(
        uin=str(5000 + number),
        date_answered=f"2015-03-{number + 10}",
        question_text=f"To ask about matter {number}.",
        answer_html=f"<p>Owls of every {word} are counted {number * 3 + 7} times "
        + " ".join(f"{word}{n}" for n in range(number * 2))
        + " there.</p>",
        heading=None,
    )
    for number, word in enumerate(WORDS)
]
OWLS = "owls counted"
