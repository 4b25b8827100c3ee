"""What hurried officials write around a question: ten templates of each kind, `{}` the question."""

from __future__ import annotations

SIGNATURE = (
    "Priya Shah\nParliamentary Branch | Strategy Directorate\n"
    "Tel: 020 7946 0321 | priya.shah@example.gov.uk"
)

WRAPPERS: dict[str, tuple[str, ...]] = {
    "courtesy": (
        "Hi, could you please help me find anything on {}? Many thanks",
        "Hello, please can you tell me {} Thank you very much.",
        "Good morning, I wonder if you could help with the following: {} Kind regards",
        "Dear all, I would be grateful if you could let me know {} Thanks in advance",
        "Hi there - sorry to bother you - {} Thanks so much!",
        "Afternoon team, can anyone help? {} Cheers",
        "Hello. Do you have anything on {} please? Thank you.",
        "hiya, quick one, {} ta",
        "Please could someone point me to {} Much appreciated.",
        "Hope you are well. I am trying to find out {} Best wishes",
    ),
    "haste": (
        "URGENT - NEED BY NOON: {}",
        "Urgent!! {}",
        "asap please: {}",
        "Need this for a 2pm meeting - {}",
        "URGENT PQ due today. {}",
        "{} - needed by close of play today",
        "{} (minister needs this in 10 mins)",
        "Quick turnaround please!! {}",
        "Deadline 4pm today: {} ASAP",
        "very urgent, private office chasing: {}",
    ),
    "signature": (
        "{}\nThanks,\nSam",
        "{}\n\nKind regards\n\n" + SIGNATURE,
        "{}\n\n-- \nTom Okafor\nBriefing Unit",
        "{} / Thanks / Jo",
        "{}\n\nBest,\nAnna",
        "{}\n\nMany thanks\n\nDavid Lloyd (he/him)\nPolicy Adviser",
        "{}\nCheers\nMo",
        "{}\n\nYours sincerely,\n\nMrs E Whittaker\nHead of Correspondence",
        "{}\n\nRegards\nR. Patel\nExt 4471\n\nSent from my iPhone",
        "{}\n\nThank you\n\nCatherine Byrne | Deputy Director | 07700 900123",
    ),
    "context": (
        "I'm drafting a reply for the minister and need to know {}",
        "I am preparing a briefing for the Secretary of State and I need to find out {}",
        "The private office has asked me {}",
        "For a speech tomorrow I need anything we have on {}",
        "We have had a letter from a constituent asking about this: {}",
        "I'm new in the team and my manager wants to know {}",
        "Working on a submission, so I want to check {}",
        "A journalist has just rung the press desk to ask {}",
        "Background for oral questions next week: {}",
        "My MP has asked me to look into this. {}",
    ),
    "mail": (
        "From: Sam Reed\nTo: PQ Team\nSent: 3 June 2019 09:14\nSubject: Question\n\nHi team,\n\n{}"
        "\n\nThanks,\nSam",
        "To: Parliamentary Branch\nCc: Private Office\nSubject: Help please\n\nDear colleagues,"
        "\n\n{}\n\nKind regards\n\n" + SIGNATURE,
        "Hi Priya,\n\n{}\n\nThanks\nTom\n\nFrom: Priya Shah\nSent: Monday 3 June\nTo: Tom Okafor\n"
        "Subject: RE: rota\n\nThe rota for next week is attached.",
        "Hello,\n\n{}\n\nBest wishes,\nAnna\n\n> On Tuesday David wrote:\n> Please send me the room"
        " booking.\n> Thanks",
        "Subject: URGENT\n\nTeam,\n\n{}\n\nDraft by noon Thursday please.\n\nMany thanks\nJo",
        "Dear Parliamentary Branch\n\n{}\n\nYours sincerely\n\nE Whittaker\n\nThis message is"
        " confidential. If you have received it in error please delete it.",
        "From: Minister's Office <po@example.gov.uk>\nDate: Tue, 4 Jun 2019 10:02\nTo: Briefing\n"
        "Subject: Fwd: question\n\n{}",
        "Morning both,\n\n{}\n\nCan you let me have lines by 3pm?\n\nThanks\n\nMo\n\n"
        "-----Original Message-----\nFrom: Diary Secretary\nSubject: Thursday\n\nThe visit is off.",
        "Hi all\n\nPlease see below.\n\n{}\n\nRegards,\nR Patel\nExt 4471",
        "Good afternoon,\n\n{}\n\nThank you,\n\nCatherine\n\n________________________________\n"
        "From: Tom Okafor\nTo: Catherine Byrne\nSubject: Lunch\n\nShall we say one o'clock?",
    ),
}
