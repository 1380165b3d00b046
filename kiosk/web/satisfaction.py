"""The published satisfaction of a month, for everybody. Runs on the store thread."""

from __future__ import annotations

from typing import Any

from kiosk.i18n import pick, speaking
from kiosk.rules.scores import Figure
from kiosk.services import hospital, publishing
from kiosk.services import satisfaction_words as say
from kiosk.services.hospital import HospitalView
from kiosk.services.publishing import Month
from kiosk.web.pages import Page, Pages
from kiosk.web.visitor import Visitor

MOST = 24
"""Months that one can look back to by a link; every published one has its address."""


def page(pages: Pages, month: str, visitor: Visitor) -> Page | None:
    """Return a published month, the newest where none is named; None for one that is not published."""
    with speaking(visitor.language):
        months = publishing.published_months()
        found = publishing.published(month or months[0]) if months else None
        if month and found is None:
            return None
        view = hospital.load()
        shown = told(found, view) if found else None
        others = [(code, say.month(code)) for code in months[:MOST] if found and code != found.month]
        at = "" if month else "satisfaction/"
        body = pages.render("satisfaction.html", hospital=view, shown=shown, others=others, at=at)
        return Page(body=body)


def told(month: Month, view: HospitalView) -> dict[str, Any]:
    """Return a month in words."""
    named = [(named_as(code, view), figure) for code, figure in month.departments.items()]
    return {
        "month": say.month(month.month),
        "total": figured("", month.total),
        "departments": [figured(name, figure) for name, figure in named],
        "meaning": say.published_meaning(),
    }


def named_as(code: str, view: HospitalView) -> str:
    """Return the name of a department; one that is gone keeps its code."""
    found = view.department(code)
    return pick(found.name) if found else code


def figured(name: str, one: Figure) -> dict[str, Any]:
    """Return a figure in words."""
    return {
        "name": name,
        "n": one.n,
        "share": say.percent(one.share) if one.is_shown else "",
        "interval": say.interval(one),
        "mean": say.mean(one),
        "why_none": "" if one.is_shown else say.why_none(one),
        "meter": round(100 * (one.share or 0)),
    }
