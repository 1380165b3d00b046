"""A hospital's own files, read whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from kiosk.i18n import _
from kiosk.imports.casework import CASEWORK, GRADES, checklist_step, kinds_of, route, script
from kiosk.imports.facts import languages_of, read_facts
from kiosk.imports.plans import PLANS, plan
from kiosk.imports.problems import ImportProblems, Problem
from kiosk.imports.questions import QUESTIONS, question, unknown_points
from kiosk.imports.reading import readings
from kiosk.imports.rows import Row
from kiosk.imports.tables import Columns, Table
from kiosk.records.followups import CarePlan, SurveyQuestion
from kiosk.records.hospital import (
    Answer,
    Category,
    ChecklistStep,
    Department,
    Doctor,
    Duty,
    Need,
    Route,
    Script,
    Session,
    Staff,
    Workday,
)
from kiosk.records.people import Membership
from kiosk.rules.finding import keys_for
from kiosk.rules.text import cells

__all__ = ["FILES", "HospitalRows", "ImportProblems", "Problem", "read"]

_ANSWERS = Columns(("code",), ("question", "answer"), ("department", "pinyin"), ("tags",))

FILES = {
    "departments": Columns(("code", "group"), ("name",), ("phone", "bookable", "pinyin"), ("place",)),
    "doctors": Columns(("code", "department"), ("name",), ("pinyin",), ("title", "skills")),
    "timetable": Columns(("department", "doctor", "weekday", "half"), (), ("fee",), ("place",)),
    "answers": Columns(("topic", *_ANSWERS.plain), _ANSWERS.texts, _ANSWERS.plain_if_any, ("tags",)),
    "preparation": _ANSWERS,
    "needs": Columns(
        ("code",), ("name",), ("icon", "department", "pinyin"), ("answer", "bring", "hours", "tags")
    ),
    "categories": Columns(("code", "parent", "kind"), ("name",), ("grade", "subject"), ("phrases",)),
    "staff": Columns(("code", "role"), ("name",), ("department", "published")),
    "duty": Columns(("desk", "weekday", "begins", "ends", "staff")),
    "days": Columns(("day", "kind"), (), ("note",)),
    **CASEWORK,
    **QUESTIONS,
    **PLANS,
}
"""The CSV files of a hospital and their columns."""
MAY_BE_MISSING = {*CASEWORK, *QUESTIONS, *PLANS}

GROUPS = ("clinic", "technical", "ward", "office", "service")
HALVES = ("am", "pm", "night")
TOPICS = ("booking", "change", "prepare", "visit", "insurance", "inpatient", "records", "service")
KINDS = ("complaint", "suggestion", "praise")
ROLES = ("desk", "handler", "head", "supervisor", "leader", "admin", "auditor")
DAYS = ("work", "rest", "half")

LONG = 1200
"""The most characters of an answer."""

# The same content gives the same key, so that bringing the files in twice leaves one row.
_CONTENT = UUID("1f0d7c52-6a2e-5d0b-9a55-6f1c4e0b7a11")

Codes = set[str] | None
"""The codes that a file explains; None when it could not be read."""


@dataclass(frozen=True)
class HospitalRows:
    """Everything the files say, as records that are not saved yet."""

    facts: dict[str, object]
    departments: tuple[Department, ...]
    doctors: tuple[Doctor, ...]
    sessions: tuple[Session, ...]
    answers: tuple[Answer, ...]
    needs: tuple[Need, ...]
    categories: tuple[Category, ...]
    staff: tuple[Staff, ...]
    memberships: tuple[Membership, ...]
    duties: tuple[Duty, ...]
    workdays: tuple[Workday, ...]
    routes: tuple[Route, ...]
    checklist: tuple[ChecklistStep, ...]
    scripts: tuple[Script, ...]
    questions: tuple[SurveyQuestion, ...]
    plans: tuple[CarePlan, ...]


def read(directory: Path) -> HospitalRows:
    """Read a hospital's files, or raise every problem of all of them at once."""
    problems: list[Problem] = []
    facts, desks, points = read_facts(directory / "hospital.toml", problems)
    languages = languages_of(facts)
    tables = {
        name: Table(directory / f"{name}.csv", columns, languages, problems, name in MAY_BE_MISSING)
        for name, columns in FILES.items()
    }
    problems += unknown_points("hospital.toml", points, tables["questions"])
    rows = _rows(facts, desks, tables)
    if problems:
        raise ImportProblems(tuple(sorted(set(problems))))
    return rows


def _rows(facts: dict[str, object], desks: Codes, tables: dict[str, Table]) -> HospitalRows:
    places, doctors, staff = (tables[name].codes() for name in ("departments", "doctors", "staff"))
    above = {row.cell("code"): row for row in tables["categories"].rows}
    subjects, kinds = tables["routes"].codes("subject"), kinds_of(tables)
    hints, sets = len(tables["answers"].rows), tables["questions"].codes("set")
    return HospitalRows(
        facts=facts,
        departments=tuple(_department(n, row) for n, row in enumerate(tables["departments"].rows)),
        doctors=tuple(_doctor(n, row, places) for n, row in enumerate(tables["doctors"].rows)),
        sessions=tuple(_session(row, places, doctors) for row in tables["timetable"].rows),
        answers=(
            *(_answer(n, row, places) for n, row in enumerate(tables["answers"].rows)),
            *(_hint(n, row, places) for n, row in enumerate(tables["preparation"].rows, hints)),
        ),
        needs=tuple(_need(n, row, places) for n, row in enumerate(tables["needs"].rows)),
        categories=tuple(
            _category(n, row, above, subjects) for n, row in enumerate(tables["categories"].rows)
        ),
        staff=tuple(_staff(row, places) for row in tables["staff"].rows),
        memberships=tuple(
            membership for row in tables["staff"].rows for membership in _memberships(row, places)
        ),
        duties=tuple(_duty(row, desks, staff) for row in tables["duty"].rows),
        workdays=tuple(_workday(row) for row in tables["days"].rows),
        routes=tuple(route(n, row, places) for n, row in enumerate(tables["routes"].rows)),
        checklist=tuple(
            checklist_step(n, row, places, kinds) for n, row in enumerate(tables["checklist"].rows)
        ),
        scripts=tuple(script(n, row) for n, row in enumerate(tables["scripts"].rows)),
        questions=tuple(question(n, row) for n, row in enumerate(tables["questions"].rows)),
        plans=tuple(plan(n, row, sets) for n, row in enumerate(tables["plans"].rows)),
    )


def _department(position: int, row: Row) -> Department:
    name = row.words("name", 60, needed=True)
    return Department(
        code=row.code(),
        position=position,
        group=row.one_of("group", GROUPS),
        name=name,
        place=row.words("place"),
        phone=row.phone(),
        is_bookable=row.flag("bookable"),
        keys=_keys(row, name),
    )


def _doctor(position: int, row: Row, departments: Codes) -> Doctor:
    name = row.words("name", 60, needed=True)
    return Doctor(
        code=row.code(),
        position=position,
        department=row.reference("department", departments),
        name=name,
        title=row.words("title"),
        skills=row.words("skills", 240),
        keys=_keys(row, name, is_name=True),
    )


def _session(row: Row, departments: Codes, doctors: Codes) -> Session:
    department = row.reference("department", departments)
    doctor = row.reference("doctor", doctors)
    weekday, half = row.weekday(), row.one_of("half", HALVES)
    uid = _uid("session", department, doctor, weekday, half)
    row.unique(uid, f"{doctor} {weekday} {half}")
    return Session(
        uid=uid,
        department=department,
        doctor=doctor,
        weekday=weekday,
        half=half,
        place=row.words("place"),
        fee=row.text("fee", 16),
    )


def _answer(position: int, row: Row, departments: Codes) -> Answer:
    answer = _hint(position, row, departments)
    answer.topic = row.one_of("topic", TOPICS)
    return answer


def _hint(position: int, row: Row, departments: Codes) -> Answer:
    question, tags = row.words("question", needed=True), row.words("tags")
    return Answer(
        code=row.code(),
        position=position,
        topic="prepare",
        question=question,
        answer=row.words("answer", LONG, needed=True, lines=True),
        department=row.reference("department", departments, needed=False),
        tags=tags,
        keys=_keys(row, question, _single(tags)),
    )


def _need(position: int, row: Row, departments: Codes) -> Need:
    name, icon = row.words("name", 60, needed=True), row.text("icon", 8)
    if cells(icon) > 2:
        row.wrong(_('"%(icon)s" is wider than two cells.'), icon=icon)
    return Need(
        code=row.code(),
        position=position,
        name=name,
        icon=icon,
        department=row.reference("department", departments, needed=False),
        answer=row.words("answer", LONG, lines=True),
        bring=row.words("bring", LONG, lines=True),
        hours=row.words("hours"),
        keys=_keys(row, name, _single(row.words("tags"))),
    )


def _category(position: int, row: Row, rows: dict[str, Row], subjects: Codes) -> Category:
    parent, kind = row.reference("parent", set(rows), needed=False), row.one_of("kind", KINDS)
    if above := rows.get(parent):
        if above.cell("parent"):
            row.wrong(_('"%(parent)s" stands below another category itself.'), parent=parent)
        if above.cell("kind") != kind:
            row.wrong(_('"%(parent)s" is of another kind.'), parent=parent)
    return Category(
        code=row.code(),
        position=position,
        parent=parent,
        kind=kind,
        name=row.words("name", 60, needed=True),
        grade=row.one_of("grade", GRADES),
        phrases=row.phrases("phrases"),
        subject=row.reference("subject", subjects, needed=False),
    )


def _staff(row: Row, departments: Codes) -> Staff:
    return Staff(
        code=row.code(),
        name=row.words("name", 60, needed=True),
        department=next(iter(row.references("department", departments)), ""),
        role=row.one_of("role", ROLES),
        is_published=row.flag("published"),
    )


def _memberships(row: Row, departments: Codes) -> list[Membership]:
    person = row.cell("code")
    return [
        Membership(uid=_uid("membership", person, department), staff=person, department=department)
        for department in row.references("department", departments)[1:]
    ]


def _duty(row: Row, desks: Codes, staff: Codes) -> Duty:
    desk, person = row.reference("desk", desks), row.reference("staff", staff)
    weekday, begins, ends = row.weekday(), row.time("begins"), row.time("ends")
    if begins >= ends:
        row.wrong(_("%(begins)s is not before %(ends)s."), begins=begins, ends=ends)
    uid = _uid("duty", desk, weekday, begins, ends, person)
    row.unique(uid, f"{desk} {weekday} {begins}")
    return Duty(uid=uid, desk=desk, weekday=weekday, begins=begins, ends=ends, staff=person)


def _workday(row: Row) -> Workday:
    day = row.day()
    row.unique(day, day)
    return Workday(day=day, kind=row.one_of("kind", DAYS), source="hospital", note=row.text("note"))


def _single(tags: dict[str, str]) -> list[str]:
    """Return each tag for itself: whoever asks for exactly one finds it first."""
    return [tag for joined in tags.values() for tag in joined.split()]


def _keys(row: Row, name: dict[str, str], tags: Sequence[str] = (), is_name: bool = False) -> str:
    words = [*name.values(), *tags]
    given = [part.strip() for part in row.text("pinyin", 400).split(";")]
    return keys_for(words, [part for part in given if part] or readings(words, is_name))


def _uid(*content: object) -> UUID:
    return uuid5(_CONTENT, "\0".join(map(str, content)))
