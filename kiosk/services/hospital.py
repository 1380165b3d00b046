"""The hospital as the desk shows it: read once, kept in memory; replaced whole by an import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kiosk import store
from kiosk.records import (
    Account,
    Answer,
    CarePlan,
    Category,
    ChecklistStep,
    Department,
    Doctor,
    Duty,
    Fact,
    Membership,
    Need,
    Record,
    Route,
    Session,
    Staff,
    SurveyQuestion,
    Workday,
)

if TYPE_CHECKING:
    from kiosk.imports.hospital import HospitalRows
    from kiosk.services.roster import Merged

PUBLISHED = "published:"
"""What the names of facts begin with that were published here, and that no file brings or takes away."""
Words = dict[str, str]
"""A text in several languages: {language: text}."""


@dataclass(frozen=True)
class HospitalView:
    """Everything about the hospital that a screen shows."""

    facts: dict[str, Any]
    departments: tuple[Department, ...]
    doctors: tuple[Doctor, ...]
    sessions: tuple[Session, ...]
    answers: tuple[Answer, ...]
    needs: tuple[Need, ...]
    categories: tuple[Category, ...]
    questions: tuple[SurveyQuestion, ...] = ()

    @property
    def name(self) -> Words:
        """Return the hospital's name."""
        return self.texts("name")

    @property
    def short_name(self) -> Words:
        """Return the name that fits a narrow header."""
        return self.texts("short_name") or self.name

    @property
    def complaint_contact(self) -> dict[str, Any]:
        """Return phone, e-mail, place and hours of the complaint office, which the law wants shown."""
        return dict(self.facts.get("complaint_contact", {}))

    def texts(self, name: str) -> Words:
        """Return a fact that is a text in several languages."""
        return dict(self.facts.get(name, {}))

    def listed(self, name: str) -> list[dict[str, Any]]:
        """Return a fact that is a list: `desks booking wishes happened reasons done`."""
        return list(self.facts.get(name, []))

    @cached_property
    def _by_code(self) -> dict[tuple[str, str], Record]:
        tables: tuple[Iterable[Any], ...] = (self.departments, self.doctors, self.needs, self.categories)
        return {(type(row).__name__, row.code): row for rows in tables for row in rows}

    def department(self, code: str) -> Department | None:
        """Return a department by its code."""
        return self._by_code.get(("Department", code))  # type: ignore[return-value]

    def doctor(self, code: str) -> Doctor | None:
        """Return a doctor by code."""
        return self._by_code.get(("Doctor", code))  # type: ignore[return-value]

    def need(self, code: str) -> Need | None:
        """Return a need by its code."""
        return self._by_code.get(("Need", code))  # type: ignore[return-value]

    def category(self, code: str) -> Category | None:
        """Return a category by its code."""
        return self._by_code.get(("Category", code))  # type: ignore[return-value]

    def parents(self, kind: str) -> tuple[Category, ...]:
        """Return the first level of categories of a kind of case."""
        return tuple(row for row in self.categories if row.kind == kind and not row.parent)

    def children(self, code: str) -> tuple[Category, ...]:
        """Return the second level under a category."""
        return tuple(row for row in self.categories if row.parent == code)

    def doctors_of(self, department: str) -> tuple[Doctor, ...]:
        """Return the doctors of a department."""
        return tuple(row for row in self.doctors if row.department == department)

    def questions_of(self, point: str) -> tuple[SurveyQuestion, ...]:
        """Return the set of questions that is asked at a service point."""
        return tuple(row for row in self.questions if row.set == point)

    def point_of(self, desk: str) -> str:
        """Return the service point at which a desk stands; empty where none is named."""
        found = next((one for one in self.listed("desks") if one.get("code") == desk), {})
        return str(found.get("point", ""))

    def sessions_of(self, department: str) -> tuple[Session, ...]:
        """Return the clinic timetable of a department."""
        return tuple(row for row in self.sessions if row.department == department)


def load() -> HospitalView:
    """Read the hospital, in the order of its files."""
    with store.reading():
        return HospitalView(
            facts={row.name: row.value for row in Fact.select()},
            departments=tuple(Department.select().order_by(Department.position)),
            doctors=tuple(Doctor.select().order_by(Doctor.position)),
            sessions=tuple(Session.select().order_by(Session.weekday, Session.half, Session.doctor)),
            answers=tuple(Answer.select().order_by(Answer.position)),
            needs=tuple(Need.select().order_by(Need.position)),
            categories=tuple(Category.select().order_by(Category.position)),
            questions=tuple(SurveyQuestion.select().order_by(SurveyQuestion.position)),
        )


HEADING = "WHERE name IN ('name', 'short_name', 'complaint_contact')"


def heading() -> HospitalView:
    """Read what the hospital says of itself, without its long lists."""
    return HospitalView({row.name: row.value for row in store.load(Fact, HEADING)}, (), (), (), (), (), ())


def is_empty() -> bool:
    """Say whether no hospital was imported yet."""
    return not Department.select().exists()


def replace(rows: HospitalRows, by: str, now: datetime, whole_roster: bool = False) -> Merged:
    """Put an imported hospital in the place of the one before; all of it or nothing.

    What was changed in the console stays in the roster, unless the files are to have the whole of it.
    """
    # Only an import needs the roster and the library of scripts: Home starts without them.
    from kiosk.services import roster, scripts

    facts = [Fact(name=name, value=value) for name, value in rows.facts.items()]
    facts += [row for row in Fact.select() if row.name.startswith(PUBLISHED)]
    with store.writing("hospital.import", by, "hospital", now) as written:
        by_hand = added_by_hand(rows)
        people = [row.code for row in (*rows.staff, *by_hand)]
        duties = roster.Merged(rows.duties, (), ()) if whole_roster else roster.merged(rows.duties, people)
        for table, new in (
            (Department, rows.departments),
            (Doctor, rows.doctors),
            (Session, rows.sessions),
            (Answer, rows.answers),
            (Need, rows.needs),
            (Category, rows.categories),
            (Staff, [*rows.staff, *by_hand]),
            (Membership, [*rows.memberships, *memberships_of(by_hand)]),
            (Duty, duties.rows),
            (Workday, rows.workdays or list(Workday.select())),
            (Route, rows.routes),
            (ChecklistStep, rows.checklist),
            (SurveyQuestion, rows.questions),
            (CarePlan, rows.plans),
            (Fact, facts),
        ):
            swap(written, table, list(new))
        scripts.take_over(written, rows.scripts, now)
    return duties


def added_by_hand(rows: HospitalRows) -> list[Staff]:
    """Return the staff who may sign in and whom the files do not name: an import takes nobody's account."""
    named = {row.code for row in rows.staff}
    accounts = {row.code for row in Account.select(Account.code)}
    return [row for row in Staff.select() if row.code in accounts and row.code not in named]


def memberships_of(people: list[Staff]) -> list[Membership]:
    """Return the further departments of these people."""
    codes = {row.code for row in people}
    return [row for row in Membership.select() if row.staff in codes]


SUPERVISING = """SELECT route.department FROM category AS own
    LEFT JOIN category AS above ON above.code = own.parent AND own.parent != ''
    JOIN route ON route.subject = coalesce(nullif(own.subject, ''), above.subject)
    WHERE own.code = ?"""


def supervising_office(category: str) -> str:
    """Return the department that supervises what a category concerns; empty when no route says so."""
    found = store.rows(SUPERVISING, category)
    return str(found[0][0]) if found else ""


def swap(written: store.Written, table: type[Record], new: list[Any]) -> None:
    """Bring a table to the new rows: add, change and remove only what differs."""
    old = {store.row_key(row): row for row in table.select()}
    for row in new:
        found = old.pop(store.row_key(row), None)
        if found is None:
            written.add(row)
        elif store.stored_values(found) != store.stored_values(row):
            written.change(found, **store.without_key(row))
    for row in old.values():
        written.remove(row)
