"""What a hospital's files say about working on cases: routes, checklists, scripts."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid5

from kiosk.i18n import _
from kiosk.imports.rows import Row
from kiosk.imports.tables import Columns, Table
from kiosk.records.hospital import ChecklistStep, Route, Script
from kiosk.rules.filling import TEXT_LIMIT, TITLE_LIMIT, unknown_places

CASEWORK = {
    "routes": Columns(("subject", "department"), ("name",)),
    "checklist": Columns(("code", "kind", "amount", "unit"), ("name",), ("category", "grade", "department")),
    "scripts": Columns(("code", "use"), ("title", "text"), ("version", "kind", "grade", "stage")),
}
"""The CSV files that a hospital may leave out, and their columns."""

SUBJECTS = ("doctor", "nurse", "window", "logistics", "office")
KINDS = ("contact", "complaint", "suggestion", "praise", "question")
GRADES = ("", "minor", "complex", "major")
STAGES = ("", "received", "working", "answered", "closed", "withdrawn")
UNITS = ("hours", "workdays")
USES = ("reply", "call", "talk")
MOST = {"hours": 720, "workdays": 60}
"""The latest that a step may be due: a month, and a quarter of a year."""

_VERSIONS = UUID("6a5b8f0e-3c1d-5f7a-8e24-9b0d4c7f1a63")


def kinds_of(tables: Mapping[str, Table]) -> dict[str, set[str]] | None:
    """Return the kinds of case that a category or need stands for; None when one file is unread."""
    categories, needs = tables["categories"], tables["needs"]
    if not (categories.is_whole and needs.is_whole):
        return None
    kinds = {row.cell("code"): {"contact"} for row in needs.rows}
    for row in categories.rows:
        # A need and a category may bear the same code.
        kinds.setdefault(row.cell("code"), set()).add(row.cell("kind"))
    return kinds


def route(position: int, row: Row, departments: set[str] | None) -> Route:
    """Return which office supervises a subject."""
    subject = row.one_of("subject", SUBJECTS)
    row.unique(subject, subject)
    return Route(
        subject=subject,
        position=position,
        name=row.words("name", 60, needed=True),
        department=row.reference("department", departments),
    )


def checklist_step(
    position: int, row: Row, departments: set[str] | None, kinds: dict[str, set[str]] | None
) -> ChecklistStep:
    """Return a step that cases of a type need."""
    kind, unit = row.one_of("kind", KINDS), row.one_of("unit", UNITS)
    category = row.reference("category", kinds, needed=False)
    if kinds and kind not in kinds.get(category, {kind}):
        row.wrong(_('"%(category)s" is of another kind.'), category=category)
    return ChecklistStep(
        code=row.code(),
        position=position,
        kind=kind,
        category=category,
        grade=row.one_of("grade", GRADES),
        name=row.words("name", 120, needed=True),
        department=row.reference("department", departments, needed=False),
        amount=row.number("amount", MOST.get(unit, 1)),
        unit=unit,
    )


def script(position: int, row: Row) -> Script:
    """Return a wording for a situation."""
    code, version = row.code(), row.number("version", 9999, if_empty="1")
    text = row.words("text", TEXT_LIMIT, needed=True, lines=True)
    for place in unknown_places(text.values()):
        row.wrong(_('"%(place)s" is not a place that can be filled.'), place=place)
    return Script(
        uid=uuid5(_VERSIONS, f"{code}\0{version}"),
        code=code,
        version=version,
        position=position,
        kind=row.one_of("kind", ("", *KINDS)),
        grade=row.one_of("grade", GRADES),
        stage=row.one_of("stage", STAGES),
        use=row.one_of("use", USES),
        title=row.words("title", TITLE_LIMIT, needed=True),
        text=text,
    )
