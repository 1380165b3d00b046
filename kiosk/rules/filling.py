"""The places of a script, such as {name} and {due}, and how they are filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from unicodedata import category

from kiosk.rules.text import clean

PLACES = ("name", "number", "office", "responder", "due", "hospital", "phone", "place", "day")
"""Every place that a script may have; nothing else between braces means anything."""

TITLE_LIMIT, TEXT_LIMIT, VALUE_LIMIT = 40, 1200, 120

_PLACE = re.compile(r"\{(" + "|".join(PLACES) + r")\}")
_LIKE_A_PLACE = re.compile(r"\{[a-z_]+\}", re.ASCII)

_OF_TWO = frozenset(
    "欧阳 歐陽 上官 司马 司馬 诸葛 諸葛 尉迟 尉遲 万俟 皇甫 令狐 慕容 东方 東方 司徒 夏侯 宇文".split()
)


class Filled(NamedTuple):
    """A script's text for one case, and which of its places had nothing to stand in them."""

    text: str
    missing: tuple[str, ...]


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values into the places of a text; a place without a value stays as it is, to be seen."""
    cleaned = {name: clean(values.get(name, ""), VALUE_LIMIT, lines=False) for name in PLACES}
    named = dict.fromkeys(_PLACE.findall(text))
    # In one pass, so that a place inside a value is only text.
    filled = _PLACE.sub(lambda found: cleaned[found[1]] or found[0], text)
    return Filled(filled, tuple(name for name in named if not cleaned[name]))


def unknown_places(texts: Iterable[str]) -> list[str]:
    """Return what looks like a place of a script and is none, mostly a slip of the pen."""
    found = dict.fromkeys(place for text in texts for place in _LIKE_A_PLACE.findall(text))
    return [place for place in found if place[1:-1] not in PLACES]


def surname(name: str) -> str:
    """Return the surname of a Chinese name; of other names nobody can tell, and nothing is returned."""
    name = name.strip()
    if len(name) < 2 or any(category(c) != "Lo" for c in name):
        return ""
    return name[:2] if name[:2] in _OF_TWO and len(name) > 2 else name[0]
