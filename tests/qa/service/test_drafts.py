"""Drafts: a question taken apart, what is found, what is chosen, and the skeleton of the reply."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.errors import BadRequest, NotFound
from qa.service.drafts import (
    MAX_ITEMS,
    MINISTER_CHARS,
    NOTE_CHARS,
    Drafts,
    Typed,
    best_of_each_part,
    gap,
    part_passage,
    skeleton,
)
from qa.service.packs import Exports
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

ME, THEM, NOTHING = "page:me", "page:them", Typed({})
TO = "To ask the Secretary of State for Justice, "
OWLS = f"{TO}how many barn owls were kept in prisons in 2015."
QUESTION = (
    f"{TO}how many barn owls were kept in prisons in 2017; what the cost of feeding falcons was in "
    "each prison; and how many unicorns were bought."
)
MAIL = f"From: Ann\nTo: Bob\nSubject: PQ\n\nDear Bob,\n\nPlease draft by noon.\n\n{QUESTION}\n\nAnn"

ANSWERS = [
    fact(
        uin="201",
        question_text=OWLS,
        answer_html="<p>Twelve barn owls were kept in prisons in 2015.</p>",
    ),
    fact(
        uin="202",
        date_tabled="2017-05-02",
        date_answered="2017-05-09",
        question_text=OWLS.replace("2015", "2016"),
        answer_html="<p>Nine barn owls were kept in prisons in 2016.</p>",
    ),
    fact(
        uin="203",
        question_text=f"{TO}what the cost of feeding falcons was.",
        answer_html="<p>The cost of feeding falcons in prisons could only be obtained at "
        "disproportionate cost.</p>",
    ),
    fact(
        uin="204",
        question_text=f"{TO}what the policy is on feeding falcons in prison.",
        answer_html="<p>Each prison feeds its falcons twice a day. The cost is met locally.</p>",
    ),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drafts")
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "a.jsonl", *ANSWERS)], settings)
    return settings


@pytest.fixture(scope="module")
def service(settings):
    return Service(settings)


@pytest.fixture(scope="module")
def evidence(service):
    return service.draft(MAIL)


@pytest.fixture
def drafts(settings, tmp_path):
    """Drafts of their own over the same answers."""
    own = tmp_path / "data"
    own.mkdir()
    for path in settings.data_dir.iterdir():
        (own / path.name).symlink_to(path)
    (own / "service.db").unlink(missing_ok=True)
    return Drafts(replace(settings, data_dir=own))


@pytest.fixture
def key(drafts, service):
    return drafts.begin(*service.draft_questions(MAIL), ME)


# What is found


def test_a_question_is_taken_out_of_its_mail_and_apart(evidence):
    assert evidence["question"] == QUESTION
    assert [part["label"] for part in evidence["parts"]] == ["1", "2", "3"]
    assert [part["text"][:30] for part in evidence["parts"]] == [
        "To ask the Secretary of State ",
        "what the cost of feeding falco",
        "how many unicorns were bought.",
    ]


def test_the_same_question_asked_before_is_named_by_what_differs(evidence):
    found = evidence["parts"][0]["asked_before"]
    assert [(one["passage"]["uin"], one["differs_in"]) for one in found] == [
        ("202", ["period"]),
        ("201", ["period"]),
    ]
    assert found[0]["recent"]
    assert not found[1]["recent"]
    assert found[0]["passage"]["text"] == "Nine barn owls were kept in prisons in 2016."


def test_a_refusal_is_quoted_with_its_grounds(evidence):
    (refusal,) = evidence["parts"][1]["refusals"]
    assert refusal["kind"] == "disproportionate_cost"
    assert refusal["passage"]["uin"] == "203"
    assert refusal["grounds"] == (
        "The cost of feeding falcons in prisons could only be obtained at disproportionate cost."
    )


def test_what_nobody_answered_is_never_answered(evidence):
    unicorns = evidence["parts"][2]
    assert unicorns["never_answered"]
    assert (unicorns["passages"], unicorns["asked_before"], unicorns["refusals"]) == ([], [], [])
    assert unicorns["reason"]
    assert not any(part["never_answered"] for part in evidence["parts"][:2])


def test_an_answer_that_a_later_one_overtook_is_named_with_it(evidence):
    assert evidence["changes"]["2015-03-02/201"]["later"] == {
        "answer_id": "2017-05-02/202",
        "date_answered": "2017-05-09",
        "same_text": False,
    }
    assert "2017-05-02/202" not in evidence["changes"]


def test_every_passage_and_ground_is_word_for_word(evidence, service):
    for part in evidence["parts"]:
        others = [one["passage"] for one in (*part["asked_before"], *part["refusals"])]
        for passage in (*part["passages"], *part["near_misses"], *others):
            text = service.answer(passage["answer_id"]).text
            assert text[passage["start"] : passage["end"]] == passage["text"]
        for refusal in part["refusals"]:
            assert refusal["grounds"] in service.answer(refusal["passage"]["answer_id"]).text


def test_what_is_found_is_json_and_the_same_again(evidence, settings):
    assert json.loads(json.dumps(evidence)) == evidence
    assert Service(settings).draft(MAIL) == evidence


def test_a_question_of_one_part_has_one_without_a_label(service):
    found = service.draft(OWLS)
    assert [part["label"] for part in found["parts"]] == [""]
    assert found["parts"][0]["asked_before"][0]["differs_in"] == []


@pytest.mark.parametrize(
    ("body", "today"),
    [
        (
            "Department for Communities and Local Government",
            ["Ministry of Housing, Communities and Local Government"],
        ),
        (
            "Department for Digital, Culture, Media and Sport",
            ["Department for Culture, Media and Sport"],
        ),
        # Until 2017, and again since 2023: another body, under the name that the card shows.
        ("Department for Culture, Media and Sport", []),
        ("Department for Culture, Media & Sport", []),
    ],
)
def test_a_body_that_was_renamed_has_its_name_of_today(tmp_path, body, today):
    settings = Settings(data_dir=tmp_path / "data")
    old = fact(
        question_text="To ask the Secretary of State for Culture, Media and Sport, how many barn "
        "owls are kept in museums.",
        answering_body=body,
    )
    ingest([lines(tmp_path / "a.jsonl", old)], settings)
    found = Service(settings).draft("how many barn owls are kept in museums?")
    assert [changes["body_today"] for changes in found["changes"].values()] == today


def test_a_withdrawn_answer_to_the_same_question_is_shown_as_one(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    gone = fact(question_text=OWLS, answer_html="<p>Ten owls.</p>", status="withdrawn")
    other = fact(uin="7", question_text=f"{TO}what buoys are.")
    ingest([lines(tmp_path / "a.jsonl", gone, other)], settings)
    status = Service(settings).answer("2015-03-02/100").status
    found = Service(settings).draft(OWLS)["parts"][0]["asked_before"]
    assert [one["passage"]["status"] for one in found] == [status]


@pytest.mark.parametrize(
    "text", ["", "  ", "\n", "\x00", "?!", "hello", "thanks", "x" * 5001, "\ud800"]
)
def test_what_is_no_question_is_refused(service, text):
    with pytest.raises(BadRequest):
        service.draft(text)


@given(st.text(max_size=80))
def test_any_text_is_refused_or_taken_apart(service, text):
    try:
        asked, parts = service.draft_questions(text)
    except BadRequest:
        return
    assert asked
    assert 1 <= len(parts) <= 8
    found = service.draft_evidence(asked, parts)
    assert [one["text"] for one in found["parts"]] == [one["text"] for one in parts]


# What is chosen


def chosen(drafts, key):
    return [
        [(one.kind, one.passage and one.passage["uin"], one.note) for one in part]
        for part in drafts.draft(key, ME).entries
    ]


def test_items_are_chosen_ordered_noted_removed_and_brought_back(drafts, key, evidence):
    owls = [one["passage"] for one in evidence["parts"][0]["asked_before"]]
    first = drafts.add(key, 0, "quotation", owls[0], NOTHING, ME)
    second = drafts.add(key, 0, "referral", owls[1], Typed({first: "check\r\nthis"}), ME)
    drafts.add(key, 2, "gap", None, NOTHING, ME)
    drafts.move(key, second, "up", Typed({}, "Bob  Jones"), ME)
    assert chosen(drafts, key) == [
        [("referral", "201", ""), ("quotation", "202", "check\nthis")],
        [],
        [("gap", None, "")],
    ]
    assert drafts.draft(key, ME).minister == "Bob Jones"
    removal = drafts.remove(key, first, NOTHING, ME)
    assert drafts.removed(key, removal, ME) == 1
    assert drafts.restore_items(key, removal, NOTHING, ME) == first
    assert chosen(drafts, key)[0][1] == ("quotation", "202", "check\nthis")


def test_only_its_owner_has_a_draft(drafts, key):
    with pytest.raises(NotFound):
        drafts.draft(key, THEM)
    with pytest.raises(NotFound):
        drafts.add(key, 0, "gap", None, NOTHING, THEM)
    with pytest.raises(NotFound):
        drafts.share(key, "secret", THEM)
    assert drafts.listed(THEM) == []
    assert [one.key for one in drafts.listed(ME)] == [key]


@pytest.mark.parametrize("part", [3, -1, 99])
def test_a_part_that_the_question_lacks_is_refused(drafts, key, part):
    with pytest.raises(NotFound, match="no part"):
        drafts.add(key, part, "gap", None, NOTHING, ME)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (lambda item: Typed({item: "x" * (NOTE_CHARS + 1)}), "note-"),
        (lambda item: Typed({}, "x" * (MINISTER_CHARS + 1)), "minister"),
    ],
)
def test_a_text_that_is_too_long_is_refused_and_nothing_is_saved(drafts, key, typed, name):
    item = drafts.add(key, 0, "gap", None, NOTHING, ME)
    for change in (
        lambda said: drafts.save(key, said, ME),
        lambda said: drafts.add(key, 1, "gap", None, said, ME),
        lambda said: drafts.remove(key, item, said, ME),
    ):
        with pytest.raises(BadRequest) as refused:
            change(typed(item))
        assert refused.value.parameter.startswith(name)
    assert chosen(drafts, key) == [[("gap", None, "")], [], []]


def test_a_full_draft_takes_no_more(drafts, key, evidence):
    passage = evidence["parts"][0]["passages"][0]
    for n in range(MAX_ITEMS):
        drafts.add(key, 0, "quotation", passage | {"passage_id": f"x#{n}"}, NOTHING, ME)
    with pytest.raises(BadRequest, match="room for 100"):
        drafts.add(key, 0, "quotation", passage, NOTHING, ME)
    assert drafts.draft(key, ME).chosen == MAX_ITEMS


def test_empty_parts_are_filled_with_the_best_found(drafts, key, evidence):
    drafts.add(key, 1, "gap", None, NOTHING, ME)
    drafts.fill(key, evidence, NOTHING, ME)
    drafts.fill(key, evidence, NOTHING, ME)
    kinds = [[one.kind for one in part] for part in drafts.draft(key, ME).entries]
    assert kinds == [["quotation"], ["gap"], ["gap"]]


def test_a_draft_is_deleted_brought_back_and_shared_until_the_link_ends(drafts, key):
    drafts.share(key, "secret", ME)
    token = drafts.link(key, "secret", ME).token
    assert drafts.shared(token) == drafts.draft(key, ME)
    deletion = drafts.discard(key, ME)
    assert drafts.discarded(ME, deletion) == 1
    with pytest.raises(NotFound):
        drafts.shared(token)
    drafts.restore(deletion, ME)
    assert drafts.shared(token).question == QUESTION
    drafts.end_share(key, ME)
    with pytest.raises(NotFound):
        drafts.shared(token)
    with pytest.raises(NotFound):
        drafts.restore(deletion, ME)


def test_a_passage_is_found_again_by_its_part_and_id(evidence):
    for place, part in enumerate(evidence["parts"]):
        for passage in part["passages"]:
            assert part_passage(evidence, place, passage["passage_id"]) == passage
    assert part_passage(evidence, 0, "nothing#1") is None
    assert part_passage(evidence, 9, "2015-03-02/201#1") is None


# The skeleton


def test_a_skeleton_has_verbatim_blocks_citations_referrals_and_gaps(
    drafts, key, evidence, settings
):
    owls = [one["passage"] for one in evidence["parts"][0]["asked_before"]]
    first = drafts.add(key, 0, "quotation", owls[0], NOTHING, ME)
    drafts.add(key, 0, "referral", owls[1], Typed({first: "figures of 2017?"}, "Jones"), ME)
    drafts.add(key, 2, "gap", None, NOTHING, ME)
    made = skeleton(settings, Exports(settings), drafts.draft(key, ME), "md").decode()
    assert "> Nine barn owls were kept in prisons in 2016.\n" in made
    assert "Citation: Written answer by Bob Jones (Ministry of Justice)" in made
    assert "**Note:** figures of 2017?" in made
    assert "I refer the hon. Member to the answer I gave on 9 March 2015 to Question 201." in made
    assert "\\[No text is chosen yet for part 2: What the cost of feeding falcons was" in made
    assert "\\[Nothing published covers part 3: How many unicorns were bought\\]" in made
    order = ["The question", "Part 1:", "Part 2:", "Part 3:"]
    assert [line[3:][: len(name)] for name, line in zip(
        order, [one for one in made.split("\n") if one.startswith("## ")], strict=True
    )] == order  # fmt: skip


def test_the_word_skeleton_is_a_document_with_a_heading_for_each_part(drafts, key, settings):
    import io

    from docx import Document

    drafts.add(key, 0, "gap", None, NOTHING, ME)
    file = skeleton(settings, Exports(settings), drafts.draft(key, ME), "docx")
    headings = [
        one.text for one in Document(io.BytesIO(file)).paragraphs if one.style.name == "Heading 1"
    ]
    assert [one.partition(":")[0] for one in headings] == [
        "The question",
        "Part 1",
        "Part 2",
        "Part 3",
    ]


def test_the_best_of_each_part_makes_a_skeleton_by_itself(evidence, settings):
    draft = best_of_each_part(evidence)
    kinds = [one.kind for part in draft.entries for one in part]
    assert kinds == ["quotation", "quotation", "gap"]
    made = skeleton(settings, Exports(settings), draft, "md").decode()
    assert made.count("\nCitation: ") == 2
    assert gap(draft, 2).replace("[", "\\[").replace("]", "\\]") in made


def test_a_recent_answer_to_the_very_same_question_is_referred_to(service):
    same = service.draft(OWLS.replace("2015", "2016"))
    (entries,) = best_of_each_part(same).entries
    assert [(one.kind, one.passage["uin"]) for one in entries] == [("referral", "202")]


def test_an_answer_that_changed_since_it_was_chosen_is_marked(drafts, key, evidence, settings):
    passage = evidence["parts"][0]["passages"][0] | {"status": "holding"}
    drafts.add(key, 0, "quotation", passage, NOTHING, ME)
    draft = drafts.draft(key, ME)
    assert draft.entries[0][0].since == "Since this was chosen a full answer was given."
    made = skeleton(settings, Exports(settings), draft, "md").decode()
    assert "Since this was chosen a full answer was given" in made


def test_an_owner_has_room_for_so_many_drafts(drafts, monkeypatch):
    monkeypatch.setattr("qa.service.drafts.drafts.MAX_DRAFTS", 2)
    keys = [drafts.begin("one", (), ME) for _ in range(2)]
    with pytest.raises(BadRequest, match=r"room for 2 drafts\. Delete one"):
        drafts.begin("one", (), ME)
    assert drafts.begin("one", (), "page:them")
    drafts.discard(keys[0], ME)
    assert drafts.begin("one", (), ME)
