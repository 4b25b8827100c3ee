"""A fake of Parliament's Written Questions API, with its faults, over real sockets.

To run it: `python -m tests.fake_parliament --port 9000 --count 200 --days 30 --faults 0.1`, then
`qa sync --api-url http://127.0.0.1:9000/api --since 2023-01-01 --rate 50`.
"""

import argparse
import html
import json
import random
import re
import socket
import struct
import sys
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.parliament_records import MEMBERS, NAMED, many

PATH = "/api/writtenquestions/questions"
OLD_PATH = "/old-api/writtenquestions/questions"
"""The path of the old host: every request gets a 301 to the new one."""
FAULTS = (
    "429", "429 with Retry-After", "500 without results", "502 in HTML", "slow", "reset",
    "results null", "row twice", "total changes", "301",
)  # fmt: skip
LARGEST = 2**31 - 1
WINDOWS = {
    "tabled": "dateTabled",
    "answered": "dateAnswered",
    "corrected": "dateAnswerCorrected",
    "dateforanswer": "dateForAnswer",
}
ENUMS = {
    "answered": ("any", "answered", "unanswered"),
    "questionstatus": ("notanswered", "answeredonly", "allquestions"),
    "sessionstatus": ("current", "any"),
    "house": ("bicameral", "commons", "lords"),
}
NUMBERS = {"skip": 0, "take": 0, "askingmemberid": 1, "answeringmemberid": 1}
LISTS = ("answeringbodies", "members")
PAGING = ("skip", "take")
FLAGS = ("includewithdrawn", "expandmember")
SESSION_BEGAN = "2023-11-07"


class Invalid(Exception):
    """A parameter that the API rejects."""


def parameters(query):
    """The parameters as lists of valid values by name in lower case; empty values are left out.

    Raises Invalid, naming the parameter.
    """
    asked = {}
    for name, value in parse_qsl(query):
        lower = name.lower()
        asked.setdefault(lower, []).append(value)
        if lower in ENUMS:
            fine = value.lower() in ENUMS[lower]
        elif lower in NUMBERS or lower in LISTS:
            fine = re.fullmatch(r"-?\d+", value) and NUMBERS.get(lower, 0) <= int(value) <= LARGEST
        elif lower in FLAGS:
            fine = value.lower() in ("true", "false")
        elif re.fullmatch("(tabled|answered|corrected|dateforanswer)when(from|to)", lower):
            fine = is_date(value)
        else:
            fine = True
        if not fine:
            raise Invalid(name, value)
    return asked


def is_date(value):
    try:
        return bool(date.fromisoformat(value[:10])) and value[10:11] in ("", "T")
    except ValueError:
        return False


def search(records, asked):
    """The records that match the filters, newest tabled first."""

    def last(name, default=""):
        return asked.get(name, [default])[-1].lower()

    def wanted(record):
        answered = record["dateAnswered"] is not None
        people = {str(record["askingMemberId"]), str(record["answeringMemberId"])}
        yield last("includewithdrawn") == "true" or not record["isWithdrawn"]
        yield last("answered", "any") in ("any", "answered" if answered else "unanswered")
        status = "answeredonly" if answered else "notanswered"
        yield last("questionstatus", "allquestions") in ("allquestions", status)
        yield last("house", "bicameral") in ("bicameral", record["house"].lower())
        if last("sessionstatus") == "current":
            yield record["dateTabled"] >= SESSION_BEGAN
        if "answeringbodies" in asked:
            yield str(record["answeringBodyId"]) in asked["answeringbodies"]
        if "members" in asked:
            yield not people.isdisjoint(asked["members"])
        for name in ("askingMemberId", "answeringMemberId"):
            yield name.lower() not in asked or str(record[name]) == last(name.lower())
        yield "uin" not in asked or record["uin"].lower() == last("uin")
        words = f"{record['questionText']} {record['answerText']} {record['heading']}".lower()
        yield last("searchterm").rstrip("*") in words
        for name, field in WINDOWS.items():
            day = (record[field] or "")[:10]
            begin, end = last(f"{name}whenfrom")[:10], last(f"{name}whento")[:10]
            yield not begin or begin <= day
            yield not end or (day != "" and day <= end)

    found = [record for record in records.values() if all(wanted(record))]
    return sorted(found, key=lambda record: (record["dateTabled"], record["id"]), reverse=True)


def detail_view(record, asked):
    """A complete record, with its members where the parameters ask for them."""
    shown = dict(record)
    if asked.get("expandmember", [""])[-1].lower() == "true":
        for role in ("asking", "answering", "correcting"):
            shown[f"{role}Member"] = member(record[f"{role}MemberId"])
    return shown


def list_view(record, asked):
    """A record as a row of a list: cut, without tags, and without what only the detail has."""
    shown = detail_view(record, asked)
    text = record["answerText"]
    if text is not None:
        text = html.unescape(re.sub("<[^>]*>", "", text))
        text = text if len(text) <= 255 else text[:255] + "..."
    shown |= {"questionText": record["questionText"][:255], "answerText": text}
    shown |= {"originalAnswerText": "", "comparableAnswerText": ""}
    return shown | {"attachmentCount": 0, "attachments": []}


def member(id):
    if id is None:
        return None
    list_as, name, party, colour, short, seat = MEMBERS[id]
    return {
        "id": id, "listAs": list_as, "name": name, "party": party, "partyColour": colour,
        "partyAbbreviation": short, "memberFrom": seat,
        "thumbnailUrl": f"https://members.example/{id}/Thumbnail",
    }  # fmt: skip


def envelope(value):
    link = {"rel": "self", "href": f"/Questions/{value['id']}", "method": "GET"}
    return {"value": value, "links": [link]}


def problem(status, title, **more):
    kind = f"https://tools.ietf.org/html/rfc7231#section-6.5.{1 if status == 400 else 4}"
    return {"type": kind, "title": title, "status": status} | more


def reply(records, path, query):
    """Status and JSON for a request: the contract, without faults."""
    try:
        asked = parameters(query)
        parts = path.removeprefix(PATH).strip("/").split("/")
        if not path.startswith(PATH):
            return 404, problem(404, "Not Found")
        if parts == [""]:
            found = search(records, asked)
            skip, take = (int(asked.get(name, [20 * (name == "take")])[-1]) for name in PAGING)
            rows = [envelope(list_view(record, asked)) for record in found[skip : skip + take]]
            return 200, {"totalResults": len(found), "results": rows}
        if len(parts) == 1:
            if not re.fullmatch(r"\d+", parts[0]) or int(parts[0]) > LARGEST:
                raise Invalid("id", parts[0])
            found = [records[int(parts[0])]] if int(parts[0]) in records else []
        else:
            if not is_date(parts[0]):
                raise Invalid("date", parts[0])
            named = (parts[0][:10], parts[-1].lower())
            found = [
                record
                for record in records.values()
                if (record["dateTabled"][:10], record["uin"].lower()) == named
            ]
    except Invalid as error:
        name, value = error.args
        said = {name: [f"The value '{value}' is not valid."]}
        title = "One or more validation errors occurred."
        return 400, problem(400, title, traceId="00-fake-00", errors=said)
    if not found:
        return 404, problem(404, "Not Found", traceId="00-fake-00")
    return 200, envelope(detail_view(found[0], asked))


class FakeParliament:
    """The API over these records, by id, until it is closed.

    `fault` returns the fault of a request, by its number (from 0) and path. `requests` lists the
    path, query and headers of each; `most_at_once` is the most that were open together. `spoil`
    may replace the body of a good reply, by its path.
    """

    def __init__(self, records, fault=lambda number, path: None, port=0):
        self.records, self.fault = records, fault
        self.requests, self.under_way, self.most_at_once = [], 0, 0
        self.retry_after, self.slow_seconds, self.moved_to = "1", 0.01, None
        self.spoil = lambda path, body: body
        self.lock, self.closed = threading.Lock(), threading.Event()
        self.server = _Server(("127.0.0.1", port), _Handler)
        self.server.fake = self
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.url = f"{self.origin}/api"
        self.old_url = f"{self.origin}/old-api"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closed.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def some(share, seed, faults=FAULTS):
    """Faults of every kind for this share of all requests, the same for the same seed."""
    return lambda number, path: (
        chance.choice(faults)
        if (chance := random.Random(seed * 1_000_003 + number)).random() < share
        else None
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Report any error except a client that closed its connection."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        fake = self.server.fake
        url = urlsplit(self.path)
        with fake.lock:
            number = len(fake.requests)
            fake.requests.append((url.path, url.query, dict(self.headers)))
            fake.under_way += 1
            fake.most_at_once = max(fake.most_at_once, fake.under_way)
        try:
            self._reply(fake, url, fake.fault(number, url.path))
        finally:
            with fake.lock:
                fake.under_way -= 1

    def _reply(self, fake, url, fault):
        if url.path.startswith(OLD_PATH):
            return self._moved(fake.origin + self.path.replace("/old-api", "/api", 1))
        if fault == "301":
            return self._moved(fake.moved_to or fake.origin + self.path)
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return self.connection.close()
        if fault == "slow":
            fake.closed.wait(fake.slow_seconds)
        if fault == "429":
            return self._send(429, problem(429, "Too Many Requests"))
        if fault == "429 with Retry-After":
            return self._send(429, problem(429, "Too Many Requests"), Retry_After=fake.retry_after)
        if fault == "500 without results":
            return self._send(500, {"status": 500, "title": "Internal Server Error"})
        if fault == "502 in HTML":
            return self._send(502, "<html><h1>502 Bad Gateway</h1></html>", "text/html")
        status, body = reply(fake.records, url.path, url.query)
        body = fake.spoil(url.path, self._spoiled(fake, body, url.query, fault))
        return self._send(status, body)

    def _spoiled(self, fake, body, query, fault):
        """The body with a fault, where it is a list; else unchanged."""
        if "results" in body and fault == "results null":
            body["results"] = None
        elif "results" in body and fault == "total changes":
            body["totalResults"] += 1
        elif "results" in body and fault == "row twice":
            asked = parameters(query)
            skip = int(asked.get("skip", ["0"])[-1])
            if skip and body["results"]:
                before = search(fake.records, asked)[skip - 1]
                body["results"] = [envelope(list_view(before, asked)), *body["results"][:-1]]
        return body

    def _moved(self, location):
        self._send(301, "", "text/html", Location=location)

    def _send(self, status, body, kind="application/json", **headers):
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Print nothing; `requests` has everything."""


def main():
    parser = argparse.ArgumentParser(description="A fake of Parliament's Written Questions API.")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--count", type=int, default=0, help="questions besides the named ones")
    parser.add_argument("--days", type=int, default=30, help="days over which they were tabled")
    parser.add_argument("--faults", type=float, default=0, help="share of requests that go wrong")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    records = {record["id"]: record for record in NAMED.values()}
    records |= many(asked.count, asked.days, asked.seed)
    with FakeParliament(records, some(asked.faults, asked.seed), asked.port) as fake:
        print(f"{len(records):,} questions at {fake.url} (old address: {fake.old_url})")
        try:
            fake.thread.join()
        except KeyboardInterrupt:
            print(f"{len(fake.requests):,} requests.")


if __name__ == "__main__":
    main()
