"""Pages about the service itself: how it works, what it keeps, whom it serves, how it cites."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model.citation import CITATION_FORMS, cite
from web.browser import kept_private, remember, same_site, service
from web.citation import FORM_COOKIE, chosen_form

about = Blueprint("about", __name__)
about.before_request(same_site)

PAGES = ("about", "privacy", "accessibility")
FORMS = {
    "full": "In full, with the official address",
    "footnote": "A footnote",
    "referral": "A line for a reply, referring to the answer",
}
EXAMPLE = {
    "heading": "Prisoners: Rehabilitation",
    "answering_member": "Alex Chalk",
    "answering_body": {"id": "ministry-of-justice", "name": "Ministry of Justice"},
    "date_answered": "2021-09-13",
    "date_tabled": "2021-09-03",
    "house": "Commons",
    "uin": "41780",
    "status": "answered",
    "url": "https://questions-statements.parliament.uk/written-questions/detail/2021-09-03/41780",
}


def page() -> str:
    """One of the pages, named by its address."""
    return render_template(f"{request.path[1:]}.html", coverage=service().coverage())


for name in PAGES:
    about.add_url_rule(f"/{name}", name, page)


@about.get("/citation-form")
def citation_form() -> Response:
    """How citations are put in this browser."""
    examples = {form: (FORMS[form], cite(EXAMPLE, form)) for form in CITATION_FORMS}
    said = render_template("citation-form.html", examples=examples, chosen=chosen_form())
    return kept_private(make_response(said))


@about.post("/citation-form")
def choose_citation_form() -> Response:
    """Choose how citations are put in this browser from now on."""
    form = request.form.get("form", "")
    if form not in CITATION_FORMS:
        raise BadRequest("form", f"form is {form[:40]!r}.", f"Give {', '.join(CITATION_FORMS)}.")
    return remember(redirect(url_for(".citation_form"), 303), FORM_COOKIE, form)
