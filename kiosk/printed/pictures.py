"""The pictures of a report: plain values in, an SVG for the page out; every number stands in it as words."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from kiosk.i18n import _
from kiosk.printed import svg
from kiosk.printed.numbers import count, percent
from kiosk.rules.strip import StripDay

WIDTH = 640
BOX_COLOURS = (svg.WARM, svg.MAIN, svg.MAIN, svg.SOFT, svg.SOFT, svg.SOFT)
BOX_SIGNS = ("!", "●", "◐", "○", "○", "–")


def told(pairs: Sequence[tuple[str, str]]) -> str:
    """Return what a picture shows as one line of words."""
    return "; ".join(f"{name}: {number}" for name, number in pairs)


def due_boxes(title: str, boxes: Sequence[tuple[str, int]]) -> str:
    """Draw a box for each group of open cases, the most urgent first."""
    each, parts = WIDTH / len(boxes), []
    for place, (label, number) in enumerate(boxes):
        x, colour = place * each + 3, BOX_COLOURS[place % len(BOX_COLOURS)]
        parts += [
            svg.box(x, 2, each - 6, 66, "#FFFFFF", svg.GRID),
            svg.box(x, 2, 6, 66, colour),
            svg.words(x + 16, 24, f"{BOX_SIGNS[place % len(BOX_SIGNS)]} {label}", size=11, fill=svg.SOFT),
            svg.words(x + 16, 56, count(number), size=26, bold=True, fill=colour),
        ]
    return svg.picture(WIDTH, 72, title, told([(name, count(number)) for name, number in boxes]), parts)


def burn_down(title: str, days: Sequence[tuple[str, int]]) -> str:
    """Draw how many cases were open at the end of each day."""
    top = svg.round_up(max((number for _day, number in days), default=0) or 1)
    left, right, high, low = 40, WIDTH - 46, 14, 150
    step = (right - left) / max(1, len(days) - 1)
    points = [
        (left + place * step, low - (low - high) * number / top) for place, (_day, number) in enumerate(days)
    ]
    parts = [*axis(left, right, high, low, top)]
    if points:
        parts += [area(points, low), svg.line(points), svg.dot(*points[-1])]
        parts.append(svg.words(points[-1][0] + 7, points[-1][1] + 4, count(days[-1][1]), bold=True))
    parts += names_below([name for name, _number in days], left, step, low + 16)
    shown = [(name, count(number)) for name, number in days]
    return svg.picture(WIDTH, 174, title, told(shown), parts)


def area(points: Sequence[tuple[float, float]], low: float) -> str:
    """Return what lies under a line."""
    corners = [(points[0][0], low), *points, (points[-1][0], low)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return f'<polygon points="{path}" fill="{svg.PALE}"/>'


def axis(left: float, right: float, high: float, low: float, top: int) -> list[str]:
    """Return the lines of an axis that begins at nothing."""
    parts = []
    for share in (0.0, 0.5, 1.0):
        if share == 0.5 and top % 2:
            continue
        y = low - (low - high) * share
        parts += [svg.line([(left, y), (right, y)], svg.GRID, 1)]
        parts.append(svg.words(left - 6, y + 4, count(round(top * share)), "end", 10, svg.SOFT))
    return parts


def names_below(names: Sequence[str], left: float, step: float, y: float, most: int = 9) -> list[str]:
    """Return the words under an axis, as many as there is room for; the last one always."""
    every = max(1, -(-len(names) // most))
    shown = [place for place in range(len(names)) if (len(names) - 1 - place) % every == 0]
    return [svg.words(left + place * step, y, names[place], "middle", 10, svg.SOFT) for place in shown]


def heat_map(title: str, weeks: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Draw how many cases each department got in each week: the darker, the more; the number stands in it."""
    most = max((number for _name, counts in rows for number in counts), default=0) or 1
    left, high = 136, 22
    each = (WIDTH - left - 44) / max(1, len(weeks))
    tall = 18
    parts = names_below(weeks, left + each / 2, each, 14, most=14)
    for place, (name, counts) in enumerate(rows):
        y = high + place * tall
        parts.append(svg.words(left - 6, y + 13, svg.short(name, 20), "end"))
        for week, number in enumerate(counts):
            parts += heat(left + week * each, y, each, tall, number, most)
        parts.append(svg.words(WIDTH - 4, y + 13, count(sum(counts)), "end", bold=True))
    shown = [(name, " ".join(str(number) for number in counts)) for name, counts in rows]
    return svg.picture(WIDTH, high + len(rows) * tall + 4, title, told(shown), parts)


def heat(x: float, y: float, width: float, tall: float, number: int, most: int) -> list[str]:
    """Return one place of the heat map; no number has room in a very narrow one."""
    step = shade(number, most, len(svg.STEPS))
    ink = "#FFFFFF" if step == len(svg.STEPS) - 1 else svg.INK
    parts = [svg.box(x + 0.5, y + 0.5, width - 1, tall - 1, svg.STEPS[step], svg.GRID)]
    if number and width >= 12:
        parts.append(svg.words(x + width / 2, y + tall - 5, str(number), "middle", 9, ink))
    return parts


def shade(number: int, most: int, steps: int) -> int:
    """Return how dark a number is drawn: nothing is 0, the most is the darkest, something is at least 1."""
    return 0 if number <= 0 else max(1, min(steps - 1, -(-number * (steps - 1) // most)))


def pareto(title: str, bars: Sequence[tuple[str, int, float]]) -> str:
    """Draw causes, most first, with the share that they and those before them have of all."""
    most = max((number for _name, number, _share in bars), default=0) or 1
    left, right, tall = 130, WIDTH - 70, 22
    parts, points = [], []
    for place, (name, number, share) in enumerate(bars):
        y = 6 + place * tall
        width = (right - left) * number / most * 0.72
        points.append((left + (right - left) * share / 100, y + tall / 2))
        parts += [
            svg.words(left - 8, y + 15, svg.short(name, 19), "end"),
            svg.box(left, y + 3, width, tall - 7, "#A9D2CD"),
            svg.words(left + 5, y + 15, count(number), bold=True),
            svg.words(WIDTH - 4, y + 15, percent(share), "end", 10, svg.WARM),
        ]
    parts += [svg.line(points, svg.WARM, 1.5), *(svg.dot(x, y, 2.5, svg.WARM) for x, y in points)]
    shown = [(name, f"{count(number)} ({percent(share)})") for name, number, share in bars]
    return svg.picture(WIDTH, 12 + len(bars) * tall, title, told(shown), parts)


def gauge(
    title: str,
    value: float | None,
    low: float | None,
    high: float | None,
    trend: Sequence[tuple[str, float | None]],
) -> str:
    """Draw a share as a half circle with its uncertainty, and how it was in the months before."""
    x, y, radius = 116, 116, 92
    parts = [arc(x, y, radius, 0, 100, svg.GRID)]
    if value is not None:
        parts.append(arc(x, y, radius, 0, value, svg.MAIN))
        if low is not None and high is not None:
            parts += [arc(x, y, radius - 13, low, high, svg.WARM, 4)]
            between = _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}
            parts.append(svg.words(x, y + 16, between, "middle", 10, svg.SOFT))
    said = percent(value) if value is not None else _("too few")
    parts.append(svg.words(x, y - 8, said, "middle", 24, bold=True))
    known = [(place, share) for place, (_month, share) in enumerate(trend) if share is not None]
    left, right, top, foot = 270, WIDTH - 50, 16, 108
    step = (right - left) / max(1, len(trend) - 1)
    parts += [
        svg.line([(left, foot), (right, foot)], svg.GRID, 1),
        svg.line([(left, top), (right, top)], svg.GRID, 1),
    ]
    parts += [
        svg.words(left - 6, top + 4, "100%", "end", 10, svg.SOFT),
        svg.words(left - 6, foot + 4, "0%", "end", 10, svg.SOFT),
    ]
    points = [(left + place * step, foot - (foot - top) * share / 100) for place, share in known]
    parts += [svg.line(points), *(svg.dot(*point, 2.5) for point in points)]
    if points:
        parts.append(svg.words(points[-1][0] + 7, points[-1][1] + 4, percent(known[-1][1]), bold=True))
    parts += names_below([month for month, _share in trend], left, step, foot + 16, 7)
    shown = [(month, percent(share) if share is not None else _("too few")) for month, share in trend]
    return svg.picture(WIDTH, 140, title, f"{said}; {told(shown)}", parts)


def arc(x: float, y: float, radius: float, begins: float, ends: float, colour: str, width: float = 16) -> str:
    """Return a part of a half circle, from one percentage to another."""
    points = []
    for share in (begins, ends):
        angle = pi * (1 - share / 100)
        points.append((x + radius * cos(angle), y - radius * sin(angle)))
    (ax, ay), (bx, by) = points
    return (
        f'<path d="M {ax:.1f} {ay:.1f} A {radius} {radius} 0 0 1 {bx:.1f} {by:.1f}" fill="none" '
        f'stroke="{colour}" stroke-width="{width:g}"/>'
    )


def smileys(title: str, counts: Sequence[int] | None) -> str:
    """Draw the five faces with how often each was tapped."""
    most = max(counts or (0,)) or 1
    each, parts = WIDTH / 5, []
    for place in range(5):
        x = place * each + each / 2
        parts += face(x, 30, place)
        if counts is not None:
            tall = 40 * counts[place] / most
            parts += [svg.box(x - 24, 110 - tall, 48, tall, "#A9D2CD")]
            parts.append(svg.words(x, 124, count(counts[place]), "middle", 12, bold=True))
    if counts is None:
        parts.append(svg.words(WIDTH / 2, 96, _("too few"), "middle", 12, svg.SOFT))
    shown = [(str(place + 1), count(number)) for place, number in enumerate(counts or ())]
    return svg.picture(WIDTH, 130, title, told(shown) or _("too few"), parts)


def face(x: float, y: float, place: int) -> list[str]:
    """Return a face: its mouth goes down for 0 and up for 4."""
    bend = (place - 2) * 5
    ends = y + 9 - bend / 3
    mouth = f"M {x - 10:.1f} {ends:.1f} Q {x:.1f} {y + 9 + bend:.1f} {x + 10:.1f} {ends:.1f}"
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="22" fill="#FFFFFF" stroke="{svg.INK}" stroke-width="2"/>',
        svg.dot(x - 8, y - 5, 2.5, svg.INK),
        svg.dot(x + 8, y - 5, 2.5, svg.INK),
        f'<path d="{mouth}" fill="none" stroke="{svg.INK}" stroke-width="2"/>',
    ]


def hours(title: str, counts: Sequence[int]) -> str:
    """Draw at which hours of the day cases came in."""
    top = svg.round_up(max(counts, default=0) or 1)
    left, right, high, low = 40, WIDTH - 10, 14, 110
    each = (right - left) / max(1, len(counts))
    parts = axis(left, right, high, low, top)
    for hour, number in enumerate(counts):
        tall, x = (low - high) * number / top, left + hour * each
        parts.append(svg.box(x + 2, low - tall, each - 4, tall, "#62A8A4"))
        parts.append(svg.words(x + each / 2, low + 14, str(hour), "middle", 10, svg.SOFT))
        if number:
            parts.append(svg.words(x + each / 2, low - tall - 3, count(number), "middle", 8))
    shown = [(f"{hour}:00", count(number)) for hour, number in enumerate(counts)]
    return svg.picture(WIDTH, 132, title, told(shown), parts)


def promise_strip(title: str, days: Sequence[StripDay], weekdays: Sequence[str]) -> str:
    """Draw the next days: which are worked, and how many promises end on each."""
    each, parts, shown = WIDTH / max(1, len(days)), [], []
    for place, one in enumerate(days):
        x, mark = place * each, mark_of(one.kind)
        fill = "#FFFFFF" if one.kind != "rest" else "#ECEFEF"
        edge = svg.WARM if one.is_today else svg.GRID
        parts += [
            svg.box(x + 2, 2, each - 4, 74, fill, edge),
            svg.words(x + each / 2, 17, weekdays[place], "middle", 10, svg.SOFT),
            svg.words(x + each / 2, 33, f"{one.day.month}/{one.day.day}", "middle", 11, bold=one.is_today),
            svg.words(x + each / 2, 54, count(one.due) if one.due else "·", "middle", 15, bold=True),
            svg.words(x + each / 2, 71, mark, "middle", 10, svg.WARM if one.kind == "makeup" else svg.SOFT),
        ]
        shown.append((f"{one.day.isoformat()} {mark}".strip(), count(one.due)))
    return svg.picture(WIDTH, 80, title, told(shown), parts)


def mark_of(kind: str) -> str:
    """Return the sign of a day as Chinese calendars print it: 休 for rest, 班 for worked out of turn."""
    return {"rest": _("rest"), "makeup": _("works")}.get(kind, "")
