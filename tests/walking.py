"""Two people of one service: what one makes, and a walk of the other over every route with it."""

import json
import re
from dataclasses import dataclass
from itertools import product

SECRET = "annasecret"
"""A word of everything that the first person makes, and of no answer."""
PASSAGE = "2021-09-03/41780#3"
QUESTION = f"What of prison leavers, {SECRET}?"
API = "/api/v1"
BODIES = ({"question": "libraries?"}, {"q": "libraries?", "watch": "search"}, {})
"""What calls of the API that could act on another's things take."""
_ONCE = re.compile(r'name="once" value="[^"]*"')


def made_by(client):
    """Make one of each kind of thing; its ids by the name that a route or a form gives them."""
    ids = {"date": "2021-09-03", "uin": "41780", "number": "1", "filename": "style.css"}
    ids |= {"form": "json", "token": "unknown"}
    for _ in range(2):
        turn = client.post("/", data={"question": QUESTION})
        kept, ids["key"] = ids.get("key"), re.search("/conversations/([^#]+)", turn.location)[1]
    gone = client.post("/forget", data={"conversation": kept})
    ids["deletion"] = gone.location.partition("deleted=")[2]
    client.post(f"/conversations/{ids['key']}", data={"action": "rename", "name": SECRET})
    client.post(f"/conversations/{ids['key']}/share", data={"action": "share"})
    collected = {"conversation": ids["key"], "turn": "1", "passage_id": PASSAGE}
    client.post("/pack", data=collected)
    ids["item"] = re.search(r'name="note-(\d+)"', client.get("/pack").text)[1]
    client.post("/pack/change", data={"action": "save", f"note-{ids['item']}": SECRET})
    begun = client.post("/drafts", data={"question": f"To ask how many adults {SECRET} leave."})
    ids["draft"] = begun.location.rpartition("/")[2]
    client.post(f"/drafts/{ids['draft']}", data={"action": "gap:0", "minister": SECRET})
    client.post(f"/drafts/{ids['draft']}/share", data={"action": "share"})
    draft = client.get(f"/drafts/{ids['draft']}").text
    ids["draft_item"] = re.search(r'name="note-(\d+)"', draft)[1]
    watched = client.post("/watches", data={"watch": "question", "q": QUESTION})
    ids["watch"] = watched.location.rpartition("#")[2]
    client.post("/watches/feed", data={"action": "open"})
    begun = client.post(f"{API}/conversations").json
    ids["conversation_id"] = begun["conversation_id"]
    turns = f"{API}/conversations/{ids['conversation_id']}/turns"
    asked = client.post(turns, json={"question": QUESTION})
    assert asked.status_code == 201
    made = client.post(f"{API}/watches", json={"q": QUESTION, "watch": "search"}).json
    ids["watch_id"] = made["watch_id"]
    ids["seen"] = client.get(f"{API}/watches").json["seen"]
    return ids


def shown_to(client, ids):
    """Everything that a person made, as it is shown to them."""
    pages = (
        "/", "/conversations", f"/conversations/{ids['key']}",
        f"/conversations?deleted={ids['deletion']}", f"/conversations/{ids['key']}/share", "/pack",
        "/drafts", f"/drafts/{ids['draft']}", f"/drafts/{ids['draft']}/share", "/watches",
        f"/watches/{ids['watch']}", f"{API}/watches",
        f"{API}/conversations/{ids['conversation_id']}",
    )  # fmt: skip
    shown = {}
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        shown[page] = _ONCE.sub("", response.text)
    return shown


@dataclass(frozen=True)
class Walked:
    """One request of a walk: what was asked, and what came back."""

    method: str
    rule: str
    path: str
    status: int
    text: str


def walk(app, client, ids):
    """Ask every route of an app with every id, in every form that acts on one."""
    for rule in app.url_map.iter_rules():
        for filled in _filled(rule, ids):
            path = app.url_map.bind("localhost").build(rule.endpoint, filled, force_external=False)
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                for more in _bodies(method, rule.rule, ids):
                    with client.open(path, method=method, **more) as response:
                        shown = response.status_code, response.data.decode(errors="replace")
                    yield Walked(method, rule.rule, path, *shown)


def _filled(rule, ids):
    """The arguments of a rule, each with every id that could be meant."""
    choices = {name: {ids[name]} if name in ids else {"1"} for name in rule.arguments}
    if "key" in choices:
        choices["key"] = {ids[name] for name in ("key", "draft", "watch", "conversation_id")}
    if "watch_id" in choices:
        choices["watch_id"] = {ids["watch_id"], ids["watch"]}
    if "form" in choices:
        choices["form"] = {"md", "csv", "json", "atom"}
    if "token" in choices:
        choices["token"] = {ids["key"], ids["draft"], ids["watch"], ids["conversation_id"]}
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def _bodies(method, rule, ids):
    """What is sent to a route: nothing, or every form and body."""
    if method != "POST":
        return [{}]
    if rule.startswith(API):
        return [{"json": body} for body in BODIES]
    named = {"conversation": ids["key"], "turn": "1", "passage_id": PASSAGE, "replace": "1"}
    actions = [
        f"{verb}:{ids[of]}"
        for verb in ("remove", "up", "undo", "seen")
        for of in ("item", "draft_item", "watch", "watch_id", "deletion")
    ]
    notes = {f"note-{ids['item']}": "taken", f"note-{ids['draft_item']}": "taken"}
    seen = {"seen": ids["seen"], "deletion": ids["deletion"], "minister": "taken"}
    forms = [
        named | {"question": "libraries?", "judgment": "related"},
        named | {"watch": "turn"},
        {"watch": "pack"},
        *({"action": one, "name": "taken"} for one in ("rename", "delete", "share", "end")),
        *({"action": one} | notes | seen for one in ("save", "clear", "gap:0", "best", *actions)),
    ]
    return [{"data": form} for form in forms]


def leaks(walked):
    """The requests of a walk that show what is another's, or fail."""
    return [
        (one.method, one.path, one.status)
        for one in walked
        if SECRET in one.text or SECRET in json.dumps(one.path) or one.status >= 500
    ]
