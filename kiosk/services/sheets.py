"""A sheet of A4 paper to be read, signed and filed: as a page for a printer, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from kiosk.i18n import _, language
from kiosk.rules.text import cells, stated, wrap

WIDTH = 78
"""Cells of a line of plain text."""
BLANK = 3
"""Lines left to be written by hand, where nothing is written yet."""
STYLE = """@page { size: A4; margin: 20mm 18mm 18mm 24mm; }
body { font: 11.5pt/1.5 "Noto Serif CJK SC", "Noto Serif SC", "Songti SC", SimSun, serif; color: #000;
  max-width: 168mm; margin: 0 auto; }
h1 { font-size: 20pt; text-align: center; letter-spacing: .1em; margin: 6mm 0 2mm; }
.house { text-align: center; } .number { text-align: right; }
table { border-collapse: collapse; width: 100%; margin: 4mm 0; }
th, td { border: .5pt solid #000; padding: 1.5mm 2.5mm; text-align: left; vertical-align: top; }
.facts th { width: 32mm; font-weight: normal; background: #f2f2f2; }
thead { display: table-header-group; } tr { break-inside: avoid; }
h2 { font-size: 13pt; margin: 5mm 0 1mm; break-after: avoid; } p { white-space: pre-wrap; margin: 0; }
.blank { height: 20mm; border-bottom: .5pt dotted #666; }
.signatures { margin-top: 6mm; break-inside: avoid; border: 0; }
.signatures td { border: 0; padding: 3mm 4mm 0 0; width: 50%; } .line { border-bottom: .5pt solid #000;
  display: inline-block; width: 45mm; height: 7mm; }
.list { font-size: 9pt; } .list td, .list th { padding: .7mm 1.2mm; }
.list td:first-child { white-space: nowrap; }
.foot { font-size: 9pt; color: #444; margin-top: 5mm; }"""

Facts = Sequence[tuple[str, str]]


class Part(NamedTuple):
    """A heading with what stands under it; nothing leaves room for a hand."""

    heading: str
    words: str


class Table(NamedTuple):
    """Rows under titles."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Sheet(NamedTuple):
    """What stands on a sheet, in the language of whoever asked for it."""

    house: str
    title: str
    number: str
    facts: Facts
    parts: tuple[Part, ...] = ()
    table: Table | None = None
    signatures: tuple[str, ...] = ()
    """Who signs, each with room for name and date."""
    foot: str = ""


def text(sheet: Sheet) -> str:
    """Return a sheet as plain text."""
    return "\n".join(lines(sheet)) + "\n"


def lines(sheet: Sheet) -> Iterator[str]:
    """Return the lines of a sheet as plain text."""
    yield centred(sheet.house)
    yield centred(sheet.title)
    if sheet.number:
        yield " " * max(0, WIDTH - cells(sheet.number)) + sheet.number
    yield "─" * WIDTH
    for label, words in sheet.facts:
        yield from wrap(stated(label, words or "—"), WIDTH)
    for part in sheet.parts:
        yield ""
        yield f"【{part.heading}】"
        yield from wrap(part.words, WIDTH) if part.words else ["_" * WIDTH] * BLANK
    if sheet.table:
        yield ""
        yield from map("  ".join, columned(sheet.table))
    on_day = stated(_("Date"), "_" * 16)
    for who in sheet.signatures:
        yield ""
        yield "    ".join((stated(who, "_" * 24), on_day))
    if sheet.foot:
        yield ""
        yield from wrap(sheet.foot, WIDTH)


def centred(words: str) -> str:
    """Return words in the middle of a line."""
    return " " * max(0, (WIDTH - cells(words)) // 2) + words


def columned(table: Table) -> Iterator[list[str]]:
    """Return the rows of a table, each cell as wide as its column."""
    rows = [table.titles, *table.rows]
    widths = [max(cells(row[at]) for row in rows) for at in range(len(table.titles))]
    for row in rows:
        yield [words + " " * (width - cells(words)) for words, width in zip(row, widths, strict=True)]


def html(sheet: Sheet) -> str:
    """Return a sheet as a page that any browser prints on A4; it needs nothing from anywhere else."""
    number = f'<p class="number">{escape(sheet.number)}</p>' if sheet.number else ""
    return f"""<!doctype html>
<html lang="{language().replace("_", "-")}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{escape(sheet.title)} {escape(sheet.number)}</title>
<style>{STYLE}</style></head><body><main>
<p class="house">{escape(sheet.house)}</p><h1>{escape(sheet.title)}</h1>{number}
{"".join(body(sheet))}</main></body></html>
"""


def body(sheet: Sheet) -> Iterator[str]:
    """Return what stands under the heading of the page."""
    if sheet.facts:
        rows = (f"<tr><th>{escape(label)}</th><td>{escape(words)}</td></tr>" for label, words in sheet.facts)
        yield f'<table class="facts">{"".join(rows)}</table>\n'
    for part in sheet.parts:
        words = f"<p>{escape(part.words)}</p>" if part.words else '<div class="blank"></div>'
        yield f"<section><h2>{escape(part.heading)}</h2>{words}</section>\n"
    if sheet.table:
        yield table_html(sheet.table)
    if sheet.signatures:
        yield signatures_html(sheet.signatures)
    if sheet.foot:
        yield f'<p class="foot">{escape(sheet.foot)}</p>\n'


def table_html(table: Table) -> str:
    """Return a table whose titles stand on each page."""
    titles = "".join(f"<th>{escape(title)}</th>" for title in table.titles)
    rows = ("".join(f"<td>{escape(words)}</td>" for words in row) for row in table.rows)
    told = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table class="list"><thead><tr>{titles}</tr></thead><tbody>{told}</tbody></table>\n'


def signatures_html(signatures: tuple[str, ...]) -> str:
    """Return a line for each who signs, with the date."""
    line = '<span class="line"></span>'
    on_day = escape(stated(_("Date"), ""))
    on_day = f"<td>{on_day}{line}</td>"
    rows = (f"<tr><td>{escape(stated(who, ''))}{line}</td>{on_day}</tr>" for who in signatures)
    return f'<table class="signatures">{"".join(rows)}</table>\n'
