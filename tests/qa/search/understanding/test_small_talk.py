"""Small talk gets a sentence and no search; a question is never taken for it."""

import pytest

from qa.search.understanding.small_talk import small_talk_reply

TALK = """
hi
hiya
hello there
good evening
hey how are you
how are you doing today?
who made you
what is your name
what are you
are you a bot
are you human?
can you help me
help me please
i need help
how do I use this
how does this work
what do you know
what can I ask
what can i ask you?
thank you
thanks so much, very helpful
cheers mate
brilliant, thanks
perfect
great
ok cool
lovely
that's great thanks
no thanks
yes
no
ok
bye
see you later
good night
sorry
never mind
nevermind
test
testing
lol
haha
hmm
?
...
that's all for now
that is not what I asked
that's wrong
you're wrong
this is rubbish
stop
start again
clear
exit
what's the weather
tell me a joke
what time is it
what day is it today
are you there
is anyone there
please
hello? anyone?
good job
well done
nice one
thanks thats great
thats all
whats the time
you're a star
I love you
do you speak french
merci
can I speak to a human
speak to someone
""".strip().splitlines()
QUESTIONS = """
how is it used?
does it work
who can ask a question
night work
job search
time to answer
good practice
test centres
help for carers
exit checks
what did they say
is that all of them
who made it
what is it for?
any more?
tell me about it
why is that
no, Wales
not what I said about Wales
none of these prisons
sorry state of prisons
thank you payments to foster carers
Dear John letters
Hi Vis jackets
No Deal
Star Chamber
Many thanks to Grenfell firefighters
what is wrong with the trains
190140
No. 190140
""".strip().splitlines()


@pytest.mark.parametrize("turn", TALK)
def test_small_talk_has_a_sentence(turn):
    assert small_talk_reply(turn)
    assert small_talk_reply(turn.upper())


@pytest.mark.parametrize(
    "turn", ["Thanks Sam", "Many thanks, Priya", "Hi Sam, thanks so much", "cheers Bob!"]
)
def test_who_is_greeted_or_thanked_may_be_named(turn):
    assert small_talk_reply(turn)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_no_small_talk(question):
    assert small_talk_reply(question) is None


def test_thanks_and_complaints_have_sentences_of_their_own():
    replies = {small_talk_reply(turn) for turn in ("thanks!", "that's wrong", "who are you?")}
    assert len(replies) == 3
    missed = ["Not what I wanted", "that's not it", "none of these", "no, this isn't right"]
    missed += ["That doesn't answer my question", "not really what I was looking for"]
    replies = {small_talk_reply(turn) for turn in missed}
    assert replies == {small_talk_reply("that's wrong")}
