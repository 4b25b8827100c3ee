"""Contrasts: words that take each other's place in a question and change its meaning."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from qa.text.analyzer import Analyzer

_GROUPS = """
women men people
female male
girls boys
mothers fathers
children adults pensioners
young old
north south east west
open closed
public private voluntary
primary secondary
urban rural
domestic foreign overseas
import export
high low
large small
increase decrease
rise fall
number proportion value time average
age gender sex ethnicity nationality religion
more fewer less
maximum minimum average
cost benefit saving income revenue
full part
civil criminal family
first last
direct indirect
summer winter autumn spring
victim offender defendant witness
supply demand
arrival departure
made received
enter join leave left
landlord tenant
employer employee
teacher pupil student
doctor nurse
bus train
school college university nursery
hospital surgery
road rail air sea
day night
alcohol drugs tobacco
birth death
marriage divorce
physical mental
gas electricity oil coal
army navy
"""
_OPPOSITE = ("un", "in", "im", "ir", "non", "dis")


def contrast(one: Iterable[str], other: Iterable[str], analyzer: Analyzer) -> bool:
    """Whether a term of one question is in contrast with a term of the other: "men" and "women",
    "paid" and "unpaid"."""
    groups = _groups(analyzer)
    return any(
        groups.get(mine, frozenset()) & groups.get(theirs, frozenset())
        or any(theirs == start + mine or mine == start + theirs for start in _OPPOSITE)
        for mine, theirs in product(one, other)
    )


@lru_cache(maxsize=4)
def _groups(analyzer: Analyzer) -> dict[str, frozenset[int]]:
    """The groups that each term is in."""
    groups: dict[str, frozenset[int]] = {}
    for number, line in enumerate(_GROUPS.split("\n")):
        for term in analyzer.terms(line):
            groups[term] = groups.get(term, frozenset()) | {number}
    return groups
