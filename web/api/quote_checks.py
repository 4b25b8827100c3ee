"""Quote checks: what a text quotes of the answers, for a publishing pipeline."""

from __future__ import annotations

from qa.model.quote_checks import QuoteCheck
from web.api.endpoint import PREFIX, endpoint
from web.api.requests import QuoteCheckRequest
from web.browser import service


@endpoint("POST", f"{PREFIX}/quote-checks", takes=QuoteCheckRequest, returns={200: QuoteCheck})
def quote_check(given: QuoteCheckRequest) -> QuoteCheck:
    """Check what a text quotes of the answers, sentence by sentence.

    A text may be published as it is where `faults` is 0. Nothing of it is kept.
    """
    return service().check_quotations(given.text)
