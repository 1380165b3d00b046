"""How a line of the work list is told: when it is due in words and a sign, and what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.i18n import N_, _, day, pick
from kiosk.rules.text import cells
from kiosk.screens.console import due_words
from kiosk.services.low_ratings import NEED
from kiosk.services.work import WorkRow
from kiosk.widgets.rows import GAP, GUTTER, Column, Row

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp

KINDS = {
    "contact": N_("Request"),
    "complaint": N_("Complaint"),
    "suggestion": N_("Suggestion"),
    "praise": N_("Praise"),
    "question": N_("Question"),
}
GRADES = {"minor": N_("minor"), "complex": N_("complex"), "major": N_("major")}
STATES = {
    "received": N_("new"),
    "working": N_("in work"),
    "answered": N_("verdict asked"),
    "closed": N_("closed"),
    "withdrawn": N_("withdrawn"),
    "void": N_("void"),
}
PARTS = {"responsibility": N_("offered"), "help": N_("help asked")}
TASKS = {
    "step": N_("step"),
    "callback": N_("call back"),
    "help": N_("help"),
    "meeting": N_("meeting"),
    "followup": N_("visit"),
}
DUE, NUMBER, NAME = 16, 11, 11
ABOUT = 16
"""Cells that what a case is about takes at least, before a column is left out."""
WIDEST = 36
LEFT_OUT = ("department", "state", "responsible")
"""Columns that a narrow screen leaves out, the first one first."""


def row_of(row: WorkRow, app: ConsoleApp, is_closed: bool = False) -> Row:
    """Return a line of the work list as it is drawn."""
    tz = app.settings.tz
    due = due_words.when(row.due_at, app.now(), tz)
    if is_closed:
        due = "  " + day(row.filed_at.astimezone(tz).date(), weekday=False), "words"
    told = {
        "due": due,
        "number": (row.number, "strong"),
        "kind": (_(KINDS.get(row.kind, row.kind)), "words"),
        "grade": (_(GRADES[row.grade]), "muted") if row.grade == "minor" else (graded(row.grade), "late"),
        "about": (about(row, app), "words"),
        "department": (department(row.to or row.department, app), "words"),
        "responsible": (app.name_of(row.responsible), "words"),
        "state": state(row, app),
    }
    return Row(row.uid, told, row)


def graded(grade: str) -> str:
    """Return a grade that is not the usual one, with a sign that needs no colour."""
    return f"{'▲▲' if grade == 'major' else '▲'} {_(GRADES[grade])}"


def about(row: WorkRow, app: ConsoleApp) -> str:
    """Return what a case is about, as the hospital calls it; of a task what is to be done."""
    if row.row == "task":
        return pick(row.name) or _(TASKS.get(row.what, row.what))
    if row.need == NEED:
        return _("Bad rating")
    found = app.hospital.category(row.category) or app.hospital.need(row.need)
    return pick(found.name) if found else ""


def department(code: str, app: ConsoleApp) -> str:
    """Return a department's name."""
    found = app.hospital.department(code)
    return pick(found.name) if found else code


def state(row: WorkRow, app: ConsoleApp) -> tuple[str, str]:
    """Return where a case stands, and whether something of it waits for an answer."""
    if row.row == "offer":
        return f"→ {_(PARTS.get(row.what, row.what))}", "today"
    if row.row == "task":
        return f"□ {_(TASKS.get(row.what, row.what))}", "today"
    return _(STATES.get(row.stage, row.stage)), "today" if row.row == "verdict" else "muted"


def columns(width: int, is_closed: bool = False) -> list[Column]:
    """Return the columns that a width has room for; what is left out stands in the line under the list."""
    grade = max(cells(_(word)) for word in GRADES.values()) + 3
    listed = [
        Column("due", _("Filed") if is_closed else _("Due"), DUE),
        Column("number", _("Number"), NUMBER),
        Column("kind", _("Kind"), widest(KINDS)),
        Column("grade", _("Grade"), grade),
        Column("about", _("About"), ABOUT, 3, WIDEST),
        Column("department", _("Department"), NAME, 2, WIDEST - 6),
        Column("responsible", _("Responsible"), NAME, 1, WIDEST // 2),
        Column("state", _("State"), max(widest(PARTS), widest(STATES)) + 2),
    ]
    for name in ("", *LEFT_OUT):
        listed = [one for one in listed if one.name != name]
        if GUTTER + 1 + sum(one.width + GAP for one in listed) <= width:
            break
    return listed


def widest(words: Mapping[str, str]) -> int:
    """Return how wide a column must be for words, in the language that is read."""
    return max(cells(_(word)) for word in words.values())


def beside(row: Row, shown: Mapping[str, int]) -> str:
    """Return what a list leaves out of its row or cuts off; `shown` are its columns with their widths."""
    left = [row.cells["about"][0]] if cells(row.cells["about"][0]) > shown["about"] else []
    left += [row.cells[name][0] for name in ("state", "department", "responsible") if name not in shown]
    return " · ".join(word for word in left if word)
