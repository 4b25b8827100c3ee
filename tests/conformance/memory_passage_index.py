"""A toy home of `PassageIndex`, in lists and dicts: what a second home has to implement."""

import hashlib
from collections import Counter
from dataclasses import astuple, dataclass, replace
from datetime import date
from math import log

from qa import store
from qa.index import Hit, Where, index_config
from qa.index.fields import fields
from qa.index.local.word_counts import acronym_lines, words
from qa.model import QUOTABLE, STATUSES, Answer
from qa.model.bodies import with_predecessors
from qa.text.analyzer import Analyzer

MIN_ANSWERS, MIN_GROUP_WORDS = 2, 40


@dataclass(frozen=True)
class Doc:
    passage: int
    row: int
    answer: Answer
    group: tuple
    terms: Counter

    @property
    def day(self):
        return date.fromisoformat(self.answer.date_answered or self.answer.date_tabled)


class MemoryPassageIndex:
    has_vectors, vector_count, vector_search = False, None, None

    def __init__(self, settings):
        self.k1, self.b = settings.bm25_k1, settings.bm25_b
        self.saturation = self.k1 + 1
        config, analyzer = index_config(settings), Analyzer()
        with store.archive.reading(settings.store_path) as db:
            self.revision = store.archive.revision.current(db)
            keys = store.archive.passages.sort_keys(db, config.splitting)
            keys.sort(key=lambda key: key.answer_id)
            keys.sort(key=lambda key: key.date_answered or "", reverse=True)
            answers = store.archive.answers.of_rows(db, [key.row for key in keys])
            by_version = {one.version: one for one in answers}
            passages = store.archive.passages.of_versions(db, config.splitting, by_version)
        self.docs, self.digest = [], hashlib.sha256(repr(astuple(config)).encode())
        self.spellings, self.short_forms = Counter(), Counter()
        for key in keys:
            answer = by_version[key.version]
            long = len(answer.text.split()) >= MIN_GROUP_WORDS
            self.spellings.update(words(answer.text))
            self.short_forms.update(acronym_lines(answer.text))
            for n, passage in enumerate(passages[key.version]):
                texts = fields(passage, answer, context=settings.index_context).values()
                terms = Counter(term for text in texts for term in analyzer.terms(text))
                group = (hash(answer.text if long else answer.answer_id), n)
                self.docs.append(Doc(passage.row, key.row, answer, group, terms))
                facts = (answer.answer_id, answer.date_answered, answer.status, *texts)
                self.digest.update(repr(facts).encode())
        self.version = self.digest.hexdigest()
        self.newest = max((doc.day for doc in self.docs), default=None)
        self.df = Counter(term for doc in self.docs for term in doc.terms)
        lengths = sum(doc.terms.total() for doc in self.docs)
        self.avgdl = lengths / len(self.docs) if self.docs else 0
        self.max_idf = max(map(self.idf, self.df), default=1.0)

    def __len__(self):
        return len(self.docs)

    def idf(self, term):
        df = self.df.get(term)
        return df and log(1 + (len(self.docs) - df + 0.5) / (df + 0.5))

    def _parts(self, weights, doc):
        norm = self.k1 * (1 - self.b + self.b * doc.terms.total() / self.avgdl)
        return {
            term: weight * tf * (self.k1 + 1) / (tf + norm)
            for term, weight in weights.items()
            if (tf := doc.terms[term])
        }

    def _hit(self, at, score=0.0):
        doc = self.docs[at]
        return Hit(at, doc.passage, doc.row, doc.group, score)

    def _covered(self, clauses, doc):
        weight = sum(one.weight for one in clauses)
        held = (one.weight for one in clauses if any(
            all(term in doc.terms for term in terms) for terms in one.alternatives))  # fmt: skip
        return sum(held) / (weight or 1)

    def search(self, weights, where, depth):
        scores = ((at, sum(self._parts(weights, doc).values())) for at, doc in enumerate(self.docs))
        hits = [self._hit(at, score) for at, score in scores if score > 0]
        hits = [hit for hit in hits if matches(self.docs[hit.doc], where, QUOTABLE)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.doc))[:depth]

    def nearest(self, text, where, depth):
        return []

    def named(self, uins, where):
        wanted = {uin.upper() for uin in uins}
        return [
            self._hit(at)
            for at, doc in enumerate(self.docs)
            if doc.answer.uin in wanted and matches(doc, where, STATUSES)
        ]

    def score(self, weights, hits):
        return [sum(self.explain(weights, hit).values()) for hit in hits]

    def cosines(self, text, hits):
        return [None] * len(hits)

    def similarities(self, text, others):
        return [None] * len(others)

    def coverage(self, clauses, hits):
        return [self._covered(clauses, self.docs[hit.doc]) for hit in hits]

    def matching(self, clauses, min_coverage, uins=()):
        named = {hit.doc for hit in self.named(uins, Where())}
        every = enumerate(self.docs)
        covered = {at: 1.0 if at in named else self._covered(clauses, doc) for at, doc in every}
        kept = {at: share for at, share in covered.items() if share > 0 and share >= min_coverage}
        return MemoryMatchSet(self, kept, named)

    def everything(self):
        return MemoryMatchSet(self, dict.fromkeys(range(len(self)), 1.0), set())

    def same_text(self, hit, where):
        found = {}
        for doc in self.docs:
            own = doc.row == hit.answer
            if doc.group == hit.group and (own or matches(doc, where, QUOTABLE)):
                found[doc.answer.answer_id] = doc.day
        return list(found.items())

    def same_texts(self, hits, where):
        return [self.same_text(hit, where) for hit in hits]

    def explain(self, weights, hit):
        parts = self._parts(weights, self.docs[hit.doc])
        return dict(sorted(parts.items(), key=lambda part: -part[1]))

    def words(self):
        counted = self.spellings.most_common()
        return [
            name if self.spellings[name := word.title()] >= max(10, 0.95 * count) else word
            for word, count in counted
            if count >= MIN_ANSWERS and word.islower()
        ]

    def acronyms(self):
        return [line for line, count in self.short_forms.items() if count >= MIN_ANSWERS]


@dataclass(frozen=True)
class MemoryMatchSet:
    index: MemoryPassageIndex
    covered: dict
    named: set

    def _kept(self, keep):
        return replace(self, covered={at: one for at, one in self.covered.items() if keep(at)})

    def narrow(self, where):
        docs = self.index.docs
        return self._kept(
            lambda at: matches(docs[at], where, STATUSES if at in self.named else QUOTABLE)
        )

    def narrow_to(self, passages):
        return self._kept(lambda at: self.index.docs[at].passage in passages)

    def _answers(self):
        return {self.index.docs[at].row: self.index.docs[at] for at in sorted(self.covered)}

    def __len__(self):
        return len(self._answers())

    def answers(self):
        return list(self._answers())

    def count(self, facet):
        counts = Counter(value(doc, facet) for doc in self._answers().values())
        return {name: counts[name] for name in sorted(counts, reverse=facet == "year") if name}

    def months(self):
        docs = self._answers().values()
        return Counter((doc.day.year, doc.day.month, value(doc, "body")) for doc in docs)

    def by_date(self, limit, *, oldest_first=False):
        best = {}
        for at in sorted(self.covered, key=lambda at: (-self.covered[at], at)):
            best.setdefault(self.index.docs[at].row, at)
        ordered = sorted(best.values(), reverse=oldest_first)[:limit]
        return [self.index._hit(at, self.covered[at]) for at in ordered]


def value(doc, facet):
    answer = doc.answer
    body = answer.answering_body.id if answer.answering_body else ""
    return (
        body
        if facet == "body"
        else str(doc.day.year)
        if facet == "year"
        else getattr(answer, facet)
    )


def matches(doc, where, status):
    filters, day = where.filters, doc.day.isoformat()
    return (
        doc.answer.status in (filters.status or status)
        and (where.answers is None or doc.row in where.answers)
        and (filters.date_from or day) <= day <= (filters.date_to or day)
        and (not filters.body or value(doc, "body") in with_predecessors(filters.body))
        and (not filters.house or doc.answer.house == filters.house)
        and (not filters.kind or doc.answer.kind in filters.kind)
    )
