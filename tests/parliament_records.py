"""Made-up questions for the fake of Parliament's API: awkward ones by name, and any number."""

import random
from datetime import date, timedelta

TYPICAL = "<p>There are <strong>twelve</strong> libraries.</p><p> </p><p>On average.</p>"
MEMBERS = {
    4001: ("Smith, Ann", "Ann Smith", "Labour", "d50000", "Lab", "Anywhere"),
    4002: ("Jones, Bob", "Bob Jones", "Conservative", "0063ba", "Con", "Elsewhere"),
    4003: ("Brown, L.", "Baroness Brown", "Crossbench", "909090", "CB", "Life peer"),
}
BODIES = {54: "Ministry of Justice", 1: "Home Office", 60: "Department for Education"}


def question(id, **stated):
    """A complete record: all 30 keys in their order, answered unless stated otherwise."""
    uin = str(stated.get("uin", id % 100_000))
    record = {
        "id": id,
        "askingMemberId": 4001,
        "askingMember": None,
        "house": "Lords" if uin.startswith("HL") else "Commons",
        "memberHasInterest": False,
        "dateTabled": "2024-01-05",
        "dateForAnswer": "2024-01-12",
        "uin": uin,
        "questionText": f"To ask the Secretary of State for Justice, what number {id} is.",
        "answeringBodyId": 54,
        "answeringBodyName": "Ministry of Justice",
        "isWithdrawn": False,
        "isNamedDay": False,
        "groupedQuestions": [],
        "answerIsHolding": False,
        "answerIsCorrection": False,
        "answeringMemberId": 4002,
        "answeringMember": None,
        "correctingMemberId": None,
        "correctingMember": None,
        "dateAnswered": "2024-01-12",
        "answerText": TYPICAL,
        "originalAnswerText": "",
        "comparableAnswerText": "",
        "dateAnswerCorrected": None,
        "dateHoldingAnswer": None,
        "attachmentCount": 0,
        "heading": "Prisons: Libraries",
        "attachments": [],
        "groupedQuestionsDates": [],
    }
    unknown = stated.keys() - record.keys()
    assert not unknown, unknown
    record |= stated | {"uin": uin}
    for name in record:
        if name.startswith("date") and record[name] and "T" not in record[name]:
            record[name] += "T00:00:00"
    return record


def unanswered(id, **stated):
    """A record of a question without an answer."""
    nothing = dict.fromkeys(
        ("answerIsHolding", "answerIsCorrection", "answeringMemberId", "dateAnswered", "answerText")
    )
    return question(id, **nothing | stated)


def corrected(id, **stated):
    """A record of an answer that was corrected eleven days later by another minister."""
    text = (
        '<p>There are <del class="ministerial">12</del><ins class="ministerial">14</ins> libraries.'
    )
    return question(
        id,
        **{
            "answerIsCorrection": True,
            "correctingMemberId": 4003,
            "dateAnswerCorrected": "2024-01-23",
            "answerText": "<p>There are 14 libraries.</p>",
            "originalAnswerText": "<p>There are 12 libraries.</p>",
            "comparableAnswerText": f"{text}</p>",
        }
        | stated,
    )


ATTACHMENT = {
    "url": "https://files.example/libraries.xlsx",
    "title": "Libraries by prison",
    "fileType": "xlsx",
    "fileSizeBytes": 12_595,
}
TABLE = (
    "<table><tbody><tr><td><p><strong>Year</strong></p></td><td><p><strong>Number</strong></p></td>"
    "</tr><tr><td><p>2015</p></td><td><p>9312</p></td></tr></tbody></table>"
)
NAMED = {
    "plain": question(1700001),
    "long question": question(1700002, questionText="To ask " + "x" * 300),
    "answer of 255": question(1700003, answerText=f"<p>{'a' * 255}</p>"),
    "answer of 256": question(1700004, answerText=f"<p>{'a' * 256}</p>"),
    "table": question(1700005, answerText=TABLE),
    "notes": question(
        1700006, answerText="<p>About 1,200<sup>1,2</sup>.</p><p><sup>1</sup> Rounded.</p>"
    ),
    "attachment": question(1700007, attachmentCount=1, attachments=[ATTACHMENT]),
    "holding": question(
        1700008,
        answerIsHolding=True,
        dateHoldingAnswer="2024-01-11",
        dateAnswered="2024-01-11",
        answerText="<p>It has not proved possible to respond in the time available.</p>",
    ),
    "holding, then answered": question(
        1700009, dateHoldingAnswer="2024-01-11", dateAnswered="2024-01-22", isNamedDay=True
    ),
    "corrected": corrected(1700010),
    "withdrawn": unanswered(1700011, isWithdrawn=True),
    "unanswered": unanswered(1700012),
    "one of a group": question(
        1700013,
        uin="8159",
        dateTabled="2024-01-05",
        groupedQuestions=["8160"],
        groupedQuestionsDates=[{"questionUin": "8160", "dateTabled": "2024-01-08T00:00:00"}],
    ),
    "other of a group": question(
        1700014,
        uin="8160",
        dateTabled="2024-01-08",
        groupedQuestions=["8159"],
        groupedQuestionsDates=[{"questionUin": "8159", "dateTabled": "2024-01-05T00:00:00"}],
    ),
    "no heading": question(1700015, heading=None),
    "heading with a blank": question(1700016, heading=" MOD St Athan"),
    "Lords": question(1700017, uin="HL2522", askingMemberId=4003),
    "same UIN, last session": question(
        1600018, uin="7947", dateTabled="2023-02-06", dateAnswered="2023-02-13"
    ),
    "same UIN, this session": question(1700018, uin="7947"),
    "oral, not reached": question(1700019, uin="905983"),
    "renamed body": question(
        1600020,
        dateTabled="2023-02-07",
        dateAnswered="2023-02-14",
        answeringBodyId=217,
        answeringBodyName="Department for Digital, Culture, Media and Sport",
    ),
    "after the renaming": question(
        1700020, answeringBodyId=217, answeringBodyName="Department for Culture, Media and Sport"
    ),
    "beyond ASCII": question(
        1700021, answerText="<p>It cost £5\u00a0million, Her Majesty’s “own”.</p>"
    ),
}
"""One record for each case that a client may get wrong."""


def many(count, days, seed=1, begin=date(2024, 1, 1)):
    """`count` questions tabled over `days` days, of three bodies and every status."""
    chance = random.Random(seed)
    made = {}
    for number in range(count):
        id = 1_800_000 + number
        tabled = begin + timedelta(days=number * days // count)
        answered = tabled + timedelta(days=chance.randrange(1, 15))
        body = chance.choice(list(BODIES))
        stated = {
            "uin": f"HL{number + 1}" if number % 5 == 0 else str(20_000 + number),
            "dateTabled": tabled.isoformat(),
            "answeringBodyId": body,
            "answeringBodyName": BODIES[body],
        }
        given = {"dateAnswered": answered.isoformat(), "answerText": f"<p>It is {number}.</p>"}
        kind = chance.random()
        if kind < 0.05:
            made[id] = unanswered(id, **stated)
        elif kind < 0.08:
            made[id] = unanswered(id, isWithdrawn=True, **stated)
        elif kind < 0.12:
            held = {"answerIsHolding": True, "dateHoldingAnswer": given["dateAnswered"]}
            made[id] = question(id, **stated, **given, **held)
        elif kind < 0.17:
            on = (answered + timedelta(days=chance.randrange(1, 9))).isoformat()
            made[id] = corrected(id, **stated, **given | {"dateAnswerCorrected": on})
        else:
            made[id] = question(id, **stated, **given)
    return made
