"""Numbers as a reader of each language writes them."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent

from kiosk.i18n import _, language

DASH = "–"
Number = int | float | None


def count(number: float) -> str:
    """Return a whole number, grouped by thousands."""
    return str(format_decimal(number, format="#,##0", locale=language()))


def decimal(number: float, digits: int = 1) -> str:
    """Return a number with some digits after its point."""
    return str(format_decimal(number, format="#,##0." + "0" * digits, locale=language()))


def percent(share: float) -> str:
    """Return 0–100 as a percentage with one digit after its point."""
    return str(format_percent(share / 100, format="#,##0.0%", locale=language()))


def valued(value: Number, unit: str) -> str:
    """Return a value with its unit; a dash where there is none."""
    if value is None:
        return DASH
    if unit == "percent":
        return percent(value)
    if unit == "hours":
        return _("%(n)s h") % {"n": plain(value)}
    if unit == "workdays":
        return _("%(n)s working days") % {"n": plain(value)}
    if unit == "score":
        return decimal(value, 2)
    return plain(value)


def plain(value: float) -> str:
    """Return a number without digits that say nothing."""
    return count(value) if float(value).is_integer() else decimal(value)


def celled(value: Number, unit: str) -> str:
    """Return a value for a table whose head says the unit."""
    if value is None:
        return DASH
    if unit == "percent":
        return percent(value)
    if unit == "score":
        return decimal(value, 2)
    return plain(value)


def change(now: Number, before: Number, unit: str) -> str:
    """Return by how much a value grew or fell, with its sign; nothing where it cannot be said."""
    if now is None or before is None:
        return ""
    difference = round(now - before, 2)
    sign = "▲" if difference > 0 else "▼" if difference < 0 else "="
    if unit == "percent":
        points = decimal(abs(difference))
        return f"{sign} " + _("%(n)s points") % {"n": points} if difference else sign
    if unit == "count" and before:
        return f"{sign} {percent(abs(difference) / before * 100)}" if difference else sign
    return f"{sign} {celled(abs(difference), unit)}" if difference else sign
