"""Patients for tests: stays in made-up wards, and the visits and calls that are due to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.records import FollowUp, FollowUpAttempt, Stay, SurveyQuestion
from kiosk.rules.numbers import new_uid
from kiosk.services import followup_list, followups, phones
from kiosk.services.followups import Heard
from tests.register import NOW
from tests.staff import person

WARD, OTHER_WARD = "medical-office", "nursing-office"
"""Departments of the small hospital that have staff: Gu and Xie, Mao and Song."""
PHONE = "13812345678"
ASKED: tuple[tuple[str, str, str, str, str, list[str]], ...] = (
    ("pain", "visit", "scale", "您的疼痛控制得怎么样？", "How well is your pain controlled?", ["1"]),
    ("told", "visit", "yes_no", "医生讲清病情了吗？", "Did the doctor explain your illness?", []),
    ("feels", "contact", "choice", "现在感觉怎么样？", "How do you feel now?", ["worse"]),
    ("pills", "contact", "yes_no", "知道药怎么吃吗？", "Do you know how to take your medicine?", []),
)
CHOICES = (("well", "好", "Well"), ("worse", "更差了", "Worse"))


def ask(settings: Settings | None = None) -> None:
    """Put the questions of a visit and of a contact into the register."""
    if store.rows("SELECT 1 FROM survey_question"):
        return
    with store.writing("hospital.import", "test", "hospital", NOW) as written:
        for position, (code, of, kind, chinese, english, urgent) in enumerate(ASKED):
            options = (
                [{"code": c, "text": words(zh, en)} for c, zh, en in CHOICES] if kind == "choice" else []
            )
            row = SurveyQuestion(
                code=code, position=position, set=of, kind=kind, text=words(chinese, english)
            )
            row.options, row.urgent = options, urgent
            written.add(row)


def words(chinese: str, english: str) -> dict[str, str]:
    """Return a text in three languages."""
    return {"zh_CN": chinese, "zh_TW": chinese, "en": english}


def stay(visit: str = "Z001", ward: str = WARD, bed: str = "12", **values: Any) -> Stay:
    """Admit a patient; with a telephone and consent unless the test says otherwise."""
    phone = values.pop("phone", PHONE)
    given: dict[str, Any] = {
        "name": "王秀英",
        "phone": phone,
        "phone_mark": phones.phone_mark(store.keys().index, phone) if phone else None,
        "admitted_on": "2026-09-17",
        "consent": "yes",
        "imported_at": NOW,
    }
    made = Stay(uid=new_uid(NOW), visit=visit, ward=ward, bed=bed, **given | values)
    with store.writing("stay.imported", "test", "stays", NOW) as written:
        written.add(made)
    return made


def due(of: Stay, kind: str = "visit", at: datetime = NOW, **values: Any) -> FollowUp:
    """Let a visit or a call be due today, until the end of the next hour unless the test says otherwise."""
    given = {"due_day": at.date().isoformat(), "due_at": at + timedelta(hours=1), "questions": kind}
    made = FollowUp(uid=new_uid(NOW), stay=of.uid, kind=kind, ward=of.ward, **given | values)
    with store.writing("followups.made", "test", "stays", NOW) as written:
        written.add(made)
    return made


def now_of(uid: UUID) -> FollowUp:
    """Return a visit or a call as it now stands in the register."""
    [found] = store.load(FollowUp, "WHERE uid = ?", uid.hex)
    return found


def stay_now(uid: UUID) -> Stay:
    """Return a stay as it now stands in the register."""
    [found] = store.load(Stay, "WHERE uid = ?", uid.hex)
    return found


def attempts() -> list[FollowUpAttempt]:
    """Return every attempt, the first first."""
    return store.load(FollowUpAttempt, "ORDER BY at, uid")


def listed(house: Settings, scope: str = "ward", who: str = "he", now: datetime = NOW, **how: Any) -> Any:
    """Return the list of somebody."""
    return followup_list.page(person(who), scope, how.pop("ward", ""), house, now, **how)


def tried(made: FollowUp, house: Settings, who: str = "he", now: datetime = NOW, **heard: Any) -> Any:
    """Try a visit or a call once."""
    channel = heard.pop("channel", "bedside" if made.kind in ("visit", "survey") else "phone")
    told = Heard(channel, heard.pop("result", "reached"), **heard)
    return followups.attempt(new_uid(now), made.uid, told, new_uid(now), person(who), house, now)
