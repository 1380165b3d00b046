"""Staff for tests: a small hospital with people in every role, and what they usually do with a case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import Case, Category, Department, Duty, Staff
from kiosk.rules.rights import Actor
from kiosk.services import acts, cases
from tests.register import NOW

DEPARTMENTS = ("service-centre", "medical-office", "nursing-office", "cashier", "duty-officer")
PEOPLE = {
    "fang": ("desk", "service-centre"),
    "luo": ("desk", "service-centre"),
    "he": ("supervisor", "service-centre"),
    "gu": ("handler", "medical-office"),
    "xie": ("head", "medical-office"),
    "mao": ("handler", "nursing-office"),
    "song": ("head", "nursing-office"),
    "shi": ("handler", "cashier"),
    "lin": ("desk", "duty-officer"),
    "cao": ("leader", ""),
    "xu": ("admin", ""),
    "dai": ("auditor", ""),
}


def person(code: str) -> Actor:
    """Return somebody of the small hospital as rights know them."""
    role, department = PEOPLE[code]
    departments = frozenset({department} - {""})
    return Actor(code, role, departments, department == "duty-officer")


def hire() -> None:
    """Write the small hospital into the open register: Fang answers at the front desk on weekdays."""
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        for position, code in enumerate(DEPARTMENTS):
            name = dict.fromkeys(("zh_CN", "zh_TW", "en"), code)
            written.add(Department(code=code, position=position, name=name, place={}))
        name = dict.fromkeys(("zh_CN", "zh_TW", "en"), "waiting")
        written.add(Category(code="waiting", position=0, name=name))
        for code, (role, department) in PEOPLE.items():
            name = dict.fromkeys(("zh_CN", "zh_TW", "en"), code.title())
            written.add(Staff(code=code, name=name, department=department, role=role, is_published=True))
        for weekday in range(1, 6):
            uid = UUID(int=weekday)
            written.add(
                Duty(uid=uid, desk="front", weekday=weekday, begins="08:00", ends="18:00", staff="fang")
            )


def known(table: type[Department] | type[Category], code: str) -> str:
    """Return the code of a row of the hospital, putting one there where it has none."""
    found = table.select().first()
    if found is None:
        found = table(code=code, position=0, name=dict.fromkeys(("zh_CN", "zh_TW", "en"), code))
        with store.writing("hospital.import", "test", "hospital", NOW) as written:
            written.add(found)
    return str(found.code)


def answer(uid: UUID, settings: Settings, now: datetime, words: str = "已经改了，请您放心。") -> Case:
    """Work a case until it is answered, as a supervisor does."""
    boss = Actor("he", "supervisor", frozenset({"service-centre"}))
    case = cases.find(uid)
    if case.kind == "complaint":
        about, where = (
            case.category or known(Category, "waiting"),
            case.department or known(Department, "cashier"),
        )
        acts.categorise(uid, about, where, boss, settings, now)
        acts.investigate(uid, "窗口少开了一个。", "upheld", "process", "", boss, settings, now)
        acts.excuse_notice(uid, "当天已经加开窗口。", boss, settings, now)
    acts.reply(uid, words, boss, settings, now)
    return acts.answer(uid, boss, settings, now)
