"""How a line of the visits and calls is told: who, where, when, and how often it was tried."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from kiosk.i18n import N_, _, clock_time, day, name_of
from kiosk.records import FollowUp, SurveyQuestion
from kiosk.rules.followups import BEDSIDE
from kiosk.rules.text import stated
from kiosk.screens.console import due_words
from kiosk.screens.console.work_words import department, widest
from kiosk.services.followup_cases import answer_words
from kiosk.services.followup_list import Listed, Patient
from kiosk.services.name_book import FOLLOW_UPS
from kiosk.widgets.rows import GAP, GUTTER, Column, Row

if TYPE_CHECKING:
    from kiosk.console import ConsoleApp

SHORT = {
    "visit": N_("second day"),
    "survey": N_("longer stay"),
    "contact": N_("24 hours"),
    "call": N_("one week"),
    "plan": N_("by plan"),
}
RESULTS = {
    "reached": N_("Spoken"),
    "no_answer": N_("Nobody answers"),
    "busy": N_("Busy"),
    "later": N_("Another time"),
    "wrong_number": N_("Wrong number"),
    "refused": N_("Refused"),
}
CHANNELS = {
    "bedside": N_("At the bedside"),
    "phone": N_("Phone"),
    "wechat": N_("WeChat"),
    "sms": N_("SMS"),
    "email": N_("E-mail"),
}
CONSENTS = {"yes": N_("may be called"), "no": N_("no calls"), "": N_("not asked yet")}
SCALE = (N_("Very bad"), N_("Bad"), N_("Fair"), N_("Good"), N_("Very good"))
LEFT_OUT = ("doctor", "phone", "ward", "tries")
"""Columns that a narrow screen leaves out, the first one first."""


def columns(scope: str, width: int) -> list[Column]:
    """Return the columns that a width has room for."""
    bed, name, ward = Column("bed", _("Bed"), 5), Column("name", _("Name"), 9, 1, 18), ("ward", _("Ward"))
    phone = Column("phone", _("Phone"), 12)
    kind, due = Column("kind", _("What"), widest(SHORT), 1, 20), Column("due", _("Due"), 16)
    tries, doctor = Column("tries", _("Tried"), 5), Column("doctor", _("Doctor"), 8, 1, 16)
    listed = {
        "ward": [due, Column(*ward, 12, 2, 30), bed, name, kind, doctor, tries],
        "phone": [
            Column("opens", _("Call"), 12),
            due,
            name,
            kind,
            phone,
            Column(*ward, 12, 2, 30),
            doctor,
            tries,
        ],
        "patients": [
            Column(*ward, 12, 2, 30),
            bed,
            name,
            Column("admitted", _("Since"), 14),
            Column("consent", _("Calls"), widest(CONSENTS) + 2, 1, 24),
            phone,
            doctor,
        ],
    }[scope]
    for left in ("", *LEFT_OUT):
        listed = [one for one in listed if one.name != left]
        if GUTTER + 1 + sum(one.width + GAP for one in listed) <= width:
            break
    return listed


def row_of(line: Listed, app: ConsoleApp) -> Row:
    """Return a line as it is drawn."""
    patient, due = line.patient, line.due
    told = {
        "ward": (department(patient.ward, app), "words"),
        "bed": (patient.bed, "strong"),
        "name": (patient.name, "words"),
        "phone": (patient.phone, "muted"),
        "admitted": (day(date.fromisoformat(patient.admitted_on), weekday=False), "muted"),
        "consent": consent(patient),
        "doctor": (patient.doctor, "muted"),
    }
    if due is not None:
        told["due"] = put_off(due, app) or due_words.when(due.due_at, app.now(), app.settings.tz)
        told["kind"] = (_(SHORT.get(due.kind, due.kind)), "words")
        told["tries"] = tries(due, app)
        told["opens"] = opens(line, app)
    return Row(line.uid, told, line)


def put_off(due: FollowUp, app: ConsoleApp) -> tuple[str, str] | None:
    """Say until when a visit waits; None when it waits for nothing, and for a call, which has its hour."""
    if due.kind not in BEDSIDE or due.next_at is None or due.next_at <= app.now():
        return None
    return f"  {_('from %(time)s') % {'time': clock_time(due.next_at.astimezone(app.settings.tz))}}", "muted"


def tries(due: FollowUp, app: ConsoleApp) -> tuple[str, str]:
    """Say how often it was tried already."""
    return (f"{due.attempts}/{app.settings.call_attempts}", "words") if due.attempts else ("·", "muted")


def opens(line: Listed, app: ConsoleApp) -> tuple[str, str]:
    """Say from when one may call."""
    if line.opens_at is None:
        return f"● {_('now')}", "good"
    local, here = (moment.astimezone(app.settings.tz) for moment in (line.opens_at, app.now()))
    told = _("from %(time)s") if local.date() == here.date() else _("tomorrow %(time)s")
    return f"  {told % {'time': clock_time(local)}}", "muted"


def consent(patient: Patient) -> tuple[str, str]:
    """Say whether one may call, and whether the telephone was confirmed."""
    if patient.is_not_called or patient.consent == "no":
        return f"✗ {_(CONSENTS['no'])}", "muted"
    sign = {"yes": "✓" if patient.is_phone_checked else "·", "": "?"}[patient.consent]
    return f"{sign} {_(CONSENTS[patient.consent])}", "good" if patient.consent else "today"


def beside(row: Row, shown: Collection[str]) -> str:
    """Return what a list leaves out of its row."""
    patient = row.value.patient
    told = [row.cells[name][0] for name in ("ward", "phone") if name not in shown]
    if "bed" not in shown and patient.bed:
        told.append(_("bed %(bed)s") % {"bed": patient.bed})
    if "doctor" not in shown and patient.doctor:
        told.append(stated(_("Doctor"), patient.doctor))
    return " · ".join(filter(None, [*told, *wishes(patient)]))


def wishes(patient: Patient) -> list[str]:
    """Say what is agreed with a patient: hours, way, language."""
    hours = patient.calls_from and _("calls from %(begins)s to %(ends)s") % {
        "begins": patient.calls_from,
        "ends": patient.calls_until,
    }
    way = _(CHANNELS.get(patient.channel, ""))
    spoken = name_of(patient.language) if patient.language != "zh_CN" else ""
    return [part for part in (hours, way, spoken) if part]


def named(patient: Patient, app: ConsoleApp) -> str:
    """Say who it is: bed, covered name, ward."""
    bed = _("bed %(bed)s") % {"bed": patient.bed} if patient.bed else ""
    return " · ".join(filter(None, (bed, patient.name, department(patient.ward, app))))


def kind_words(due: FollowUp) -> str:
    """Say what visit or call it is."""
    return _(FOLLOW_UPS.get(due.kind, due.kind))


def options(question: SurveyQuestion) -> list[tuple[str, str]]:
    """Return the answers to a question, as they are read."""
    if question.kind == "scale":
        return [(str(place), _(words)) for place, words in enumerate(SCALE, 1)]
    codes = ["yes", "no"] if question.kind == "yes_no" else [str(one["code"]) for one in question.options]
    return [(code, answer_words(question, code)) for code in codes]


def answered(answers: dict[str, str], questions: dict[str, SurveyQuestion]) -> str:
    """Say what was answered, in one line."""
    told = []
    for code, answer in answers.items():
        words = dict(options(questions[code])).get(answer, answer) if code in questions else answer
        told.append(words)
    return " / ".join(told)
