"""Answering bodies as Parliament numbers them: which ids a person means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.errors import BadRequest
from qa.identity import body_key

NUMBERED = {
    1: "Home Office",
    2: "Scotland Office",
    7: "Ministry of Housing, Communities and Local Government",
    9: "Church Commissioners",
    10: "Department for Digital, Culture, Media and Sport",
    11: "Ministry of Defence",
    13: "Department for Environment, Food and Rural Affairs",
    14: "Treasury",
    17: "Department of Health and Social Care",
    18: "House of Commons Commission",
    21: "Northern Ireland Office",
    23: "Prime Minister",
    27: "Department for Transport",
    28: "Wales Office",
    29: "Department for Work and Pensions",
    31: "Women and Equalities",
    34: "Leader of the House",
    53: "Cabinet Office",
    54: "Ministry of Justice",
    60: "Department for Education",
    88: "Attorney General",
    90: "Speaker's Committee for IPSA",
    91: "Members Estimate Committee",
    92: "Leader of the House of Lords",
    202: "Department for International Trade",
    204: "The Senior Deputy Speaker",
    208: "Foreign, Commonwealth and Development Office",
    211: "Department for Levelling Up, Housing and Communities",
    213: "Restoration and Renewal",
    214: "Department for Business and Trade",
    215: "Department for Energy Security and Net Zero",
    216: "Department for Science, Innovation and Technology",
    217: "Department for Culture, Media and Sport",
}
"""Ids and names that stood for them when this was written; the API may give others."""

_LARGEST = 2**31 - 1


def resolved(asked: Iterable[str], seen: Iterable[tuple[int, str]]) -> list[int]:
    """The ids of the bodies asked for, by id or by name, in order; `seen` adds names to the known.

    Raises BadRequest for a name that none bears.
    """
    named: dict[str, set[int]] = {}
    for id, name in [*NUMBERED.items(), *seen]:
        named.setdefault(body_key(name), set()).add(id)
    found: set[int] = set()
    for body in asked:
        if re.fullmatch("[0-9]{1,10}", body.strip()) and 0 < int(body) <= _LARGEST:
            found.add(int(body))
        elif body_key(body) in named:
            found |= named[body_key(body)]
        else:
            raise BadRequest(
                "body",
                f"No answering body {body[:80]!r} is known.",
                "Give its number, such as 54, or one of these names: "
                f"{'; '.join(sorted(NUMBERED.values()))}.",
            )
    return sorted(found)
