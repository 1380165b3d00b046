"""Draw on paper: lines, bars and words as an SVG that stands inside a page."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from kiosk.i18n import language
from kiosk.rules.text import cells

INK, SOFT, GRID, MAIN, WARM, PALE = "#152B31", "#47585B", "#C9D3D3", "#0A5459", "#A23E00", "#DCEDEA"
STEPS = ("#FFFFFF", "#DCEDEA", "#A9D2CD", "#62A8A4", "#0A5459")
"""From nothing to most."""
FONTS = {
    "zh_CN": "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif",
    "zh_TW": "Noto Sans CJK TC, Noto Sans TC, PingFang TC, Microsoft JhengHei, sans-serif",
    "en": "Noto Sans, DejaVu Sans, Noto Sans CJK SC, Helvetica, Arial, sans-serif",
}


def picture(width: int, height: int, title: str, told: str, parts: Iterable[str]) -> str:
    """Return a picture with a name, and in words what it shows, for those who do not see it."""
    inside = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family={quoteattr(FONTS[language()])} font-size="11" '
        f'fill="{INK}" aria-label={quoteattr(title)}>'
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>{inside}</svg>"
    )


def box(x: float, y: float, width: float, height: float, fill: str, line: str = "none") -> str:
    """Return a filled rectangle."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{max(0.0, height):.1f}" '
        f'fill="{fill}" stroke="{line}"/>'
    )


def words(
    x: float, y: float, text: str, at: str = "start", size: float = 11, fill: str = INK, bold: bool = False
) -> str:
    """Return a line of words; `at` says whether x is its `start`, `middle` or `end`."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{at}" font-size="{size:g}" fill="{fill}"{weight}>'
        f"{escape(text)}</text>"
    )


def line(points: Iterable[tuple[float, float]], stroke: str = MAIN, width: float = 2, dash: str = "") -> str:
    """Return a line through points."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}"{dashed}/>'


def dot(x: float, y: float, radius: float = 3, fill: str = MAIN) -> str:
    """Return a dot."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}"/>'


def short(text: str, most: int) -> str:
    """Cut words that have no room."""
    if cells(text) <= most:
        return text
    kept = ""
    for sign in text:
        if cells(kept + sign) > most - 1:
            break
        kept += sign
    return kept.rstrip() + "…"


def round_up(most: float) -> int:
    """Return the end of an axis: 1, 2 or 5 times a power of ten, no less than what is shown."""
    step = 1
    while True:
        for times in (1, 2, 5):
            if times * step >= most:
                return times * step
        step *= 10
