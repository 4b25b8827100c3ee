"""Conversations for programs, each its owner's alone; and marks."""

from __future__ import annotations

from flask import jsonify, url_for
from werkzeug.wrappers import Response

from qa.model import json_types
from web.access import owner
from web.api.endpoint import PREFIX, Nothing, call
from web.api.requests import MarkAsked, TurnAsked
from web.browser import conversations, service
from web.metrics import count_kind

ONE = f"{PREFIX}/conversations/<conversation_id>"

_NAMED = {"conversation_id": "$response.body#/conversation_id"}
_PRIVATE = "no-store"


@call(
    "POST",
    f"{PREFIX}/conversations",
    scope="converse",
    shows={201: json_types.Conversation},
    links={"conversation": _NAMED, "ask": _NAMED, "forget": _NAMED},
)
def begin(asked: Nothing) -> Response:
    """Begin a conversation; each of its questions is understood after those before it."""
    key = conversations().begin(owner())
    response = _kept_private({"conversation_id": key, "turns": []})
    response.status_code = 201
    response.headers["Location"] = url_for(".conversation", conversation_id=key)
    return response


@call("GET", ONE, scope="converse", shows={200: json_types.Conversation})
def conversation(asked: Nothing, conversation_id: str) -> Response:
    """The turns of a conversation, as they were shown."""
    turns = conversations().kept(conversation_id, owner())
    return _kept_private(
        {
            "conversation_id": conversation_id,
            "turns": [
                {"number": one.number, "question": one.question, "reply": one.reply}
                for one in turns
            ],
        }
    )


@call("POST", f"{ONE}/turns", scope="converse", asked=TurnAsked, shows={201: json_types.Turn})
def ask(asked: TurnAsked, conversation_id: str) -> Response:
    """Ask the next question of a conversation."""
    _, turn = conversations().ask(conversation_id, asked.question, owner())
    count_kind("answered" if turn.reply["answerable"] else "declined")
    response = _kept_private(
        {"number": turn.number, "question": turn.question, "reply": turn.reply}
    )
    response.status_code = 201
    return response


@call("DELETE", ONE, scope="converse", shows={204: None})
def forget(asked: Nothing, conversation_id: str) -> Response:
    """Delete a conversation, in the store and for good."""
    conversations().kept(conversation_id, owner())
    conversations().forget(conversation_id, owner())
    return Response(status=204)


@call("POST", f"{PREFIX}/marks", scope="converse", asked=MarkAsked, shows={204: None})
def mark(asked: MarkAsked) -> Response:
    """Keep a judgment of a passage that the reply to a question shows, without anybody's name."""
    reply = service().reply(asked.q, asked.filters(), hits=100, **asked.understanding())
    service().mark(asked.passage_id, asked.judgment, reply.as_json())
    return Response(status=204)


def _kept_private(shown: object) -> Response:
    response = jsonify(shown)
    response.headers["Cache-Control"] = _PRIVATE
    return response
