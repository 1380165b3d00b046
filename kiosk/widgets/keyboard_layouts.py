"""Where the keys of the keyboard on the glass lie; every layout of one height, without a gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from textual.geometry import Region

from kiosk.i18n import N_, _
from kiosk.rules.text import cells
from kiosk.writing.engine import PAGE

LETTERS, DIGITS, MARKS = "letters", "digits", "marks"
BACK, SPACE, ENTER, SHIFT, CHINESE, HIDE, SHOW = "back", "space", "enter", "shift", "chinese", "hide", "show"
EARLIER, MORE = "earlier", "more"
CHOICE = "choice"
"""Stands for a candidate, which is the key's value."""

OTHER = frozenset((BACK, SPACE, ENTER, SHIFT, CHINESE, HIDE, SHOW, EARLIER, MORE, DIGITS, LETTERS, MARKS))
"""Keys that do something other than writing their own sign."""

_LAST = {LETTERS: (DIGITS, CHINESE), DIGITS: (LETTERS, MARKS), MARKS: (LETTERS, DIGITS)}
"""The two keys on the left of the last row, which lead to other keys."""
_ROWS = {
    LETTERS: ("q w e r t y u i o p", "a s d f g h j k l '", "shift z x c v b n m back"),
    DIGITS: ("1 2 3 4 5 6 7 8 9 0", "- / : ; ( ) @ & % #", "! ? + = * _ \" ' back"),
    MARKS: ("！ ？ 、 ： ； … — · ～ ￥", "“ ” ‘ ’ （ ） 《 》 【 】", "「 」 『 』 〈 〉 〔 〕 back"),
}
_IDLE_MARKS, _IDLE_DIGITS = "？ ！ 、 ： ； （ ） “ ”", "1 2 3 4 5 6 7 8 9 0"
"""What the row of candidates offers while there are none: what the keys below it do not."""
_WEIGHTS = {SHIFT: 1.5, BACK: 1.5}
_LAST_WEIGHTS = (1.2, 1.6, 1.0, 3.0, 1.0, 1.6, 1.4)
"""The last row has the same places in every layout."""

LABELS = {
    BACK: (N_("⌫ Delete"), "⌫"),
    SPACE: (N_("Space"), "␣"),
    HIDE: (N_("▾ Hide"), "▾"),
    SHOW: (N_("▴ Show the keys"), "▴"),
    EARLIER: ("‹", "‹"),
    MORE: ("›", "›"),
    SHIFT: ("⇧", "⇧"),
    DIGITS: ("123", "123"),
    LETTERS: ("ABC", "ABC"),
    MARKS: ("，。？", "，。"),
}
"""What special keys say, and what they say where that does not fit."""

ROWS, ROWS_TALL = 3, 5
"""Rows of a key, and where there is room: odd, so that its words stand in the middle."""
TALL, TALLER = 36, 44
"""Rows of a screen that has room for high keys in large-and-simple, and of one that always has."""
NARROWEST = 6
"""Columns of the narrowest candidate."""
MOST_AIR = 10
"""Columns that a candidate is given beyond its words at most."""


class Key(NamedTuple):
    """A key on the glass."""

    region: Region
    code: str
    label: str
    value: Any = None


class Plan(NamedTuple):
    """How many rows everything takes."""

    tall: int
    """Rows of a key."""
    strip: int
    """Rows of the candidates, none where no Chinese is written."""
    told: int
    """Rows above them, for what is composed; none where it stands in their frame."""

    @property
    def height(self) -> int:
        """Return the rows of the whole keyboard."""
        return self.told + self.strip + 4 * self.tall


def plan(screen_height: int, *, has_chinese: bool, is_large: bool) -> Plan:
    """Return how high keys are on a screen."""
    tall = ROWS_TALL if screen_height >= (TALL if is_large else TALLER) else ROWS
    if not has_chinese:
        return Plan(tall, 0, 0)
    strip = ROWS_TALL if is_large and screen_height >= TALLER else ROWS
    return Plan(tall, strip, int(screen_height >= TALL))


def keys(name: str, plan: Plan, width: int, *, is_chinese: bool, has_chinese: bool) -> list[Key]:
    """Return the keys of a layout below the candidates."""
    comma, stop = ("，", "。") if is_chinese or name == MARKS else (",", ".")
    left = [MARKS if code == CHINESE and not has_chinese else code for code in _LAST[name]]
    laid, y = [], plan.told + plan.strip
    for row in _ROWS[name]:
        laid += row_of(row.split(), y, plan.tall, width)
        y += plan.tall
    return laid + row_of([*left, comma, SPACE, stop, ENTER, HIDE], y, plan.tall, width, _LAST_WEIGHTS)


def idle(name: str, plan: Plan, width: int, *, is_chinese: bool) -> list[Key]:
    """Return the marks or digits that stand where candidates will."""
    signs = _IDLE_MARKS if is_chinese and name != MARKS or name == DIGITS else _IDLE_DIGITS
    return row_of(signs.split(), plan.told, plan.strip, width) if plan.strip else []


def row_of(codes: Sequence[str], y: int, tall: int, width: int, weights: Sequence[float] = ()) -> list[Key]:
    """Return keys side by side that fill the width."""
    shares = weights or [_WEIGHTS.get(code, 1.0) for code in codes]
    total, laid, at = sum(shares), [], 0.0
    for code, share in zip(codes, shares, strict=True):
        left, at = round(at * width / total), at + share
        laid.append(Key(Region(left, y, round(at * width / total) - left, tall), code, code))
    return laid


def choices(
    texts: Sequence[str], first: int, has_more: bool, plan: Plan, width: int
) -> tuple[list[Key], int]:
    """Return the candidates from one on, as many as fit with the keys that turn pages, and how many fit."""
    turn = NARROWEST
    room = width - (turn if first else 0)
    wanted = [max(NARROWEST, cells(text) + 4) for text in texts[first:]]
    fits = _fitting(wanted, room)
    if fits < len(wanted) or has_more:
        room -= turn
        fits = max(1, _fitting(wanted, room))
    laid: list[Key] = []
    at = 0
    if first:
        laid.append(Key(Region(0, plan.told, turn, plan.strip), EARLIER, EARLIER))
        at = turn
    spare = min(MOST_AIR, max(0, room - sum(wanted[:fits])) // max(fits, 1))
    for n, text in enumerate(texts[first : first + fits]):
        wide = min(wanted[n] + spare, width - at)
        laid.append(Key(Region(at, plan.told, wide, plan.strip), CHOICE, text, first + n))
        at += wide
    if fits < len(wanted) or has_more:
        laid.append(Key(Region(at, plan.told, width - at, plan.strip), MORE, MORE))
    return laid, fits


def _fitting(wanted: Sequence[int], room: int) -> int:
    """Return how many of these widths fit side by side, eight at most."""
    count = taken = 0
    while count < min(len(wanted), PAGE) and taken + wanted[count] <= room:
        taken += wanted[count]
        count += 1
    return count


def label_of(key: Key, words: str) -> str:
    """Return what a key says within its width; `words` where it says something of the moment."""
    long, short = (words, words) if words else LABELS.get(key.code, (key.label, key.label))
    said = _(long) if key.code in LABELS and not words else long
    return said if cells(said) <= key.region.width - 2 else short
