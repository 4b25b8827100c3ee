"""The differences of two OpenAPI documents that would break a client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_UPPER = ("maxLength", "maxItems", "maximum")
_LOWER = ("minLength", "minItems", "minimum")


def taken_away(old: Json, new: Json) -> list[str]:
    """Each thing that a client of the old document can no longer rely on."""
    return [*_calls(old, new), *_schemas(old, new)]


def _calls(old: Json, new: Json) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, before in methods.items():
            place = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            if after is None:
                yield f"{place} is gone"
                continue
            yield from _parameters(place, before, after)
            for status, response in before["responses"].items():
                if status not in after["responses"]:
                    yield f"{place} no longer has {status}"
                elif _content(response) - _content(after["responses"][status]):
                    yield f"{place} shows something else with {status}"
            if before.get("requestBody") and not after.get("requestBody"):
                yield f"{place} takes no body"
            if not before.get("requestBody") and after.get("requestBody"):
                yield f"{place} needs a body"


def _content(response: Json) -> set[str]:
    content = response.get("content", {})
    return {f"{kind} {one['schema']}" for kind, one in content.items()}


def _parameters(place: str, before: Json, after: Json) -> Iterator[str]:
    had = {(one["name"], one["in"]): one for one in before.get("parameters", [])}
    has = {(one["name"], one["in"]): one for one in after.get("parameters", [])}
    for name, one in had.items():
        if name not in has:
            yield f"{place} lost the parameter {name[0]}"
            continue
        if has[name]["required"] and not one["required"]:
            yield f"{place} now needs {name[0]}"
        yield from _taken(f"{place} {name[0]}", one["schema"], has[name]["schema"])
    for name in has.keys() - had.keys():
        if has[name]["required"]:
            yield f"{place} now needs {name[0]}"


def _schemas(old: Json, new: Json) -> Iterator[str]:
    for name, before in old["components"]["schemas"].items():
        after = new["components"]["schemas"].get(name)
        if after is None:
            yield f"the schema {name} is gone"
        elif before.get("additionalProperties") is False:
            yield from _taken(name, before, after)
        else:
            yield from _shown(name, before, after)


def _taken(place: str, before: Json, after: Json) -> Iterator[str]:
    """What is no longer accepted."""
    if before.get("type") != after.get("type"):
        yield f"{place} is of another type"
    if set(before.get("enum", [])) - set(after.get("enum", before.get("enum", []))):
        yield f"{place} accepts less"
    if "enum" in after and "enum" not in before:
        yield f"{place} accepts less"
    for bound in _UPPER:
        if bound in after and after[bound] < before.get(bound, float("inf")):
            yield f"{place} has a lower {bound}"
    for bound in _LOWER:
        if bound in after and after[bound] > before.get(bound, float("-inf")):
            yield f"{place} has a higher {bound}"
    for name, one in before.get("properties", {}).items():
        if name not in after.get("properties", {}):
            yield f"{place} lost {name}"
        else:
            yield from _taken(f"{place}.{name}", one, after["properties"][name])
    for name in set(after.get("required", [])) - set(before.get("required", [])):
        yield f"{place} now needs {name}"
    if "items" in before:
        yield from _taken(f"{place}[]", before["items"], after.get("items", {}))


def _shown(place: str, before: Json, after: Json) -> Iterator[str]:
    """What is no longer shown, or is shown otherwise."""
    for name in set(before.get("required", [])) - set(after.get("required", [])):
        yield f"{place} may lack {name}"
    for name, one in before.get("properties", {}).items():
        now = after.get("properties", {}).get(name)
        if now is None:
            yield f"{place} lost {name}"
        elif _form(one) != _form(now):
            yield f"{place}.{name} has another form"


def _form(schema: Json) -> Json:
    """A schema without what is only said of it; words may be added to a list of known ones."""
    return {
        key: value for key, value in schema.items() if key not in ("description", "title", "enum")
    }
