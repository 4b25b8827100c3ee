"""The quote check's pages, command, call, tool and client: one check, the same in each."""

import io
import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from qa.client import Client
from tests.assisting import call_mcp

TRUE = "A buoy is green."
QUOTED = "Zeppelins <script>alert(1)</script> are \"not\" flown & not kept by any' on='x'."
ALTERED = "Lighthouse keepers in custody are shown in the chart."
INVENTED = "Nobody has ever done as much for harbour pilots as we have."
NOTICE = (
    f"A press notice.\n\nThe Minister said: “{TRUE} It floats.” {ALTERED}\n\nHe said: “{INVENTED}”"
)


def post(client, text="", **more):
    return client.post(
        "/quote-check", data={"text": text, **more}, content_type="multipart/form-data"
    )


def test_the_page_shows_each_quotation_and_keeps_nothing(client):
    page = post(client, NOTICE)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    for said in (
        "Verbatim",
        "<ins>chart</ins>",
        "<del>table</del>",
        "Not found in any answer",
        INVENTED,
    ):
        assert said in page.text
    assert "1 sentence in your own words" in page.text


def test_a_word_file_is_checked(client):
    import docx

    made, file = docx.Document(), io.BytesIO()
    made.add_paragraph(f"The Minister said: “{TRUE}”")
    made.save(file)
    file.seek(0)
    page = post(client, file=(file, "notice.docx"))
    assert "Every quotation is true" in page.text


@pytest.mark.parametrize(
    ("text", "file", "said"),
    [
        ("", None, "is empty"),
        ("x" * 50_001, None, "50,001 characters"),
        ("", (io.BytesIO(b"PK\x03\x04"), "a.docx"), "a.docx"),
        ("", (io.BytesIO(b"%PDF-1.4"), "<b>.pdf"), "&lt;b&gt;.pdf"),
    ],
)
def test_what_cannot_be_checked_is_refused_on_the_page(client, text, file, said):
    page = post(client, text, **({"file": file} if file else {}))
    assert page.status_code == 422
    assert said in page.text
    assert 'role="alert"' in page.text


def test_a_form_from_another_site_is_refused(client):
    page = client.post("/quote-check", data={"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403


def test_hostile_text_is_shown_as_text(client):
    page = post(client, f"He said: {QUOTED}")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_a_permanent_link_says_what_was_said_and_a_wrong_one_is_not_found(client, app):
    found = app.extensions["qa"].check_quotations(TRUE)
    name = found["sentences"][0]["sources"][0]["quotation_id"]
    page = client.get(f"/quotations/{name}")
    assert "Word for word in the answer of" in page.text
    assert f"<mark>{TRUE}</mark>" in page.text
    for wrong in (name[:-1], name.replace("HL9001", "HL1"), name + "9999", "x/y/z/1-2"):
        assert client.get(f"/quotations/{wrong}").status_code in (200, 404)
    assert client.get(f"/quotations/{name.rsplit('/', 1)[0]}/5-2").status_code == 404
    assert client.get("/quotations/2016-05-06/HL9001/zzz/0-5").status_code == 404


def test_an_id_in_another_case_leads_to_the_address(client, app):
    found = app.extensions["qa"].check_quotations(TRUE)
    name = found["sentences"][0]["sources"][0]["quotation_id"]
    moved = client.get(f"/quotations/{name.lower()}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/quotations/{name}")


def test_every_interface_gives_the_same(app, client, server, settings, tmp_path):
    by_service = app.extensions["qa"].check_quotations(NOTICE)
    assert by_service["faults"] == 2
    assert by_service["counts"] == {"verbatim": 2, "altered": 1, "not_found": 2}
    by_api = client.post("/api/v1/quote-checks", json={"text": NOTICE})
    assert by_api.get_json() == by_service
    with Client(server) as asking:
        assert asking.check_quotations(NOTICE) == by_service

    async def called(session):
        result = await session.call_tool("check_quotations", {"text": NOTICE})
        return json.loads(result.content[0].text)

    assert call_mcp(settings.data_dir, called) == by_service
    (tmp_path / "notice.txt").write_text(NOTICE, "utf-8")
    by_command = command(settings, str(tmp_path / "notice.txt"), "--json")
    assert (by_command.returncode, json.loads(by_command.stdout)) == (1, by_service)


def command(settings, *arguments, given=""):
    called = [sys.executable, "-m", "qa.cli", "quote-check", *arguments]
    return subprocess.run(
        [*called, "--data-dir", settings.data_dir],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (f"The Minister said: “{TRUE}”", 0, "1 verbatim"),
        (f"The Minister said: “{INVENTED}”", 1, "1 not found"),
        (ALTERED, 1, "Altered (words changed)"),
        ("Own words of nobody else at all.", 0, "No quotation of an answer; 1 in other words."),
    ],
)
def test_the_command_ends_with_1_where_something_is_false(settings, text, status, said):
    done = command(settings, "-", given=text)
    assert (done.returncode, done.stderr) == (status, "")
    assert said in done.stdout


@pytest.mark.parametrize(("given", "said"), [("", "is empty"), ("x" * 50_001, "50,001")])
def test_the_command_refuses_what_it_cannot_check(settings, given, said):
    done = command(settings, "-", given=given)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": 5}, {"text": "x", "y": 1}, {"text": "x" * 50_001}]
)
def test_the_call_refuses_what_it_cannot_check(client, body):
    assert client.post("/api/v1/quote-checks", json=body).status_code == 400


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_a_notice_is_checked_by_keyboard_alone(open_sized, scripts):
    page = open_sized(
        "/quote-check", java_script_enabled=scripts, viewport={"width": 320, "height": 700}
    )
    page.get_by_label("Text", exact=True).fill(NOTICE)
    page.get_by_label("Text", exact=True).press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 quotations to look at")).to_be_visible()
    page.get_by_role("link", name="Permanent link").first.press("Enter")
    expect(page.get_by_text("The answer still says this.")).to_be_visible()
