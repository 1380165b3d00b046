"""What staff do with a case: one act, one transaction, one line of its timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from kiosk import store
from kiosk.config import Settings
from kiosk.i18n import N_
from kiosk.records import Case, CaseDepartment, Notice, Person
from kiosk.rules import answering, clocks, grading, lifecycle
from kiosk.rules.numbers import new_uid
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import Actor, require
from kiosk.rules.text import clean
from kiosk.services import alerts, cases, checklists, hotline, pauses, staff, workdays
from kiosk.services.changes import Change, acting, changing, once

CATEGORY = "SELECT 1 FROM category WHERE code = ?"
NOTICES = "WHERE case_uid = ?"
DEPARTMENTS = "WHERE case_uid = ? AND ended_at IS NULL ORDER BY added_at"


def told(words: str, sentence: str) -> str:
    """Return words as they are kept; refused when nothing was written."""
    found = clean(words, cases.PAGE)
    if not found.strip():
        raise Refusal(sentence)
    return found


@once
def note(
    uid: UUID, words: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Write something down that only staff read."""
    words = told(words, N_("Write the note first."))
    with acting(uid, "note", by, settings, now, entry) as change:
        change.tell("note", words, uid=entry)
    return change.case


@once
def reply(
    uid: UUID,
    words: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
    seen: int | None = None,
    script: str = "",
) -> Case:
    """Say something to the patient, in public; `script` is the CODE/VERSION of the wording it began with."""
    words = told(words, N_("Write the reply first."))
    with acting(uid, "reply", by, settings, now, entry, seen) as change:
        change.check_open()
        change.begin()
        change.tell("reply", words, is_public=True, uid=entry, script=script)
    return change.case


@once
def ask(
    uid: UUID, words: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Ask the patient something, on the status page."""
    words = told(words, N_("Write the question first."))
    with acting(uid, "ask", by, settings, now, entry) as change:
        change.check_open()
        change.begin()
        change.tell("question", words, is_public=True, uid=entry)
    return change.case


def start(uid: UUID, by: Actor, settings: Settings, now: datetime) -> Case:
    """Begin to work on a case."""
    with acting(uid, "start", by, settings, now) as change:
        change.move("start")
        change.tell("started", is_public=True)
    return change.case


@once
def grade(
    uid: UUID,
    grade: str,
    reason: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
    seen: int | None = None,
) -> Case:
    """Grade a case up, as anybody may, or down, as a supervisor may; with a reason."""
    if grade not in grading.GRADES:
        raise Refusal(N_("Choose the grade."))
    reason = told(reason, N_("Write why it is graded so."))

    def allow(change: Change) -> None:
        is_down = grading.is_higher(change.case.grade, grade)
        require(by, "grade_down" if is_down else "grade_up", change.standing)

    with changing(uid, "grade", by.code, settings, now, entry, seen, allow) as change:
        if grade == change.case.grade:
            raise Refusal(N_("The case has this grade already."))
        set_grade(change, grade, words=reason, entry=entry)
    return change.case


def set_grade(change: Change, grade: str, words: str = "", rule: str = "", entry: UUID | None = None) -> None:
    """Give a case another grade, with the steps that it needs, and tell those who must know of a higher one.

    It was graded so by somebody, in words, or by a rule.
    """
    before = change.case.grade
    change.set(grade=grade, grade_reason=rule)
    why: dict[str, Any] = {"reason": rule} if rule else {}
    change.tell("graded", words, uid=entry, before=before, grade=grade, **why)
    change.written.extend(checklists.more_steps(change.case, change.settings, change.now))
    if grading.is_higher(grade, before):
        alert_grade(change.written, change.case, grade, change.now)


def grade_by_rule(change: Change, graded: grading.Graded) -> None:
    """Grade a case up as a rule says; only people grade down."""
    if grading.is_higher(graded.grade, change.case.grade):
        set_grade(change, graded.grade, rule=graded.reason_code)


def alert_grade(written: store.Written, case: Case, grade: str, now: datetime) -> None:
    """Tell the supervisor of a complex case, and the leaders of a major one, at once."""
    for role in alerts.GRADED.get(grade, ()):
        alerts.ring(written, "graded", now, case.uid, role=role, number=case.number, grade=grade)


@once
def investigate(
    uid: UUID,
    found: str,
    outcome: str,
    cause: str,
    cause_words: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
    seen: int | None = None,
) -> Case:
    """Write down what the investigation found so far; what is left empty stays open."""
    if outcome and outcome not in answering.OUTCOMES:
        raise Refusal(N_("Choose the outcome from the list."))
    if cause and cause not in answering.CAUSES:
        raise Refusal(N_("Choose the root cause from the list."))
    found = told(found, N_("Write what the investigation found."))
    cause_words = clean(cause_words, cases.PAGE)
    with acting(uid, "investigate", by, settings, now, entry, seen) as change:
        lifecycle.check_unanswered(change.case.stage)
        change.begin()
        change.set(investigation=found, outcome=outcome, cause=cause, cause_words=cause_words)
        pauses.end(change, "investigate")
        change.tell("investigated", found, uid=entry, outcome=outcome, cause=cause)
    return change.case


@once
def answer(
    uid: UUID,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
    seen: int | None = None,
) -> Case:
    """Call a case answered: the gate lists all that is missing; then the patient is asked for the verdict."""
    with acting(uid, "answer", by, settings, now, entry, seen) as change:
        change.begin()
        change.move("answer")
        answering.check(gate_facts(change.case))
        pauses.go_on(change)
        change.end()
        change.set(answered_at=now)
        change.tell("answered", is_public=True, uid=entry)
        change.start(clocks.for_verdict(now, promises=settings.promises))
        hotline.call_after(change)
    return change.case


def gate_facts(case: Case) -> answering.Facts:
    """Return what the gate asks of a case."""
    reopened = [n for n, line in enumerate(case.timeline) if line.kind in ("reopened", "verdict")]
    since = case.timeline[reopened[-1] :] if reopened and case.reopenings else case.timeline
    departments = {row.department for row in store.load(CaseDepartment, DEPARTMENTS, case.uid.hex)}
    return answering.Facts(
        kind=case.kind,
        category=case.category,
        grade=case.grade,
        departments=len(departments | ({case.department} - {""})),
        investigation=case.investigation,
        outcome=case.outcome,
        cause=case.cause,
        replies=sum(line.kind == "reply" for line in since),
        notices=len(store.load(Notice, NOTICES, case.uid.hex)),
        no_notice=case.no_notice,
    )


@once
def excuse_notice(
    uid: UUID, reason: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """Write why an upheld complaint needs no rectification notice."""
    reason = told(reason, N_("Write why no notice is needed."))
    with acting(uid, "excuse_notice", by, settings, now, entry) as change:
        change.set(no_notice=reason)
        change.tell("notice_excused", reason, uid=entry)
    return change.case


@once
def categorise(
    uid: UUID,
    category: str,
    department: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Say what a case is about and which department it concerns; an empty value leaves it as it is."""
    with acting(uid, "investigate", by, settings, now, entry) as change:
        before = staff.concerned(change.case)
        if category and not store.rows(CATEGORY, category):
            raise Refusal(N_("Choose what it is about."))
        if department and not cases.office_name(department):
            raise Refusal(N_("Choose the department."))
        category, department = category or change.case.category, department or change.case.department
        change.set(category=category, department=department)
        change.tell("categorised", uid=entry, category=category, department=department)
        join(change, before)
        change.written.extend(checklists.more_steps(change.case, settings, now))
    return change.case


@once
def involve(
    uid: UUID,
    department: str,
    part: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Let a department lead, or help; with a second department the national limit is the longer one."""
    if part not in ("lead", "helper"):
        raise Refusal(N_("A department leads, or it helps."))
    if not cases.office_name(department):
        raise Refusal(N_("Choose the department."))
    with acting(uid, "involve", by, settings, now, entry) as change:
        change.check_open()
        known = store.load(CaseDepartment, DEPARTMENTS, uid.hex)
        if any((row.department, row.part) == (department, part) for row in known):
            change.written.is_idle = True
            return change.case
        for row in known:
            if row.department == department or row.part == part == "lead":
                change.written.change(row, ended_at=now)
                change.tell("released", department=row.department, part=row.part)
        add_department(change, department, part, entry)
    return change.case


def add_helper(change: Change, department: str) -> None:
    """Let a department help that has no part in the case yet."""
    known = store.load(CaseDepartment, DEPARTMENTS, change.case.uid.hex)
    if all(row.department != department for row in known):
        add_department(change, department, "helper")


def add_department(change: Change, department: str, part: str, entry: UUID | None = None) -> None:
    """Add a department to a case in its transaction."""
    before = staff.concerned(change.case)
    change.written.add(
        CaseDepartment(
            uid=new_uid(change.now),
            case=change.case.uid,
            department=department,
            part=part,
            added_at=change.now,
        )
    )
    change.tell("involved", uid=entry, department=department, part=part)
    join(change, before)


def join(change: Change, before: frozenset[str]) -> None:
    """Give a complaint that came to concern several departments the longer limit, and a grade by rule."""
    if change.case.kind == "complaint" and len(before) < 2 <= len(staff.concerned(change.case)):
        lengthen_national(change)
        grade_by_rule(change, grading.by_rule(grading.Facts(change.case.kind, departments=2)))


def lengthen_national(change: Change) -> None:
    """Give the national reply clock the limit for more than one department; the house's stays as promised."""
    settings = change.settings
    limits = settings.promises
    for clock in change.running():
        if clock.basis == "national" and clock.amount == limits.national_reply_workdays:
            [due] = [
                due
                for due in clocks.for_case(
                    "complaint",
                    clock.started_at,
                    departments=2,
                    promises=limits,
                    calendar=workdays.calendar(),
                    tz=settings.tz,
                )
                if due.basis == "national"
            ]
            change.written.change(clock, amount=due.amount, due_at=due.due_at, is_certain=due.certain)
            change.tell("joint", amount=due.amount)


@once
def release(
    uid: UUID, department: str, by: Actor, settings: Settings, now: datetime, entry: UUID | None = None
) -> Case:
    """End a department's part in a case."""
    with acting(uid, "involve", by, settings, now, entry) as change:
        lifecycle.check_unanswered(change.case.stage)
        known = store.load(CaseDepartment, DEPARTMENTS, uid.hex)
        row = next((row for row in known if row.department == department), None)
        if row is None:
            raise Refusal(N_("This department has no part in the case."))
        change.written.change(row, ended_at=now)
        change.tell("released", uid=entry, department=department, part=row.part)
    return change.case


@once
def attach(
    uid: UUID,
    channel: str,
    number: str,
    by: Actor,
    settings: Settings,
    now: datetime,
    entry: UUID | None = None,
) -> Case:
    """Keep the number that another channel gave the case, such as the 12345 hotline."""
    channel, number = clean(channel, 32, lines=False), clean(number, 64, lines=False)
    if not number:
        raise Refusal(N_("Write the number first."))
    with acting(uid, "attach", by, settings, now, entry) as change:
        change.set(channel_number=number)
        change.tell("attached", uid=entry, channel=channel, number=number)
    return change.case


def reveal(uid: UUID, by: Actor, settings: Settings, now: datetime) -> list[Person]:
    """Return the people of a case unmasked; that they were read is an audit entry."""
    case = cases.find(uid)
    require(by, "reveal", staff.standing(case))
    with store.writing("person.read", by.code, str(uid), now):
        return case.people
