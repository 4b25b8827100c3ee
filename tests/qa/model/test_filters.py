"""Filters as a person types them, normalised or refused by name."""

import pytest

from qa.errors import BadRequest
from qa.model import UNFILTERED, Filters
from qa.model.filters import read_filters


def test_filters_are_normalised():
    assert read_filters(
        date_from="2015-01-01",
        date_to="2015-12-31",
        body="the Ministry of Justice",
        house="lOrDs",
        status=["Holding", "answered"],
        kind=["not-held"],
        minister=" jeremy   WRIGHT ",
        member="Ann",
    ) == Filters(
        date_from="2015-01-01",
        date_to="2015-12-31",
        body="ministry-of-justice",
        house="Lords",
        status=("answered", "holding"),
        kind=("not_held",),
        minister="jeremy WRIGHT",
        member="Ann",
    )


def test_no_values_mean_no_filters():
    assert read_filters() == UNFILTERED


@pytest.mark.parametrize(
    ("parameter", "stated"),
    [
        ("from", {"date_from": "2015-1-1"}),
        ("from", {"date_from": "20150101"}),
        ("from", {"date_from": "2015-W01-1"}),
        ("from", {"date_from": "2015-02-29"}),
        ("from", {"date_from": "yesterday"}),
        ("from", {"date_from": ""}),
        ("to", {"date_to": "01/02/2015"}),
        ("to", {"date_to": "2015-01-01T00:00:00"}),
        ("from", {"date_from": "2015-02-02", "date_to": "2015-02-01"}),
        ("house", {"house": "Congress"}),
        ("house", {"house": ""}),
        ("body", {"body": ""}),
        ("body", {"body": "!!!"}),
        ("status", {"status": ["open"]}),
        ("kind", {"kind": ["none", "stub"]}),
        ("minister", {"minister": ""}),
        ("minister", {"minister": "..."}),
        ("member", {"member": "x" * 201}),
    ],
)
def test_a_malformed_or_unknown_value_is_refused_and_named(parameter, stated):
    with pytest.raises(BadRequest) as caught:
        read_filters(**stated)
    assert caught.value.parameter == parameter
    assert caught.value.cure
