"""Antecedents: whether a pronoun of a question can mean what the question itself names."""

from __future__ import annotations

import re

from qa.search.understanding.subject import Terms, subject_words

MAX_SUBJECT_TERMS_BEFORE = 3
"""Terms up to which what comes before a final "of it" is one noun phrase, not its antecedent."""
MAX_VERB_TERMS = 2
"""Terms up to which what comes before a final "them" is a verb, and no antecedent."""
MIN_CLAUSE_TERMS = 2
"""Terms from which the clause that an "it is ..." announces is a subject of its own."""

BE = r"(?:is|are|was|were|isn't|aren't|wasn't|weren't)"
_AUXILIARY = (
    rf"(?:{BE}|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must"
    r"|(?:do|does|did|has|have|had|would|could|should)n't|won't|can't)"
)
_PRONOUN = (
    r"(?:(?:it|its|they|them|their|theirs|he|him|his|she|her|hers)"
    r"(?![ ](?:majesty|royal|excellency))"
    r"|(?:this|that|these|those)(?![ ](?:government|parliament|house|country|session|century|year"
    r"|month|week|morning|spring|summer|autumn|winter)\b))"
)
_FINAL = r"(?=(?:[ ](?:so[ ]far|yet|now|then|too|each|every|per|at[ ]all|please)\b[^,;.?]*)?\W*$)"
_FRONTED = (
    r"^\W*(?:(?:so|also|then)[ ])?(?:(?:what|which|how|why|when|where|who|whose|to[ ]whom)\b"
    r"(?:[ ](?:of[ ]the|(?!(?:who|that|which|when|if|and|or|because|after|before|the|a|an)\b)"
    r"[\w'’-]+)){0,4}?[ ])?"
)
_INVERTED = re.compile(
    rf"{_FRONTED}(?:(?:what|who|where|when|why|how)'?s|{_AUXILIARY}|(?:what|who|where|when)s)[ ]"
    rf"(?P<pronoun>{_PRONOUN})\b",
    re.VERBOSE | re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:any|all|some|none|much|many|more|most|few|half|each|which|one|number|proportion"
    r"|percentage|share) of (?:it|them|these|those|this|that)\b"
    r"(?! (?:who|whom|whose|with|without|aged|\w+(?:ing|ed))\b(?=.* \w))",
    re.IGNORECASE,
)
_FINAL_OBJECT = re.compile(
    rf"\b(?:of|on|in|at|to|for|from|with|about|against|by|over|under|into)[ ]"
    rf"(?:it|them|these|those|this|that|him|her){_FINAL}",
    re.VERBOSE | re.IGNORECASE,
)
_FINAL_PRONOUN = re.compile(
    # "What is being done to prevent them?": no verb is an antecedent.
    rf"[ ](?:it|them|these|those|this)(?:[ ](?:up|down|out|off|back|again))?{_FINAL}",
    re.VERBOSE | re.IGNORECASE,
)
_ANAPHORIC_ADVERB = re.compile(
    r"\b(?:that way|at that time|like that|(?:since|by|before|until|till) then"
    r"|(?:since|after|before) that)(?=\W*$| (?:at|in|on|for)\b)",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|on|to|from|near|into|across|through)\s+\w", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!is[ ])(?<!are[ ])(?<!was[ ])(?<!were[ ])(?<!has[ ])(?<!have[ ])(?<!will[ ])(?<!if[ ])"
    rf"\bthere{_FINAL}",
    re.VERBOSE | re.IGNORECASE,
)
_ANY_PRONOUN = re.compile(rf"\b{_PRONOUN}\b|\bthe[ ]same\b", re.VERBOSE | re.IGNORECASE)
_ANNOUNCES = re.compile(
    rf"""\bit[ ](?:(?:really|still|actually|now)[ ])*
    (?:(?:takes?|costs?|become|became|makes?|matters?|mean)\b(?:[ ][\w'-]+){{0,4}}?
      |(?:{BE}|be|been|has[ ]been|will[ ]be|would[ ]be)(?:[ ][\w'-]+){{1,4}}?)[ ]
    (?:to|that|if|whether|for|when)[ ](?P<clause>.+)
  | \b(?:{BE}|be)[ ]it(?:[ ][\w'-]+){{1,4}}?[ ](?:to|that|if|whether|for|when)[ ](?P<asked>.+)
  | \bthose[ ](?:who|whom|whose|with|without|on|in|aged|[a-z]+ing|[a-z]+ed)[ ](?P<those>.+)
  | \b(?:it|this|that)[ ]be[ ]possible\b(?P<possible>.+)""",
    re.VERBOSE | re.IGNORECASE,
)
_INDIRECT = re.compile(
    # "what steps he is taking", "if she will": to a minister, as in a draft; no one named before.
    rf"""^\W*(?:if|whether|(?:what|which|how|when|why|on|in|pursuant|further)\b[^?]*?)[ ]
    (?:(?:he|she|they)[ ](?:{_AUXILIARY}|plans?|intends?|expects?|proposes?)
    |(?:his|her|their)[ ](?:department|office|officials|ministry)|it[ ]is[ ]the)\b""",
    re.VERBOSE | re.IGNORECASE,
)


def has_open_pronoun(text: str, terms: Terms) -> bool:
    """Whether a text has a pronoun to which nothing before it in the text can be the antecedent."""
    announced = _ANNOUNCES.search(text)
    if announced:
        clause = next(filter(None, announced.groups()))
        if len(subject_words(clause, terms)) >= MIN_CLAUSE_TERMS:
            return False
    if _INDIRECT.match(text):
        return False
    part = _PART.search(text)
    if part and _is_one_phrase(text[: part.start()], terms):
        return True
    if _INVERTED.match(text) or _ANAPHORIC_ADVERB.search(text):
        return True
    there = _THERE.search(text)
    if there and not _PLACE_BEFORE.search(text, 0, there.start()):
        return True
    final = _FINAL_OBJECT.search(text)
    if final and _is_one_phrase(text[: final.start()], terms):
        return True
    final = _FINAL_PRONOUN.search(text)
    if final and _is_one_phrase(text[: final.start()], terms, MAX_VERB_TERMS):
        return True
    pronoun = _ANY_PRONOUN.search(text)
    return pronoun is not None and not subject_words(text[: pronoun.start()], terms)


def _is_one_phrase(text: str, terms: Terms, most: int = MAX_SUBJECT_TERMS_BEFORE) -> bool:
    """Whether a text is one short phrase: a pronoun after it does not mean what it names."""
    if re.search(r"[,;.?:]|\w \b(?:and|or|who|that|when|if)\b", text):
        return False
    return len(subject_words(text, terms)) <= most
