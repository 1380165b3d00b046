"""Pictures that people look at rather than read, drawn with blocks; numbers stand beside every block."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from kiosk.i18n import _
from kiosk.rules.strip import StripDay
from kiosk.widgets.picture import Drawn, Line, fitted, middle, right

EIGHTHS = " ▁▂▃▄▅▆▇█"
SHADES = " ░▒▓█"
FACES = (":((", ":(", ":|", ":)", ":))")
SIGNS = ("!", "●", "◐", "○", "○", "–")
BOX_ROLES = ("late", "today", "main", "words", "words", "muted")


def due_boxes(boxes: Sequence[tuple[str, int]]) -> Drawn:
    """Draw a box for each group of open cases, the most urgent first."""

    def drawn(width: int, height: int) -> list[Line]:
        each = max(6, width // max(1, len(boxes)))
        framed = height >= 4 and each >= 10
        top: Line = [("┌" + "─" * (each - 3) + "┐ ", "muted") for _box in boxes]
        foot: Line = [("└" + "─" * (each - 3) + "┘ ", "muted") for _box in boxes]
        names: Line = []
        numbers: Line = []
        for place, (label, number) in enumerate(boxes):
            role = BOX_ROLES[place % len(BOX_ROLES)] if number else "muted"
            sign = SIGNS[place % len(SIGNS)]
            sides = ("│", "│ ") if framed else ("", " ")
            inner = each - len("".join(sides))
            for line, said, its in ((names, f"{sign} {label}", role), (numbers, f"  {number}", "strong")):
                line += [(sides[0], "muted"), (fitted(said, inner), its), (sides[1], "muted")]
        return [top, names, numbers, foot] if framed else [names, numbers][:height]

    return drawn


def columns(values: Sequence[int], names: Sequence[str], is_last_told: bool = False) -> Drawn:
    """Draw a column for each value over the names that have room; the highest value stands at the left."""

    def drawn(width: int, height: int) -> list[Line]:
        told = len(str(max(values, default=0))) + 1
        last = f" {values[-1]}" if is_last_told and values else ""
        room, tall = width - told - len(last), height - 1
        if room < 4 or tall < 1 or not values:
            return [[(" ".join(str(value) for value in values[-8:]), "words")]]
        wide = max(1, room // len(values))
        shown = list(values) if len(values) <= room else squeezed(values, room)
        most = max(shown) or 1
        lines = []
        for row in range(tall - 1, -1, -1):
            head = right(str(most) if row == tall - 1 else "0" if row == 0 else "", told - 1) + " "
            bars = "".join(
                column(value, most, row, tall) * max(1, wide - (wide > 2)) + " " * (wide > 2)
                for value in shown
            )
            here = (shown[-1] * tall - 1) // most if shown[-1] else 0
            lines.append(
                [(head, "muted"), (bars, "main"), (last if row == min(here, tall - 1) else "", "strong")]
            )
        lines.append([(" " * told + under(names, len(shown), wide, len(values)), "muted")])
        return lines

    return drawn


def column(value: int, most: int, row: int, tall: int) -> str:
    """Return the block of a column in a row, counted from below."""
    eighths = round(value * tall * 8 / most) - row * 8
    if value and row == 0:
        eighths = max(1, eighths)
    return EIGHTHS[max(0, min(8, eighths))]


def squeezed(values: Sequence[int], room: int) -> list[int]:
    """Return as many values as there is room for, the last one among them."""
    return [values[-1 - (room - 1 - n) * (len(values) - 1) // (room - 1)] for n in range(room)]


def under(names: Sequence[str], shown: int, wide: int, total: int) -> str:
    """Return the names under columns, each as far from the next as they all need."""
    longest = max((len(name) for name in names), default=0)
    every = max(1, -(-(longest + 1) // wide))
    text = ""
    for place in range(0, shown, every):
        name = names[place * (total - 1) // max(1, shown - 1)] if shown < total else names[place]
        text = text.ljust(place * wide) + name
    return text[: shown * wide + longest]


def heat_map(weeks: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Drawn:
    """Draw how many cases each department got in each week: the denser, the more."""

    def drawn(width: int, height: int) -> list[Line]:
        most = max((number for _name, counts in rows for number in counts), default=0) or 1
        name = min(16, max(8, width // 5))
        total = 6
        room = width - name - total
        wide = next((one for one in (4, 3, 2) if len(weeks) * one <= room), 1)
        kept = max(1, min(len(weeks), room // wide))
        head: Line = [(" " * name, "muted"), (under(weeks[-kept:], kept, wide, kept), "muted")]
        lines = [head]
        for label, counts in rows[: max(0, height - 1)]:
            line: Line = [(fitted(label, name - 1) + " ", "words")]
            line += [heat(number, most, wide) for number in counts[-kept:]]
            lines.append([*line, (right(str(sum(counts)), total), "strong")])
        return lines

    return drawn


def heat(number: int, most: int, wide: int) -> tuple[str, str]:
    """Return one place of the heat map, with its number where that has room."""
    sign = "·" if not number else SHADES[shade(number, most, len(SHADES))]
    said = f"{sign}{number:<2}" if number else sign
    return fitted(said if wide > 2 else sign, wide), "main" if number else "muted"


def shade(number: int, most: int, steps: int) -> int:
    """Return how dense a number is drawn: nothing is 0, the most is the densest, something is at least 1."""
    return 0 if number <= 0 else max(1, min(steps - 1, -(-number * (steps - 1) // most)))


def pareto(bars: Sequence[tuple[str, int, float]]) -> Drawn:
    """Draw causes, most first; ◆ marks the share that they and those before them have of all."""

    def drawn(width: int, height: int) -> list[Line]:
        most = max((number for _name, number, _share in bars), default=0) or 1
        name = min(16, max(8, width // 4))
        room = max(4, width - name - 12)
        lines = []
        for label, number, share in bars[: max(0, height)]:
            filled = max(1 if number else 0, round(room * number / most))
            bar = list(fitted("█" * filled, room))
            bar[max(0, min(room, round(room * share / 100)) - 1)] = "◆"
            told: Line = [(fitted(label, name - 1) + " ", "words"), (right(str(number), 5) + " ", "strong")]
            lines.append([*told, ("".join(bar), "main"), (right(f"{share:.0f}%", 6), "muted")])
        return lines

    return drawn


def gauge(value: float | None, low: float | None, high: float | None, trend: Sequence[float | None]) -> Drawn:
    """Draw a share as a bar from 0 to 100 with its uncertainty under it, and the months before as columns."""

    def drawn(width: int, height: int) -> list[Line]:
        said = _("too few") if value is None else f"{value:.1f}%"
        room = max(4, width - len(said) - 3)
        filled = round(room * (value or 0) / 100)
        lines: list[Line] = [
            [("█" * filled, "main"), ("░" * (room - filled), "muted"), (f"  {said}", "strong")],
        ]
        if low is not None and high is not None and value is not None:
            begin, end = round(room * low / 100), max(round(room * high / 100), round(room * low / 100) + 1)
            span = " " * begin + "├" + "─" * max(0, end - begin - 2) + "┤"
            lines.append([(span + f" {low:.0f}–{high:.0f}%", "muted")])
        known = [share for share in trend if share is not None]
        if known:
            told = f"  {min(known):.0f}–{max(known):.0f}%"
            wide = max(1, min(2, (width - len(told)) // len(trend) - 1))
            lines.append([(sparks(trend, wide), "main"), (told, "muted")])
        return lines[:height]

    return drawn


def sparks(trend: Sequence[float | None], wide: int) -> str:
    """Return a share a month as blocks from 0 to 100; a dot where too few answered."""
    blocks = ["·" if share is None else EIGHTHS[max(1, round(share * 8 / 100))] for share in trend]
    return (" " * (wide - 1)).join(block * wide for block in blocks)


def smileys(counts: Sequence[int] | None) -> Drawn:
    """Draw the five faces with how often each was tapped."""

    def drawn(width: int, height: int) -> list[Line]:
        each = max(4, width // 5)
        faces: Line = [(middle(face, each), "strong") for face in FACES]
        if counts is None:
            return [faces, [(middle(_("too few"), width), "muted")]][:height]
        most = max(counts) or 1
        bars: Line = [
            (middle("█" * max(1 if number else 0, round((each - 2) * number / most)), each), "main")
            for number in counts
        ]
        numbers: Line = [(middle(str(number), each), "words") for number in counts]
        return [faces, bars, numbers] if height >= 3 else [faces, numbers][:height]

    return drawn


def promise_strip(days: Sequence[StripDay], weekdays: Sequence[str]) -> Drawn:
    """Draw the next days: which are worked, and how many promises end on each."""
    marks = {"rest": _("rest"), "makeup": _("works")}

    def drawn(width: int, height: int) -> list[Line]:
        each = max(5, width // max(1, len(days)))
        kept = list(zip(days, weekdays, strict=True))[: max(1, width // each)]
        names: Line = []
        dates: Line = []
        dues: Line = []
        works: Line = []
        for one, weekday in kept:
            role = "muted" if one.kind == "rest" else "words"
            is_short = each < 6 and one.day.day != 1
            day = str(one.day.day) if is_short else f"{one.day.month}/{one.day.day}"
            day = _("Today") if one.is_today else day
            names.append((middle(weekday, each), role))
            dates.append((middle(day, each), "strong" if one.is_today else role))
            dues.append((middle(str(one.due) if one.due else "·", each), "today" if one.due else "muted"))
            works.append(
                (middle(marks.get(one.kind, ""), each), "today" if one.kind == "makeup" else "muted")
            )
        return [dates, dues, works] if height == 3 else [names, dates, dues, works][:height]

    return drawn


hours = partial(columns, names=[str(hour) for hour in range(24)])
"""Draws at which hours of the day cases came in."""


def burn_down(days: Sequence[tuple[str, int]]) -> Drawn:
    """Draw how many cases were open at the end of each day; the last number stands at its end."""
    return columns([number for _day, number in days], [name for name, _number in days], is_last_told=True)
