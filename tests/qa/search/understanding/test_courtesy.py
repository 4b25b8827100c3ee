"""Courtesy, haste, signatures and mail around a question change nothing of what is searched."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model import Request
from qa.search.understanding.context import QueryContext
from qa.search.understanding.courtesy import without_courtesy
from qa.search.understanding.mail import question_in_mail
from qa.search.understanding.query import understand
from qa.search.understanding.small_talk import small_talk_reply
from qa.text.analyzer import Analyzer

ANALYZER = Analyzer()
QUESTIONS = [
    "hedgehogs",
    "how many people turned down an honour?",
    "cat A and B escapes last 4 years",
    "new instruction on trans prisoners, when",
    "is anything being done to help farmers",
    "find your own way home scheme",
    "whiplash reform - any further consultation planned?",
    "Has the money for PE in primaries led to children doing more school sport?",
    "need to know principle in vetting",
    "urgent care centres: waiting times",
]
WRAPPERS = [
    "Hi, could you please help me find anything on {}? Many thanks",
    "URGENT - NEED BY NOON: {}",
    "URGENT {} ASAP",
    "{}\nThanks,\nSam",
    "{} / Thanks, / Sam",
    "{}\n\nMany thanks,\nJo Smith\nPolicy Adviser",
    "{} Many thanks, Jo Smith / Policy Adviser",
    "Dear colleagues,\n{}\nKind regards\nA. N. Other\nMinistry of Justice",
    "I am drafting a reply for the minister and need to know {}",
    "We are preparing a briefing for the Secretary of State and would like to know {}",
    "hello, {} please",
    "Hi team - quick question: {} Thanks!",
    "Good morning,\n\nI was wondering if you could tell me {}\n\nBest wishes,\nAlex",
    "pls find me info on {} asap",
    "Urgent!! Minister needs this today. {}",
    "Hi Sam, do you know {}",
    "can anyone tell me {} thanks",
    "I'd like to know {}",
    "sorry to bother you, but I need {} by close of play",
    "Morning all, hope everyone had a good weekend. {}",
    "Sorry to chase but does anybody know {}",
    "Can I have the line on {}",
    "Jane, can you pull together lines on {}",
    "Hi, could someone in your team pull together everything on {}",
    "{}, our minister has a debate at 2pm",
    "{}. SoS is on the Today programme tomorrow",
    "ok now {}",
    "Start again: {}",
    "ok, forget that. {}",
    "Moving on, {}",
    "Could you send over anything we've said on {}",
    "SpAd is after the following by COP: {}",
    "PQ HL1234 due Weds - does anyone have a previous on {}",
    "need the stats asap - {}",
    "One more thing - {}",
    "Is there a line on this: {} Thx",
    "Private secretary wants to know by 5pm {}",
    "{} - grateful for anything by close tomorrow",
    "{} Grateful for a steer by Friday.",
    "{} Happy to discuss.",
    "{} Any help gratefully received!",
    "{}\n\nHappy to discuss.\n\nP\n\nPriya Shah | Policy Lead, Strategy\nT: 020 7946 0000",
    "Hello colleagues,\n\nCommission below.\n\n{}\n\nPlease return by 1600.\n\nThank you,\nPBU",
    "Could anyone on the team dig out what has been said about {}",
    "I've got a PQ in from a backbencher: {}",
    "We're briefing the PM for PMQs, need to know {}",
    "just checking - {}",
    "fyi {}",
    "Hi Sam - {} - ta",
    "{}?? urgent!!",
    "for info, {}",
    "Dear Sir/Madam,\n\nI am writing to ask {}\n\nYours faithfully,\nMrs J. Brown",
    "quick one before the debate: {}",
    "My boss is asking {} and wants it today",
    "As discussed, could you check {}",
    "Following up from this morning's meeting, can you find {}",
    "I need to brief the minister on {}",
    "anything on {}?",
    "{} (for a debate on Tuesday)",
    "{} pls respond asap",
    "{}\n\nSent from my iPhone",
    "{}\n\nKind regards\n\nDr A. N. Other OBE\nSenior Policy Adviser\n5th Floor"
    ", 100 Parliament Street, London SW1A 2BQ\nwww.gov.uk | Follow us",
    "OFFICIAL\n\nHi Jo,\n\n{}\n\nThanks,\nBen",
    "[OFFICIAL-SENSITIVE] {}",
    "ok different topic - {}",
    "Hello,\n\nI'm a researcher for Jane Smith MP and we'd like to know {}\n\nThanks so much,\nTom",
    "My name is Tom Jones and I work for Jane Smith MP. I need to know {}",
    "pls ignore my last message. {}",
    "minister wants to know {}, can u help",
    "Hi Sam,\n\nHope you're well. Quick one - minister has an oral question tomorrow, can you dig"
    " out anything we've said on {}? Needed by 4pm!\n\nThanks\nPriya",
    "Morning both, sorry for the short notice. PS has asked what the department's line is on {} -"
    " could you let me have whatever's been published by 11? Ta, Jo",
    "FAO: PQ team. Does anyone know if we've answered anything on {}??",
    "RE: PQ 12345\n\n{}\n\nMany thanks in advance",
]
DRAFT = (
    "To ask the right hon. Member for Meriden, representing the Church Commissioners, what"
    " investment St. Mary's has in cinemas; and if it will increase it."
)
SMALL_TALK = [
    "thanks",
    "thank you very much",
    "thanks, that's really helpful!",
    "hello",
    "Hi there!",
    "good morning",
    "help",
    "ok",
    "ok thanks",
    "who are you?",
    "what can you do",
    "hi, are you a real person?",
    "what time is it",
    "goodbye",
]


def understood(question, **asked):
    return understand(Request(question, **asked), QueryContext(ANALYZER, date(2018, 1, 31)), 5000)[
        0
    ]


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_wrapped_question_has_the_terms_of_the_bare_one(question, wrapper):
    wrapped = understood(wrapper.format(question))
    assert wrapped.terms == understood(question).terms
    assert "courtesy" in wrapped.interpretations


@pytest.mark.parametrize(
    "wrapper",
    [
        "list all PQs about {}",
        "any written questions on {}",
        "are there any answers on {}?",
        "Is there an answer on {}",
        "show me the answers that mention {}",
        "find all answers mentioning {} pls",
        "previous parliamentary questions tabled about {}",
        "Hi, can you find PQs about {}? Thanks",
        "our recent replies regarding {}",
    ],
)
def test_what_asks_for_answers_is_no_part_of_their_subject(wrapper):
    assert understood(wrapper.format("owls in barns")).terms == ("owl", "barn")


@pytest.mark.parametrize(
    "question",
    [
        *QUESTIONS,
        "answers to prayers",
        "the answer machine on the helpline",
        "exam questions about bees",
        "does he answer on behalf of the trust",
        "hi vis jackets",
        "Dear John letters to soldiers",
        "thank you payments to foster carers",
        "best practice in prisons",
        "Best interests assessors, training",
        "help to buy",
        "help for the homeless",
        "priority schools building",
        "deadline for tax returns",
        "please",
        "Good Morning Britain interviews",
        "private office letters",
        "Meetings with journalists about fracking",
        "letters from constituents about bees",
        "the need for changes to bail",
        "What steps is HMRC taking to check returns?",
        "what about bees?",
        "questions asked by Philip Davies about bees",
        "Will someone who was attacked be told?",
        "can anybody with two homes vote twice",
        "draft",
        "ministers and officials today",
        "Rwanda, will flights go ahead?",
        "moving on from custody",
        "next steps on bees",
    ],
)
def test_a_question_without_courtesy_stays(question):
    assert without_courtesy(question) == question
    assert question_in_mail(question) == question


def test_courtesy_can_be_switched_off():
    assert "hi" in understood("Hi, hedgehogs", disabled=("courtesy",)).terms


@given(st.text(max_size=80))
def test_no_text_loses_its_last_word(text):
    kept = without_courtesy(question_in_mail(text))
    assert kept == text or any(one.isalnum() for one in kept)


@pytest.mark.parametrize(
    "mail",
    [
        "Hi team,\n\nNew PQ below, draft please by 12 noon Thursday.\n\n{}\n\nThanks,\nAlex",
        "Hi team, New PQ below, draft please by noon. {} Thanks, Alex",
        "From: A B\nSent: 1 May 2018 10:02\nTo: C\nSubject: PQ 41780\n\nFor today:\n\n{}\n\nA",
        "For you?\n\n-----Original Message-----\nFrom: A B\nTo: C\n\n{}\n\nA B\nPolicy Adviser",
        "Can you take this one please?\n\n> Hi\n>\n> {}\n> Thanks",
    ],
)
def test_a_parliamentary_question_in_a_mail_is_the_question(mail):
    broken = DRAFT.replace(" what", "\nwhat")
    for draft in (DRAFT, broken):
        text = mail.format(draft.replace("\n", "\n> ") if "\n> Hi" in mail else draft)
        assert " ".join(question_in_mail(text).split()) == DRAFT
        assert understood(text).terms == understood(DRAFT).terms
        assert "mail" in understood(text).interpretations


STORY = (
    "I am a constituent of yours in Ashford. My mother, who is 84, has been waiting for over "
    "fourteen months for an operation at the hospital. This has made her ill."
)


@pytest.mark.parametrize(
    "asked",
    [
        "What is being done about waiting lists for hip replacements?",
        "Could you let me know how many hip replacements were cancelled in Kent last winter?",
        "She would like to know whether surgeons are paid for private operations abroad?",
        "Why are hip replacements late? Will more surgeons be trained in Kent?",
    ],
)
def test_of_a_letter_the_questions_are_read(asked):
    letter = f"Dear Minister,\n\n{STORY} {asked}\n\nYours faithfully,\nP Jones"
    assert understood(letter).terms == understood(asked).terms
    assert "mail" in understood(letter).interpretations
    everything = understood(letter, disabled=("mail",)).terms
    assert "ashford" in everything


@pytest.mark.parametrize(
    "asked",
    ["Is that right?", "Please send over anything on this?", "What can be done?", "It must end."],
)
def test_a_letter_whose_questions_say_too_little_is_read_whole(asked):
    assert "oper" in understood(f"{STORY} {asked}").terms


def test_a_short_message_is_no_letter():
    assert question_in_mail("Owls nest here. Bats too. How many herons nest in Kent woods?") == (
        "Owls nest here. Bats too. How many herons nest in Kent woods?"
    )


def test_headers_and_quoted_lines_are_no_part_of_a_question():
    mail = "From: A\nTo: B\nSubject: fish\n\nwhat are the quotas for herring?\n\n> about fish\n> A"
    assert question_in_mail(mail) == "what are the quotas for herring?"
    assert question_in_mail("From: A\nSubject: quotas for herring\n\nHi").strip() == (
        "quotas for herring"
    )
    assert question_in_mail(DRAFT) == DRAFT


def test_a_sentence_that_names_a_subject_is_kept():
    asked = "Prison overcrowding. The minister is in a debate on escapes today"
    assert without_courtesy(asked) == asked


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (
            "Prison overcrowding. We need figures for Leeds",
            "Prison overcrowding. figures for Leeds",
        ),
        (
            "Owls in barns? Could you let me know what the government's position is on bats?",
            "Owls in barns? bats?",
        ),
    ],
)
def test_each_sentence_loses_its_opening(typed, asked):
    assert without_courtesy(typed) == asked


@pytest.mark.parametrize("turn", SMALL_TALK)
def test_small_talk_has_a_reply_and_no_terms(turn):
    assert small_talk_reply(turn)
    assert understood(turn, history=("nuisance calls",)).terms == ()
    alone = understood("and for women?", history=("prison education", turn))
    assert alone.terms == ("women", "prison", "educ")


@pytest.mark.parametrize("question", [*QUESTIONS, DRAFT, "time", "help to buy", "prison"])
def test_a_question_is_no_small_talk(question):
    assert small_talk_reply(question) is None


def test_small_talk_within_courtesy_is_no_question_before_and_has_a_reply():
    talk = "Hi Sam, thanks so much"
    alone = understood(talk)
    assert alone.terms == ()
    assert small_talk_reply(alone.rewritten)
    after = understood("and for women?", history=("prison libraries", talk))
    assert after.terms == understood("and for women?", history=("prison libraries",)).terms
    assert "history" not in understood("why?", history=(talk,)).interpretations
