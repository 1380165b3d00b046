"""The timeline of a case, the newest line on top: what happened, who did it, and who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.rules.text import cells, wrap
from kiosk.widgets.facts import Row, ScrolledRows

SIGNS = {"internal": "·", "public": "→", "patient": "←"}
ROLES = {"internal": "words", "public": "public", "patient": "patient"}
BAR = {"internal": "  ", "public": "┃ ", "patient": "┃ "}
MARGIN = 8
"""Cells before the words: the time and the sign."""


@dataclass(frozen=True)
class Told:
    """One line of a timeline, in the language of its reader."""

    day: str
    time: str
    who: str
    sentence: str
    words: str = ""
    side: str = "internal"
    """`internal`, `public` (the patient reads it) or `patient` (the patient said it)."""
    side_words: str = ""
    """Who reads it, or who said it, in words."""


class Timeline(ScrolledRows):
    """Lines by day; public ones stand out by colour, sign and words."""

    told: Sequence[Told] = ()

    def show(self, told: Sequence[Told]) -> None:
        """Show other lines, the newest first; one who reads further down stays at the same words."""
        below = len(self.rows) - self.scroll_offset.y
        is_reading = self.scroll_offset.y > 0
        self.told = told
        self.lay_out()
        if is_reading:
            self.scroll_to(y=len(self.rows) - below, animate=False)

    def laid_out(self, width: int) -> list[Row]:
        """Return the lines under their days."""
        rows: list[Row] = []
        day = ""
        for line in self.told:
            if line.day != day:
                rows += [[]] if rows else []
                rows.append([(line.day, "heading")])
                day = line.day
            rows += of_line(line, width)
        return rows


def of_line(line: Told, width: int) -> list[Row]:
    """Return the rows of one line: time, sign, sentence, who; then the words that were written."""
    role, room = ROLES[line.side], max(8, width - MARGIN)
    first = (f"{line.time} ", "label"), (f"{SIGNS[line.side]} ", role)
    tail = " · ".join(filter(None, (line.who, line.side_words)))
    rows: list[Row] = [[(piece, "strong")] for piece in wrap(line.sentence, room)]
    last = "".join(words for words, _role in rows[-1])
    if cells(last) + 3 + cells(tail) <= room:
        rows[-1] += [("   ", "words"), *told_tail(line, role)]
    else:
        rows += [[(piece, role if line.side_words else "label")] for piece in wrap(tail, room)]
    rows = [[*first, *rows[0]], *([(" " * MARGIN, "words"), *row] for row in rows[1:])]
    if line.words:
        bar = (" " * (MARGIN - 2), "words"), (BAR[line.side], role)
        rows += [[*bar, (piece, role)] for piece in wrap(line.words, room)]
    return rows


def told_tail(line: Told, role: str) -> Row:
    """Return who did it, and who reads it."""
    if not line.side_words:
        return [(line.who, "label")]
    return [(f"{line.who} · " if line.who else "", "label"), (line.side_words, role)]
