"""Who works here, who answers right now, and how somebody stands to a case."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, Standing

ON_DUTY = """SELECT staff FROM duty WHERE desk = ? AND weekday = ? AND begins <= ? AND ends > ?
    ORDER BY begins DESC, staff LIMIT 1"""
STAFF = "SELECT role, department FROM staff WHERE code = ?"
MORE = "SELECT department FROM membership WHERE staff = ?"
MEMBERS = """SELECT code FROM staff WHERE department = ?
    UNION SELECT staff FROM membership WHERE department = ? ORDER BY 1"""
HEADS = "SELECT code FROM staff WHERE role = 'head'"
CLOSED = "SELECT code FROM account WHERE is_disabled"
INVOLVED = "SELECT department FROM case_department WHERE case_uid = ? AND ended_at IS NULL"
NOTICED = "SELECT department FROM notice WHERE case_uid = ?"
OFFERS = """SELECT department, by, is_on_duty FROM handover
    WHERE case_uid = ? AND state = 'requested'"""


def on_duty(desk: str, now: datetime, tz: ZoneInfo) -> str | None:
    """Return the staff code of who answers at a desk at this moment; None when nobody is on duty."""
    local = now.astimezone(tz)
    time = f"{local:%H:%M}"
    found = store.rows(ON_DUTY, desk, local.isoweekday(), time, time)
    return found[0][0] if found else None


def answers_for(desk: str, now: datetime, tz: ZoneInfo) -> str:
    """Return who is responsible for what comes in at a desk: the person on duty, else the desk itself."""
    return on_duty(desk, now, tz) or f"desk:{desk}"


def actor(code: str, settings: Settings) -> Actor:
    """Return somebody as rights know them; refused when nobody has this code."""
    found = store.rows(STAFF, code)
    if not found:
        raise Refusal(N_("Nobody with this name works here."))
    role, _department = found[0]
    departments = departments_of(code)
    return Actor(code, role, departments, settings.duty_department in departments)


def departments_of(code: str) -> frozenset[str]:
    """Return every department that somebody belongs to."""
    own = [row[1] for row in store.rows(STAFF, code)]
    more = [row[0] for row in store.rows(MORE, code)]
    return frozenset(filter(None, (*own, *more)))


def members(department: str) -> tuple[str, ...]:
    """Return the staff codes of a department, also of those who are gone: their cases are still its cases."""
    return tuple(row[0] for row in store.rows(MEMBERS, department, department))


def at_work(department: str) -> tuple[str, ...]:
    """Return the staff codes of a department, but for those whose account is closed."""
    closed = {row[0] for row in store.rows(CLOSED)}
    return tuple(code for code in members(department) if code not in closed)


def answering_for(department: str) -> str:
    """Return who answers for a department: its head, else the first who works there; empty when nobody."""
    heads = {row[0] for row in store.rows(HEADS)}
    found = sorted(at_work(department), key=lambda code: (code not in heads, code))
    return found[0] if found else ""


def concerned(case: Case) -> frozenset[str]:
    """Return the departments that lead or help with a case, and the one that it is about."""
    found = {row[0] for row in store.rows(INVOLVED, case.uid.hex)}
    return frozenset(filter(None, found | {case.department}))


def standing(case: Case) -> Standing:
    """Return what rights need to know of a case."""
    key = case.uid.hex
    noticed = {row[0] for row in store.rows(NOTICED, key)}
    offers = store.rows(OFFERS, key)
    return Standing(
        responsible=case.responsible,
        office=departments_of(case.responsible),
        involved=concerned(case) | noticed,
        offered_to=frozenset(row[0] for row in offers),
        offered_by=frozenset(row[1] for row in offers),
        is_on_duty=any(row[2] for row in offers),
        grade=case.grade,
    )
